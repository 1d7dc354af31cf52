//! Made-up factories: the same from the same seed, under the same rules as real ones.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::{Arc, LazyLock};

use api::clock::VirtualClock;
use events_schema::Role::HotlineAgent;

use events_schema::facts::sla_policy::ClockKind;
use events_schema::facts::ticket::TicketFact;
use events_schema::values::TicketClass;
use events_schema::{
    CommandId, Entry, Envelope, EventId, FactSet, Origin, Position, PrincipalId, RecordedEvent, StreamName,
};
use serde_json::{Value, json};

use crate::chain::check_whole;
use crate::harness::{TestApp, person_of};
use crate::killed::log_in;
use crate::process::{Client, demo, flywheel};
use crate::steady::Steady;

fn simulate(folder: &Path, seed: &str) -> std::process::Output {
    let sizes = ["--tickets", "150", "--days", "30", "--end", "2026-06-30T00:00:00Z", "--seed", seed];
    flywheel(&[&["simulate", "--output", "json", "--data", folder.to_str().unwrap()][..], &sizes].concat())
}

/// What happened in a log, without what follows from random keys.
fn happened(folder: &Path) -> Vec<Value> {
    let mut steady = Steady::default();
    let events = log_in(folder);
    check_whole(&events);
    let told = events.iter().map(|event| {
        let envelope: Envelope = serde_json::from_slice(&event.metadata).unwrap();
        let data: Value = serde_json::from_slice(&event.data).unwrap();
        let when = (envelope.occurred_at, envelope.recorded_at);
        steady.of(&json!({ "stream": event.stream, "type": &*event.kind, "when": when, "data": data }))
    });
    told.collect()
}

#[test]
fn one_seed_is_one_history_and_another_is_another() {
    let folders = ["1", "1", "2"].map(|seed| {
        let folder = tempfile::tempdir().unwrap();
        let simulated = simulate(folder.path(), seed);
        assert!(simulated.status.success(), "{simulated:?}");
        folder
    });
    let [one, again, other] = folders.each_ref().map(|folder| happened(folder.path()));
    assert_eq!(one.len(), again.len());
    for (one, again) in one.iter().zip(&again) {
        assert_eq!(one, again);
    }
    assert_ne!(one, other);
    let made_up = log_in(folders[0].path()).into_iter().filter(|event| event.stream.as_str().starts_with("ticket-"));
    for event in made_up {
        let envelope: Envelope = serde_json::from_slice(&event.metadata).unwrap();
        assert_eq!(envelope.origin, Origin::Simulation, "nobody takes it for real: {event:?}");
    }
}

/// As much as the demo shows, with the end of a quarter in it.
static QUARTER: LazyLock<Vec<RecordedEvent>> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    let sizes = ["--tickets", "600", "--days", "91", "--end", "2026-08-02T00:00:00Z", "--seed", "1"];
    let simulated = flywheel(&[&["simulate", "--data", folder.path().to_str().unwrap()][..], &sizes].concat());
    assert!(simulated.status.success(), "{simulated:?}");
    log_in(folder.path())
});

fn entries(log: &[RecordedEvent]) -> Vec<(&StreamName, Entry<TicketFact>)> {
    let of_tickets = log.iter().filter(|event| event.stream.category() == TicketFact::CATEGORY);
    of_tickets.map(|event| (&event.stream, Entry::decode(event).unwrap())).collect()
}

#[test]
fn a_quarter_has_every_fact_of_a_ticket_and_brings_every_class_to_its_close() {
    let told: BTreeSet<&str> = QUARTER.iter().map(|event| &*event.kind).collect();
    let untold: Vec<&str> =
        TicketFact::catalogue().iter().map(|spec| spec.kind).filter(|kind| !told.contains(kind)).collect();
    assert_eq!(untold, Vec::<&str>::new(), "nothing is too rare for a quarter");
    for kind in ["emergency_plan.approved", "person.deputy_named", "person.left"] {
        assert!(told.contains(kind), "{kind}");
    }
    let (mut classes, mut closed) = (BTreeMap::new(), BTreeSet::<TicketClass>::new());
    for (ticket, entry) in entries(&QUARTER) {
        match entry.fact {
            TicketFact::Classified(fact) => drop(classes.insert(ticket, fact.class)),
            TicketFact::ClassCorrected(fact) => drop(classes.insert(ticket, fact.class)),
            TicketFact::ClassChangeApproved(fact) => drop(classes.insert(ticket, fact.class)),
            TicketFact::Closed(_) => drop(closed.insert(classes[ticket])),
            _ => {}
        }
    }
    assert_eq!(closed.len(), 3, "{closed:?}");
}

#[test]
fn a_quarter_has_what_goes_wrong_and_the_second_person_who_decides() {
    let entries = entries(&QUARTER);
    let facts: BTreeMap<EventId, &TicketFact> = entries.iter().map(|(_, entry)| (entry.id, &entry.fact)).collect();
    let (mut granted, mut refused, mut deputies) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    for (_, entry) in &entries {
        match &entry.fact {
            TicketFact::WaiverGranted(fact) => drop(granted.insert(facts[&fact.request].kind())),
            TicketFact::ClassChangeApproved(fact) => drop(granted.insert(facts[&fact.request].kind())),
            TicketFact::ClockReassessed(fact) => drop(granted.insert(facts[&fact.request].kind())),
            TicketFact::NoVisitApproved(fact) => drop(granted.insert(facts[&fact.request].kind())),
            TicketFact::RequestRefused(fact) => drop(refused.insert(facts[&fact.request].kind())),
            _ => {}
        }
        if let Some(PrincipalId::Person(absent)) = &entry.envelope.actor.on_behalf_of {
            deputies.insert((entry.fact.kind(), absent.to_string()));
        }
    }
    assert_eq!(granted.len(), 4, "{granted:?}");
    assert_eq!(refused, granted);
    for kind in ["ticket.waiver_granted", "ticket.first_analysis_held"] {
        assert!(deputies.contains(&(kind, "e1000".to_owned())), "a deputy of the head: {deputies:?}");
    }
}

/// A server that goes on with the log finds the reactions done: they have the ids that its own would have.
#[test]
fn what_follows_in_another_stream_is_there_without_a_server() {
    let reactions: BTreeMap<&str, (&str, &str)> = BTreeMap::from([
        ("ticket.merged", ("absorb-duplicate", "ticket.duplicate_absorbed")),
        ("ticket.entry_moved_out", ("receive-entry", "ticket.entry_moved_in")),
        ("ticket.closed", ("open-round", "responsibility.opened")),
        ("ticket.closed_unconfirmed", ("open-round", "responsibility.opened")),
        ("responsibility.meeting_held", ("note-review", "ticket.responsibility_reviewed")),
        ("responsibility.no_cause_decided", ("note-review", "ticket.responsibility_reviewed")),
    ]);
    let envelope = |event: &RecordedEvent| serde_json::from_slice::<Envelope>(&event.metadata).unwrap();
    let by_command: BTreeMap<CommandId, &RecordedEvent> =
        QUARTER.iter().map(|event| (envelope(event).command, event)).collect();
    let mut followed = BTreeSet::new();
    for event in &*QUARTER {
        let Some((reaction, kind)) = reactions.get(&*event.kind) else { continue };
        let follows = by_command.get(&CommandId::following(event.id, reaction));
        let follows = follows.unwrap_or_else(|| panic!("{reaction} after {}", event.id));
        assert_eq!((&*follows.kind, envelope(follows).causation), (*kind, Some(event.id)));
        followed.insert(&*event.kind);
    }
    assert_eq!(followed.len(), reactions.len(), "{followed:?}");
}

/// The same the other way round: a server that knows of nothing, and so reacts to all of it again, finds all of it done.
#[tokio::test]
async fn a_server_that_reacts_to_all_of_it_again_finds_it_done() {
    let folder = tempfile::tempdir().unwrap();
    let sizes = ["--tickets", "60", "--days", "45", "--end", "2026-07-20T00:00:00Z", "--seed", "1"];
    let simulated = flywheel(&[&["simulate", "--data", folder.path().to_str().unwrap()][..], &sizes].concat());
    assert!(simulated.status.success(), "{simulated:?}");
    for file in ["reactions.db", "reactions.db-shm", "reactions.db-wal"] {
        // What it keeps beside the file is there or not.
        let _ = std::fs::remove_file(folder.path().join(file));
    }
    let end = VirtualClock::at("2026-07-20T00:00:00Z".parse().unwrap());
    let app = TestApp::started_on((Arc::new(folder), end)).await;
    let before = *app.store.length().borrow();
    app.make_key(&person_of(HotlineAgent), "person-e1101", HotlineAgent).await;
    app.reported("the last of all").await;
    let length = *app.store.length().borrow();
    app.reacts();
    app.length_reaches(length + 1).await;
    let since = app.store.read_all(Position(before), 1_000).await.unwrap();
    let reacted = since.iter().filter(|event| {
        let envelope: Envelope = serde_json::from_slice(&event.metadata).unwrap();
        envelope.actor.id.to_string() == "system-reactions"
    });
    assert_eq!(reacted.map(|event| &*event.kind).collect::<Vec<_>>(), ["customer.registered"]);
}

/// Nobody's meeting is forgotten: what is late in the demo was late in the factory.
#[test]
fn a_quarter_has_cases_of_every_kind() {
    let told: BTreeSet<&str> = QUARTER.iter().map(|event| &*event.kind).collect();
    let said = ["meeting_held", "no_cause_decided", "became_final", "objected", "dispute_concluded", "report_approved"];
    for kind in said {
        assert!(told.contains(&*format!("responsibility.{kind}")), "{kind}");
    }
    let count = |kind: &str| QUARTER.iter().filter(|event| &*event.kind == kind).count();
    let late = entries(&QUARTER).into_iter().filter(|(_, entry)| match &entry.fact {
        TicketFact::ClockBreached(fact) => fact.clock == ClockKind::ResponsibilityMeeting,
        _ => false,
    });
    let (late, reviewed) = (late.count(), count("ticket.responsibility_reviewed"));
    assert!(late > 0 && late * 5 < reviewed, "{late} of {reviewed}");
}

/// Nothing of P5 to P7 is left out, from the register to what is decided about a supplier.
#[test]
fn a_quarter_has_suppliers_quality_training_analyses_and_reports() {
    let told: BTreeSet<&str> = QUARTER.iter().map(|event| &*event.kind).collect();
    let kinds = [
        ("supplier", &["registered", "parts_set", "volume_recorded"][..]),
        ("supplier_notice", &["proposed", "cause_confirmed", "dismissed", "sent", "received", "responded"]),
        ("supplier_notice", &["solution_given", "solution_returned", "solution_accepted", "responsibility_noted"]),
        ("supplier_notice", &["clock_warned", "clock_breached", "liability_proposed", "liability_disputed"]),
        ("supplier_notice", &["liability_agreed", "cost_recovered", "closed"]),
        ("corrective_action", &["requested", "gate_answered", "gate_accepted", "verified"]),
        ("supplier_evaluation", &["scored", "rescored"]),
        ("supplier_standing", &["opened", "proposed", "decided", "penalty_recorded"]),
        ("quality_record", &["taken"]),
        ("characteristic", &["defined"]),
        ("course", &["defined"]),
        ("training_need", &["proposed", "accepted"]),
        ("training_plan", &["drafted", "item_added", "approved", "item_held"]),
        ("training_session", &["planned", "held", "attendance_recorded"]),
        ("qualification", &["attendance_noted", "assessed"]),
        ("cause_analysis", &["opened", "cause_added", "evidence_added", "cause_judged", "concluded"]),
        ("improvement", &["opened", "step_done", "done", "verified"]),
        ("periodic_report", &["made", "submitted", "acknowledged"]),
        ("customer", &["registered"]),
    ];
    let untold = kinds.iter().flat_map(|(of, kinds)| kinds.iter().map(move |kind| format!("{of}.{kind}")));
    let untold: Vec<String> = untold.filter(|kind| !told.contains(&**kind)).collect();
    assert_eq!(untold, Vec::<String>::new());
}

#[test]
fn a_folder_that_holds_something_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    assert!(simulate(folder.path(), "1").status.success());
    let length = log_in(folder.path()).len();
    let again = simulate(folder.path(), "2");
    assert_eq!(again.status.code(), Some(1));
    let message = String::from_utf8(again.stderr).unwrap();
    assert!(message.contains("name an empty one"), "{message}");
    assert_eq!(log_in(folder.path()).len(), length);
}

#[test]
fn a_demo_can_be_looked_at_with_the_keys_it_prints() {
    let place = tempfile::tempdir().unwrap();
    let (server, key_of) = demo(place.path(), "30");
    let (status, tickets) = Client::new(&server, &key_of("hotline_agent")).get("/v1/tickets?limit=500").unwrap();
    assert_eq!((status, tickets["tickets"].as_array().unwrap().len()), (200, 30));
    let (status, _) = Client::new(&server, &key_of("auditor")).get("/v1/clocks?verdict=breached").unwrap();
    assert_eq!(status, 200);
    server.terminate();
    let (status, printed) = server.ended();
    assert!(status.success(), "{printed}");
    assert_eq!(place.path().read_dir().unwrap().count(), 0, "it leaves nothing behind");
}
