//! The history of emergency plans, and the emergencies that exercised them.

use events_schema::facts::emergency_plan::{
    EmergencyPlanFact, Lesson, PlanApproved, PlanContent, PlanDraftReturned, PlanDrafted,
};
use events_schema::facts::ticket::{
    EntryCorrected, PlanActivated, PlanFindings, Replacement, ResponseEvaluated, SafetyConfirmed, SolutionFinished,
    TeamFormed, TicketFact,
};
use events_schema::ids::TicketId;
use events_schema::{Duration, EventId, StreamName};
use projections::plans::{PLAN_EXERCISES, PLAN_VERSIONS};
use projections::{Condition, Plans, PublishedView, ReadModels};
use serde_json::{Map, Value, json};

use crate::follow::{caught_up, started};
use crate::history::World;

fn content(first: &str) -> PlanContent {
    let checklist = vec![first.parse().unwrap()];
    let title = "起火应急预案".parse().unwrap();
    PlanContent { title, notify: Vec::new(), team_roles: Vec::new(), checklist, resources: Vec::new() }
}

fn plan() -> StreamName {
    "emergency_plan-fire".parse().unwrap()
}

fn drafted(world: &mut World, version: u32, first: &str, lessons: Vec<Lesson>) -> EventId {
    let drafted = PlanDrafted { version, content: content(first), lessons };
    world.record(&plan(), &EmergencyPlanFact::from(drafted))
}

fn approved(world: &mut World, draft: EventId, version: u32) {
    let approved = PlanApproved { draft, version, in_force_from: world.now };
    world.record(&plan(), &EmergencyPlanFact::from(approved));
}

/// An emergency with a plan whose second version it teaches; says which ticket.
pub(crate) fn exercised(world: &mut World) -> TicketId {
    let draft = drafted(world, 1, "疏散人员", Vec::new());
    approved(world, draft, 1);
    let ticket = world.after(10).report("燃油管起火");
    world.after(5);
    let team = TeamFormed { leader: "e2002".parse().unwrap(), members: Vec::new() };
    let team_formed = world.add(ticket, team.clone());
    world.add(ticket, PlanActivated { plan: "fire".parse().unwrap(), version: 1 });
    world.after(30).add(ticket, SafetyConfirmed { statement: "人员安全".parse().unwrap() });
    world.after(60).add(ticket, SolutionFinished { solution: None, summary: None, policy_version: 0 });
    let happened_at = Some(world.now + Duration::from_minutes(-93));
    let replacement = Replacement(Box::new(TicketFact::from(team)));
    let reason = "mistyped".parse().unwrap();
    world.add(ticket, EntryCorrected { corrects: team_formed, replacement, happened_at, reason });
    let proposal: events_schema::text::Paragraph = "增加灭火器".parse().unwrap();
    let plan_findings = PlanFindings::Improve { proposal: proposal.clone() };
    let assessment = "响应及时".parse().unwrap();
    let evaluation = world.after(60).add(ticket, ResponseEvaluated { assessment, plan_findings });
    let lessons = vec![Lesson { ticket, evaluation, proposal }];
    let draft = drafted(world, 2, "疏散人员", lessons.clone());
    let returned = PlanDraftReturned { draft, version: 2, reason: "不完整".parse().unwrap() };
    world.record(&plan(), &EmergencyPlanFact::from(returned));
    let draft = drafted(world, 2, "疏散人员,取灭火器", lessons);
    world.after(10);
    approved(world, draft, 2);
    ticket
}

async fn rows(models: &ReadModels, view: &'static PublishedView, filters: &[(&str, &str)]) -> Vec<Map<String, Value>> {
    let conditions: Vec<_> = filters.iter().map(|(name, text)| Condition::of(view, name, text).unwrap()).collect();
    models.views().of::<Plans>().rows(view, &conditions, None, 10).unwrap().value.items
}

#[tokio::test]
async fn each_version_says_what_taught_it_and_each_emergency_how_it_went() {
    let mut world = World::new(40);
    world.report("漏油");
    let ticket = exercised(&mut world);
    let folder = tempfile::tempdir().unwrap();
    let models = started(folder.path(), world.store.clone()).await;
    caught_up(&models, &world).await;

    let versions = rows(&models, &PLAN_VERSIONS, &[("plan", "fire")]).await;
    let told = |row: &Map<String, Value>| (row["version"].clone(), row["state"].clone(), row["lessons"][0].clone());
    assert_eq!(versions.iter().map(|row| row["version"].clone()).collect::<Vec<_>>(), [json!(2), json!(1)]);
    let (version, state, lesson) = told(&versions[0]);
    assert_eq!((version, state), (json!(2), json!("approved")));
    assert_eq!((&lesson["ticket"], &lesson["proposal"]), (&json!(ticket), &json!("增加灭火器")));
    assert_eq!(versions[0]["content"]["checklist"], json!(["疏散人员,取灭火器"]));
    assert!(rows(&models, &PLAN_VERSIONS, &[("state", "returned")]).await.is_empty());

    let [exercise] = &rows(&models, &PLAN_EXERCISES, &[("version", "1")]).await[..] else { panic!("one emergency") };
    assert_eq!((&exercise["ticket"], &exercise["finding"]), (&json!(ticket), &json!("improve")));
    assert_eq!(exercise["started_at"], "2026-03-02T01:30:00.000000Z");
    assert_eq!(exercise["team_formed_at"], "2026-03-02T01:27:00.000000Z", "as corrected");
    assert_eq!(exercise["solved_at"], "2026-03-02T03:00:00.000000Z");
    assert_eq!(exercise.get("contained_at"), None);
    for (filters, found) in [
        (&[("started_at_from", "2026-03-02T01:30:00Z")][..], 1),
        (&[("started_at_before", "2026-03-02T01:30:00Z")], 0),
        (&[("plan", "leak")], 0),
    ] {
        assert_eq!(rows(&models, &PLAN_EXERCISES, filters).await.len(), found, "{filters:?}");
    }
    for (name, text) in [("version", "one"), ("content", "x"), ("nothing", "x"), ("started_at_from", "today")] {
        assert!(Condition::of(&PLAN_EXERCISES, name, text).is_err(), "{name}");
    }
}
