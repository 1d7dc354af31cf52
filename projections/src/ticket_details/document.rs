//! The document of a ticket.

use domain::ticket::{Section, StageName, entry_spec, rests_on};
use events_schema::facts::ticket::{
    EntryCorrected, Replacement, TicketAssigned, TicketFact, TicketReassigned, unpacked,
};
use events_schema::ids::{GroupId, IssueTypeId, PersonId, TicketId};
use events_schema::text::Paragraph;
use events_schema::values::TicketClass;
use events_schema::{Actor, Entry, EventId, FactSet, Revision, TicketCode, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Everything that a person needs to see of a ticket, as corrected. Personal values are sealed.
///
/// Entries keep the form in which events hold them, type, version and data, so that what customers and suppliers may see
/// of an event is also what they may see of it here.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Details {
    /// Its id.
    pub ticket: TicketId,
    /// Its short code, for the telephone.
    pub code: String,
    /// The life stage.
    pub stage: StageName,
    /// The class, once it is classified.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub class: Option<TicketClass>,
    /// The type of issue, once it is classified.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issue_type: Option<IssueTypeId>,
    /// The group that has it, once it is assigned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<GroupId>,
    /// Who handles it, once somebody of the group has taken it over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<PersonId>,
    /// When the report was received.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub received_at: Option<Timestamp>,
    /// When its last event was recorded.
    pub last_changed_at: Timestamp,
    /// The revision of its last event.
    pub revision: Revision,
    /// The report, and what it lacked.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub report: Vec<Item>,
    /// How it was classified; the last one holds.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub classification: Vec<Item>,
    /// To which groups and persons it was given; the last one has it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub assignments: Vec<Item>,
    /// Calls, attempts, messages, and what the customer was told.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contacts: Vec<Item>,
    /// Who was told, the first analysis, the emergency plan and its team.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub alarms: Vec<Item>,
    /// Who was sent and has arrived, and what happened there.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub on_site: Vec<Item>,
    /// The engine, steps and conclusions of the diagnosis.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub diagnosis: Vec<Item>,
    /// Solutions on their way from proposal to end, temporary ones, and what they needed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub solutions: Vec<Item>,
    /// When the engine was out of service.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub service: Vec<Item>,
    /// What it cost.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub costs: Vec<Item>,
    /// What the customer said of it, and how it ended; a refusal or a reopening begins a new episode.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub outcome: Vec<Item>,
    /// Holds, waivers, and verdicts that were contested.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub clocks: Vec<Item>,
    /// What colleagues noted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<Item>,
    /// Late entries that were allowed, and tickets that turned out to be the same issue.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub record: Vec<Item>,
    /// What was corrected.
    pub corrections: Vec<Item>,
    /// What was retracted or moved.
    pub retracted: Vec<Retracted>,
}

/// An entry of the ticket's history.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Item {
    /// The event.
    pub event: EventId,
    /// Its place in the ticket's history.
    pub revision: Revision,
    /// When it happened, as corrected.
    pub occurred_at: Timestamp,
    /// When it was recorded.
    pub recorded_at: Timestamp,
    /// Who did it.
    pub actor: Actor,
    /// The corrections that it has been through.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub corrected_by: Vec<EventId>,
    /// For an approval: what was corrected, retracted or moved since of what it rests on. Somebody should look at it again.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ground_changed_by: Vec<EventId>,
    /// What happened, as corrected.
    pub fact: Replacement,
}

/// An entry that was retracted or moved to another ticket, and no longer counts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Retracted {
    /// The entry.
    pub event: EventId,
    /// The type of what it said; the history has the rest.
    #[serde(rename = "type")]
    pub kind: String,
    /// The event that retracted it.
    pub by: EventId,
    /// Who did that.
    pub actor: Actor,
    /// When that was recorded.
    pub recorded_at: Timestamp,
    /// The ticket on which it counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub moved_to: Option<TicketId>,
    /// Why.
    pub reason: Paragraph,
}

impl Details {
    /// A ticket at its first entry.
    pub(super) fn new(ticket: TicketId, first: &Entry<TicketFact>) -> Self {
        Self {
            ticket,
            code: TicketCode::of(ticket).to_string(),
            stage: StageName::Open,
            class: None,
            issue_type: None,
            group: None,
            person: None,
            received_at: None,
            last_changed_at: first.envelope.recorded_at,
            revision: first.revision,
            report: Vec::new(),
            classification: Vec::new(),
            assignments: Vec::new(),
            contacts: Vec::new(),
            alarms: Vec::new(),
            on_site: Vec::new(),
            diagnosis: Vec::new(),
            solutions: Vec::new(),
            service: Vec::new(),
            costs: Vec::new(),
            outcome: Vec::new(),
            clocks: Vec::new(),
            notes: Vec::new(),
            record: Vec::new(),
            corrections: Vec::new(),
            retracted: Vec::new(),
        }
    }

    pub(super) fn apply(&mut self, entry: &Entry<TicketFact>) {
        self.last_changed_at = entry.envelope.recorded_at;
        self.revision = entry.revision;
        let entry = unpacked(entry);
        match (&entry.fact, entry.fact.removes()) {
            (TicketFact::EntryCorrected(correction), _) => self.correct(&entry, correction),
            (_, Some(removed)) => self.remove(&entry, removed),
            // What the program says of clocks stands in the read model of the clocks.
            (TicketFact::ClockWarned(_) | TicketFact::ClockBreached(_), None) => {}
            (fact, None) => self.section(entry_spec(fact).section).push(Item::of(&entry)),
        }
    }

    fn section(&mut self, section: Section) -> &mut Vec<Item> {
        match section {
            Section::Report => &mut self.report,
            Section::Classification => &mut self.classification,
            Section::Assignment => &mut self.assignments,
            Section::Contact => &mut self.contacts,
            Section::Alarm => &mut self.alarms,
            Section::OnSite => &mut self.on_site,
            Section::Diagnosis => &mut self.diagnosis,
            Section::Solution => &mut self.solutions,
            Section::Service => &mut self.service,
            Section::Cost => &mut self.costs,
            Section::Outcome => &mut self.outcome,
            Section::Clock => &mut self.clocks,
            Section::Note => &mut self.notes,
            Section::Record => &mut self.record,
        }
    }

    /// All entries that can be corrected, retracted or moved.
    fn items(&mut self) -> impl Iterator<Item = &mut Item> {
        self.sections().into_iter().flatten()
    }

    fn sections(&mut self) -> [&mut Vec<Item>; 14] {
        [
            &mut self.report,
            &mut self.classification,
            &mut self.assignments,
            &mut self.contacts,
            &mut self.alarms,
            &mut self.on_site,
            &mut self.diagnosis,
            &mut self.solutions,
            &mut self.service,
            &mut self.costs,
            &mut self.outcome,
            &mut self.clocks,
            &mut self.notes,
            &mut self.record,
        ]
    }

    fn correct(&mut self, entry: &Entry<TicketFact>, correction: &EntryCorrected) {
        let item = self.items().find(|item| item.event == correction.corrects);
        if let Some(item) = item {
            item.fact = correction.replacement.clone();
            item.occurred_at = correction.happened_at.unwrap_or(item.occurred_at);
            item.corrected_by.push(entry.id);
            let changed = item.clone();
            self.flag_approvals(&changed, entry.id);
        }
        self.corrections.push(Item::of(entry));
    }

    fn remove(&mut self, entry: &Entry<TicketFact>, removed: EventId) {
        let mut places = self.sections().into_iter().filter_map(|section| {
            let at = section.iter().position(|item| item.event == removed)?;
            Some(section.remove(at))
        });
        let Some(item) = places.next() else { return };
        drop(places);
        self.flag_approvals(&item, entry.id);
        let (moved_to, reason) = match &entry.fact {
            TicketFact::EntryMovedOut(fact) => (Some(fact.to), fact.reason.clone()),
            TicketFact::EntryRetracted(fact) => (None, fact.reason.clone()),
            _ => return,
        };
        self.retracted.push(Retracted {
            event: item.event,
            kind: item.fact.0.kind().to_owned(),
            by: entry.id,
            actor: entry.envelope.actor.clone(),
            recorded_at: entry.envelope.recorded_at,
            moved_to,
            reason,
        });
    }

    /// The approvals that rest on an entry which was changed afterwards.
    fn flag_approvals(&mut self, changed: &Item, by: EventId) {
        for approval in self.items().filter(|item| item.revision > changed.revision) {
            if rests_on(&approval.fact.0, changed.event, &changed.fact.0) {
                approval.ground_changed_by.push(by);
            }
        }
    }

    /// The head, out of the entries that count. It is asked for when the document is read or written, not at each entry.
    pub(super) fn sum_up(&mut self) {
        self.received_at = self.report.first().map(|item| item.occurred_at);
        let stages = self.items().filter_map(|item| Some((item.revision, entry_spec(&item.fact.0).brings?)));
        self.stage = stages.max_by_key(|(at, _)| *at).map(|(_, stage)| stage).unwrap_or_default();
        (self.class, self.issue_type) = (None, None);
        for item in &self.classification {
            let (class, issue_type) = match &*item.fact.0 {
                TicketFact::Classified(fact) => (fact.class, &fact.issue_type),
                TicketFact::ClassCorrected(fact) => (fact.class, &fact.issue_type),
                TicketFact::ClassChangeApproved(fact) => (fact.class, &fact.issue_type),
                _ => continue,
            };
            self.class = Some(class);
            self.issue_type = issue_type.clone().or(self.issue_type.take());
        }
        (self.group, self.person) = (None, None);
        for item in &self.assignments {
            if let TicketFact::Assigned(TicketAssigned { group, .. })
            | TicketFact::Reassigned(TicketReassigned { to: group, .. }) = &*item.fact.0
            {
                (self.group, self.person) = (Some(group.clone()), None);
            }
            if let TicketFact::TakenOver(fact) = &*item.fact.0 {
                self.person = Some(fact.person.clone());
            }
        }
    }
}

impl Item {
    fn of(entry: &Entry<TicketFact>) -> Self {
        Self {
            event: entry.id,
            revision: entry.revision,
            occurred_at: entry.envelope.occurred_at,
            recorded_at: entry.envelope.recorded_at,
            actor: entry.envelope.actor.clone(),
            corrected_by: Vec::new(),
            ground_changed_by: Vec::new(),
            fact: Replacement(Box::new(entry.fact.clone())),
        }
    }
}
