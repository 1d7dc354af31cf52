//! Made-up factories: the same from the same seed, under the same rules as real ones.

use std::path::Path;
use std::process::Command;

use events_schema::{Envelope, Origin};
use serde_json::{Value, json};

use crate::chain::check_whole;
use crate::killed::log_in;
use crate::process::{Client, PROGRAM, Server, flywheel};
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
    let mut command = Command::new(PROGRAM);
    let server =
        Server::run(command.env("TMPDIR", place.path()).args(["demo", "--listen", "127.0.0.1:0", "--tickets", "30"]));
    let greeting = server.prints_until("End with Ctrl-C");
    let key_of = |role: &str| {
        let line = greeting.iter().find(|line| line.trim_start().starts_with(&format!("{role} ")));
        line.unwrap().rsplit(' ').next().unwrap().to_owned()
    };
    let (status, tickets) = Client::new(&server, &key_of("hotline_agent")).get("/v1/tickets?limit=500").unwrap();
    assert_eq!((status, tickets["tickets"].as_array().unwrap().len()), (200, 30));
    let (status, _) = Client::new(&server, &key_of("auditor")).get("/v1/clocks?verdict=breached").unwrap();
    assert_eq!(status, 200);
    server.terminate();
    let (status, printed) = server.ended();
    assert!(status.success(), "{printed}");
    assert_eq!(place.path().read_dir().unwrap().count(), 0, "it leaves nothing behind");
}
