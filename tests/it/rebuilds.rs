//! Read models that are folded anew: over HTTP and on the command line, cancelled, killed, and never half shown.

use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc::channel;
use std::time::Duration;

use api::clock::Stopwatch;
use event_store::SqliteStore;
use events_schema::Role;
use projections::{contents, models};
use serde_json::{Value, json};
use tokio::runtime::Runtime;

use crate::harness::{Engine, TestApp};
use crate::http_live::Live;
use crate::killed::Chance;
use crate::process::{Client, PROGRAM, Server, flywheel};

async fn shown(app: &TestApp, name: &str) -> Value {
    let models = app.get("/v1/read-models").by(Role::Auditor).send().await.ok();
    models.as_array().unwrap().iter().find(|model| model["name"] == name).unwrap().clone()
}

#[tokio::test]
async fn a_rebuild_is_begun_watched_and_shown_over_http() {
    let app = TestApp::ready(Engine::Memory).await;
    for call in 0..5 {
        app.reported(&format!("call-{call}")).await;
    }
    app.settled().await;
    let before = shown(&app, "board").await;
    assert_eq!((&before["following"]["is"], before.get("rebuild")), (&json!("live"), None));
    let begun = app.post("/v1/read-models/board/rebuild", &json!({})).by(Role::Analyst).send().await;
    assert_eq!(begun.status, 202, "{begun}");
    let mut progress = Live::over(app.get("/v1/read-models/board/rebuild/live").by(Role::Auditor), None).await;
    let mut last = Value::Null;
    while let Some(message) = progress.next().await {
        assert_eq!(message.event, "progress");
        last = serde_json::from_str(&message.data).unwrap();
    }
    assert_eq!(
        (&last["name"], &last["state"]["is"], &last["done"]),
        (&json!("board"), &json!("shown"), &last["total"])
    );
    assert!(last["state"]["agreed"].is_string(), "{last}");
    let after = shown(&app, "board").await;
    assert_eq!((&after["shows"], &after["rebuild"]["state"]), (&last["file"], &last["state"]));
    assert_ne!(after["shows"], before["shows"]);
    let board = app.get("/v1/board").by(Role::Auditor).send().await.ok();
    assert_eq!(board["tickets"].as_array().unwrap().len(), 5);
}

#[tokio::test]
async fn what_cannot_be_rebuilt_says_why() {
    let app = TestApp::ready(Engine::Memory).await;
    let operate = |path: &str, role| app.post(format!("/v1/read-models/{path}"), &json!({})).by(role).send();
    operate("tickets/rebuild", Role::Analyst).await.refused(404, "not_found");
    operate("board/rebuild", Role::Auditor).await.refused(403, "not_permitted");
    operate("board/rebuild?new=true", Role::Analyst).await.refused(400, "bad_parameter");
    operate("board/cancel-rebuild", Role::Analyst).await.refused(409, "no_rebuild");
    operate("board/retry", Role::Administrator).await.refused(409, "follows");
    app.get("/v1/read-models").by(Role::HotlineAgent).send().await.refused(403, "not_permitted");
    app.get("/v1/read-models/board/rebuild/live").by(Role::Auditor).send().await.refused(404, "not_found");
}

fn simulated(tickets: u32) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().to_str().unwrap();
    let done = flywheel(&["simulate", "--tickets", &tickets.to_string(), "--data", path]);
    assert!(done.status.success(), "{done:?}");
    folder
}

/// What each read model says if it is folded from the log alone.
fn from_the_log(folder: &Path) -> Vec<(&'static str, String)> {
    let (store, runtime) = (SqliteStore::open_read_only(folder).unwrap(), Runtime::new().unwrap());
    let digest = |model: &'static projections::Model| {
        let file = folder.join(format!("{}.alone", model.name));
        projections::rebuild(model, &*store, runtime.handle(), &file).unwrap();
        (model.name, contents(&file).unwrap().to_string())
    };
    models().iter().map(digest).collect()
}

fn rebuild(folder: &Path, arguments: &[&str]) -> (Option<i32>, Vec<Value>, String) {
    let path = folder.to_str().unwrap();
    let done = flywheel(&[&["rebuild", "--output", "ndjson", "--data", path], arguments].concat());
    let rows = String::from_utf8(done.stdout).unwrap();
    let rows = rows.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    (done.status.code(), rows, String::from_utf8(done.stderr).unwrap())
}

fn agreed(rows: &[Value]) -> Vec<(&str, String)> {
    let digest = |row: &Value| row["state"]["agreed"].as_str().unwrap_or_else(|| panic!("{row:#}")).to_owned();
    rows.iter().map(|row| (row["name"].as_str().unwrap(), digest(row))).collect()
}

#[test]
fn the_command_line_rebuilds_with_and_without_a_server() {
    let folder = simulated(20);
    let (code, rows, said) = rebuild(folder.path(), &[]);
    assert_eq!((code, agreed(&rows)), (Some(0), from_the_log(folder.path())), "{said}");
    let server = Server::start(folder.path());
    // The server's own first key has come in meanwhile.
    let (code, rows, said) = rebuild(folder.path(), &["clocks", "--anew"]);
    assert_eq!((code, rows.len(), &rows[0]["state"]["is"]), (Some(0), 1, &json!("shown")), "{said}");
    let (code, _, said) = rebuild(folder.path(), &["clocks", "--cancel"]);
    assert_eq!(code, Some(4), "{said}");
    assert!(said.contains("no rebuild runs"), "{said}");
    server.kill();
    let (code, _, said) = rebuild(folder.path(), &["tickets"]);
    assert_eq!((code, said.contains("there is no read model `tickets`")), (Some(1), true), "{said}");
    let (code, _, said) = rebuild(&folder.path().join("nothing"), &[]);
    assert_eq!(code, Some(3), "{said}");
}

/// `FLYWHEEL_REBUILD_KILLS` says how often (8 if absent), `FLYWHEEL_SEED` how the moments are chosen.
#[test]
fn a_rebuild_that_is_killed_at_any_moment_leaves_nothing_half_done() {
    let number = |name: &str, default| std::env::var(name).map_or(default, |text| text.parse().unwrap());
    let (kills, mut chance) = (number("FLYWHEEL_REBUILD_KILLS", 8), Chance(number("FLYWHEEL_SEED", 1)));
    let folder = simulated(150);
    let expected = from_the_log(folder.path());
    let running = Stopwatch::start();
    assert_eq!(rebuild(folder.path(), &[]).0, Some(0));
    let length = u64::try_from(running.elapsed().as_micros()).unwrap();
    let mut resumed = 0;
    for _ in 0..kills {
        let mut child = Command::new(PROGRAM)
            .args(["rebuild", "--data", folder.path().to_str().unwrap()])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // Nobody says anything here: it only waits for some moment.
        let (_quiet, moment) = channel::<()>();
        let _ = moment.recv_timeout(Duration::from_micros(chance.below(length) as u64));
        child.kill().unwrap();
        child.wait().unwrap();
        let (_, left) = files(folder.path());
        resumed += usize::from(left);
    }
    let (code, rows, said) = rebuild(folder.path(), &[]);
    assert_eq!((code, agreed(&rows)), (Some(0), expected), "{said}");
    println!("{kills} kills, {resumed} of them left a file that was not shown yet");
}

/// A key for a program that has this role.
fn key(folder: &Path, role: &str) -> String {
    let arguments = ["key", "create", "--role", role, "--as", "system-test", "--output", "ndjson", "--data"];
    let made = flywheel(&[&arguments[..], &[folder.to_str().unwrap()]].concat());
    let made: Value = serde_json::from_slice(&made.stdout).unwrap_or_else(|_| panic!("{made:?}"));
    made["key"].as_str().unwrap().to_owned()
}

/// `FLYWHEEL_INTERLEAVINGS` says how many (3 if absent), `FLYWHEEL_SEED` how they are chosen.
///
/// After a simulated year events come in, read models are rebuilt, cancelled and asked together, and the process is killed,
/// or ends as it should, in any order. In the end what is shown is what the log says.
#[test]
fn live_is_rebuilt_in_any_interleaving_of_both_with_crashes() {
    let number = |name: &str, default| std::env::var(name).map_or(default, |text| text.parse().unwrap());
    let (runs, mut chance) = (number("FLYWHEEL_INTERLEAVINGS", 3), Chance(number("FLYWHEEL_SEED", 2)));
    let folder = tempfile::tempdir().unwrap();
    let simulated = ["simulate", "--tickets", "120", "--days", "365", "--data", folder.path().to_str().unwrap()];
    assert!(flywheel(&simulated).status.success());
    let (engineer, analyst) = (key(folder.path(), "on_site_engineer"), key(folder.path(), "analyst"));
    let report = json!({ "channel": "on_site", "symptom": "漏油" });
    let question = json!({ "sql": "SELECT (SELECT sum(revision + 1) FROM tickets) =
        (SELECT count(*) FROM events WHERE category = 'ticket'), (SELECT count(*) FROM clocks), (SELECT count(*) FROM board)" });
    let mut calls = 0;
    for run in 0..runs {
        for _ in 0..4 {
            let server = Server::start(folder.path());
            let (agent, asks) = (Client::new(&server, &engineer), Client::new(&server, &analyst));
            for _ in 0..chance.below(12) {
                calls += 1;
                let model = models()[chance.below(models().len() as u64)].name;
                let path = |what: &str| format!("/v1/read-models/{model}/{what}");
                match chance.below(6) {
                    // Whether it may be begun or ended just then is not what is tested here.
                    0 => drop(asks.post(&path("rebuild"), "", &json!({})).unwrap()),
                    1 => drop(asks.post(&path("rebuild?anew=true"), "", &json!({})).unwrap()),
                    2 => drop(asks.post(&path("cancel-rebuild"), "", &json!({})).unwrap()),
                    3 => {
                        let (status, answer) = asks.post("/v1/sql", "", &question).unwrap();
                        assert_eq!((status, &answer["rows"][0][0]), (200, &json!(1)), "{answer}");
                    }
                    _ => {
                        let (status, answer) = agent.post("/v1/tickets", &format!("{run}-{calls}"), &report).unwrap();
                        assert_eq!(status, 201, "{answer}");
                    }
                }
            }
            if chance.below(3) == 0 {
                server.terminate();
                let (status, printed) = server.ended();
                assert!(status.success(), "{printed}");
            } else {
                server.kill();
            }
        }
        let (code, rows, said) = rebuild(folder.path(), &[]);
        assert_eq!((code, agreed(&rows)), (Some(0), from_the_log(folder.path())), "run {run}: {said}");
    }
    println!("{calls} calls in {runs} runs");
}

/// How many files of the list of tickets there are, and whether one is newer than the one that is shown.
fn files(folder: &Path) -> (usize, bool) {
    let folder = folder.join("read-models");
    let shown = std::fs::read_to_string(folder.join("ticket_list.shown")).unwrap_or_default();
    let names = folder.read_dir().unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let names: Vec<String> = names.filter(|name| name.starts_with("ticket_list-v") && name.ends_with(".db")).collect();
    let number = |name: &str| name.trim_end_matches(".db").rsplit('-').next().and_then(|n| n.parse().ok()).unwrap_or(1);
    let newest = names.iter().map(|name| number(name)).max().unwrap_or(1);
    (names.len(), newest > number(shown.trim()))
}
