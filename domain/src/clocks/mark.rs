//! The moments of a ticket's history that clocks are computed from, and what was known of them when.

use std::collections::BTreeSet;

use events_schema::facts::sla_policy::{ClockKind, HoldReason};
use events_schema::facts::ticket::{ClockBreached, ClockWarned, TicketFact, unpacked};
use events_schema::ids::{GroupId, PersonId};
use events_schema::values::{TicketClass, Verdict};
use events_schema::{Entry, Envelope, EventId, Origin, Revision, Role, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::notices::Noticed;

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
    /// When it was recorded first.
    pub known_at: Timestamp,
    /// Where it comes from.
    pub provenance: Provenance,
    /// What it means for clocks.
    pub kind: &'a MarkKind,
}

impl Moment<'_> {
    /// Its place in the order of what happened; of two at the same instant the one that was recorded first comes first.
    pub(super) fn place(&self) -> (Timestamp, Revision) {
        (self.at, self.revision)
    }
}

/// Whether an entry was recorded as it happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Provenance {
    /// Recorded here: live, or by a simulation that pretends to be.
    Recorded,
    /// Brought in from another system, when all was long over.
    Imported,
}

/// What a fact means for clocks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum MarkKind {
    /// The customer's first message.
    Received {
        /// The policy that was in force.
        policy_version: u32,
    },
    /// Sorted and classified.
    Classified(Classed),
    /// The class was wrong from the beginning.
    ClassCorrected(Classed),
    /// The situation changed, and with it the class.
    ClassChanged(Classed),
    /// Given to its first group.
    Assigned {
        /// The group.
        group: GroupId,
        /// The policy that was in force.
        policy_version: u32,
    },
    /// Given to another group.
    Reassigned(GroupId),
    /// Taken over by somebody of the group.
    TakenOver(PersonId),
    /// A person spoke with the customer.
    Reached,
    /// Somebody who has to know in this role knows.
    Notified(Role),
    /// The first analysis meeting was held.
    AnalysisHeld,
    /// The emergency plan was started.
    PlanActivated,
    /// The emergency team was formed, under this leader.
    TeamFormed(PersonId),
    /// People were sent to the customer.
    Dispatched {
        /// The policy that was in force.
        policy_version: u32,
    },
    /// Somebody arrived there.
    Arrived {
        /// Who.
        person: PersonId,
        /// As what.
        role: Role,
        /// The policy that was in force.
        policy_version: u32,
    },
    /// Two people agreed that no visit is needed.
    NoVisit,
    /// On-site staff reported to the head.
    ProgressReported,
    /// Technical support declared the final solution finished.
    Solved {
        /// The policy that was in force.
        policy_version: u32,
    },
    /// The summary report was filed.
    SummaryFiled,
    /// The response was evaluated.
    Evaluated,
    /// The issue waits.
    Held(HoldReason),
    /// It waits no longer; the hold by its event.
    Released(EventId),
    /// The deadline of an arrival was waived.
    WaiverGranted(ClockId),
    /// Another person changed a verdict.
    Reassessed(ClockId, Verdict),
    /// The customer is not satisfied: a new episode.
    Refused,
    /// It is over.
    Closed {
        /// The policy that was in force.
        policy_version: u32,
    },
    /// The customer took the report back: nobody can do anything.
    Withdrawn,
    /// It is to be handled again.
    Reopened,
    /// Another ticket goes on with it.
    Merged,
    /// The responsibility meeting was held, or it was decided that none is needed.
    ResponsibilityReviewed,
}

/// A class, and the policy that was in force when it was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Classed {
    /// The class.
    pub class: TicketClass,
    /// The policy.
    pub policy_version: u32,
}

/// A clock of a ticket, by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
pub struct ClockId {
    /// Which clock.
    pub clock: ClockKind,
    /// The episode of the ticket, from 1.
    pub episode: u32,
    /// Which of its kind in the episode, from 1.
    pub number: u32,
}

/// All marks of a ticket, in the order of their events, and what was noticed of its clocks.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Marks {
    marks: Vec<Mark>,
    pub(super) noticed: BTreeSet<Noticed>,
    /// When the last of all this was recorded. Should the machine's clock have been set back, it does not follow.
    latest: Option<Timestamp>,
}

impl Marks {
    /// Takes in an entry of the ticket's history. Entries that mean nothing to clocks change nothing.
    ///
    /// Says whether anything changed.
    pub fn apply(&mut self, entry: &Entry<TicketFact>) -> bool {
        let entry = &*unpacked(entry);
        let known_at = self.known_at(&entry.envelope);
        let changed = match &entry.fact {
            TicketFact::EntryCorrected(fact) => {
                self.amend(fact.corrects, known_at, kind(&fact.replacement.0), fact.happened_at)
            }
            TicketFact::ClockWarned(fact) => {
                let ClockWarned { clock, episode, number, due_at, threshold, .. } = *fact;
                self.noticed.insert(Noticed { clock: ClockId { clock, episode, number }, due_at, threshold })
            }
            TicketFact::ClockBreached(fact) => {
                let ClockBreached { clock, episode, number, due_at } = *fact;
                let clock = ClockId { clock, episode, number };
                self.noticed.insert(Noticed { clock, due_at, threshold: Noticed::BREACH })
            }
            fact => match (fact.removes(), kind(fact)) {
                (Some(removed), _) => self.amend(removed, known_at, None, None),
                (None, Some(kind)) => {
                    self.marks.push(Mark::of(entry, kind, known_at));
                    true
                }
                (None, None) => false,
            },
        };
        if changed {
            self.latest = self.latest.max(Some(known_at));
        }
        changed
    }

    /// Whether a fact can mean something to clocks.
    #[must_use]
    pub fn concern(fact: &TicketFact) -> bool {
        let said = if let TicketFact::EntryMovedIn(moved) = fact { &*moved.fact.0 } else { fact };
        fact.is_amendment() || kind(said).is_some()
    }

    fn amend(&mut self, event: EventId, known_at: Timestamp, kind: Option<MarkKind>, at: Option<Timestamp>) -> bool {
        let Some(mark) = self.marks.iter_mut().find(|mark| mark.event == event) else { return false };
        // What was taken out does not come back by a correction.
        let Some(before) = mark.said.last().filter(|before| before.kind.is_some()) else { return false };
        let said = Said { known_at, at: at.unwrap_or(before.at), kind };
        mark.said.push(said);
        true
    }

    /// What was imported was recorded elsewhere as it happened, as far as anybody can tell.
    fn known_at(&self, envelope: &Envelope) -> Timestamp {
        match envelope.origin {
            Origin::Live | Origin::Simulation => {
                self.latest.map_or(envelope.recorded_at, |at| at.max(envelope.recorded_at))
            }
            Origin::Import { .. } => envelope.occurred_at,
        }
    }

    /// How many entries mean something to clocks.
    #[must_use]
    pub fn len(&self) -> usize {
        self.marks.len()
    }

    /// Whether none does.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.marks.is_empty()
    }

    /// When the last thing that means something to clocks was recorded: until then it is certain what the record showed.
    #[must_use]
    pub fn latest(&self) -> Option<Timestamp> {
        self.latest
    }

    /// The class that was recorded last, once there is one.
    #[must_use]
    pub fn class(&self) -> Option<TicketClass> {
        self.last(|kind| match kind {
            MarkKind::Classified(classed) | MarkKind::ClassCorrected(classed) | MarkKind::ClassChanged(classed) => {
                Some(classed.class)
            }
            _ => None,
        })
    }

    /// The group that has the ticket, once there is one.
    #[must_use]
    pub fn group(&self) -> Option<GroupId> {
        self.last(|kind| match kind {
            MarkKind::Assigned { group, .. } | MarkKind::Reassigned(group) => Some(group.clone()),
            _ => None,
        })
    }

    /// What the mark that was recorded last says, of those that say something.
    fn last<T>(&self, say: impl Fn(&MarkKind) -> Option<T>) -> Option<T> {
        let said = self.as_they_happened().into_iter();
        said.filter_map(|mark| Some((mark.revision, say(mark.kind)?))).max_by_key(|(at, _)| *at).map(|(_, said)| said)
    }

    /// Whether all of it was brought in from another system, so that nobody here has looked after it since.
    #[must_use]
    pub fn is_imported(&self) -> bool {
        self.marks.iter().all(|mark| mark.provenance == Provenance::Imported)
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
            let known_at = mark.said.first()?.known_at;
            Some(Moment { event, revision, at: *at, known_at, provenance, kind: kind.as_ref()? })
        };
        let mut moments: Vec<Moment<'_>> = self.marks.iter().filter_map(moment).collect();
        moments.sort_by_key(Moment::place);
        moments
    }

    /// The instants at which more was known than before.
    pub(super) fn changes(&self) -> BTreeSet<Timestamp> {
        self.marks.iter().flat_map(|mark| &mark.said).map(|said| said.known_at).collect()
    }

    /// Whether everything was known as it happened and nothing was ever corrected or taken back: then what we know today is
    /// also what was known at any time. A reopening takes back a withdrawal, so that clocks which that had ended go on.
    pub(crate) fn always_known(&self) -> bool {
        let is_final = |said: &Said| said.known_at == said.at && said.kind != Some(MarkKind::Reopened);
        self.marks.iter().all(|mark| matches!(&mark.said[..], [said] if is_final(said)))
    }
}

impl Mark {
    fn of(entry: &Entry<TicketFact>, kind: MarkKind, known_at: Timestamp) -> Self {
        let provenance = match entry.envelope.origin {
            Origin::Live | Origin::Simulation => Provenance::Recorded,
            Origin::Import { .. } => Provenance::Imported,
        };
        // An approved change of class counts from when the situation changed.
        let at = match &entry.fact {
            TicketFact::ClassChangeApproved(fact) => fact.changed_at,
            _ => entry.envelope.occurred_at,
        };
        let said = Said { known_at, at, kind: Some(kind) };
        Self { event: entry.id, revision: entry.revision, provenance, said: vec![said] }
    }
}

#[expect(clippy::too_many_lines, reason = "one row for each fact, so that a new one stops the compiler here")]
fn kind(fact: &TicketFact) -> Option<MarkKind> {
    use TicketFact as F;
    let classed = |class, policy_version| Classed { class, policy_version };
    match fact {
        F::Reported(fact) => Some(MarkKind::Received { policy_version: fact.policy_version }),
        F::Classified(fact) => Some(MarkKind::Classified(classed(fact.class, fact.policy_version))),
        F::ClassCorrected(fact) => Some(MarkKind::ClassCorrected(classed(fact.class, fact.policy_version))),
        F::ClassChangeApproved(fact) => Some(MarkKind::ClassChanged(classed(fact.class, fact.policy_version))),
        F::Assigned(fact) => {
            Some(MarkKind::Assigned { group: fact.group.clone(), policy_version: fact.policy_version })
        }
        F::Reassigned(fact) => Some(MarkKind::Reassigned(fact.to.clone())),
        F::TakenOver(fact) => Some(MarkKind::TakenOver(fact.person.clone())),
        F::CustomerReached(_) => Some(MarkKind::Reached),
        F::RoleNotified(fact) => Some(MarkKind::Notified(fact.role)),
        F::NotificationAcknowledged(fact) => Some(MarkKind::Notified(fact.role)),
        F::FirstAnalysisHeld(_) => Some(MarkKind::AnalysisHeld),
        F::PlanActivated(_) => Some(MarkKind::PlanActivated),
        F::TeamFormed(fact) => Some(MarkKind::TeamFormed(fact.leader.clone())),
        F::StaffDispatched(fact) => Some(MarkKind::Dispatched { policy_version: fact.policy_version }),
        F::StaffArrived(fact) => {
            let (person, role, policy_version) = (fact.person.clone(), fact.role, fact.policy_version);
            Some(MarkKind::Arrived { person, role, policy_version })
        }
        F::NoVisitApproved(_) => Some(MarkKind::NoVisit),
        F::ProgressReported(_) => Some(MarkKind::ProgressReported),
        F::SolutionFinished(fact) => Some(MarkKind::Solved { policy_version: fact.policy_version }),
        F::SummaryFiled(_) => Some(MarkKind::SummaryFiled),
        F::ResponseEvaluated(_) => Some(MarkKind::Evaluated),
        F::HoldPlaced(fact) => Some(MarkKind::Held(fact.reason)),
        F::HoldReleased(fact) => Some(MarkKind::Released(fact.hold)),
        F::WaiverGranted(fact) => {
            let (clock, episode, number) = (fact.clock, fact.episode, fact.number);
            Some(MarkKind::WaiverGranted(ClockId { clock, episode, number }))
        }
        F::ClockReassessed(fact) => {
            let (clock, episode, number) = (fact.clock, fact.episode, fact.number);
            Some(MarkKind::Reassessed(ClockId { clock, episode, number }, fact.verdict))
        }
        F::SatisfactionRefused(_) => Some(MarkKind::Refused),
        F::Closed(fact) => Some(MarkKind::Closed { policy_version: fact.policy_version }),
        F::ClosedUnconfirmed(fact) => Some(MarkKind::Closed { policy_version: fact.policy_version }),
        F::ResponsibilityReviewed(_) => Some(MarkKind::ResponsibilityReviewed),
        F::Withdrawn(_) => Some(MarkKind::Withdrawn),
        F::Reopened(_) => Some(MarkKind::Reopened),
        F::Merged(_) => Some(MarkKind::Merged),
        F::ContactAttempted(_)
        | F::IntakeCompleted(_)
        | F::EngineIdentified(_)
        | F::NoteAdded(_)
        | F::AttachmentAdded(_)
        | F::AttachmentShared(_)
        | F::MessageExchanged(_)
        | F::DiagnosisStepRecorded(_)
        | F::DiagnosisConcluded(_)
        | F::EngineOutOfService(_)
        | F::EngineBackInService(_)
        | F::CostRecorded(_)
        | F::SolutionProposed(_)
        | F::SolutionApproved(_)
        | F::SolutionReturned(_)
        | F::SolutionStarted(_)
        | F::ProgressTold(_)
        | F::ProgressRelayed(_)
        | F::SatisfactionConfirmed(_)
        | F::NoVisitProposed(_)
        | F::ChecklistItemDone(_)
        | F::SafetyConfirmed(_)
        | F::DangerContained(_)
        | F::TemporarySolutionApplied(_)
        | F::ResourceRequested(_)
        | F::ResourceProvided(_)
        | F::FollowedUp(_)
        | F::WaiverRequested(_)
        | F::ClassChangeProposed(_)
        | F::RequestRefused(_)
        | F::ReassessmentOpened(_)
        | F::LateEntryAllowed(_)
        | F::DuplicateAbsorbed(_)
        | F::ClockWarned(_)
        | F::ClockBreached(_)
        | F::EntryMovedOut(_)
        | F::EntryMovedIn(_)
        | F::EntryCorrected(_)
        | F::EntryRetracted(_) => None,
    }
}
