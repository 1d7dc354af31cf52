//! The moments of a ticket's history that clocks are computed from, and what was known of them when.

use std::collections::BTreeSet;

use events_schema::facts::sla_policy::ClockKind;
use events_schema::facts::ticket::TicketFact;
use events_schema::ids::GroupId;
use events_schema::values::TicketClass;
use events_schema::{Entry, Envelope, EventId, Origin, Revision, Timestamp};
use serde::{Deserialize, Serialize};

/// An entry that starts, stops or cancels a clock, with all that was ever said of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Mark {
    event: EventId,
    revision: Revision,
    provenance: Provenance,
    /// As it was recorded, then as it was corrected; in the order of recording.
    said: Vec<Said>,
}

/// What was said of an entry, from some instant on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Said {
    known_at: Timestamp,
    at: Timestamp,
    /// Absent: it was retracted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    kind: Option<MarkKind>,
}

/// A mark as it reads at some instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment<'a> {
    /// The event.
    pub event: EventId,
    /// Its place in the ticket's history.
    pub revision: Revision,
    /// When it happened.
    pub at: Timestamp,
    /// Where it comes from.
    pub provenance: Provenance,
    /// What it means for clocks.
    pub kind: &'a MarkKind,
}

/// Whether an entry was recorded as it happened.
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
    /// The customer took the report back: nobody can do anything.
    Withdrawn,
    /// It is to be handled again.
    Reopened,
}

/// What a watch has recorded: a threshold of a clock, or the breach of a deadline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct Noticed {
    pub(super) clock: ClockKind,
    pub(super) episode: u32,
    pub(super) due_at: Timestamp,
    /// In per cent; at 100 it is the breach.
    pub(super) threshold: u8,
}

/// All marks of a ticket, in the order of their events, and what was noticed of its clocks.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Marks {
    marks: Vec<Mark>,
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    noticed: BTreeSet<Noticed>,
}

impl Marks {
    /// Takes in an entry of the ticket's history. Entries that mean nothing to clocks change nothing.
    ///
    /// Says whether anything changed.
    pub fn apply(&mut self, entry: &Entry<TicketFact>) -> bool {
        match &entry.fact {
            TicketFact::EntryCorrected(fact) => {
                self.amend(fact.corrects, &entry.envelope, kind(&fact.replacement.0), fact.happened_at)
            }
            TicketFact::EntryRetracted(fact) => self.amend(fact.retracts, &entry.envelope, None, None),
            TicketFact::ClockWarned(fact) => {
                let (clock, episode, due_at) = (fact.clock, fact.episode, fact.due_at);
                self.noticed.insert(Noticed { clock, episode, due_at, threshold: fact.threshold })
            }
            TicketFact::ClockBreached(fact) => {
                let (clock, episode, due_at) = (fact.clock, fact.episode, fact.due_at);
                self.noticed.insert(Noticed { clock, episode, due_at, threshold: Noticed::BREACH })
            }
            fact => match kind(fact) {
                Some(kind) => {
                    self.marks.push(Mark::of(entry, kind));
                    true
                }
                None => false,
            },
        }
    }

    fn amend(&mut self, event: EventId, by: &Envelope, kind: Option<MarkKind>, at: Option<Timestamp>) -> bool {
        let Some(mark) = self.marks.iter_mut().find(|mark| mark.event == event) else { return false };
        let Some(before) = mark.said.last() else { return false };
        let said = Said { known_at: known_at(by), at: at.unwrap_or(before.at), kind };
        mark.said.push(said);
        true
    }

    /// The marks in the order in which they happened, as we know today; of two at the same instant the one that was
    /// recorded first.
    #[must_use]
    pub fn as_they_happened(&self) -> Vec<Moment<'_>> {
        self.moments(|mark| mark.said.last())
    }

    /// The same as it was known at an instant.
    pub(super) fn as_known_at(&self, instant: Timestamp) -> Vec<Moment<'_>> {
        self.moments(|mark| mark.said.iter().rfind(|said| said.known_at <= instant))
    }

    fn moments<'a>(&'a self, of: impl Fn(&'a Mark) -> Option<&'a Said>) -> Vec<Moment<'a>> {
        let moment = |mark: &'a Mark| {
            let Said { at, kind, .. } = of(mark)?;
            let Mark { event, revision, provenance, .. } = *mark;
            Some(Moment { event, revision, at: *at, provenance, kind: kind.as_ref()? })
        };
        let mut moments: Vec<Moment<'_>> = self.marks.iter().filter_map(moment).collect();
        moments.sort_by_key(|moment| (moment.at, moment.revision));
        moments
    }

    /// The instants at which more was known than before.
    pub(super) fn changes(&self) -> BTreeSet<Timestamp> {
        self.marks.iter().flat_map(|mark| &mark.said).map(|said| said.known_at).collect()
    }

    /// Whether everything was known as it happened and nothing was ever corrected: then what we know today is also what
    /// was known at any time.
    pub(super) fn always_known(&self) -> bool {
        self.marks.iter().all(|mark| matches!(&mark.said[..], [said] if said.known_at == said.at))
    }

    pub(super) fn has_noticed(&self, notice: &Noticed) -> bool {
        self.noticed.contains(notice)
    }
}

impl Noticed {
    /// The threshold that is the deadline itself.
    pub(super) const BREACH: u8 = 100;
}

impl Mark {
    fn of(entry: &Entry<TicketFact>, kind: MarkKind) -> Self {
        let provenance = match entry.envelope.origin {
            Origin::Live | Origin::Simulation => Provenance::Recorded,
            Origin::Import { .. } => Provenance::Imported,
        };
        let said = Said { known_at: known_at(&entry.envelope), at: entry.envelope.occurred_at, kind: Some(kind) };
        Self { event: entry.id, revision: entry.revision, provenance, said: vec![said] }
    }
}

/// What was imported was recorded elsewhere as it happened, as far as anybody can tell.
fn known_at(envelope: &Envelope) -> Timestamp {
    match envelope.origin {
        Origin::Live | Origin::Simulation => envelope.recorded_at,
        Origin::Import { .. } => envelope.occurred_at,
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
        TicketFact::Withdrawn(_) => Some(MarkKind::Withdrawn),
        TicketFact::Reopened(_) => Some(MarkKind::Reopened),
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
        | TicketFact::ClockWarned(_)
        | TicketFact::ClockBreached(_)
        | TicketFact::EntryCorrected(_)
        | TicketFact::EntryRetracted(_) => None,
    }
}
