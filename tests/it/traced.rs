//! No answer leaves before the sync of its commit: shown on the system calls of the real program.
//!
//! Needs `strace`. Without it the test says so and shows nothing, unless `FLYWHEEL_REQUIRE_STRACE` is set.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::thread;

use serde_json::json;

use crate::harness::hotline_report;
use crate::process::{Client, PROGRAM, Server, prepare};

const CLIENTS: usize = 4;
const NOTES: usize = 15;

#[test]
fn no_answer_leaves_before_its_commit_is_synced() {
    if Command::new("strace").arg("--version").output().is_err() {
        assert!(std::env::var_os("FLYWHEEL_REQUIRE_STRACE").is_none(), "strace is not installed");
        eprintln!("SKIPPED: strace is not installed, so nothing was shown about syncs");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let trace = folder.path().join("trace");
    let data = folder.path().join("data");
    let key = prepare(&data);
    let notes = take_notes(&data, &trace, &key);
    let trace = fs::read_to_string(&trace).unwrap();
    let calls = calls(&trace);
    for note in &notes {
        note.check(&calls).unwrap_or_else(|wrong| panic!("{note:?}: {wrong}"));
    }
    // What finds nothing wrong has to find it where it is: the same calls without the syncs of the log.
    let unsynced: Vec<Call> = calls.into_iter().filter(|call| !call.text.contains("sync(")).collect();
    assert!(notes.iter().all(|note| note.check(&unsynced).is_err()), "a missing sync is noticed");
}

/// A command that was answered.
#[derive(Debug)]
struct Note {
    /// Stands in the event, and nowhere else.
    text: String,
    /// Stands in the answer, and nowhere else.
    event: String,
}

/// Runs the server under the tracer while several clients write to one ticket.
fn take_notes(data: &Path, trace: &Path, key: &str) -> Vec<Note> {
    let mut command = Command::new("strace");
    command.args([
        "-f",
        "-y",
        "-s",
        "70000",
        "-e",
        "trace=pwrite64,pwritev,write,writev,sendto,sendmsg,fsync,fdatasync",
    ]);
    command.arg("-o").arg(trace).args([PROGRAM, "serve", "--listen", "127.0.0.1:0", "--data"]).arg(data);
    let server = Server::run(&mut command);
    let client = Client::new(&server, key);
    let (_, report) = client.post("/v1/tickets", "shared", &hotline_report()).unwrap();
    let path = format!("/v1/tickets/{}/add-note", report["id"].as_str().unwrap());
    let clients = (0..CLIENTS).map(|number| {
        let (client, path) = (client.clone(), path.clone());
        thread::spawn(move || {
            let one = |note| {
                let text = format!("note {number}-{note} ends");
                let (status, answer) = client.post(&path, &text, &json!({ "text": text })).unwrap();
                assert_eq!(status, 200, "{answer}");
                Note { text, event: answer["events"][0]["id"].as_str().unwrap().to_owned() }
            };
            (0..NOTES).map(one).collect::<Vec<_>>()
        })
    });
    let clients: Vec<_> = clients.collect();
    let notes = clients.into_iter().flat_map(|client| client.join().unwrap()).collect();
    let traced = fs::read_to_string(format!("/proc/{0}/task/{0}/children", server.pid())).unwrap();
    Command::new("kill").args(["-TERM", traced.trim()]).status().unwrap();
    server.ended();
    notes
}

/// A system call of the trace.
struct Call<'a> {
    text: &'a str,
    /// The lines of the trace where it begins and ends; other threads' calls may stand between.
    begins: usize,
    ends: usize,
}

/// The calls of a trace, in the order of their beginnings.
fn calls(trace: &str) -> Vec<Call<'_>> {
    let mut calls: Vec<Call<'_>> = Vec::new();
    for (number, line) in trace.lines().enumerate() {
        let (thread, text) = line.split_once(' ').unwrap();
        let text = text.trim_start();
        if text.starts_with("<... ") {
            let open = calls.iter_mut().rev().find(|call| call.ends == usize::MAX && call.text.starts_with(thread));
            open.expect("a call that is resumed has begun").ends = number;
        } else {
            let ends = if text.ends_with("<unfinished ...>") { usize::MAX } else { number };
            calls.push(Call { text: line, begins: number, ends });
        }
    }
    calls
}

impl Note {
    /// Whether the log's sync began after the event was written and ended before the answer was sent.
    fn check(&self, calls: &[Call<'_>]) -> Result<(), String> {
        let log = |call: &&Call<'_>| call.text.contains("/log.db-wal>");
        let mut of_log = calls.iter().filter(log);
        let written = of_log.find(|call| call.text.contains("pwrite64(") && call.text.contains(&self.text));
        let written = written.ok_or("the event was not seen being written")?;
        let answers = |call: &&Call<'_>| call.text.contains("HTTP/1.1 200") && call.text.contains(&self.event);
        let answered = calls.iter().find(answers).ok_or("the answer was not seen")?;
        let between = |call: &Call<'_>| call.begins > written.ends && call.ends < answered.begins;
        let synced = calls.iter().filter(log).any(|call| call.text.contains("sync(") && between(call));
        synced.then_some(()).ok_or_else(|| "no sync between the write and the answer".to_owned())
    }
}
