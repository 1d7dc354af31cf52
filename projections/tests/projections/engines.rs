//! An engine's record: everything of one serial number in order of time, whenever it became known.

use events_schema::facts::quality_record::{RecordContent, RecordKind};
use events_schema::facts::ticket::{
    DiagnosisConcluded, EngineIdentified, EntryCorrected, EntryRetracted, Replacement, SatisfactionConfirmed,
    SolutionFinished, SolutionProposed, TicketClosed, TicketFact, TicketMerged,
};
use events_schema::ids::TicketId;
use events_schema::values::{CauseCategory, EngineSerial, SolutionKind};
use events_schema::{Duration, EventId, FactSet};
use projections::engines::{ENGINES, EngineRecord};
use projections::{Condition, Engines, ReadModels};
use serde_json::{Value, json};

use crate::follow::{caught_up, started};
use crate::history::World;
use crate::quality::{corrected, id, of, part, pressure, took, withdrawn};

struct Shown {
    _folder: tempfile::TempDir,
    models: ReadModels,
}

impl Shown {
    async fn of(world: &World) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let models = started(folder.path(), world.store.clone()).await;
        caught_up(&models, world).await;
        Self { _folder: folder, models }
    }

    fn record(&self, engine: &EngineSerial) -> Option<EngineRecord> {
        self.models.views().of::<Engines>().record(engine).unwrap().value
    }

    fn kinds(&self, engine: &EngineSerial) -> Vec<String> {
        let record = self.record(engine);
        let events = record.iter().flat_map(|record| &record.events);
        events.map(|event| event["kind"].as_str().unwrap().to_owned()).collect()
    }
}

fn counts(record: &EngineRecord) -> [i64; 6] {
    ["inspections", "failed", "tickets", "open_tickets", "repairs", "built_records"]
        .map(|column| record.engine[column].as_i64().unwrap())
}

/// The engine that the customer named.
fn engine_of(world: &World, ticket: TicketId) -> EngineSerial {
    let TicketFact::Reported(report) = &world.entries(ticket)[0].1 else { panic!("it was reported") };
    report.engine_serial.clone().unwrap()
}

/// A ticket of which a part was replaced, up to its close; says the diagnosis.
fn repaired(world: &mut World, ticket: TicketId) -> EventId {
    let diagnosis = DiagnosisConcluded {
        category: CauseCategory::Material,
        failure_code: "FUEL-017".parse().unwrap(),
        root_cause: "密封圈老化".parse().unwrap(),
        part: Some(part("612600090561", "2025-11-B3")),
    };
    let diagnosed = world.after(5).add(ticket, diagnosis);
    let (kind, description) = (SolutionKind::ReplaceParts, "更换高压油泵".parse().unwrap());
    let proposal = world.after(5).add(ticket, SolutionProposed { kind, description });
    let (solution, summary) = (Some(proposal), None);
    world.after(5).add(ticket, SolutionFinished { solution, summary, policy_version: 0 });
    world.after(5).add(ticket, SatisfactionConfirmed { rating: None, comment: None, on_behalf: None });
    world.after(5).add(ticket, TicketClosed { result: None, policy_version: 0 });
    diagnosed
}

#[tokio::test]
async fn everything_of_an_engine_stands_in_order_of_time_with_its_events() {
    let mut world = World::new(90);
    let ticket = world.report("漏油");
    let engine = engine_of(&world, ticket);
    let diagnosed = repaired(&mut world, ticket);
    // Production sends what it has long after the fault.
    let mut built = of(&world, RecordKind::Built, Some(&engine));
    built.taken_at = world.now - Duration::from_hours(9_000);
    built.engine_model = "WP12.460E".parse().ok();
    built.parts = vec![part("612600010489", "2025-12-A1")];
    let mut inspected = of(&world, RecordKind::FinalInspection, Some(&engine));
    inspected.taken_at = built.taken_at + Duration::from_hours(2);
    let before = Shown::of(&world).await.record(&engine).unwrap();
    assert_eq!((&before.engine["is_known"], &before.engine["engine_model"]), (&json!(false), &json!("WP12.460")));
    assert!(before.events.iter().all(|event| event["is_known"] == json!(false)));
    let inspection = took(&mut world, "FI-1", pressure(inspected, "120"));
    took(&mut world, "B-1", (built, Vec::new()));

    let shown = Shown::of(&world).await;
    let record = shown.record(&engine).unwrap();
    assert_eq!((&record.engine["is_known"], &record.engine["engine_model"]), (&json!(true), &json!("WP12.460E")));
    assert_eq!(counts(&record), [1, 1, 1, 0, 1, 1]);
    let kinds = ["built", "final_inspection", "fault_reported", "diagnosed", "solved", "satisfied", "closed"];
    assert_eq!(shown.kinds(&engine), kinds);
    assert!(record.events.iter().all(|event| event["is_known"] == json!(true)));
    let at = |index: usize, column: &str| record.events[index].get(column).cloned().unwrap_or(Value::Null);
    assert_eq!((at(1, "event"), at(1, "verdict")), (json!(inspection), json!("failed")));
    assert_eq!((at(1, "quality_record"), at(1, "ticket")), (json!(id("FI-1")), Value::Null));
    assert_eq!((at(2, "said"), at(2, "ticket")), (json!("漏油"), json!(ticket)));
    assert_eq!((at(3, "event"), at(3, "failure_code")), (json!(diagnosed), json!("FUEL-017")));
    assert_eq!(
        (at(3, "cause"), at(3, "part"), at(3, "batch")),
        (json!("material"), json!("612600090561"), json!("2025-11-B3"))
    );
    assert_eq!(
        (at(4, "solution"), at(4, "part"), at(4, "said")),
        (json!("replace_parts"), json!("612600090561"), json!("更换高压油泵"))
    );
    let position = world.events().await.iter().find(|event| event.id == diagnosed).unwrap().position;
    assert_eq!(at(3, "position"), json!(position));
    assert_eq!(record.parts.iter().map(|part| &part["batch"]).collect::<Vec<_>>(), [&json!("2025-12-A1")]);
}

#[tokio::test]
async fn a_ticket_moves_to_the_engine_that_it_is_of_and_back_and_to_none() {
    let mut world = World::new(91);
    let ticket = world.report("漏油");
    let named = engine_of(&world, ticket);
    let other: EngineSerial = "WP10-2024-000815".parse().unwrap();
    let identified = EngineIdentified { serial: Some(other.clone()), unreadable: None };
    let event = world.after(5).add(ticket, identified.clone());
    repaired(&mut world, ticket);
    let shown = Shown::of(&world).await;
    assert_eq!((shown.record(&named), shown.kinds(&other).len()), (None, 5));

    let unreadable = EngineIdentified { serial: None, unreadable: "铭牌锈蚀".parse().ok() };
    let correction = |fact: EngineIdentified| EntryCorrected {
        corrects: event,
        replacement: Replacement(Box::new(fact.into())),
        happened_at: None,
        reason: "看错".parse().unwrap(),
    };
    world.after(5).add(ticket, correction(unreadable));
    let shown = Shown::of(&world).await;
    assert_eq!((shown.record(&named), shown.record(&other)), (None, None));

    let kind = TicketFact::from(identified).kind().to_owned();
    world.after(5).add(ticket, EntryRetracted { retracts: event, kind, reason: "不是这台".parse().unwrap() });
    let shown = Shown::of(&world).await;
    assert_eq!((shown.kinds(&named).len(), shown.record(&other)), (5, None));
}

#[tokio::test]
async fn corrections_and_retractions_of_entries_show_and_a_merged_ticket_is_not_counted() {
    let mut world = World::new(92);
    let (first, second) = (world.report("漏油"), world.report("漏油"));
    let engine = engine_of(&world, first);
    let diagnosed = repaired(&mut world, first);
    let TicketFact::DiagnosisConcluded(mut diagnosis) = world.entries(first)[1].1.clone() else {
        panic!("a diagnosis")
    };
    diagnosis.failure_code = "FUEL-018".parse().unwrap();
    let happened_at = Some(world.now - Duration::from_hours(24));
    let correction = EntryCorrected {
        corrects: diagnosed,
        replacement: Replacement(Box::new(diagnosis.into())),
        happened_at,
        reason: "录错".parse().unwrap(),
    };
    world.after(5).add(first, correction);
    let closed = world.entries(first).iter().find(|(_, fact)| matches!(fact, TicketFact::Closed(_))).unwrap().0;
    let reason = || "录错".parse().unwrap();
    world.after(5).add(first, EntryRetracted { retracts: closed, kind: "ticket.closed".to_owned(), reason: reason() });
    let of_second = engine_of(&world, second);
    world.after(5).add(second, TicketMerged { into: first, reason: reason() });
    let shown = Shown::of(&world).await;
    let record = shown.record(&engine).unwrap();
    assert_eq!(record.events[0]["failure_code"], json!("FUEL-018"), "a day earlier than the report");
    assert_eq!((record.events[0]["event"].clone(), counts(&record)[3]), (json!(diagnosed), 1), "open again");
    let merged = shown.record(&of_second).unwrap();
    assert_eq!((counts(&merged)[2], merged.events.last().unwrap()["kind"].clone()), (0, json!("merged")));
}

#[tokio::test]
async fn a_record_that_is_corrected_or_withdrawn_leaves_the_engine() {
    let mut world = World::new(93);
    let [first, second]: [EngineSerial; 2] = ["WP12-2025-1", "WP12-2025-2"].map(|serial| serial.parse().unwrap());
    let content = |world: &World, engine: &EngineSerial| RecordContent {
        parts: vec![part("612600010489", "2025-12-A1")],
        ..of(world, RecordKind::Built, Some(engine))
    };
    let built = content(&world, &first);
    took(&mut world, "B-1", (built, Vec::new()));
    let again = content(&world, &first);
    took(&mut world, "B-2", (again, Vec::new()));
    let shown = Shown::of(&world).await;
    assert_eq!(counts(&shown.record(&first).unwrap())[5], 2, "built twice: somebody should look");
    let moved = content(&world, &second);
    let event = corrected(&mut world, "B-2", (moved, Vec::new()));
    let shown = Shown::of(&world).await;
    let record = shown.record(&second).unwrap();
    assert_eq!((counts(&record)[5], record.parts.len(), &record.events[0]["event"]), (1, 1, &json!(event)));
    withdrawn(&mut world, "B-1");
    let shown = Shown::of(&world).await;
    assert_eq!((shown.record(&first), counts(&shown.record(&second).unwrap())[5]), (None, 1));
    let view = shown.models.views().of::<Engines>();
    let known = Condition::of(&ENGINES, "is_known", "true").unwrap();
    let rows = view.rows(&ENGINES, &[known], None, 10).unwrap().value.items;
    assert_eq!(rows.iter().map(|row| &row["engine_serial"]).collect::<Vec<_>>(), [&json!("WP12-2025-2")]);
}
