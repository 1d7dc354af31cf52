use events_schema::facts::sla_policy::HoldReason;
use events_schema::facts::ticket::{FollowUpOutcome, ResourceSource};
use events_schema::ids::{EventId, GroupId, PersonId, PlanId};
use events_schema::values::TicketClass;
use events_schema::{PrincipalId, Role, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::piece::{AgendaPiece, Said};
use crate::clocks::ClockId;
use crate::ticket::{RequestKind, StageName};

/// What a ticket has come to, as far as somebody is to act on it next. It says the same as the state that decisions look at,
/// and is folded from pieces, so that a read model can take one out again.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Situation<'a> {
    /// When the report was received; `None` before there was any.
    pub received_at: Option<Timestamp>,
    /// The life stage.
    pub stage: StageName,
    /// The class, once it is classified.
    pub class: Option<TicketClass>,
    /// The group, once it is assigned.
    pub group: Option<&'a GroupId>,
    /// Who of the group handles it.
    pub person: Option<&'a PersonId>,
    /// For what it waits.
    pub holds: Vec<StandingHold>,
    /// Which of the four fields are not known (P2.1.a).
    pub(super) missing: Vec<&'static str>,
    /// Who knows of it, since when.
    pub(super) knows: Vec<(Role, Timestamp)>,
    /// The emergency plan that was started, and its version.
    pub(super) plan: Option<(&'a PlanId, u32)>,
    pub(super) leader: Option<&'a PersonId>,
    /// When this episode began, if it is not the first.
    pub(super) since: Option<Timestamp>,
    pub(super) sent: Vec<&'a PersonId>,
    pub(super) arrived: Vec<(&'a PersonId, Role)>,
    pub(super) is_safe: bool,
    /// The last progress report, while the customer does not know of it.
    pub(super) unrelayed: Option<EventId>,
    pub(super) solution: Step<'a>,
    pub(super) is_told: bool,
    pub(super) solved: Option<(Timestamp, &'a PrincipalId)>,
    /// When somebody tried to reach the customer since, and could not.
    pub(super) attempts_since_solved: Vec<Timestamp>,
    pub(super) is_temporarily_solved: bool,
    pub(super) follow_up: Option<FollowUpOutcome>,
    pub(super) awaited: Vec<Awaited>,
    pub(super) requests: Vec<Asked<'a>>,
}

/// Something that a ticket waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct StandingHold {
    /// The event that says so; `release-hold` names it.
    pub hold: EventId,
    /// For what it waits. Which clocks stand still by it says the policy (open point 3).
    pub reason: HoldReason,
    /// Since when.
    pub since: Timestamp,
    /// Until when, as far as anybody could tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected_until: Option<Timestamp>,
}

/// How far the solution is (P3.1.d).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Step<'a> {
    #[default]
    None,
    Proposed {
        proposal: EventId,
        at: Timestamp,
        author: &'a PrincipalId,
    },
    Approved {
        since: Timestamp,
    },
    Started {
        since: Timestamp,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Awaited {
    pub(super) request: EventId,
    pub(super) at: Timestamp,
    pub(super) source: ResourceSource,
    pub(super) until: Option<Timestamp>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Asked<'a> {
    pub(super) request: EventId,
    pub(super) at: Timestamp,
    pub(super) kind: RequestKind,
    pub(super) not_by: &'a [PrincipalId],
    pub(super) clock: Option<ClockId>,
}

impl<'a> Situation<'a> {
    /// What the pieces of a history come to, in the order of recording, each with its event and when it happened.
    pub fn of(pieces: impl IntoIterator<Item = (EventId, Timestamp, &'a AgendaPiece)>) -> Self {
        pieces.into_iter().fold(Self::default(), |situation, (event, at, piece)| situation.after(event, at, piece))
    }

    fn after(mut self, event: EventId, at: Timestamp, AgendaPiece(said): &'a AgendaPiece) -> Self {
        match said {
            Said::Received(known) => {
                (self.received_at, self.missing) = (Some(at), known.missing());
            }
            Said::Completed(known) => {
                let unknown = known.missing();
                self.missing.retain(|field| unknown.contains(field));
            }
            Said::Class(class) => self.class = Some(*class),
            Said::ClassChanged(class, request) => {
                self.class = Some(*class);
                self.decide(*request);
            }
            Said::Group(group) => (self.group, self.person) = (Some(group), None),
            Said::Person(person) => self.person = Some(person),
            Said::Stage(stage) => self.enter(*stage, at),
            Said::Knows(role) => self.knows.push((*role, at)),
            Said::Plan(plan, version) => self.plan = Some((plan, *version)),
            Said::Leader(person) => self.leader = Some(person),
            // Who was sent or came before this episode was sent in an earlier one.
            Said::Sent(_) | Said::Arrived(..) if self.since.is_some_and(|since| at < since) => {}
            Said::Sent(people) => self.sent.extend(people),
            Said::Arrived(person, role) => self.arrived.push((person, *role)),
            Said::Safe => self.is_safe = true,
            Said::Reported => self.unrelayed = Some(event),
            Said::Relayed(report) => self.unrelayed = self.unrelayed.filter(|last| last != report),
            Said::Proposed(author) => {
                (self.solution, self.is_told) = (Step::Proposed { proposal: event, at, author }, false);
            }
            Said::Approved => self.solution = self.solution.approved(at),
            Said::Returned => self.solution = Step::None,
            Said::Started => self.solution = Step::Started { since: at },
            Said::Solved(by) => {
                self.enter(StageName::Solved, at);
                (self.solved, self.attempts_since_solved) = (Some((at, by)), Vec::new());
            }
            Said::Reached => self.attempts_since_solved.retain(|attempt| *attempt > at),
            Said::Attempted => {
                if self.stage == StageName::Solved && self.solved.is_some_and(|(since, _)| at >= since) {
                    self.attempts_since_solved.push(at);
                }
            }
            Said::Told => self.is_told = true,
            Said::TemporarilySolved => self.is_temporarily_solved = true,
            Said::LookAgain(due_at) => self.follow_up = Some(FollowUpOutcome::LookAgain { due_at: *due_at }),
            Said::SolvedForGood => self.follow_up = Some(FollowUpOutcome::SolvedForGood),
            Said::Needed { source, until } => {
                self.awaited.push(Awaited { request: event, at, source: *source, until: *until });
            }
            Said::Provided(request) => self.awaited.retain(|awaited| awaited.request != *request),
            Said::Asked { kind, not_by, clock } => {
                self.requests.push(Asked { request: event, at, kind: *kind, not_by, clock: *clock });
            }
            Said::Decided(request) => self.decide(*request),
            Said::Held { reason, until } => {
                let (reason, expected_until) = (*reason, *until);
                self.holds.push(StandingHold { hold: event, reason, since: at, expected_until });
            }
            Said::Released(hold) => self.holds.retain(|held| held.hold != *hold),
        }
        self
    }

    fn decide(&mut self, request: EventId) {
        self.requests.retain(|asked| asked.request != request);
    }

    /// Back to diagnosis, or on to the next stage; a solution that is finished is no longer on its way. What was withdrawn
    /// goes on where it stood.
    fn enter(&mut self, stage: StageName, at: Timestamp) {
        match stage {
            StageName::Open if self.stage == StageName::Withdrawn => {}
            StageName::Open => self.begin_episode(at),
            StageName::Solved => self.solution = Step::None,
            StageName::Satisfied
            | StageName::Closed
            | StageName::ClosedUnconfirmed
            | StageName::Withdrawn
            | StageName::Merged => {}
        }
        self.stage = stage;
    }

    fn begin_episode(&mut self, at: Timestamp) {
        self.since = Some(at);
        (self.solution, self.is_told, self.unrelayed) = (Step::None, false, None);
        (self.solved, self.attempts_since_solved) = (None, Vec::new());
        (self.sent, self.arrived) = (Vec::new(), Vec::new());
        (self.is_safe, self.is_temporarily_solved, self.follow_up) = (false, false, None);
    }

    /// Whether it is being handled, so that what handles it can be done.
    pub(super) fn is_handled(&self) -> bool {
        match self.stage {
            StageName::Open | StageName::Solved | StageName::Satisfied => self.received_at.is_some(),
            StageName::Closed | StageName::ClosedUnconfirmed | StageName::Withdrawn | StageName::Merged => false,
        }
    }

    /// Whether anything can be done at all.
    pub(super) fn is_over(&self) -> bool {
        matches!(self.stage, StageName::Withdrawn | StageName::Merged) || self.received_at.is_none()
    }

    /// Who was sent and has not arrived.
    pub(super) fn under_way(&self) -> impl Iterator<Item = &'a PersonId> {
        self.sent.iter().copied().filter(|person| !self.is_there(person))
    }

    pub(super) fn is_there(&self, person: &PersonId) -> bool {
        self.arrived.iter().any(|(there, _)| *there == person)
    }
}

impl Step<'_> {
    fn approved(self, since: Timestamp) -> Self {
        match self {
            Self::Proposed { .. } => Self::Approved { since },
            Self::None | Self::Approved { .. } | Self::Started { .. } => self,
        }
    }
}
