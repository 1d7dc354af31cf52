//! The moments of a ticket's history that clocks are computed from.

use events_schema::facts::sla_policy::ClockKind;
use events_schema::facts::ticket::TicketFact;
use events_schema::ids::GroupId;
use events_schema::values::TicketClass;
use events_schema::{Entry, EventId, Origin, Revision, Timestamp};
use serde::{Deserialize, Serialize};

/// A moment that starts, stops or cancels a clock, or that a watch has recorded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// The event.
    pub event: EventId,
    /// Its place in the ticket's history.
    pub revision: Revision,
    /// When it happened, as corrected.
    pub at: Timestamp,
    /// When it was recorded; a correction counts from its own record.
    pub recorded_at: Timestamp,
    /// Where it comes from.
    pub provenance: Provenance,
    /// What it means for clocks.
    pub kind: MarkKind,
}

/// Whether a mark was recorded as it happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Provenance {
    /// Recorded here: live, or by a simulation that pretends to be.
    Recorded,
    /// Brought in from another system, when all was long over.
    Imported,
}

/// What a fact means for clocks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MarkKind {
    /// The customer's first message.
    Received {
        /// The policy that was in force.
        policy_version: u32,
    },
    /// Sorted and classified.
    Classified(TicketClass),
    /// Given to its first group.
    Assigned {
        /// The group.
        group: GroupId,
        /// The policy that was in force.
        policy_version: u32,
    },
    /// Given to another group.
    Reassigned(GroupId),
    /// A person spoke with the customer.
    Reached,
    /// The customer took the report back: what runs is cancelled.
    Withdrawn,
    /// A watch recorded a threshold.
    Warned(ClockKind, u32, u8),
    /// A watch recorded a breach.
    Breached(ClockKind, u32),
}

/// All marks of a ticket, in the order of their events.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Marks(Vec<Mark>);

impl Marks {
    /// Takes in an entry of the ticket's history. Entries that mean nothing to clocks change nothing.
    ///
    /// Says whether anything changed.
    pub fn apply(&mut self, entry: &Entry<TicketFact>) -> bool {
        match &entry.fact {
            TicketFact::EntryCorrected(correction) => {
                let Some(mark) = self.0.iter_mut().find(|mark| mark.event == correction.corrects) else { return false };
                if let Some(kind) = kind(&correction.replacement.0) {
                    mark.kind = kind;
                }
                if let Some(at) = correction.happened_at {
                    mark.at = at;
                    mark.recorded_at = entry.envelope.recorded_at;
                }
                true
            }
            TicketFact::EntryRetracted(retraction) => {
                let before = self.0.len();
                self.0.retain(|mark| mark.event != retraction.retracts);
                self.0.len() != before
            }
            fact => match kind(fact) {
                Some(kind) => {
                    self.0.push(Mark::of(entry, kind));
                    true
                }
                None => false,
            },
        }
    }

    /// The marks in the order in which they happened; of two at the same instant the one that was recorded first.
    #[must_use]
    pub fn as_they_happened(&self) -> Vec<&Mark> {
        let mut marks: Vec<&Mark> = self.0.iter().collect();
        marks.sort_by_key(|mark| (mark.at, mark.revision));
        marks
    }

    pub(super) fn any(&self, kind: &MarkKind) -> bool {
        self.0.iter().any(|mark| mark.kind == *kind)
    }
}

impl Mark {
    fn of(entry: &Entry<TicketFact>, kind: MarkKind) -> Self {
        let provenance = match entry.envelope.origin {
            Origin::Live | Origin::Simulation => Provenance::Recorded,
            Origin::Import { .. } => Provenance::Imported,
        };
        Self {
            event: entry.id,
            revision: entry.revision,
            at: entry.envelope.occurred_at,
            recorded_at: entry.envelope.recorded_at,
            provenance,
            kind,
        }
    }
}

fn kind(fact: &TicketFact) -> Option<MarkKind> {
    match fact {
        TicketFact::Reported(fact) => Some(MarkKind::Received { policy_version: fact.policy_version }),
        TicketFact::Classified(fact) => Some(MarkKind::Classified(fact.class)),
        TicketFact::Assigned(fact) => {
            Some(MarkKind::Assigned { group: fact.group.clone(), policy_version: fact.policy_version })
        }
        TicketFact::Reassigned(fact) => Some(MarkKind::Reassigned(fact.to.clone())),
        TicketFact::CustomerReached(_) => Some(MarkKind::Reached),
        TicketFact::ClockWarned(fact) => Some(MarkKind::Warned(fact.clock, fact.episode, fact.threshold)),
        TicketFact::ClockBreached(fact) => Some(MarkKind::Breached(fact.clock, fact.episode)),
        TicketFact::Withdrawn(_) => Some(MarkKind::Withdrawn),
        TicketFact::ContactAttempted(_)
        | TicketFact::IntakeCompleted(_)
        | TicketFact::EngineIdentified(_)
        | TicketFact::TakenOver(_)
        | TicketFact::NoteAdded(_)
        | TicketFact::MessageExchanged(_)
        | TicketFact::DiagnosisStepRecorded(_)
        | TicketFact::DiagnosisConcluded(_)
        | TicketFact::EngineOutOfService(_)
        | TicketFact::EngineBackInService(_)
        | TicketFact::CostRecorded(_)
        | TicketFact::SolutionProposed(_)
        | TicketFact::SolutionApproved(_)
        | TicketFact::SolutionReturned(_)
        | TicketFact::SolutionStarted(_)
        | TicketFact::ProgressTold(_)
        | TicketFact::SolutionFinished(_)
        | TicketFact::SatisfactionConfirmed(_)
        | TicketFact::SatisfactionRefused(_)
        | TicketFact::Closed(_)
        | TicketFact::ClosedUnconfirmed(_)
        | TicketFact::Reopened(_)
        | TicketFact::EntryCorrected(_)
        | TicketFact::EntryRetracted(_) => None,
    }
}
