use events_schema::facts::sla_policy::HoldReason;
use events_schema::facts::ticket::{FollowUpOutcome, ResourceSource, TicketFact};
use events_schema::ids::{EventId, GroupId, PersonId, PlanId};
use events_schema::values::TicketClass;
use events_schema::{Actor, PrincipalId, Role, Timestamp};
use serde::{Deserialize, Serialize};

use crate::clocks::ClockId;
use crate::duty::behind;
use crate::ticket::state::Known;
use crate::ticket::{RequestKind, StageName, entry_spec};

/// What the agenda keeps of one fact. It is small, because a read model keeps it for every fact of every ticket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgendaPiece(pub(super) Said);

/// What a fact says of who is to act next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Said {
    Received(Known),
    Completed(Known),
    Class(TicketClass),
    /// The request to change it is decided by it.
    ClassChanged(TicketClass, EventId),
    Group(GroupId),
    Person(PersonId),
    Stage(StageName),
    Knows(Role),
    Plan(PlanId, u32),
    Leader(PersonId),
    Sent(Vec<PersonId>),
    Arrived(PersonId, Role),
    Safe,
    Reported,
    Relayed(EventId),
    Proposed(PrincipalId),
    Approved,
    Returned,
    Started,
    Solved(PrincipalId),
    Reached,
    Attempted,
    Told,
    TemporarilySolved,
    LookAgain(Timestamp),
    SolvedForGood,
    Needed {
        source: ResourceSource,
        until: Option<Timestamp>,
    },
    Provided(EventId),
    Asked {
        kind: RequestKind,
        not_by: Vec<PrincipalId>,
        clock: Option<ClockId>,
    },
    Decided(EventId),
    Held {
        reason: HoldReason,
        until: Option<Timestamp>,
    },
    Released(EventId),
}

impl AgendaPiece {
    /// What the agenda keeps of a fact that somebody recorded; `None` if the fact neither brings something to do nor ends it.
    #[must_use]
    pub fn of(fact: &TicketFact, by: &Actor) -> Option<Self> {
        said(fact, by).map(Self)
    }
}

#[expect(clippy::too_many_lines, reason = "one row for each fact, so that a new one stops the compiler here")]
fn said(fact: &TicketFact, by: &Actor) -> Option<Said> {
    use TicketFact as F;
    let asked = |kind, clock| Said::Asked { kind, not_by: vec![behind(by).clone()], clock };
    Some(match fact {
        F::Reported(fact) => Said::Received(Known::from(fact)),
        F::IntakeCompleted(fact) => Said::Completed(Known::from(fact)),
        F::Classified(fact) => Said::Class(fact.class),
        F::ClassCorrected(fact) => Said::Class(fact.class),
        F::ClassChangeApproved(fact) => Said::ClassChanged(fact.class, fact.request),
        F::Assigned(fact) => Said::Group(fact.group.clone()),
        F::Reassigned(fact) => Said::Group(fact.to.clone()),
        F::TakenOver(fact) => Said::Person(fact.person.clone()),
        F::RoleNotified(fact) => Said::Knows(fact.role),
        F::NotificationAcknowledged(fact) => Said::Knows(fact.role),
        F::PlanActivated(fact) => Said::Plan(fact.plan.clone(), fact.version),
        F::TeamFormed(fact) => Said::Leader(fact.leader.clone()),
        F::StaffDispatched(fact) => Said::Sent(fact.people.iter().map(|sent| sent.person.clone()).collect()),
        F::StaffArrived(fact) => Said::Arrived(fact.person.clone(), fact.role),
        F::SafetyConfirmed(_) => Said::Safe,
        F::ProgressReported(_) => Said::Reported,
        F::ProgressRelayed(fact) => Said::Relayed(fact.report),
        F::SolutionProposed(_) => Said::Proposed(by.id.clone()),
        F::SolutionApproved(_) => Said::Approved,
        F::SolutionReturned(_) => Said::Returned,
        F::SolutionStarted(_) => Said::Started,
        F::ProgressTold(_) => Said::Told,
        F::TemporarySolutionApplied(_) => Said::TemporarilySolved,
        F::FollowedUp(fact) => match fact.outcome {
            FollowUpOutcome::LookAgain { due_at } => Said::LookAgain(due_at),
            FollowUpOutcome::SolvedForGood => Said::SolvedForGood,
        },
        F::ResourceRequested(fact) => Said::Needed { source: fact.source, until: fact.needed_by },
        F::ResourceProvided(fact) => Said::Provided(fact.request),
        F::WaiverRequested(fact) => {
            let (clock, episode, number) = (fact.clock, fact.episode, fact.number);
            asked(RequestKind::Waiver, Some(ClockId { clock, episode, number }))
        }
        F::NoVisitProposed(_) => asked(RequestKind::NoVisit, None),
        F::ClassChangeProposed(_) => asked(RequestKind::ClassChange, None),
        F::ReassessmentOpened(fact) => {
            let mut not_by = vec![behind(by).clone(), fact.evidence_by.clone()];
            not_by.dedup();
            Said::Asked { kind: RequestKind::Reassessment, not_by, clock: None }
        }
        F::WaiverGranted(fact) => Said::Decided(fact.request),
        F::NoVisitApproved(fact) => Said::Decided(fact.request),
        F::ClockReassessed(fact) => Said::Decided(fact.request),
        F::RequestRefused(fact) => Said::Decided(fact.request),
        F::HoldPlaced(fact) => Said::Held { reason: fact.reason, until: fact.expected_until },
        F::HoldReleased(fact) => Said::Released(fact.hold),
        F::SolutionFinished(_) => Said::Solved(by.id.clone()),
        F::CustomerReached(_) => Said::Reached,
        F::ContactAttempted(_) => Said::Attempted,
        F::SatisfactionConfirmed(_)
        | F::SatisfactionRefused(_)
        | F::Closed(_)
        | F::ClosedUnconfirmed(_)
        | F::Withdrawn(_)
        | F::Reopened(_)
        | F::Merged(_) => Said::Stage(entry_spec(fact).brings?),
        // What they stop or start is a clock, or nobody waits for them.
        F::EngineIdentified(_)
        | F::NoteAdded(_)
        | F::AttachmentAdded(_)
        | F::AttachmentShared(_)
        | F::MessageExchanged(_)
        | F::DiagnosisStepRecorded(_)
        | F::DiagnosisConcluded(_)
        | F::EngineOutOfService(_)
        | F::EngineBackInService(_)
        | F::CostRecorded(_)
        | F::FirstAnalysisHeld(_)
        | F::SummaryFiled(_)
        | F::ResponsibilityReviewed(_)
        | F::ChecklistItemDone(_)
        | F::DangerContained(_)
        | F::ResponseEvaluated(_)
        | F::LateEntryAllowed(_)
        | F::DuplicateAbsorbed(_)
        | F::EntryMovedOut(_)
        | F::EntryMovedIn(_)
        | F::EntryCorrected(_)
        | F::EntryRetracted(_)
        | F::ClockWarned(_)
        | F::ClockBreached(_) => return None,
    })
}
