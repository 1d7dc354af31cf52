//! The document of a ticket.

use events_schema::facts::ticket::{
    EntryCorrected, EntryRetracted, Replacement, TicketAssigned, TicketFact, TicketReassigned,
};
use events_schema::ids::{GroupId, IssueTypeId, PersonId, TicketId};
use events_schema::text::Paragraph;
use events_schema::values::TicketClass;
use events_schema::{Actor, Entry, EventId, FactSet, Revision, TicketCode, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::stage::Stage;

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
    pub stage: Stage,
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
    /// The report.
    pub report: Vec<Item>,
    /// How it was classified; the last one holds.
    pub classification: Vec<Item>,
    /// To which groups it was given; the last one has it.
    pub assignments: Vec<Item>,
    /// How the customer was reached, and attempts to.
    pub contacts: Vec<Item>,
    /// What was learnt of the engine and of what the report lacked.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub engine: Vec<Item>,
    /// Steps and conclusions of the diagnosis.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub diagnosis: Vec<Item>,
    /// When the engine was out of service.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub service: Vec<Item>,
    /// What it cost.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub costs: Vec<Item>,
    /// Solutions on their way from proposal to end.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub solutions: Vec<Item>,
    /// What was written to the customer and by him, and what he was told.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub messages: Vec<Item>,
    /// What colleagues noted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<Item>,
    /// What the customer said of it, and how it ended; a refusal or a reopening begins a new episode.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub outcome: Vec<Item>,
    /// What was corrected.
    pub corrections: Vec<Item>,
    /// What was retracted.
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
    /// For an approval: what was corrected or retracted since of the report, the engine or the diagnosis that it rests on.
    /// Somebody should look at it again.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ground_changed_by: Vec<EventId>,
    /// What happened, as corrected.
    pub fact: Replacement,
}

/// An entry that was retracted, and no longer counts.
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
    /// Why.
    pub reason: Paragraph,
}

impl Details {
    /// A ticket at its first entry.
    pub(super) fn new(ticket: TicketId, first: &Entry<TicketFact>) -> Self {
        Self {
            ticket,
            code: TicketCode::of(ticket).to_string(),
            stage: Stage::Open,
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
            engine: Vec::new(),
            diagnosis: Vec::new(),
            service: Vec::new(),
            costs: Vec::new(),
            solutions: Vec::new(),
            messages: Vec::new(),
            notes: Vec::new(),
            outcome: Vec::new(),
            corrections: Vec::new(),
            retracted: Vec::new(),
        }
    }

    pub(super) fn apply(&mut self, entry: &Entry<TicketFact>) {
        self.last_changed_at = entry.envelope.recorded_at;
        self.revision = entry.revision;
        match &entry.fact {
            TicketFact::EntryCorrected(correction) => self.correct(entry, correction),
            TicketFact::EntryRetracted(retraction) => self.retract(entry, retraction),
            fact => {
                if let Some(section) = self.section(fact) {
                    section.push(Item::of(entry));
                }
            }
        }
        self.sum_up();
    }

    /// Where an entry belongs. What is said of clocks stands in the read model of the clocks.
    fn section(&mut self, fact: &TicketFact) -> Option<&mut Vec<Item>> {
        match fact {
            TicketFact::Reported(_) => Some(&mut self.report),
            TicketFact::Classified(_) => Some(&mut self.classification),
            TicketFact::Assigned(_) | TicketFact::Reassigned(_) | TicketFact::TakenOver(_) => {
                Some(&mut self.assignments)
            }
            TicketFact::CustomerReached(_) | TicketFact::ContactAttempted(_) => Some(&mut self.contacts),
            TicketFact::IntakeCompleted(_) | TicketFact::EngineIdentified(_) => Some(&mut self.engine),
            TicketFact::DiagnosisStepRecorded(_) | TicketFact::DiagnosisConcluded(_) => Some(&mut self.diagnosis),
            TicketFact::EngineOutOfService(_) | TicketFact::EngineBackInService(_) => Some(&mut self.service),
            TicketFact::CostRecorded(_) => Some(&mut self.costs),
            TicketFact::SolutionProposed(_)
            | TicketFact::SolutionApproved(_)
            | TicketFact::SolutionReturned(_)
            | TicketFact::SolutionStarted(_)
            | TicketFact::SolutionFinished(_) => Some(&mut self.solutions),
            TicketFact::MessageExchanged(_) | TicketFact::ProgressTold(_) => Some(&mut self.messages),
            TicketFact::NoteAdded(_) => Some(&mut self.notes),
            TicketFact::SatisfactionConfirmed(_)
            | TicketFact::SatisfactionRefused(_)
            | TicketFact::Closed(_)
            | TicketFact::ClosedUnconfirmed(_)
            | TicketFact::Withdrawn(_)
            | TicketFact::Reopened(_) => Some(&mut self.outcome),
            TicketFact::EntryCorrected(_) => Some(&mut self.corrections),
            TicketFact::EntryRetracted(_) | TicketFact::ClockWarned(_) | TicketFact::ClockBreached(_) => None,
        }
    }

    /// The sections whose entries can be corrected or retracted.
    fn sections(&mut self) -> [&mut Vec<Item>; 12] {
        [
            &mut self.report,
            &mut self.classification,
            &mut self.assignments,
            &mut self.contacts,
            &mut self.engine,
            &mut self.diagnosis,
            &mut self.service,
            &mut self.costs,
            &mut self.solutions,
            &mut self.messages,
            &mut self.notes,
            &mut self.outcome,
        ]
    }

    fn correct(&mut self, entry: &Entry<TicketFact>, correction: &EntryCorrected) {
        let item = self.sections().into_iter().flatten().find(|item| item.event == correction.corrects);
        if let Some(item) = item {
            item.fact = correction.replacement.clone();
            item.occurred_at = correction.happened_at.unwrap_or(item.occurred_at);
            item.corrected_by.push(entry.id);
            if is_ground(&item.fact.0) {
                let changed = item.revision;
                self.flag_approvals(changed, entry.id);
            }
        }
        self.corrections.push(Item::of(entry));
    }

    fn retract(&mut self, entry: &Entry<TicketFact>, retraction: &EntryRetracted) {
        let mut removed = self.sections().into_iter().filter_map(|section| {
            let at = section.iter().position(|item| item.event == retraction.retracts)?;
            Some(section.remove(at))
        });
        let Some(item) = removed.next() else { return };
        drop(removed);
        if is_ground(&item.fact.0) {
            self.flag_approvals(item.revision, entry.id);
        }
        self.retracted.push(Retracted {
            event: item.event,
            kind: item.fact.0.kind().to_owned(),
            by: entry.id,
            actor: entry.envelope.actor.clone(),
            recorded_at: entry.envelope.recorded_at,
            reason: retraction.reason.clone(),
        });
    }

    /// The approvals that came after an entry on which they rest.
    fn flag_approvals(&mut self, changed: Revision, by: EventId) {
        let approvals =
            self.solutions.iter_mut().filter(|item| matches!(*item.fact.0, TicketFact::SolutionApproved(_)));
        for approval in approvals.filter(|approval| approval.revision > changed) {
            approval.ground_changed_by.push(by);
        }
    }

    /// The head, out of the entries that count.
    fn sum_up(&mut self) {
        self.received_at = self.report.last().map(|item| item.occurred_at);
        let last_of = |items: &[Item], pick: fn(&TicketFact) -> Option<Stage>| {
            items.iter().filter_map(|item| Some((item.revision, pick(&item.fact.0)?))).max_by_key(|(at, _)| *at)
        };
        let stages = [&self.report, &self.solutions, &self.outcome].map(|items| last_of(items, Stage::after));
        self.stage = stages.into_iter().flatten().max_by_key(|(at, _)| *at).map(|(_, stage)| stage).unwrap_or_default();
        (self.class, self.issue_type) = (None, None);
        if let Some(TicketFact::Classified(fact)) = self.classification.last().map(|item| &*item.fact.0) {
            (self.class, self.issue_type) = (Some(fact.class), fact.issue_type.clone());
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

/// What an approval of a solution rests on.
fn is_ground(fact: &TicketFact) -> bool {
    matches!(
        fact,
        TicketFact::Reported(_)
            | TicketFact::IntakeCompleted(_)
            | TicketFact::EngineIdentified(_)
            | TicketFact::DiagnosisStepRecorded(_)
            | TicketFact::DiagnosisConcluded(_)
    )
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
