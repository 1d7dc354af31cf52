//! Who is responsible for an issue (责任认定): meeting, determination, objections, dispute, report (P4.1, P4.2).
//!
//! The case of a ticket begins with its close. What is determined is provisional until nobody can object any more or the
//! dispute is over; only what stands counts, in figures, scores and rewards (open points 10 and 11).

mod approve_report;
mod become_final;
mod commands;
mod conclude_dispute;
mod decide_no_cause;
mod determine;
mod hold_meeting;
mod note_consequence;
mod object;
mod open;
mod open_investigation;
mod parties;
mod record_evidence;
mod refusal;
mod reopen_dispute;
mod return_report;
mod shares;
mod submit_report;
#[cfg(test)]
mod tests;

pub use approve_report::ApproveReport;
pub use become_final::BecomeFinal;
pub use commands::COMMANDS;
pub use conclude_dispute::ConcludeDispute;
pub use decide_no_cause::DecideNoCause;
pub use determine::Determine;
pub use hold_meeting::HoldMeeting;
pub use note_consequence::NoteConsequence;
pub use object::Object;
pub use open::{Open, OpenRound, ResumeHandling};
pub use open_investigation::OpenInvestigation;
pub use record_evidence::RecordEvidence;
pub use refusal::ResponsibilityRefusal;
pub use reopen_dispute::ReopenDispute;
pub use return_report::ReturnReport;
pub use submit_report::SubmitReport;

use std::collections::BTreeSet;

use events_schema::facts::responsibility::{
    Conclusion, ConsequenceNoted, DisputeConcluded, Party, ResponsibilityDetermined, ResponsibilityFact, ShareOf,
};
use events_schema::ids::PersonId;
use events_schema::text::Paragraph;
use events_schema::{Entry, EventId, PrincipalId, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use self::shares::is_same;
use crate::command::{Aggregate, INSTANT};

/// A case as it stands.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Responsibility {
    /// How far it is.
    pub stage: Stage,
    /// How often handling ended.
    pub rounds: u32,
    /// When it ended last.
    pub closed_at: Option<Timestamp>,
    /// Whether the ticket is being handled again since.
    pub is_handled_again: bool,
    /// What is being decided, or was decided last.
    pub determination: Option<Determination>,
    /// What counts.
    pub standing: Option<Standing>,
    /// What counted last, also while a dispute about it is open.
    pub stood: Stood,
    /// By which event management questioned what was final, until something is final again.
    pub questioned_by: Option<EventId>,
    /// What was decided elsewhere and rests on what stands here, or stood.
    pub consequences: Vec<ConsequenceNoted>,
    /// The report to management.
    pub report: Report,
}

/// How far a case is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// There is no case.
    #[default]
    Unopened,
    /// The responsibility meeting is to be held.
    MeetingDue,
    /// It was held, and nothing is determined yet.
    MeetingHeld,
    /// Neither the factory nor a supplier caused the issue.
    NoCause,
    /// Determined, or concluded about others than before, while those who are held responsible may object.
    Provisional,
    /// Somebody objected.
    Disputed,
    /// What was determined, or concluded, counts.
    Final,
    /// The ticket is being handled again.
    Suspended,
}

/// What the head of after-sales determined.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Determination {
    /// The event.
    pub event: EventId,
    /// The conclusion of a dispute that changed it.
    pub changed_by: Option<EventId>,
    /// Who determined it.
    pub by: PrincipalId,
    /// The cause.
    pub cause: Paragraph,
    /// Who answers for it, as of the last conclusion.
    pub shares: Vec<ShareOf>,
    /// Until when somebody may object.
    pub objections_until: Timestamp,
    /// Who objects.
    pub objections: Vec<Objection>,
    /// Who was held responsible before, and so has a side for ever.
    pub involved: BTreeSet<Party>,
    /// Who was held responsible in the dispute that was concluded last, and so was heard.
    pub heard: BTreeSet<Party>,
    /// Who concluded a dispute about it before.
    pub concluded_by: BTreeSet<PrincipalId>,
    /// Who objected before.
    pub objected: BTreeSet<PrincipalId>,
    /// Who investigates.
    pub investigation: Option<Investigation>,
    /// What was put before the investigation.
    pub evidence: Vec<EventId>,
}

/// An objection of this dispute.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Objection {
    /// For whom.
    pub party: Party,
    /// By whom.
    pub by: PrincipalId,
}

/// Who investigates a dispute.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Investigation {
    /// Who leads it.
    pub lead: PersonId,
    /// Who else investigates.
    pub members: Vec<PersonId>,
}

impl Determination {
    fn of(event: EventId, by: PrincipalId, fact: &ResponsibilityDetermined) -> Self {
        Self {
            event,
            changed_by: None,
            by,
            cause: fact.cause.clone(),
            shares: fact.shares.clone(),
            objections_until: fact.objections_until,
            objections: Vec::new(),
            involved: BTreeSet::new(),
            heard: BTreeSet::new(),
            concluded_by: BTreeSet::new(),
            objected: BTreeSet::new(),
            investigation: None,
            evidence: Vec::new(),
        }
    }

    /// The event that says who answers for it.
    #[must_use]
    pub fn said_by(&self) -> EventId {
        self.changed_by.unwrap_or(self.event)
    }

    /// Whether a party could be heard in the dispute that was concluded last.
    fn was_heard(&self, party: &Party) -> bool {
        self.heard.iter().any(|known| is_same(known, party))
    }

    /// Whether a party is held responsible.
    fn holds(&self, party: &Party) -> bool {
        self.shares.iter().any(|of| is_same(&of.party, party))
    }

    fn conclude(&mut self, conclusion: EventId, by: PrincipalId, fact: &DisputeConcluded) {
        self.heard = self.shares.iter().map(|of| of.party.clone()).collect();
        self.involved.extend(self.heard.iter().cloned());
        self.concluded_by.insert(by);
        match &fact.conclusion {
            Conclusion::Upheld => {}
            Conclusion::Changed { shares } => (self.shares, self.changed_by) = (shares.clone(), Some(conclusion)),
            Conclusion::Withdrawn => (self.shares, self.changed_by) = (Vec::new(), Some(conclusion)),
        }
        if let Some(period) = fact.objections {
            self.objections_until = period.until;
            (self.objections, self.investigation, self.evidence) = (Vec::new(), None, Vec::new());
        }
    }
}

impl Investigation {
    /// Whether somebody investigates.
    #[must_use]
    pub fn has(&self, person: &PersonId) -> bool {
        self.lead == *person || self.members.contains(person)
    }
}

/// What counts: nothing of it is provisional.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// The event by which it stands: the determination, or the conclusion of a dispute.
    pub event: EventId,
    /// Since when it counts.
    pub since: Timestamp,
    /// The cause.
    pub cause: Paragraph,
    /// Who answers for it; nobody where the determination was withdrawn.
    pub shares: Vec<ShareOf>,
}

/// What counted last. A dispute that is opened about it again leaves it alone until it is concluded.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stood {
    /// Who answers for it.
    pub shares: Vec<ShareOf>,
    /// The events by which just that came to stand: what rests on any of them still holds.
    pub events: BTreeSet<EventId>,
}

impl Stood {
    fn comes_to_stand(&mut self, event: EventId, shares: &[ShareOf]) {
        let sorted = |shares: &[ShareOf]| shares.iter().cloned().collect::<BTreeSet<_>>();
        if sorted(shares) != sorted(&self.shares) {
            (self.shares, self.events) = (shares.to_vec(), BTreeSet::new());
        }
        self.events.insert(event);
    }
}

/// The responsibility report (P4.2.c).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Report {
    /// There is none.
    #[default]
    None,
    /// Management has it.
    Submitted {
        /// The event.
        report: EventId,
        /// Who wrote it.
        author: PrincipalId,
    },
    /// Management approved it.
    Approved(EventId),
    /// Management returned it.
    Returned(EventId),
}

impl Responsibility {
    /// What is disputed.
    fn disputed(&self) -> Result<&Determination, ResponsibilityRefusal> {
        match (self.stage, &self.determination) {
            (Stage::Disputed, Some(determination)) => Ok(determination),
            (_, _) => Err(ResponsibilityRefusal::NoDispute),
        }
    }

    /// Refuses while no round is open, or the ticket is being handled again.
    fn in_a_round(&self) -> Result<(), ResponsibilityRefusal> {
        if self.stage == Stage::Unopened || self.is_handled_again {
            return Err(ResponsibilityRefusal::HandledAgain);
        }
        Ok(())
    }

    /// Whether a dispute changed what was determined: then that is no longer the head's.
    fn is_concluded(&self) -> bool {
        self.determination.as_ref().is_some_and(|is| is.changed_by.is_some())
    }

    /// When something becomes so by the passing of time alone.
    #[must_use]
    pub fn due_at(&self) -> Option<Timestamp> {
        match (self.stage, &self.determination) {
            (Stage::Provisional, Some(determination)) => Some(determination.objections_until + INSTANT),
            (_, _) => None,
        }
    }

    /// What rests on what stands no longer, and is to be withdrawn (open point 11); nothing while a dispute is open.
    pub fn overturned(&self) -> impl Iterator<Item = &ConsequenceNoted> {
        let noted = self.consequences.iter().filter(|_| self.stage != Stage::Disputed);
        noted.filter(|noted| !self.stood.events.contains(&noted.standing))
    }

    fn change(&mut self, change: impl FnOnce(&mut Determination)) {
        if let Some(determination) = &mut self.determination {
            change(determination);
        }
    }

    fn stands(&mut self, event: EventId, since: Timestamp) {
        (self.stage, self.questioned_by) = (Stage::Final, None);
        self.standing = self.determination.as_ref().map(|determination| Standing {
            event,
            since,
            cause: determination.cause.clone(),
            shares: determination.shares.clone(),
        });
        if let Some(standing) = &self.standing {
            self.stood.comes_to_stand(event, &standing.shares);
        }
    }
}

impl Aggregate for Responsibility {
    type Fact = ResponsibilityFact;
    const COLLECTION: &'static str = "responsibilities";

    fn evolve(&mut self, entry: &Entry<ResponsibilityFact>) {
        let at = entry.envelope.recorded_at;
        match &entry.fact {
            ResponsibilityFact::Opened(fact) => {
                (self.stage, self.closed_at) = (Stage::MeetingDue, Some(fact.closed_at));
                (self.rounds, self.determination, self.report) = (self.rounds + 1, None, Report::None);
                self.is_handled_again = false;
            }
            ResponsibilityFact::HandlingResumed(_) => {
                self.is_handled_again = true;
                if !matches!(self.stage, Stage::Final | Stage::NoCause) {
                    (self.stage, self.determination) = (Stage::Suspended, None);
                }
            }
            ResponsibilityFact::MeetingHeld(_) => self.stage = Stage::MeetingHeld,
            ResponsibilityFact::NoCauseDecided(_) => {
                (self.stage, self.determination, self.standing) = (Stage::NoCause, None, None);
                (self.stood, self.questioned_by) = (Stood::default(), None);
            }
            ResponsibilityFact::Determined(fact) => {
                self.stage = Stage::Provisional;
                self.determination = Some(Determination::of(entry.id, entry.envelope.actor.id.clone(), fact));
            }
            ResponsibilityFact::BecameFinal(fact) => self.stands(fact.determination, fact.since),
            // That there was no cause is taken back: what was said in the meeting stands again.
            ResponsibilityFact::DisputeReopened(_) if self.stage == Stage::NoCause => {
                (self.stage, self.questioned_by) = (Stage::MeetingHeld, Some(entry.id));
            }
            ResponsibilityFact::DisputeReopened(_) => {
                (self.stage, self.questioned_by) = (Stage::Disputed, Some(entry.id));
                (self.standing, self.report) = (None, Report::None);
                self.change(|is| {
                    (is.objections, is.evidence, is.investigation) = (Vec::new(), Vec::new(), None);
                });
            }
            ResponsibilityFact::Objected(fact) => {
                self.stage = Stage::Disputed;
                let (party, by) = (fact.party.clone(), entry.envelope.actor.id.clone());
                self.change(|is| {
                    is.objected.insert(by.clone());
                    is.objections.push(Objection { party, by });
                });
            }
            ResponsibilityFact::InvestigationOpened(fact) => {
                let (lead, members) = (fact.lead.clone(), fact.members.clone());
                self.change(|is| is.investigation = Some(Investigation { lead, members }));
            }
            ResponsibilityFact::EvidenceRecorded(_) => self.change(|is| is.evidence.push(entry.id)),
            ResponsibilityFact::DisputeConcluded(fact) => {
                self.change(|is| is.conclude(entry.id, entry.envelope.actor.id.clone(), fact));
                match fact.objections {
                    Some(_) => self.stage = Stage::Provisional,
                    None => self.stands(entry.id, at),
                }
            }
            ResponsibilityFact::ReportSubmitted(_) => {
                let (report, author) = (entry.id, entry.envelope.actor.id.clone());
                self.report = Report::Submitted { report, author };
            }
            ResponsibilityFact::ReportApproved(fact) => self.report = Report::Approved(fact.report),
            ResponsibilityFact::ReportReturned(fact) => self.report = Report::Returned(fact.report),
            ResponsibilityFact::ConsequenceNoted(fact) => self.consequences.push(fact.clone()),
        }
    }
}
