//! Many people on one ticket at once.

use std::sync::Arc;

use api::http::MOST_REQUESTS;
use axum::body::{Body, Bytes};
use events_schema::Role;
use futures_util::stream;
use serde_json::json;

use crate::chain::check_whole;
use crate::harness::{Engine, PATIENCE, TestApp};

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
    // Each begins to send, and never comes to its end.
    let slow = (0..MOST_REQUESTS + 50).map(|_| {
        let app = Arc::clone(&app);
        tokio::spawn(async move {
            let endless = stream::pending::<Result<Bytes, std::io::Error>>();
            app.post("/v1/sql", &json!({})).by(Role::Analyst).open_with(Body::from_stream(endless)).await
        })
    });
    let slow: Vec<_> = slow.collect();
    let refused = tokio::time::timeout(PATIENCE, async {
        while slow.iter().filter(|slow| slow.is_finished()).count() < 50 {
            tokio::task::yield_now().await;
        }
    });
    refused.await.expect("the room is full at last");
    let told = app.get("/v1/tickets").by(Role::Auditor).send().await;
    told.refused(429, "overloaded");
    assert!(told.header("retry-after").is_some(), "{told}");
    assert!(app.get("/readyz").send().await.status.is_success(), "who looks after the program gets in");
    slow.iter().for_each(tokio::task::JoinHandle::abort);
    let mut gone = 0;
    for slow in slow {
        match slow.await {
            Ok(answer) => assert_eq!(answer.status(), 429),
            Err(ended) => gone += usize::from(ended.is_cancelled()),
        }
    }
    assert_eq!(gone, MOST_REQUESTS);
    app.reported("afterwards").await;
}
