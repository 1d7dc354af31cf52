//! Many people on one ticket at once.

use std::sync::Arc;

use api::http::MOST_REQUESTS;
use events_schema::Role;
use serde_json::json;

use crate::chain::check_whole;
use crate::harness::{Engine, TestApp};

const CLIENTS: usize = 64;
const COMMANDS: usize = 5;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_meets_a_conflict() {
    let app = Arc::new(TestApp::ready(Engine::Sqlite).await);
    let ticket = app.assigned("call-1").await;
    let held = app.stream(&ticket.0).await.len();
    let clients = (0..CLIENTS).map(|client| {
        let (app, path) = (Arc::clone(&app), ticket.at("attempt-contact"));
        tokio::spawn(async move {
            let attempt = json!({ "method": "phone", "outcome": "no_answer" });
            let mut revisions = Vec::new();
            for command in 0..COMMANDS {
                let key = format!("{client}-{command}");
                let answer = app.post(&path, &attempt).by(Role::SupportEngineer).once(&key).send().await;
                revisions.push(answer.ok()["revision"].as_u64().unwrap());
            }
            revisions
        })
    });
    let mut revisions = Vec::new();
    for client in clients.collect::<Vec<_>>() {
        let own = client.await.unwrap();
        assert!(own.is_sorted(), "a client's commands are carried out in the order in which he sent them");
        revisions.extend(own);
    }
    revisions.sort_unstable();
    let expected: Vec<u64> = (held as u64..).take(CLIENTS * COMMANDS).collect();
    assert_eq!(revisions, expected, "each command has a revision of its own, and none is missing");
    check_whole(&app.log().await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_many_who_classify_one_does() {
    let app = Arc::new(TestApp::ready(Engine::Sqlite).await);
    let ticket = app.reported("call-1").await;
    let clients = (0..CLIENTS).map(|client| {
        let (app, path) = (Arc::clone(&app), ticket.at("classify"));
        tokio::spawn(async move {
            let call = app.post(&path, &crate::harness::general()).by(Role::HotlineAgent);
            call.once(&client.to_string()).send().await
        })
    });
    let mut done = 0;
    for client in clients.collect::<Vec<_>>() {
        let answer = client.await.unwrap();
        if answer.status.is_success() {
            done += 1;
        } else {
            answer.refused(409, "already_classified");
        }
    }
    assert_eq!(done, 1);
    assert_eq!(app.stream(&ticket.0).await.len(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn more_than_there_is_room_for_are_told_to_come_again() {
    let app = Arc::new(TestApp::ready(Engine::Memory).await);
    // Each waits for a place among those who ask, and holds its room meanwhile.
    let endless =
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300000) SELECT count(*) FROM n";
    let asked = (0..MOST_REQUESTS + 50).map(|_| {
        let app = Arc::clone(&app);
        tokio::spawn(async move { app.post("/v1/sql", &json!({ "sql": endless })).by(Role::Analyst).send().await })
    });
    let asked: Vec<_> = asked.collect();
    let mut told = 0;
    for asked in asked {
        let answer = asked.await.unwrap();
        if answer.code() == "overloaded" {
            answer.refused(429, "overloaded");
            assert!(answer.header("retry-after").is_some(), "{answer}");
            told += 1;
        }
    }
    assert!(told >= 50, "{told} were told to come again");
    assert!(app.get("/readyz").send().await.status.is_success());
    app.reported("afterwards").await;
}
