//! Training: what has to be learnt, what is planned and held, and who has passed.

use events_schema::facts::course::{
    AssessmentMethod, CourseAssessment, CourseDefined, CourseFact, CourseKind, CourseRetired, Evaluation,
};
use events_schema::facts::qualification::{
    AssessmentResult, QualificationAssessed, QualificationAssessmentVoided, QualificationAttendanceNoted,
    QualificationDecided, QualificationDecision, QualificationFact, QualificationLapsed, QualificationRequired,
    Standing,
};
use events_schema::facts::training_need::{
    FrequentCause, NeedRule, NeedSource, Trainees, TrainingNeedAccepted, TrainingNeedDropped, TrainingNeedFact,
    TrainingNeedMet, TrainingNeedProposed,
};
use events_schema::facts::training_plan::{
    TrainingPlanApproved, TrainingPlanDrafted, TrainingPlanFact, TrainingPlanItemAdded, TrainingPlanItemBecameOverdue,
    TrainingPlanItemHeld, TrainingPlanItemRemoved,
};
use events_schema::facts::training_session::{
    Attendance, Attended, Instructor, PlanItem, TrainingAttendanceRecorded, TrainingSessionFact, TrainingSessionHeld,
    TrainingSessionMoved, TrainingSessionPlanned,
};
use events_schema::ids::{
    CourseId, PersonId, QualificationId, TicketId, TrainingNeedId, TrainingPlanId, TrainingSessionId,
};
use events_schema::{Duration, EventId, Timestamp};
use projections::courses::COURSES;
use projections::qualifications::{QUALIFICATIONS, TRAINING_ASSESSMENTS};
use projections::training_needs::TRAINING_NEEDS;
use projections::training_plans::{TRAINING_PLAN_ITEMS, TRAINING_PLANS};
use projections::training_sessions::{TRAINING_ATTENDANCE, TRAINING_SESSIONS};
use projections::{
    Condition, Courses, Projection, PublishedView, Qualifications, ReadModels, TrainingNeeds, TrainingPlans,
    TrainingSessions,
};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::follow::{caught_up, started};
use crate::history::World;

const INSTANT: Duration = Duration::from_micros(1);
const DAY: Duration = Duration::from_hours(24);

fn course() -> CourseId {
    "fuel".parse().unwrap()
}

fn plan() -> TrainingPlanId {
    "2026-Q1".parse().unwrap()
}

fn person(number: &str) -> PersonId {
    number.parse().unwrap()
}

fn session() -> TrainingSessionId {
    TrainingSessionId::from_uuid(Uuid::from_u128(1))
}

fn because() -> events_schema::text::Paragraph {
    "原因".parse().unwrap()
}

fn starters() -> Trainees {
    Trainees { groups: ["starters".parse().unwrap()].into(), ..Trainees::default() }
}

fn taught(world: &mut World) {
    let exam =
        CourseAssessment::Exam { maximum: "100".parse().unwrap(), pass_mark: "80".parse().unwrap(), attempts: 2 };
    for version in [1, 2] {
        let defined = CourseDefined {
            version,
            title: "燃油系统".parse().unwrap(),
            kind: CourseKind::FaultDiagnosis,
            content: vec!["故障树".parse().unwrap()],
            evaluation: Evaluation::Assessed { assessments: vec![exam.clone()] },
            partners: Vec::new(),
            failure_codes: vec!["FUEL-017".parse().unwrap()],
            valid_for: Some(DAY),
        };
        world.record(&course().stream(), &CourseFact::from(defined));
    }
    let old: CourseId = "old".parse().unwrap();
    let reason = "停产".parse().unwrap();
    let defined = CourseDefined {
        version: 1,
        title: "旧机型".parse().unwrap(),
        kind: CourseKind::CrossDepartmentExchange,
        content: vec!["交流".parse().unwrap()],
        evaluation: Evaluation::NotAssessed { reason },
        partners: vec!["production".parse().unwrap()],
        failure_codes: Vec::new(),
        valid_for: None,
    };
    world.record(&old.stream(), &CourseFact::from(defined));
    world.record(&old.stream(), &CourseFact::from(CourseRetired { reason: None }));
}

/// A need from issues that is met, and one of a person that waits for a decision again.
fn needed(world: &mut World, ticket: TicketId, due_at: Timestamp) -> TrainingNeedId {
    let rule = NeedRule { issues: 5, share: "10".parse().unwrap() };
    let cause = FrequentCause {
        failure_code: "FUEL-017".parse().unwrap(),
        period: "2025-Q4".parse().unwrap(),
        department: None,
        group: "starters".parse().ok(),
        issues: 6,
        of: 20,
        since: world.now,
        tickets: vec![ticket],
        rule,
    };
    let ids = [1, 2].map(|number| TrainingNeedId::from_uuid(Uuid::from_u128(number)));
    let sources = [NeedSource::Issues { cause }, NeedSource::Person { reason: because() }];
    for (id, source) in ids.into_iter().zip(sources) {
        let proposed = TrainingNeedProposed { source, trainees: starters(), course: None };
        world.record(&id.stream(), &TrainingNeedFact::from(proposed));
        let accepted = TrainingNeedAccepted { plan: plan(), course: course(), trainees: starters(), due_at };
        world.record(&id.stream(), &TrainingNeedFact::from(accepted));
    }
    let [met, dropped] = ids;
    let fact = TrainingNeedDropped { plan: plan(), item: 2, reason: because() };
    world.record(&dropped.stream(), &TrainingNeedFact::from(fact));
    world.record(&met.stream(), &TrainingNeedFact::from(TrainingNeedMet { plan: plan(), item: 1, session: session() }));
    met
}

/// One training held late, one taken out, and one that is due.
fn planned(world: &mut World, need: TrainingNeedId, due_at: Timestamp) {
    let mut record = |fact: TrainingPlanFact| world.record(&plan().stream(), &fact);
    record(TrainingPlanDrafted { plan: plan() }.into());
    for (item, need) in [(1, Some(need)), (2, None)] {
        record(TrainingPlanItemAdded { item, course: course(), trainees: starters(), due_at, need }.into());
    }
    record(TrainingPlanApproved { items: vec![1, 2] }.into());
    record(TrainingPlanItemRemoved { item: 2, reason: because(), need: None }.into());
    let later = due_at + DAY;
    record(TrainingPlanItemAdded { item: 3, course: course(), trainees: starters(), due_at: later, need: None }.into());
    record(TrainingPlanItemBecameOverdue { item: 1, due_at }.into());
    record(TrainingPlanItemHeld { item: 1, session: session(), held_at: later, need: Some(need) }.into());
}

fn held(world: &mut World) -> Timestamp {
    let from = world.now;
    let record = |world: &mut World, fact: TrainingSessionFact| world.record(&session().stream(), &fact);
    let planned = TrainingSessionPlanned {
        course: course(),
        course_version: 2,
        kind: CourseKind::FaultDiagnosis,
        trainer: Instructor::External { organisation: "Training centre A".parse().unwrap() },
        place: "教室".parse().unwrap(),
        from,
        until: from + DAY,
        departments: vec!["support".parse().unwrap()],
        participants: vec![person("e2001"), person("e4002")],
        fulfils: Some(PlanItem { plan: plan(), item: 1 }),
    };
    record(world, planned.into());
    record(
        world,
        TrainingSessionMoved { from, until: from + DAY, place: "车间".parse().ok(), reason: because() }.into(),
    );
    record(world, TrainingSessionHeld { course: course(), summary: None, fulfils: None, attachment: None }.into());
    let held_at = world.now;
    let said = |number: &str, attendance| Attended {
        person: person(number),
        attendance,
        department: "support".parse().ok(),
        groups: vec!["starters".parse().unwrap()],
    };
    for people in [
        vec![said("e4002", Attendance::Attended), said("e2001", Attendance::Absent)],
        vec![said("e2001", Attendance::Excused), said("e1042", Attendance::Attended)],
    ] {
        let recorded =
            TrainingAttendanceRecorded { course: course(), course_version: 2, held_at, people, reason: None };
        record(world, recorded.into());
    }
    held_at
}

fn record(world: &mut World, number: &str, fact: impl Into<QualificationFact>) -> EventId {
    world.record(&QualificationId::of(&person(number), &course()).stream(), &fact.into())
}

fn assess(world: &mut World, number: &str, attempt: u32, score: &str, standing: Standing) -> EventId {
    let passed = matches!(standing, Standing::Passed { .. });
    let assessed = QualificationAssessed {
        session: session(),
        method: AssessmentMethod::Exam,
        attempt,
        score: score.parse().unwrap(),
        maximum: "100".parse().unwrap(),
        pass_mark: "80".parse().unwrap(),
        result: if passed { AssessmentResult::Passed } else { AssessmentResult::Failed },
        standing,
        assessed_by: Some(Instructor::Person { person: person("e4001") }),
        feedback: Vec::new(),
        remark: None,
        attachment: None,
    };
    record(world, number, assessed)
}

/// One passes in the end, one has passed before and is trained anew, one is let off.
fn qualified(world: &mut World, held_at: Timestamp) -> Timestamp {
    let noted = |number: &str, attendance, standing| QualificationAttendanceNoted {
        person: person(number),
        course: course(),
        course_version: 2,
        session: session(),
        held_at,
        attendance,
        standing,
    };
    let valid_until = held_at + DAY;
    let passed = Standing::Passed { valid_until: Some(valid_until) };
    for number in ["e4002", "e1042"] {
        record(world, number, noted(number, Attendance::Attended, Standing::AssessmentDue));
        let voided = assess(world, number, 1, "8.65", Standing::RetakeDue);
        let standing = Standing::AssessmentDue;
        record(world, number, QualificationAssessmentVoided { assessment: voided, reason: because(), standing });
        assess(world, number, 1, "79.5", Standing::RetakeDue);
        assess(world, number, 2, "80", passed);
    }
    record(world, "e1042", QualificationLapsed { valid_until });
    let required = |number: &str| QualificationRequired { person: person(number), course: course(), reason: because() };
    record(world, "e2001", required("e2001"));
    record(world, "e2001", noted("e2001", Attendance::Absent, Standing::TrainingDue));
    let (decision, reason) = (QualificationDecision::Exempted, because());
    record(world, "e2001", QualificationDecided { decision, reason });
    valid_until
}

/// All of it, from what issues say to who has passed.
pub(crate) fn trained(world: &mut World, ticket: TicketId) -> (Timestamp, Timestamp) {
    let due_at = world.now + DAY;
    taught(world);
    let need = needed(world, ticket, due_at);
    planned(world, need, due_at);
    let held_at = held(world);
    (due_at + DAY, qualified(world, held_at))
}

fn rows<P: Projection>(
    models: &ReadModels,
    view: &'static PublishedView,
    filters: &[(&str, &str)],
) -> Vec<Map<String, Value>> {
    let conditions: Vec<_> = filters.iter().map(|(name, text)| Condition::of(view, name, text).unwrap()).collect();
    models.views().of::<P>().rows(view, &conditions, None, 10).unwrap().value.items
}

async fn told(seed: u64) -> (tempfile::TempDir, ReadModels, (Timestamp, Timestamp)) {
    let mut world = World::new(seed);
    let ticket = world.report("漏油");
    let due = trained(&mut world, ticket);
    let folder = tempfile::tempdir().unwrap();
    let models = started(folder.path(), world.store.clone()).await;
    caught_up(&models, &world).await;
    (folder, models, due)
}

#[tokio::test]
async fn what_issues_say_is_taught_and_a_plan_says_what_of_it_is_overdue() {
    let (_folder, models, (due_at, _)) = told(45).await;
    let [old, fuel] = &rows::<Courses>(&models, &COURSES, &[])[..] else { panic!("two courses") };
    assert_eq!((&fuel["course"], &fuel["version"], &fuel["is_in_use"]), (&json!("fuel"), &json!(2), &json!(true)));
    assert_eq!((&old["kind"], &old["is_in_use"]), (&json!("cross_department_exchange"), &json!(false)));
    assert_eq!(old["assessments"], json!([]));

    let [met] = &rows::<TrainingNeeds>(&models, &TRAINING_NEEDS, &[("stage", "met")])[..] else { panic!("one is met") };
    assert_eq!((&met["source"], &met["issues"], &met["of_issues"]), (&json!("issues"), &json!(6), &json!(20)));
    assert_eq!((&met["group_code"], &met["session"]), (&json!("starters"), &json!(session().to_string())));
    let [again] = &rows::<TrainingNeeds>(&models, &TRAINING_NEEDS, &[("source", "person")])[..] else { panic!("one") };
    assert_eq!((&again["stage"], again.contains_key("plan")), (&json!("proposed"), false));
    assert!(!again.contains_key("decided_by"), "{again:?}");

    let [quarter] = &rows::<TrainingPlans>(&models, &TRAINING_PLANS, &[("plan", "2026-Q1")])[..] else { panic!("one") };
    assert_eq!((&quarter["stage"], &quarter["items"], &quarter["held"]), (&json!("drafted"), &json!(2), &json!(1)));
    assert_eq!((&quarter["overdue"], &quarter["held_late"]), (&json!(0), &json!(1)));
    let states = rows::<TrainingPlans>(&models, &TRAINING_PLAN_ITEMS, &[("plan", "2026-Q1")]);
    let states: Vec<_> =
        states.iter().map(|row| (row["state"].as_str().unwrap(), row["is_approved"] == true)).collect();
    assert_eq!(states, [("planned", false), ("removed", true), ("held", true)]);
    let plans = models.views().of::<TrainingPlans>();
    assert_eq!(plans.due_at(due_at, 10).unwrap().value, []);
    assert_eq!(plans.due_at(due_at + INSTANT, 10).unwrap().value, [(plan().stream(), due_at + INSTANT)]);
}

#[tokio::test]
async fn a_session_says_how_many_were_there_and_those_who_may_see_it_who() {
    let (_folder, models, _) = told(46).await;
    let [held] = &rows::<TrainingSessions>(&models, &TRAINING_SESSIONS, &[("stage", "held")])[..] else {
        panic!("one")
    };
    let counts = [&held["attended"], &held["excused"], &held["absent"], &held["moved"]];
    assert_eq!(counts, [&json!(2), &json!(1), &json!(0), &json!(1)]);
    assert_eq!((&held["place"], &held["item"]), (&json!("车间"), &json!(1)));
    assert_eq!(held["organisation"], json!("Training centre A"));
    assert!(held.contains_key("begins_at") && !held.contains_key("trainer"), "{held:?}");
    let attended = rows::<TrainingSessions>(&models, &TRAINING_ATTENDANCE, &[("course", "fuel")]);
    let people: Vec<_> =
        attended.iter().map(|row| (row["person"].as_str().unwrap(), row["attendance"].clone())).collect();
    assert_eq!(people, [("e1042", json!("attended")), ("e2001", json!("excused")), ("e4002", json!("attended"))]);
    assert_eq!(attended[0]["groups"], json!(["starters"]));
}

#[tokio::test]
async fn a_chain_is_shown_as_it_stands_and_assessments_whether_they_count_or_not() {
    let (_folder, models, (_, valid_until)) = told(47).await;
    let of = |number| {
        let rows = rows::<Qualifications>(&models, &QUALIFICATIONS, &[("person", number)]);
        let [row] = &rows[..] else { panic!("one of each") };
        row.clone()
    };
    let passed = of("e4002");
    assert_eq!((&passed["stage"], &passed["trainings"], &passed["attempts"]), (&json!("passed"), &json!(1), &json!(2)));
    assert_eq!((&passed["last_score"], &passed["last_result"]), (&json!("80"), &json!("passed")));
    let chain = passed["chain"].as_array().unwrap();
    let types: Vec<_> = chain.iter().map(|link| link["type"].as_str().unwrap()).collect();
    let begins = ["qualification.attendance_noted", "qualification.assessed", "qualification.assessment_voided"];
    assert_eq!((&types[..3], types.len()), (&begins[..], 5));
    let lapsed = of("e1042");
    assert_eq!((&lapsed["stage"], &lapsed["chains"], &lapsed["attempts"]), (&json!("lapsed"), &json!(2), &json!(0)));
    assert!(lapsed.contains_key("passed_at") && !lapsed.contains_key("session"), "{lapsed:?}");
    let decided = of("e2001");
    assert_eq!((&decided["stage"], &decided["decision"]), (&json!("decided"), &json!("exempted")));
    assert!(decided.contains_key("decided_by") && !decided.contains_key("valid_until"), "{decided:?}");

    let assessed = |filters: &[(&str, &str)]| rows::<Qualifications>(&models, &TRAINING_ASSESSMENTS, filters).len();
    assert_eq!([assessed(&[]), assessed(&[("counts", "false")]), assessed(&[("person", "e4002")])], [6, 2, 3]);
    assert_eq!(assessed(&[("counts", "true"), ("result", "failed"), ("attempt", "1")]), 2);
    let view = models.views().of::<Qualifications>();
    let stream = QualificationId::of(&person("e4002"), &course()).stream();
    assert_eq!(view.due_at(valid_until, 10).unwrap().value, []);
    assert_eq!(view.due_at(valid_until + INSTANT, 10).unwrap().value, [(stream, valid_until + INSTANT)]);
}

#[tokio::test]
async fn a_chain_goes_on_where_the_training_after_it_was_entered_by_mistake() {
    let mut world = World::new(48);
    let passed = Standing::Passed { valid_until: None };
    let mut note = |number: u128, attendance, standing| {
        let session = TrainingSessionId::from_uuid(Uuid::from_u128(number));
        let (person, course, held_at) = (person("e4002"), course(), world.now);
        let course_version = 2;
        let noted =
            QualificationAttendanceNoted { person, course, course_version, session, held_at, attendance, standing };
        record(&mut world, "e4002", noted);
    };
    note(1, Attendance::Attended, passed);
    note(2, Attendance::Attended, Standing::AssessmentDue);
    note(2, Attendance::Absent, passed);
    let folder = tempfile::tempdir().unwrap();
    let models = started(folder.path(), world.store.clone()).await;
    caught_up(&models, &world).await;
    let rows = rows::<Qualifications>(&models, &QUALIFICATIONS, &[]);
    let [row] = &rows[..] else { panic!("one chain") };
    assert_eq!((&row["stage"], &row["chains"], &row["trainings"]), (&json!("passed"), &json!(1), &json!(1)));
    assert_eq!(row["chain"].as_array().unwrap().len(), 3);
}
