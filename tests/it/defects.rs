//! Reproductions of defects.
use crate::harness::{Engine, TestApp, Ticket, general, hotline_report};
use events_schema::Role;
use serde_json::{Value, json};
use std::path::Path;

/// Axum's own extractors would answer in plain text.
#[tokio::test]
async fn what_the_framework_refuses_is_a_problem_too() {
    let app = TestApp::ready(Engine::Memory).await;
    for path in ["/v1/tickets/not-an-id", "/v1/tickets/not-an-id/clocks", "/v1/tickets/%FF/history"] {
        let answer = app.get(path).by(Role::HotlineAgent).send().await;
        assert!(answer.status.is_client_error(), "{path}: {answer}");
        assert_eq!(answer.header("content-type"), Some("application/problem+json"), "{path}: {answer}");
    }
}

async fn erased() -> (TestApp, Ticket) {
    let app = TestApp::ready(Engine::Sqlite).await;
    let ticket = app.assigned("call-1").await;
    let data: Value = serde_json::from_slice(&app.stream(&ticket.0).await[0].data).unwrap();
    app.settled().await;
    let stopped = app.stopped().await;
    let keys = rusqlite::Connection::open(stopped.0.path().join("keys/keys.db")).unwrap();
    keys.execute("UPDATE subject_keys SET key = NULL WHERE subject = ?1", [data["customer"].as_str().unwrap()])
        .unwrap();
    drop(keys);
    (TestApp::started_on(stopped).await, ticket)
}

/// A retry is answered whatever has happened since.
#[tokio::test]
async fn erased_retry_of_the_report() {
    let (app, _) = erased().await;
    let answer = app.post("/v1/tickets", &hotline_report()).by(Role::HotlineAgent).once("call-1").send().await;
    assert!(!answer.status.is_server_error(), "{answer}");
}

#[tokio::test]
async fn erased_customer_calls_again() {
    let (app, _) = erased().await;
    let answer = app.post("/v1/tickets", &hotline_report()).by(Role::HotlineAgent).once("call-2").send().await;
    assert!(!answer.status.is_server_error(), "{answer}");
}

#[tokio::test]
async fn erased_contact_is_corrected() {
    let (app, ticket) = erased().await;
    let report = app.stream(&ticket.0).await[0].id;
    let correction =
        json!({ "event": report, "set": { "contact": {"name": "x", "phone": "123"} }, "reason": "mistyped" });
    let answer = app.post(ticket.at("correct"), &correction).by(Role::HotlineAgent).send().await;
    assert!(!answer.status.is_server_error(), "{answer}");
}

#[tokio::test]
async fn a_key_with_an_underscore_works_or_is_refused() {
    let app = TestApp::ready(Engine::Memory).await;
    app.make_key("a_b", "person-auditor", Role::Auditor).await;
    app.get("/v1/tickets").with_key("a_b").send().await.ok();
}

#[tokio::test]
async fn one_key_for_two_tickets_gives_two_events_of_one_id() {
    let app = TestApp::ready(Engine::Memory).await;
    let one = app.assigned("1").await;
    let two = app.assigned("2").await;
    let body = json!({ "method": "phone" });
    let a = app.post(one.at("reach-customer"), &body).by(Role::SupportEngineer).once("k").send().await.ok();
    let b = app.post(two.at("reach-customer"), &body).by(Role::SupportEngineer).once("k").send().await;
    assert!(!b.status.is_success() || a["events"][0]["id"] != b.json()["events"][0]["id"], "{b}");
}

#[tokio::test]
async fn the_link_to_the_next_page_keeps_the_filter() {
    let app = TestApp::ready(Engine::Memory).await;
    for n in 0..3 {
        app.reported(&n.to_string()).await;
    }
    app.settled().await;
    let page = app.get("/v1/tickets?limit=1&channel=hotline").by(Role::Analyst).send().await;
    assert!(page.header("link").unwrap().contains("channel=hotline"), "{page}");
}
