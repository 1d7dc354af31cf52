//! The rules that hold for every entry of a ticket, whoever records, corrects or moves it: what it must say, and what has to
//! be so where it stands. Commands add only what their moment asks for.

use events_schema::facts::ticket::{
    FailedAttempt, FollowUpOutcome, FollowedUp, ResourceSource, SatisfactionConfirmed, TicketClassified, TicketFact,
    TicketReported,
};
use events_schema::ids::IssueTypeId;
use events_schema::text::Paragraph;
use events_schema::values::{DiagnosisMethod, Grounds, IntakeChannel, OnBehalf, TicketClass};
use events_schema::{ActorKind, Timestamp};

use super::emergency::EmergencyRefusal;
use super::state::Known;
use super::urgent::{UrgentRefusal, check_people, check_role};
use super::{Engine, Stage, State, TicketRefusal};
use crate::context::{Context, Gate};
use crate::refusal::Refused;

/// What a fact must say. A correction is held to the same.
pub(super) fn check(fact: &TicketFact, cx: &Context<'_>) -> Result<(), Refused> {
    check_times(fact, cx)?;
    check_people_named(fact, cx)?;
    check_urgent(fact)?;
    check_resource(fact)?;
    Ok(match fact {
        TicketFact::Reported(fact) => check_report(fact, cx),
        TicketFact::Classified(fact) => check_classification(fact, cx),
        TicketFact::ClassCorrected(fact) => check_class(fact.class, fact.grounds, fact.issue_type.as_ref(), cx),
        TicketFact::ClassChangeProposed(fact) => check_class(fact.class, fact.grounds, fact.issue_type.as_ref(), cx),
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
        TicketFact::SatisfactionConfirmed(fact) => check_confirmation(fact, cx),
        TicketFact::SatisfactionRefused(fact) => check_on_behalf(fact.on_behalf.as_ref(), cx),
        TicketFact::Closed(fact) if fact.result.is_none() => {
            cx.shut(Gate::HandlingResult, TicketRefusal::ResultMissing)
        }
        TicketFact::Withdrawn(fact) => check_reason(fact.reason.as_ref(), "P5.1", cx),
        TicketFact::Reopened(fact) => check_reason(fact.reason.as_ref(), "P3.1.e", cx),
        // The shape of the others says it all.
        _ => Ok(()),
    }?)
}

/// What is expected lies ahead.
fn check_times(fact: &TicketFact, cx: &Context<'_>) -> Result<(), Refused> {
    match fact {
        TicketFact::ProgressTold(fact) if fact.expected_completion < cx.at => {
            Err(TicketRefusal::CompletionInThePast.into())
        }
        TicketFact::StaffDispatched(fact) => ahead("expected_arrival", fact.expected_arrival, cx),
        TicketFact::HoldPlaced(fact) => ahead("expected_until", fact.expected_until, cx),
        TicketFact::ResourceRequested(fact) => ahead("needed_by", fact.needed_by, cx),
        TicketFact::FollowedUp(fact) => match fact.outcome {
            FollowUpOutcome::LookAgain { due_at } if due_at <= cx.at => Err(EmergencyRefusal::FollowUpInThePast.into()),
            FollowUpOutcome::LookAgain { .. } | FollowUpOutcome::SolvedForGood => Ok(()),
        },
        _ => Ok(()),
    }
}

fn ahead(field: &'static str, expected: Option<Timestamp>, cx: &Context<'_>) -> Result<(), Refused> {
    match expected {
        Some(expected) if expected < cx.at && !cx.origin.is_import() => Err(TicketRefusal::InThePast(field).into()),
        Some(_) | None => Ok(()),
    }
}

/// Whoever is named worked here then, and had the role that is said of him or acted for somebody who had.
fn check_people_named(fact: &TicketFact, cx: &Context<'_>) -> Result<(), UrgentRefusal> {
    match fact {
        TicketFact::RoleNotified(fact) => check_role(&fact.person, fact.role, cx),
        TicketFact::StaffDispatched(fact) => {
            fact.people.iter().try_for_each(|sent| check_role(&sent.person, sent.role, cx))
        }
        TicketFact::StaffArrived(fact) => check_role(&fact.person, fact.role, cx),
        TicketFact::FirstAnalysisHeld(fact) => check_people(&fact.attendees, cx),
        TicketFact::TeamFormed(fact) => {
            let members = fact.members.iter().map(|member| member.person.clone());
            check_people(&std::iter::once(fact.leader.clone()).chain(members).collect::<Vec<_>>(), cx)
        }
        _ => Ok(()),
    }
}

/// What a meeting, a dispatch and a summary are nothing without.
fn check_urgent(fact: &TicketFact) -> Result<(), UrgentRefusal> {
    match fact {
        TicketFact::FirstAnalysisHeld(fact) if fact.attendees.is_empty() => Err(UrgentRefusal::AttendeesMissing),
        TicketFact::FirstAnalysisHeld(fact) if fact.first_measures.is_empty() => Err(UrgentRefusal::MeasuresMissing),
        TicketFact::StaffDispatched(fact) if fact.people.is_empty() => Err(UrgentRefusal::NobodyDispatched),
        TicketFact::SummaryFiled(fact) if fact.preventive_measures.is_empty() => Err(UrgentRefusal::PreventionMissing),
        _ => Ok(()),
    }
}

/// What is asked for can be told from nothing, and from whom.
fn check_resource(fact: &TicketFact) -> Result<(), EmergencyRefusal> {
    match fact {
        TicketFact::ResourceRequested(fact) if fact.quantity == 0 => Err(EmergencyRefusal::NothingRequested),
        TicketFact::ResourceRequested(fact) if fact.source == ResourceSource::Supplier && fact.supplier.is_none() => {
            Err(EmergencyRefusal::SupplierMissing)
        }
        TicketFact::TeamFormed(fact) if fact.members.is_empty() => Err(EmergencyRefusal::NoMembers),
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
        Some(grounds) => check_class(fact.class, grounds, None, cx)?,
    }
    match &fact.issue_type {
        None => cx.shut(Gate::Grounds, TicketRefusal::IssueTypeMissing),
        Some(id) => check_issue_type(id, cx),
    }
}

/// A class below what the recorded effect, hazard and production loss imply is refused (P2.2, open point 6).
fn check_class(
    class: TicketClass,
    grounds: Grounds,
    issue_type: Option<&IssueTypeId>,
    cx: &Context<'_>,
) -> Result<(), TicketRefusal> {
    let implied = grounds.implied_class();
    if class < implied {
        return Err(TicketRefusal::ClassBelowGrounds { class, implied });
    }
    issue_type.map_or(Ok(()), |id| check_issue_type(id, cx))
}

fn check_issue_type(id: &IssueTypeId, cx: &Context<'_>) -> Result<(), TicketRefusal> {
    let in_use = cx.reference.issue_type(id).is_some_and(|known| known.is.is_in_use());
    if in_use { Ok(()) } else { Err(TicketRefusal::UnknownIssueType(id.clone())) }
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

/// What has to be so where an entry stands: asked when it is recorded, and again when another entry is amended, which may
/// not take it away.
pub(super) fn foundation(fact: &TicketFact, state: &State, cx: &Context<'_>) -> Result<(), Refused> {
    check_safety(fact, state, cx)?;
    check_solved_for_good(fact, state, cx)?;
    Ok(match (fact, state.stage) {
        (TicketFact::CustomerReached(_) | TicketFact::ContactAttempted(_), _) if state.assignment.is_none() => {
            Err(TicketRefusal::NotAssigned)
        }
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
        (TicketFact::Reopened(_), Stage::Merged { into, .. }) => Err(TicketRefusal::Merged(into)),
        (
            TicketFact::SummaryFiled(_)
            | TicketFact::ResponseEvaluated(_)
            | TicketFact::FollowedUp(FollowedUp { outcome: FollowUpOutcome::SolvedForGood, .. }),
            _,
        ) if state.solved_at.is_none() => cx.shut(Gate::Solved, TicketRefusal::NotSolved),
        _ => Ok(()),
    }?)
}

/// In an emergency people's safety comes first: whatever is done on site comes after it (P3.3.b).
fn check_safety(fact: &TicketFact, state: &State, cx: &Context<'_>) -> Result<(), EmergencyRefusal> {
    let on_site = match fact {
        TicketFact::DangerContained(_) | TicketFact::TemporarySolutionApplied(_) | TicketFact::ProgressReported(_) => {
            true
        }
        TicketFact::DiagnosisStepRecorded(step) => step.method == DiagnosisMethod::OnSite,
        TicketFact::SolutionStarted(_) | TicketFact::SolutionFinished(_) => state.visit.is_anybody_there(),
        // These can be done from afar too; not by somebody who is there.
        TicketFact::EngineIdentified(_) | TicketFact::DiagnosisConcluded(_) | TicketFact::EngineBackInService(_) => {
            cx.actor.person().is_some_and(|author| state.visit.has_arrived(author))
        }
        // An engine may be shut down, and a checklist may begin, before people are safe: both are there for that.
        _ => false,
    };
    if on_site && state.class() == Some(TicketClass::Emergency) && !state.emergency.is_safe {
        return cx.shut(Gate::SafetyConfirmed, EmergencyRefusal::NotSafe);
    }
    Ok(())
}

/// An emergency closes when the last follow-up says "solved for good" (P3.3.d).
fn check_solved_for_good(fact: &TicketFact, state: &State, cx: &Context<'_>) -> Result<(), EmergencyRefusal> {
    let closes = matches!(fact, TicketFact::Closed(_) | TicketFact::ClosedUnconfirmed(_));
    let for_good = state.emergency.follow_up == Some(FollowUpOutcome::SolvedForGood);
    if closes && state.class() == Some(TicketClass::Emergency) && !for_good {
        return cx.shut(Gate::SolvedForGood, EmergencyRefusal::NotSolvedForGood);
    }
    Ok(())
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::Decide;
    use crate::scenario::{
        approved, arrived, as_expert, as_lead, assigned, at, attempted, closed, contained, dispatched, emergency,
        entries, event, given, given_entries, important, look_again, person, proposed, reported, safe, satisfied,
        solved, solved_for_good, stopgap,
    };
    use crate::ticket::{
        Close, CloseUnconfirmed, FinishSolution, IdentifyEngine, RecordArrival, RecordDiagnosisStep, Reopen, Retract,
        StartSolution, Ticket,
    };
    use events_schema::Role;

    fn step(method: DiagnosisMethod) -> RecordDiagnosisStep {
        let (step, finding) = ("拆检".parse().unwrap(), "油管开裂".parse().unwrap());
        RecordDiagnosisStep { examined_at: None, method, step, finding }
    }

    /// P3.3.b: people's safety first, and nothing waits for a meeting or holds up an arrival.
    #[test]
    fn in_an_emergency_safety_is_confirmed_before_anything_else_on_site() {
        let on_site: [&dyn Decide<Ticket>; 1] = [&step(DiagnosisMethod::OnSite)];
        for command in on_site {
            given([reported(), emergency()]).when(command).refused(&EmergencyRefusal::NotSafe);
            assert_eq!(given([reported(), emergency(), safe()]).when(command).facts().len(), 1);
            assert_eq!(given([reported(), important()]).when(command).facts().len(), 1);
        }
        let phone = step(DiagnosisMethod::Phone);
        assert_eq!(given([reported(), emergency()]).when(&phone).facts().len(), 1, "nobody is there");
        let arrives = RecordArrival { arrived_at: None, person: Some(person("e4001")), role: None };
        assert_eq!(given([reported(), emergency(), dispatched()]).when(&arrives).facts().len(), 1);
    }

    #[test]
    fn a_solution_waits_for_safety_where_somebody_is_there() {
        let start = StartSolution { started_at: None };
        let finish = FinishSolution { finished_at: None, summary: None };
        let there = || vec![reported(), proposed(), approved(), emergency(), arrived("e4001", Role::TechnicalExpert)];
        given(there()).when(&start).refused(&EmergencyRefusal::NotSafe);
        let remote = [reported(), proposed(), approved(), emergency()];
        let started = given(remote).when(&start).facts().remove(0);
        let begun = || there().into_iter().chain([started.clone()]);
        given(begun()).when(&finish).refused(&EmergencyRefusal::NotSafe);
        assert_eq!(given(begun().chain([safe()])).when(&finish).facts().len(), 1);
    }

    /// Who examines from afar is not held up by those who are there.
    #[test]
    fn whoever_is_there_makes_sure_of_safety_before_he_records_anything_else() {
        let serial = Some("WP12-0001".parse().unwrap());
        let identify = IdentifyEngine { serial, unreadable: None };
        let there = || vec![reported(), emergency(), dispatched(), arrived("e4001", Role::TechnicalExpert)];
        given(there()).by(as_expert()).when(&identify).refused(&EmergencyRefusal::NotSafe);
        assert_eq!(given(there()).when(&identify).facts().len(), 1);
        let safe = given(there().into_iter().chain([safe()]));
        assert_eq!(safe.by(as_expert()).when(&identify).facts().len(), 1);
    }

    #[test]
    fn a_new_episode_makes_sure_anew() {
        let over = [reported(), emergency(), safe(), solved(), solved_for_good(), satisfied(), closed()];
        let reopen = Reopen { reopened_at: None, reason: Some("复发".parse().unwrap()) };
        let reopened = given(over.clone()).when(&reopen).facts();
        let again = given(over.into_iter().chain(reopened));
        again.when(&step(DiagnosisMethod::OnSite)).refused(&EmergencyRefusal::NotSafe);
    }

    #[test]
    fn safety_is_not_taken_back_from_under_what_was_done() {
        let retract = Retract { event: event(2), reason: "误录".parse().unwrap() };
        for (done, kind) in [(contained(), "ticket.danger_contained"), (stopgap(), "ticket.temporary_solution_applied")]
        {
            let history = [reported(), emergency(), safe(), done];
            given(history.clone()).when(&retract).refused(&TicketRefusal::Undermines {
                event: event(3),
                kind,
                reason: EmergencyRefusal::NotSafe.to_string(),
            });
            let twice = [reported(), emergency(), safe(), safe()].into_iter().chain([history[3].clone()]);
            assert_eq!(given(twice).when(&retract).facts().len(), 1);
        }
    }

    /// P3.3.d, whoever closes it.
    #[test]
    fn an_emergency_closes_after_the_last_follow_up_says_solved_for_good() {
        let close = Close { closed_at: None, result: Some("已更换油管".parse().unwrap()) };
        let satisfied_after = |follow_ups: &[TicketFact]| {
            let ends = [solved(), satisfied()];
            given([reported(), emergency()].into_iter().chain(ends).chain(follow_ups.iter().cloned()))
        };
        for follow_ups in [vec![], vec![look_again(90)], vec![solved_for_good(), look_again(90)]] {
            satisfied_after(&follow_ups).when(&close).refused(&EmergencyRefusal::NotSolvedForGood);
        }
        assert_eq!(satisfied_after(&[look_again(90), solved_for_good()]).when(&close).facts().len(), 1);

        let unconfirmed = CloseUnconfirmed { result: "客户未接听".parse().unwrap() };
        let unreachable = |follow_up: &[TicketFact]| {
            let tried = [attempted(), attempted(), attempted()];
            let history = [reported(), emergency(), assigned(), solved()].into_iter().chain(tried);
            let mut history = entries(history.chain(follow_up.iter().cloned()));
            for (day, entry) in history.iter_mut().skip(4).enumerate() {
                entry.envelope.occurred_at = at(1440 * day as i64 + 4);
            }
            given_entries(history).at_minute(6000).by(as_lead())
        };
        unreachable(&[]).when(&unconfirmed).refused(&EmergencyRefusal::NotSolvedForGood);
        assert_eq!(unreachable(&[solved_for_good()]).when(&unconfirmed).facts().len(), 1);
    }

    #[test]
    fn what_says_solved_for_good_is_not_taken_back_after_the_close() {
        let history = [reported(), emergency(), solved(), solved_for_good(), satisfied(), closed()];
        let retract = Retract { event: event(3), reason: "误录".parse().unwrap() };
        given(history).when(&retract).refused(&TicketRefusal::Undermines {
            event: event(5),
            kind: "ticket.closed",
            reason: EmergencyRefusal::NotSolvedForGood.to_string(),
        });
    }
}
