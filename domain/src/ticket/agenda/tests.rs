//! Each thing that can be to do: what brings it, whose it is, until when, and what ends it.

use events_schema::facts::person::PersonLeft;
use events_schema::facts::sla_policy::HoldReason;
use events_schema::facts::ticket::{
    ClassChangeProposed, Dispatched, FirstAnalysisHeld, FollowedUp, HoldPlaced, IntakeCompleted, NoVisitProposed,
    NotificationAcknowledged, PlanActivated, PlanFindings, ProgressRelayed, ProgressReported, ProgressTold,
    ReassessmentOpened, RequestRefused, ResourceProvided, ResourceRequested, ResponseEvaluated, ResponsibilityReviewed,
    ReviewOutcome, SafetyConfirmed, SatisfactionRefused, SolutionStarted, StaffArrived, StaffDispatched, SummaryFiled,
    TeamFormed, TemporarySolutionApplied, TicketFact, TicketMerged, TicketReopened, TicketTakenOver, WaiverGranted,
    WaiverReason, WaiverRequested,
};
use events_schema::ids::TicketId;
use events_schema::text::Paragraph;
use events_schema::values::{ContactMethod, Verdict};
use events_schema::{Entry, Origin, Timestamp};
use uuid::Uuid;

use super::*;
use crate::clocks::Marks;
use crate::command::Aggregate;
use crate::scenario::{
    REFERENCE, actor, approved, as_deputy, as_lead, assigned, at, attempted, classified, closed, entries, event,
    grounds, proposed, reached, reported, reported_on_site, satisfied, solved, withdrawn,
};
use crate::ticket::{Solution, Stage, Ticket};

/// Facts, each at its minute.
type History = Vec<(i64, TicketFact)>;

fn told(history: &[(i64, TicketFact)]) -> Vec<Entry<TicketFact>> {
    let mut entries = entries(history.iter().map(|(_, fact)| fact.clone()));
    for (entry, (minute, _)) in entries.iter_mut().zip(history) {
        (entry.envelope.occurred_at, entry.envelope.recorded_at) = (at(*minute), at(*minute));
    }
    entries
}

/// What is to do after these entries, by what is known when the last was recorded.
fn after_entries(entries: &[Entry<TicketFact>]) -> Vec<ToDo> {
    let (mut marks, mut ticket, mut pieces) = (Marks::default(), Ticket::default(), Vec::new());
    for entry in entries {
        marks.apply(entry);
        ticket.evolve(entry);
        let piece = AgendaPiece::of(&entry.fact, &entry.envelope.actor);
        pieces.extend(piece.map(|piece| (entry.id, entry.envelope.occurred_at, piece)));
    }
    let situation = Situation::of(pieces.iter().map(|(event, at, piece)| (*event, *at, piece)));
    assert_same(&situation, &ticket);
    let clocks = marks.clocks(marks.latest().unwrap(), &REFERENCE).unwrap();
    agenda(&situation, &clocks, &REFERENCE)
}

/// The agenda and the decisions see the same ticket.
fn assert_same(situation: &Situation<'_>, ticket: &Ticket) {
    let state = ticket.state();
    let stage = match state.stage {
        Stage::Unreported | Stage::Open => StageName::Open,
        Stage::Solved { .. } => StageName::Solved,
        Stage::Satisfied { .. } => StageName::Satisfied,
        Stage::Closed { .. } => StageName::Closed,
        Stage::Withdrawn { .. } => StageName::Withdrawn,
        Stage::Merged { .. } => StageName::Merged,
    };
    assert_eq!(situation.stage, stage);
    assert_eq!(situation.class, state.class());
    assert_eq!(situation.group, state.assignment.as_ref().map(|assignment| &assignment.group));
    let intake = state.intake.as_ref().unwrap();
    assert_eq!((situation.received_at, &situation.missing), (Some(intake.received_at), &intake.missing));
    let step = match &state.solution {
        Solution::None => Step::None,
        Solution::Proposed(proposal) => {
            Step::Proposed { proposal: proposal.id, at: proposal.at, author: &proposal.author }
        }
        Solution::Approved(_, since) => Step::Approved { since: *since },
        Solution::Started(_, since) => Step::Started { since: *since },
    };
    assert_eq!(situation.solution, step);
    let ours = &state.emergency;
    assert_eq!(
        (situation.is_safe, situation.follow_up, situation.leader),
        (ours.is_safe, ours.follow_up, ours.leader.as_ref())
    );
    assert_eq!(situation.awaited.iter().map(|awaited| awaited.request).collect::<Vec<_>>(), ours.awaited);
    let requests: Vec<_> = situation.requests.iter().map(|asked| (asked.request, asked.kind)).collect();
    assert_eq!(requests, state.requests.open().map(|request| (request.id, request.kind)).collect::<Vec<_>>());
    assert_eq!(situation.arrived.is_empty(), !state.visit.is_anybody_there());
    assert!(situation.arrived.iter().all(|(person, role)| state.visit.arrived_as(person, *role).is_some()));
    assert_eq!(situation.holds.len(), state.holds.len());
}

fn after(history: &[(i64, TicketFact)]) -> Vec<ToDo> {
    after_entries(&told(history))
}

/// What there is to do and until when, in order.
fn shown(to_dos: &[ToDo]) -> Vec<(Task, Option<Timestamp>)> {
    to_dos.iter().map(|to_do| (to_do.what, to_do.due_at)).collect()
}

fn tasks(history: &[(i64, TicketFact)]) -> Vec<Task> {
    after(history).iter().map(|to_do| to_do.what).collect()
}

#[track_caller]
fn one(what: Task, history: &[(i64, TicketFact)]) -> ToDo {
    let all = after(history);
    let mut found = all.iter().filter(|to_do| to_do.what == what);
    let first = found.next().unwrap_or_else(|| panic!("{what:?} is not in {all:#?}")).clone();
    assert_eq!(found.next(), None);
    first
}

fn text(text: &str) -> Paragraph {
    text.parse().unwrap()
}

fn person(number: &str) -> PersonId {
    number.parse().unwrap()
}

fn of(class: TicketClass) -> TicketFact {
    let TicketFact::Classified(fact) = classified() else { unreachable!("it is a classification") };
    events_schema::facts::ticket::TicketClassified { class, ..fact }.into()
}

fn knows(role: Role) -> TicketFact {
    NotificationAcknowledged { role }.into()
}

fn sent(people: &[(&str, Role)]) -> TicketFact {
    let people = people.iter().map(|(number, role)| Dispatched { person: person(number), role: *role }).collect();
    StaffDispatched { people, expected_arrival: None, policy_version: 0 }.into()
}

fn arrived(number: &str, role: Role) -> TicketFact {
    StaffArrived { person: person(number), role, policy_version: 0 }.into()
}

fn taken_over(number: &str) -> TicketFact {
    TicketTakenOver { person: person(number) }.into()
}

fn started() -> TicketFact {
    SolutionStarted { solution: None }.into()
}

fn needed(source: ResourceSource, minute: Option<i64>) -> TicketFact {
    let needed_by = minute.map(at);
    ResourceRequested { source, supplier: None, what: "pump".parse().unwrap(), quantity: 1, needed_by }.into()
}

fn followed_up(outcome: FollowUpOutcome) -> TicketFact {
    FollowedUp { observation: text("runs"), outcome }.into()
}

fn general() -> History {
    vec![(0, reported()), (10, classified()), (20, assigned())]
}

fn important() -> History {
    vec![(0, reported()), (10, of(TicketClass::Important))]
}

fn emergency() -> History {
    vec![(0, reported()), (10, of(TicketClass::Emergency))]
}

fn with(mut history: History, more: impl IntoIterator<Item = (i64, TicketFact)>) -> History {
    history.extend(more);
    history
}

#[test]
fn a_report_is_to_be_classified_within_the_hour() {
    let classify = one(Task::Classify, &[(0, reported())]);
    assert_eq!((classify.since, classify.due_at), (Some(at(0)), Some(at(60))));
    assert_eq!(classify.roles, [Role::HotlineAgent, Role::OnSiteEngineer]);
    assert_eq!(classify.clock, Some(ClockId { clock: ClockKind::Triage, episode: 1, number: 1 }));
    assert_eq!(classify.clause, "P2.2");
    assert_eq!(shown(&after(&[(0, reported())])), [(Task::Classify, Some(at(60)))]);
}

#[test]
fn what_a_report_lacks_is_to_be_added() {
    let begun = [(0, reported_on_site())];
    assert_eq!(shown(&after(&begun)), [(Task::Classify, Some(at(60))), (Task::CompleteIntake, None)]);
    let TicketFact::Reported(whole) = reported() else { unreachable!("it is a report") };
    let completed = IntakeCompleted {
        organisation: None,
        engine_model: whole.engine_model,
        symptom: whole.symptom,
        usage_scenario: whole.usage_scenario,
        contact: whole.contact,
    };
    assert_eq!(tasks(&with(begun.into(), [(5, completed.into())])), [Task::Classify]);
}

#[test]
fn a_general_issue_goes_from_hand_to_hand_until_it_is_closed() {
    let mut history = vec![(0, reported()), (10, classified())];
    assert_eq!(tasks(&history), [Task::Assign]);
    history.push((20, assigned()));
    assert_eq!(shown(&after(&history)), [(Task::ReachCustomer, Some(at(140))), (Task::FindSolution, None)]);
    assert_eq!(one(Task::ReachCustomer, &history).group, "starters".parse().ok());
    history.push((30, reached()));
    for (fact, expected) in [
        (proposed(), vec![Task::ApproveSolution]),
        (approved(), vec![Task::StartSolution]),
        (started(), vec![Task::TellProgress, Task::FinishSolution]),
        (told_progress(), vec![Task::FinishSolution]),
        (solved(), vec![Task::ConfirmWithCustomer]),
        (satisfied(), vec![Task::Close]),
        (closed(), vec![Task::ReviewResponsibility]),
        (reviewed(), vec![]),
    ] {
        let minute = history.last().unwrap().0 + 1;
        history.push((minute, fact));
        assert_eq!(tasks(&history), expected);
    }
    history.push((100, TicketReopened { reason: None }.into()));
    assert_eq!(tasks(&history), [Task::FindSolution]);
}

fn reviewed() -> TicketFact {
    ResponsibilityReviewed { review: event(0), outcome: ReviewOutcome::NoCause }.into()
}

fn told_progress() -> TicketFact {
    ProgressTold { method: ContactMethod::Phone, progress: text("half"), expected_completion: at(600) }.into()
}

#[test]
fn who_took_it_over_is_expected_until_the_group_changes_or_he_leaves() {
    let history = with(general(), [(21, taken_over("e2001"))]);
    assert_eq!(one(Task::ReachCustomer, &history).people, [person("e2001")]);
    let again = with(history.clone(), [(22, assigned())]);
    assert_eq!(one(Task::ReachCustomer, &again).people, []);
    let unknown = with(general(), [(21, taken_over("e9999"))]);
    assert_eq!(one(Task::ReachCustomer, &unknown).at(at(22), &REFERENCE).people, []);
    let to_do = one(Task::ReachCustomer, &history);
    let mut reference = REFERENCE.clone();
    reference.apply(&crate::scenario::recorded("person-e2001", (1, 60), &PersonLeft {})).unwrap();
    let left = to_do.clone().at(at(60), &reference);
    assert_eq!(left, ToDo { people: vec![], ..to_do });
}

#[test]
fn a_solution_waits_for_a_superior_of_its_author() {
    let approval = one(Task::ApproveSolution, &with(general(), [(30, proposed())]));
    assert_eq!(approval.people, [person("e3001")]);
    assert_eq!(approval.roles, [Role::SupportLead, Role::TechnicalExpert, Role::HeadOfAfterSales]);
    assert_eq!(approval.not_by, ["person-e1042".parse().unwrap()]);
    assert_eq!((approval.answers, approval.since), (Some(event(3)), Some(at(30))));
}

#[test]
fn a_clock_that_stands_still_has_no_deadline() {
    let hold = HoldPlaced { reason: HoldReason::CustomerAskedForLater, explanation: None, expected_until: None };
    let to_do = one(Task::ReachCustomer, &with(general(), [(30, hold.into())]));
    assert_eq!((to_do.due_at, to_do.clock.map(|clock| clock.clock)), (None, Some(ClockKind::FirstContact)));
}

#[test]
fn exactly_those_are_to_be_notified_who_have_not_said_that_they_know() {
    let mut history = emergency();
    let notify = |history: &History| one(Task::Notify, history);
    let everybody = [Role::HeadOfAfterSales, Role::TechnicalExpert, Role::ProductionHead];
    assert_eq!(notify(&history).roles, everybody);
    assert_eq!((notify(&history).due_at, &*notify(&history).clause), (Some(at(15)), "P3.3.a"));
    history.push((11, knows(Role::TechnicalExpert)));
    assert_eq!(notify(&history).roles, [Role::HeadOfAfterSales, Role::ProductionHead]);
    history.push((12, knows(Role::HeadOfAfterSales)));
    history.push((13, knows(Role::ProductionHead)));
    assert!(!tasks(&history).contains(&Task::Notify));
    let important = notify(&important());
    assert_eq!((important.roles.len(), &*important.clause), (2, "P3.2.a"));
}

#[test]
fn an_important_issue_has_its_meeting_its_visit_and_its_reports() {
    let mut history = important();
    let expected = [
        (Task::Notify, Some(at(15))),
        (Task::HoldFirstAnalysis, Some(at(40))),
        (Task::Dispatch, Some(at(10 + 24 * 60))),
        (Task::Arrive, Some(at(10 + 24 * 60))),
        (Task::FindSolution, None),
    ];
    assert_eq!(shown(&after(&history)), expected);
    let held = FirstAnalysisHeld { attendees: vec![person("e3001")], first_measures: vec![text("stop")] };
    history.push((30, held.into()));
    history.push((31, sent(&[("e2001", Role::TechnicalExpert), ("e1042", Role::OnSiteEngineer)])));
    assert_eq!(tasks(&history), [Task::Notify, Task::Arrive, Task::FindSolution]);
    assert_eq!(one(Task::Arrive, &history).people, [person("e2001"), person("e1042")]);
    history.push((100, arrived("e2001", Role::TechnicalExpert)));
    let arrive = one(Task::Arrive, &history);
    assert_eq!((arrive.people, arrive.roles), (vec![person("e1042")], vec![Role::OnSiteEngineer]));
    history.push((120, arrived("e1042", Role::OnSiteEngineer)));
    let report = one(Task::ReportProgress, &history);
    assert_eq!((report.since, report.due_at), (Some(at(120)), Some(at(240))));
    assert_eq!(report.people, [person("e2001"), person("e1042")]);
    history.push((130, ProgressReported { progress: text("half") }.into()));
    let next = one(Task::ReportProgress, &history);
    assert_eq!((next.since, next.due_at, next.clock.unwrap().number), (Some(at(240)), Some(at(360)), 2));
    let relay = one(Task::RelayProgress, &history);
    assert_eq!((relay.answers, &relay.roles[..]), (Some(event(6)), &[Role::HeadOfAfterSales][..]));
    let relayed = ProgressRelayed { report: event(6), method: ContactMethod::Phone, message: None };
    history.push((131, relayed.into()));
    assert!(!tasks(&history).contains(&Task::RelayProgress));
}

#[test]
fn what_looks_back_is_due_though_the_ticket_is_closed() {
    let over = with(important(), [(60, solved()), (70, satisfied()), (80, closed())]);
    let five_days = 5 * 24 * 60;
    let (summary, review) = (Some(at(60 + five_days)), Some(at(80 + five_days)));
    assert_eq!(shown(&after(&over)), [(Task::FileSummary, summary), (Task::ReviewResponsibility, review)]);
    let to_review = one(Task::ReviewResponsibility, &over);
    assert_eq!((&to_review.roles[..], &*to_review.clause), (&[Role::HeadOfAfterSales][..], "P4.2.a"));
    assert_eq!(one(Task::FileSummary, &over).roles, [Role::TechnicalExpert]);
    let filed = SummaryFiled { root_cause: text("wear"), preventive_measures: vec![text("check")] };
    assert_eq!(tasks(&with(over, [(90, filed.into()), (91, reviewed())])), []);
}

#[test]
fn an_emergency_has_its_plan_its_team_and_the_safety_of_people_first() {
    let mut history = emergency();
    let expected = [
        (Task::Notify, Some(at(15))),
        (Task::StartPlanAndTeam, Some(at(15))),
        (Task::Dispatch, Some(at(70))),
        (Task::Arrive, Some(at(70))),
        (Task::FindSolution, None),
    ];
    assert_eq!(shown(&after(&history)), expected);
    history.push((11, PlanActivated { plan: "fire".parse().unwrap(), version: 1 }.into()));
    assert!(tasks(&history).contains(&Task::StartPlanAndTeam), "the team is not formed");
    let required = [Role::HeadOfAfterSales, Role::TechnicalExpert, Role::ProductionHead];
    let others = one(Task::Notify, &with(history.clone(), required.map(|role| (12, knows(role)))));
    assert_eq!((&others.roles[..], others.clock), (&[Role::QualityEngineer][..], None), "whom only the plan names");
    history.push((12, TeamFormed { leader: person("e3001"), members: vec![] }.into()));
    assert!(!tasks(&history).contains(&Task::StartPlanAndTeam));
    assert_eq!(one(Task::Arrive, &history).people, [person("e3001")]);
    assert_eq!((&*one(Task::Arrive, &history).clause, one(Task::Arrive, &history).roles.len()), ("P3.3.b", 1));
    history.push((40, arrived("e2001", Role::TechnicalExpert)));
    assert!(one(Task::Arrive, &history).roles.len() > 1, "the leader can have any role");
    assert_eq!(one(Task::ConfirmSafety, &history).people, [person("e2001")]);
    history.push((41, SafetyConfirmed { statement: text("all out") }.into()));
    assert!(!tasks(&history).contains(&Task::ConfirmSafety));
}

#[test]
fn the_running_engine_is_followed_up_until_it_is_solved_for_good() {
    let temporary = TemporarySolutionApplied { description: text("half load"), limits: None };
    let mut history = with(emergency(), [(40, temporary.into())]);
    assert_eq!(one(Task::FollowUp, &history).due_at, None);
    history.push((50, followed_up(FollowUpOutcome::LookAgain { due_at: at(500) })));
    assert_eq!(one(Task::FollowUp, &history).due_at, Some(at(500)));
    history.push((60, followed_up(FollowUpOutcome::SolvedForGood)));
    assert!(!tasks(&history).contains(&Task::FollowUp));
    let solved_only = with(emergency(), [(60, solved())]);
    assert_eq!(one(Task::FollowUp, &solved_only).due_at, None);
    assert!(one(Task::EvaluateResponse, &solved_only).due_at.is_some());
    let evaluated = ResponseEvaluated { assessment: text("fast"), plan_findings: PlanFindings::NoChange };
    assert!(!tasks(&with(solved_only, [(70, evaluated.into())])).contains(&Task::EvaluateResponse));
}

#[test]
fn resources_are_awaited_from_those_who_were_asked() {
    let asked = [(20, needed(ResourceSource::Production, Some(90))), (21, needed(ResourceSource::Supplier, None))];
    let history = with(emergency(), asked);
    let all = after(&history);
    let awaited: Vec<&ToDo> = all.iter().filter(|to_do| to_do.what == Task::ProvideResource).collect();
    let [production, supplier] = awaited[..] else { panic!("{all:#?}") };
    assert_eq!((&production.roles[..], production.due_at), (&[Role::ProductionHead][..], Some(at(90))));
    assert_eq!((production.answers, supplier.answers, supplier.due_at), (Some(event(2)), Some(event(3)), None));
    assert!(supplier.roles.contains(&Role::HotlineAgent) && !supplier.roles.contains(&Role::ProductionHead));
    let provided = ResourceProvided { request: event(2), remark: None };
    assert_eq!(one(Task::ProvideResource, &with(history, [(30, provided.into())])).answers, Some(event(3)));
}

/// Open point 5: three attempts on three different days, and then a superior may close.
#[test]
fn a_customer_who_cannot_be_reached_is_not_waited_for_for_ever() {
    const DAY: i64 = 24 * 60;
    let is_to_do = |history: &History| tasks(history).contains(&Task::CloseUnconfirmed);
    let mut history = with(general(), [(30, solved())]);
    for day in 1..=2 {
        history.push((day * DAY, attempted()));
        history.push((day * DAY + 10, attempted()));
    }
    assert!(!is_to_do(&history), "only two days");
    let mut reached_between = history.clone();
    reached_between.extend([(2 * DAY + 20, reached()), (3 * DAY, attempted())]);
    assert!(!is_to_do(&reached_between), "he was reached meanwhile");
    history.push((3 * DAY, attempted()));
    let close = one(Task::CloseUnconfirmed, &history);
    assert_eq!((close.since, &*close.clause), (Some(at(3 * DAY)), "open point 5"));
    assert_eq!((close.people, close.not_by), (vec![person("e3001")], vec![actor(Role::SupportEngineer).id]));
    let refused = SatisfactionRefused { rating: None, reason: None, on_behalf: None };
    history.push((3 * DAY + 1, refused.into()));
    assert!(!is_to_do(&history), "a new episode");
}

#[test]
fn neither_who_asked_for_a_reassessment_nor_whose_evidence_it_rests_on_decides() {
    let (clock, stands, claimed, evidence) = (ClockKind::FirstContact, Verdict::Breached, Verdict::Met, event(3));
    let of = |evidence_by| ReassessmentOpened { clock, episode: 1, number: 1, stands, claimed, evidence, evidence_by };
    let not_by = |evidence_by| one(Task::DecideRequest, &with(general(), [(30, of(evidence_by).into())])).not_by;
    assert_eq!(not_by(actor(Role::HotlineAgent).id), [actor(Role::HotlineAgent).id]);
    assert_eq!(not_by(as_lead().id), [actor(Role::HotlineAgent).id, as_lead().id]);
}

#[test]
fn requests_wait_for_another_person() {
    let (clock, episode, number) = (ClockKind::ArrivalImportant, 1, 1);
    let (reason, explanation) = (WaiverReason::Distance, text("900 km"));
    let asked = WaiverRequested { clock, episode, number, reason, explanation };
    let mut history = with(important(), [(20, asked.into())]);
    let waiver = one(Task::DecideRequest, &history);
    assert_eq!((waiver.kind, waiver.answers), (Some(RequestKind::Waiver), Some(event(2))));
    assert_eq!((waiver.due_at, &*waiver.clause), (Some(at(10 + 24 * 60)), "open point 2"));
    assert_eq!(waiver.roles, [Role::HeadOfAfterSales]);
    assert_eq!(waiver.not_by, ["person-e1042".parse().unwrap()]);
    assert_eq!(
        waiver.at(at(60), &REFERENCE).deputies,
        [as_deputy().person().unwrap().clone()],
        "who acts for the head"
    );
    history.push((30, WaiverGranted { request: event(2), clock, episode, number, remark: None }.into()));
    assert_eq!(one(Task::Arrive, &history).due_at, None, "nobody waits for a deadline that is waived");
    assert!(!tasks(&history).contains(&Task::DecideRequest));
    history.push((40, NoVisitProposed { reason: text("by phone") }.into()));
    let no_visit = one(Task::DecideRequest, &history);
    assert_eq!((no_visit.kind, &*no_visit.clause), (Some(RequestKind::NoVisit), "P3.2.b"));
    history.push((50, RequestRefused { request: event(4), reason: text("go") }.into()));
    let change = ClassChangeProposed {
        class: TicketClass::Emergency,
        grounds: grounds(),
        issue_type: None,
        reason: text("smoke"),
    };
    history.push((60, change.into()));
    let class_change = one(Task::DecideRequest, &history);
    assert_eq!((class_change.kind, class_change.due_at), (Some(RequestKind::ClassChange), None));
}

#[test]
fn a_new_episode_begins_with_the_diagnosis() {
    let refused = SatisfactionRefused { rating: None, reason: None, on_behalf: None };
    let there = [
        (20, sent(&[("e2001", Role::TechnicalExpert)])),
        (60, arrived("e2001", Role::TechnicalExpert)),
        (61, proposed()),
        (70, solved()),
        (80, refused.into()),
    ];
    let again = tasks(&with(important(), there));
    assert_eq!(again, [Task::Notify, Task::HoldFirstAnalysis, Task::FindSolution]);
}

#[test]
fn nothing_is_to_do_where_another_ticket_goes_on_or_the_customer_took_it_back() {
    let into = TicketId::from_uuid(Uuid::from_u128(9));
    for end in [withdrawn(), TicketMerged { into, reason: text("the same") }.into()] {
        assert_eq!(tasks(&with(emergency(), [(20, end)])), []);
    }
    assert_eq!(agenda(&Situation::default(), &[], &REFERENCE), []);
}

/// What was withdrawn goes on where it stood: the people on site are there, and the solution is approved.
#[test]
fn what_was_withdrawn_and_is_reopened_has_what_it_had_to_do() {
    let there = [(15, sent(&[("e2000", Role::TechnicalExpert)])), (30, arrived("e2000", Role::TechnicalExpert))];
    let before = with(
        emergency(),
        there.into_iter().chain([
            (31, SafetyConfirmed { statement: text("all out") }.into()),
            (40, proposed()),
            (41, approved()),
        ]),
    );
    let to_do = tasks(&before);
    assert!(to_do.contains(&Task::StartSolution), "{to_do:?}");
    let reopened = with(before, [(42, withdrawn()), (43, TicketReopened { reason: None }.into())]);
    assert_eq!(tasks(&reopened), to_do);
}

/// Who was there before the customer refused, and is entered only now, is not there again.
#[test]
fn an_arrival_of_an_earlier_episode_leaves_the_visit_to_do() {
    let refused = SatisfactionRefused { rating: None, reason: None, on_behalf: None };
    let there = [(15, sent(&[("e2000", Role::TechnicalExpert)])), (40, solved()), (50, refused.into())];
    let again = with(emergency(), there);
    let mut entries = told(&with(again.clone(), [(60, arrived("e2000", Role::TechnicalExpert))]));
    entries.last_mut().unwrap().envelope.occurred_at = at(30);
    let what = |to_dos: Vec<ToDo>| to_dos.into_iter().map(|to_do| to_do.what).collect::<Vec<_>>();
    assert_eq!(what(after_entries(&entries)), tasks(&again));
}

#[test]
fn deadlines_that_were_over_when_they_were_brought_in_press_nobody() {
    let mut imported = told(&general());
    for entry in &mut imported {
        let run = events_schema::ids::ImportRun::from_uuid(Uuid::nil());
        entry.envelope.origin = Origin::Import { run, unproven: vec![] };
    }
    assert_eq!(shown(&after_entries(&imported)), [(Task::ReachCustomer, None), (Task::FindSolution, None)]);
}

#[test]
fn the_most_urgent_class_comes_first() {
    let classes = [Some(TicketClass::Emergency), Some(TicketClass::Important), None, Some(TicketClass::General)];
    assert!(classes.into_iter().map(urgency).is_sorted());
}

/// A task whose command is renamed would have no role and nobody would see it.
#[test]
fn every_task_has_those_who_may_do_it() {
    for task in Task::ALL {
        assert_eq!(task.roles().is_empty(), task == Task::DecideRequest, "{task:?}");
    }
}
