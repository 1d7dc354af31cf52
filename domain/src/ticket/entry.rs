//! What holds for every entry of a ticket, whoever records or corrects it: what it must say, what it answers, and what has
//! to be so where it stands. One table each; commands add only what their moment asks for.

use events_schema::facts::ticket::{
    FailedAttempt, SatisfactionConfirmed, TicketClassified, TicketFact, TicketReported,
};
use events_schema::text::Paragraph;
use events_schema::values::{IntakeChannel, OnBehalf};
use events_schema::{ActorKind, Timestamp};

use super::state::Known;
use super::{Engine, Solution, Stage, State, TicketRefusal};
use crate::context::{Context, Gate};

/// What a fact must say. A correction is held to the same.
pub(super) fn check(fact: &TicketFact, cx: &Context<'_>) -> Result<(), TicketRefusal> {
    match fact {
        TicketFact::Reported(fact) => check_report(fact, cx),
        TicketFact::Classified(fact) => check_classification(fact, cx),
        TicketFact::Reassigned(fact) => check_reason(fact.reason.as_ref(), "P3.1.a", cx),
        TicketFact::CustomerReached(fact) if fact.method.is_none() => {
            cx.shut(Gate::ContactMethod, TicketRefusal::MethodMissing)
        }
        TicketFact::ContactAttempted(fact) if fact.outcome == FailedAttempt::Unrecorded => {
            cx.shut(Gate::ContactMethod, TicketRefusal::OutcomeMissing)
        }
        TicketFact::EngineIdentified(fact) if fact.serial.is_some() == fact.unreadable.is_some() => {
            Err(TicketRefusal::SerialOrReason)
        }
        TicketFact::ProgressTold(fact) if fact.expected_completion < cx.at => Err(TicketRefusal::CompletionInThePast),
        TicketFact::SatisfactionConfirmed(fact) => check_confirmation(fact, cx),
        TicketFact::SatisfactionRefused(fact) => check_on_behalf(fact.on_behalf.as_ref(), cx),
        TicketFact::Closed(fact) if fact.result.is_none() => {
            cx.shut(Gate::HandlingResult, TicketRefusal::ResultMissing)
        }
        TicketFact::Withdrawn(fact) => check_reason(fact.reason.as_ref(), "P5.1", cx),
        TicketFact::Reopened(fact) => check_reason(fact.reason.as_ref(), "P3.1.e", cx),
        // The shape of the others says it all.
        _ => Ok(()),
    }
}

fn check_report(report: &TicketReported, cx: &Context<'_>) -> Result<(), TicketRefusal> {
    let channel = match report.channel {
        IntakeChannel::Hotline => "hotline",
        IntakeChannel::Website => "website",
        IntakeChannel::Wechat | IntakeChannel::OnSite => return Ok(()),
    };
    let missing = Known::from(report).missing();
    if missing.is_empty() {
        Ok(())
    } else {
        cx.shut(Gate::FourFields, TicketRefusal::FieldsMissing { channel, missing })
    }
}

fn check_classification(fact: &TicketClassified, cx: &Context<'_>) -> Result<(), TicketRefusal> {
    match fact.grounds {
        None => cx.shut(Gate::Grounds, TicketRefusal::GroundsMissing)?,
        Some(grounds) if fact.class < grounds.implied_class() => {
            let implied = grounds.implied_class();
            return Err(TicketRefusal::ClassBelowGrounds { class: fact.class, implied });
        }
        Some(_) => {}
    }
    match &fact.issue_type {
        None => cx.shut(Gate::Grounds, TicketRefusal::IssueTypeMissing),
        Some(id) if cx.reference.issue_type(id).is_some_and(|known| known.is.is_in_use()) => Ok(()),
        Some(id) => Err(TicketRefusal::UnknownIssueType(id.clone())),
    }
}

fn check_confirmation(fact: &SatisfactionConfirmed, cx: &Context<'_>) -> Result<(), TicketRefusal> {
    match fact.rating {
        None => cx.shut(Gate::Rating, TicketRefusal::RatingMissing)?,
        Some(rating) if !rating.is_satisfied() => return Err(TicketRefusal::RatingTooLow),
        Some(_) => {}
    }
    check_on_behalf(fact.on_behalf.as_ref(), cx)
}

/// A customer speaks for himself; staff who record it for him say where it can be looked up (`policy.md`, open point 5).
fn check_on_behalf(on_behalf: Option<&OnBehalf>, cx: &Context<'_>) -> Result<(), TicketRefusal> {
    match (cx.actor.kind, on_behalf) {
        (ActorKind::Customer, Some(_)) => Err(TicketRefusal::OnOwnBehalf),
        (ActorKind::Customer, None) | (_, Some(_)) => Ok(()),
        (ActorKind::Staff | ActorKind::Supplier | ActorKind::System, None) => {
            cx.shut(Gate::OnBehalf, TicketRefusal::ReferenceMissing)
        }
    }
}

fn check_reason(reason: Option<&Paragraph>, clause: &'static str, cx: &Context<'_>) -> Result<(), TicketRefusal> {
    if reason.is_some() { Ok(()) } else { cx.shut(Gate::Reason, TicketRefusal::ReasonMissing(clause)) }
}

/// What a fact answers, and when that was: it cannot have happened before.
pub(super) fn cause(fact: &TicketFact, state: &State) -> Option<(&'static str, Timestamp)> {
    let receipt = || state.intake.as_ref().map(|intake| ("the receipt", intake.received_at));
    let assignment = || state.assignment.as_ref().map(|assignment| ("the assignment", assignment.since));
    match fact {
        TicketFact::Classified(_)
        | TicketFact::IntakeCompleted(_)
        | TicketFact::EngineIdentified(_)
        | TicketFact::DiagnosisStepRecorded(_)
        | TicketFact::DiagnosisConcluded(_)
        | TicketFact::SolutionProposed(_)
        | TicketFact::ProgressTold(_)
        | TicketFact::Withdrawn(_) => receipt(),
        TicketFact::Assigned(_) => {
            let classification = state.classification.as_ref().map(|classified| ("the classification", classified.at));
            classification.or_else(receipt)
        }
        TicketFact::Reassigned(_)
        | TicketFact::TakenOver(_)
        | TicketFact::CustomerReached(_)
        | TicketFact::ContactAttempted(_) => assignment(),
        TicketFact::EngineOutOfService(_) => state.back_in_service_at.map(|at| ("its return to service", at)),
        TicketFact::EngineBackInService(_) => state.out_of_service_since.map(|at| ("the end of service", at)),
        TicketFact::SolutionApproved(_)
        | TicketFact::SolutionReturned(_)
        | TicketFact::SolutionStarted(_)
        | TicketFact::SolutionFinished(_) => match &state.solution {
            Solution::None => receipt(),
            Solution::Proposed(proposal) => Some(("the proposal", proposal.at)),
            Solution::Approved(_, at) => Some(("the approval", *at)),
            Solution::Started(_, at) => Some(("its beginning", *at)),
        },
        TicketFact::SatisfactionConfirmed(_)
        | TicketFact::SatisfactionRefused(_)
        | TicketFact::Closed(_)
        | TicketFact::ClosedUnconfirmed(_)
        | TicketFact::Reopened(_) => match state.stage {
            Stage::Unreported | Stage::Open => receipt(),
            Stage::Solved { at } => Some(("the solution", at)),
            Stage::Satisfied { at } => Some(("the confirmation", at)),
            Stage::Closed { at } => Some(("the close", at)),
            Stage::Withdrawn { at } => Some(("the withdrawal", at)),
        },
        TicketFact::Reported(_)
        | TicketFact::NoteAdded(_)
        | TicketFact::MessageExchanged(_)
        | TicketFact::CostRecorded(_)
        | TicketFact::EntryCorrected(_)
        | TicketFact::EntryRetracted(_)
        | TicketFact::ClockWarned(_)
        | TicketFact::ClockBreached(_) => None,
    }
}

/// What has to be so where an entry stands: asked when it is recorded, and again when another entry is amended, which may
/// not take it away.
pub(super) fn foundation(fact: &TicketFact, state: &State, cx: &Context<'_>) -> Result<(), TicketRefusal> {
    match (fact, state.stage) {
        (TicketFact::DiagnosisConcluded(_), _) if state.engine == Engine::Unidentified => {
            cx.shut(Gate::EngineIdentified, TicketRefusal::EngineUnidentified)
        }
        (TicketFact::EngineBackInService(_), _) if state.out_of_service_since.is_none() => {
            Err(TicketRefusal::NotOutOfService)
        }
        (
            TicketFact::SolutionProposed(_) | TicketFact::SolutionStarted(_) | TicketFact::SolutionFinished(_),
            Stage::Solved { .. } | Stage::Satisfied { .. },
        ) => Err(TicketRefusal::AlreadySolved),
        (TicketFact::SatisfactionConfirmed(_) | TicketFact::SatisfactionRefused(_), Stage::Open) => {
            cx.shut(Gate::Solved, TicketRefusal::NotSolved)
        }
        (TicketFact::ClosedUnconfirmed(_), Stage::Open) => Err(TicketRefusal::NotSolved),
        (TicketFact::Closed(_), Stage::Open | Stage::Solved { .. }) => {
            cx.shut(Gate::Satisfied, TicketRefusal::NotSatisfied)?;
            check_intake(state, cx)
        }
        (TicketFact::Closed(_) | TicketFact::ClosedUnconfirmed(_), _) => check_intake(state, cx),
        (TicketFact::Reopened(_), Stage::Solved { .. } | Stage::Satisfied { .. }) => {
            cx.shut(Gate::Closed, TicketRefusal::NotClosed)
        }
        (TicketFact::Reopened(_), Stage::Unreported | Stage::Open) => Err(TicketRefusal::NotClosed),
        _ => Ok(()),
    }
}

/// A ticket that started incomplete is complete before it closes (P2.1.a).
fn check_intake(state: &State, cx: &Context<'_>) -> Result<(), TicketRefusal> {
    match &state.intake {
        Some(intake) if !intake.missing.is_empty() => {
            cx.shut(Gate::FourFields, TicketRefusal::IntakeIncomplete(intake.missing.clone()))
        }
        Some(_) | None => Ok(()),
    }
}
