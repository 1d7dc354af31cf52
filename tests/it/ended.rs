//! How the program ends, and what it does where the machine does not give what it needs.

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::Command;

use serde_json::json;

use crate::harness::hotline_report;
use crate::killed::log_in;
use crate::process::{Client, PROGRAM, Server, flywheel, prepare};

#[test]
fn told_to_end_it_ends_streams_and_leaves_nothing_behind() {
    let folder = tempfile::tempdir().unwrap();
    prepare(folder.path());
    let server = Server::start(folder.path());
    let key = administrators_key(folder.path());
    let agent = ureq::Agent::new_with_defaults();
    let events = agent.get(format!("{}/v1/events", server.address)).header("authorization", format!("Bearer {key}"));
    let mut lines = BufReader::new(events.call().unwrap().into_body().into_reader()).lines();
    assert!(lines.any(|line| line.unwrap().starts_with("data:")), "the stream is open and gives events");
    server.terminate();
    let rest: Vec<_> = lines.collect();
    assert!(rest.iter().all(Result::is_ok), "the stream ends, it does not break: {rest:?}");
    let (status, printed) = server.ended();
    assert!(status.success(), "{printed}");
    assert!(!folder.path().join("server.json").exists(), "nobody looks for a server that is gone");
    let left = fs::metadata(folder.path().join("log.db-wal")).map_or(0, |file| file.len());
    assert_eq!(left, 0, "the log is one file again");
}

fn administrators_key(folder: &Path) -> String {
    let arguments =
        ["key", "create", "--role", "administrator", "--as", "system-tester", "--output", "ndjson", "--data"];
    let created = flywheel(&[&arguments[..], &[folder.to_str().unwrap()]].concat());
    assert!(created.status.success(), "{created:?}");
    let created: serde_json::Value = serde_json::from_slice(&created.stdout).unwrap();
    created["key"].as_str().unwrap().to_owned()
}

#[test]
fn a_second_server_on_a_folder_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let first = Server::start(folder.path());
    let second = flywheel(&["serve", "--listen", "127.0.0.1:0", "--data", folder.path().to_str().unwrap()]);
    assert_eq!(second.status.code(), Some(1));
    let message = String::from_utf8(second.stderr).unwrap();
    assert!(message.contains("is in use by another Flywheel process"), "{message}");
    // A process that was killed holds nothing.
    first.kill();
    Server::start(folder.path());
}

#[test]
fn an_address_that_is_taken_is_said_before_anything_is_done() {
    let folders = [(); 2].map(|()| tempfile::tempdir().unwrap());
    let first = Server::start(folders[0].path());
    let address = first.address.strip_prefix("http://").unwrap();
    let second = flywheel(&["serve", "--listen", address, "--data", folders[1].path().to_str().unwrap()]);
    assert_eq!(second.status.code(), Some(1));
    let message = String::from_utf8(second.stderr).unwrap();
    assert!(message.contains(&format!("cannot listen on {address}")) && message.contains("--listen"), "{message}");
    assert!(!message.contains("key"), "no key is made: {message}");
}

/// Needs a file system of its own, which a namespace gives. Where there are none the test says so and shows nothing, unless
/// `FLYWHEEL_REQUIRE_NAMESPACES` is set.
#[test]
fn a_full_disk_refuses_and_loses_nothing() {
    let unshare = || Command::new("unshare").args(["--user", "--map-root-user", "--mount"]).arg("true").status();
    if !unshare().is_ok_and(|status| status.success()) {
        assert!(std::env::var_os("FLYWHEEL_REQUIRE_NAMESPACES").is_none(), "there are no namespaces");
        eprintln!("SKIPPED: there are no namespaces, so nothing was shown about a full disk");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let key = prepare(&data);
    let mut server = on_a_small_disk(folder.path());
    let client = Client::new(&server, &key);
    let (_, report) = client.post("/v1/tickets", "shared", &hotline_report()).unwrap();
    let ticket = report["id"].as_str().unwrap();
    let note = |number: usize| {
        let text = format!("{number} {}", "x".repeat(3_900));
        client.post(&format!("/v1/tickets/{ticket}/add-note"), &number.to_string(), &json!({ "text": text })).unwrap()
    };
    let mut taken = 0;
    let refusal = loop {
        let (status, answer) = note(taken);
        match status {
            200 => taken += 1,
            _ => break (status, answer),
        }
        assert!(taken < 10_000, "the disk is small");
    };
    assert_eq!((refusal.0, &refusal.1["code"]), (507, &json!("disk_full")), "{}", refusal.1);
    assert!(taken > 10, "it took {taken} notes before");
    // Reading goes on, a retry of what was taken is answered, and of what was refused nothing is there.
    let (status, history) = client.get(&format!("/v1/tickets/{ticket}/history?limit=500&from_revision=1")).unwrap();
    assert_eq!((status, history["events"].as_array().unwrap().len()), (200, taken.min(500)), "{history}");
    assert_eq!(note(taken - 1).0, 200);
    server.say("make room");
    // The ballast goes a moment after it was said, which only asking again shows.
    let (status, answer) = (0..10_000).map(|_| note(taken)).find(|(status, _)| *status != 507).unwrap();
    assert_eq!((status, &answer["events"][0]["revision"]), (200, &json!(taken + 1)), "{answer}");
    server.terminate();
    let (status, printed) = server.ended();
    assert!(status.success(), "{printed}");
}

/// Starts the server on a copy of the prepared folder, on a file system of few megabytes. When it hears a line, what takes
/// room there besides is removed.
fn on_a_small_disk(folder: &Path) -> Server {
    const SCRIPT: &str = r#"
        set -e
        mkdir "$1/disk" && mount -t tmpfs -o size=6m tmpfs "$1/disk"
        cp -r "$1/data" "$1/disk/data" && head -c 2000000 /dev/zero > "$1/disk/ballast"
        exec 3<&0
        (read -r line <&3; rm "$1/disk/ballast") &
        exec "$0" serve --listen 127.0.0.1:0 --data "$1/disk/data"
    "#;
    let mut command = Command::new("unshare");
    command.args(["--user", "--map-root-user", "--mount", "sh", "-c", SCRIPT, PROGRAM]).arg(folder);
    Server::run(&mut command)
}

#[test]
fn a_log_that_was_damaged_is_not_served() {
    let folder = tempfile::tempdir().unwrap();
    prepare(folder.path());
    let log = folder.path().join("log.db");
    let mut bytes = Vec::new();
    fs::File::open(&log).unwrap().read_to_end(&mut bytes).unwrap();
    bytes[..100].fill(0x55);
    fs::write(&log, bytes).unwrap();
    let served = flywheel(&["serve", "--listen", "127.0.0.1:0", "--data", folder.path().to_str().unwrap()]);
    assert_eq!(served.status.code(), Some(1), "{served:?}");
    let message = String::from_utf8(served.stderr).unwrap();
    assert!(message.contains("log.db"), "{message}");
}

#[test]
fn verbs_read_and_write_beside_a_server() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().to_str().unwrap();
    let key = prepare(folder.path());
    let server = Server::start(folder.path());
    let client = Client::new(&server, &key);
    let (_, report) = client.post("/v1/tickets", "call-1", &hotline_report()).unwrap();
    let (id, code) = (report["id"].as_str().unwrap(), report["code"].as_str().unwrap());
    for name in [id, code] {
        let replayed = flywheel(&["replay", name, "--data", data, "--output", "ndjson", "--events"]);
        assert!(replayed.status.success(), "{replayed:?}");
        let line: serde_json::Value = serde_json::from_slice(&replayed.stdout).unwrap();
        assert_eq!((&line["type"], &line["revision"]), (&json!("ticket.reported"), &json!(0)));
        let replayed = flywheel(&["replay", name, "--data", data, "--output", "json", "--lang", "zh-CN"]);
        assert!(replayed.status.success(), "{replayed:?}");
        let lines: serde_json::Value = serde_json::from_slice(&replayed.stdout).unwrap();
        let titles: Vec<_> = lines.as_array().unwrap().iter().map(|line| &line["title"]).collect();
        assert_eq!(titles, ["报修登记", "时限开始：问题分级", "时限未结：问题分级"]);
    }
    let made = administrators_key(folder.path());
    let (status, keys) = Client::new(&server, &made).get("/v1/keys").unwrap();
    assert_eq!(status, 200, "a key made beside the server is good at once: {keys}");
    let public = made.split('_').nth(1).unwrap();
    let revoked = flywheel(&["key", "revoke", public, "--data", data]);
    assert!(revoked.status.success(), "{revoked:?}");
    assert_eq!(Client::new(&server, &made).get("/v1/keys").unwrap().0, 401);
    // The program's own reaction to the report is in the log before anybody exports it.
    let exported = (0..1_000).map(|_| flywheel(&["export", "events", "--data", data]).stdout);
    let whole = |exported: &Vec<u8>| String::from_utf8_lossy(exported).contains("customer.registered");
    let exported = exported.into_iter().find(whole).expect("the customer is registered at once");
    server.terminate();
    server.ended();
    assert_eq!(exported.iter().filter(|byte| **byte == b'\n').count(), log_in(folder.path()).len());
}
