//! Personal data: sealed wherever they are stored, opened on one route, erased with their key.

use std::path::Path;

use events_schema::Role;
use serde_json::{Value, json};

use crate::harness::{Answer, Engine, TestApp, Ticket, hotline_report};

async fn contact(app: &TestApp, ticket: &Ticket) -> Value {
    app.get(ticket.at("contact")).by(Role::SupportEngineer).send().await.ok()
}

async fn correct_contact(app: &TestApp, ticket: &Ticket, contact: &Value) {
    let report = app.stream(&ticket.0).await[0].id;
    let correction = json!({ "event": report, "set": { "contact": contact }, "reason": "mistyped" });
    app.send(Role::HotlineAgent, ticket, "correct", &correction).await;
}

#[tokio::test]
async fn contact_data_stand_in_no_file_but_sealed() {
    let app = TestApp::ready(Engine::Sqlite).await;
    let ticket = app.reported("call-1").await;
    correct_contact(&app, &ticket, &json!({ "name": "赵师傅", "phone": "+86 137 0000 0002" })).await;
    let shown = contact(&app, &ticket).await;
    assert_eq!((&shown["name"], &shown["phone"]), (&json!("赵师傅"), &json!("+86 137 0000 0002")));
    app.get("/v1/tickets?phone=13700000002").by(Role::HotlineAgent).send().await.ok();
    app.settled().await;
    let (folder, _) = app.stopped().await;
    let secrets = ["王师傅", "赵师傅", "139 0000 0001", "13900000001", "137 0000 0002", "13700000002", "测试员"];
    let searched = search(folder.path(), &secrets);
    assert!(searched >= 4, "log and read models were searched: {searched} files");
}

/// Reads every file but those of the key store, and counts them.
fn search(folder: &Path, secrets: &[&str]) -> usize {
    let mut searched = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            searched += if path.ends_with("keys") { 0 } else { search(&path, secrets) };
            continue;
        }
        let bytes = std::fs::read(&path).unwrap();
        searched += 1;
        for secret in secrets {
            let found = bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
            assert!(!found, "{} holds {secret}", path.display());
        }
    }
    searched
}

#[tokio::test]
async fn the_index_of_telephone_numbers_holds_none() {
    let app = TestApp::ready(Engine::Sqlite).await;
    app.reported("call-1").await;
    app.settled().await;
    let (folder, _) = app.stopped().await;
    search(&folder.path().join("keys"), &["王师傅", "139 0000 0001", "13900000001"]);
}

#[tokio::test]
async fn a_customer_is_known_again_by_his_number() {
    let app = TestApp::ready(Engine::Sqlite).await;
    let mut customers = Vec::new();
    for (key, phone) in
        [("1", "+86 139 0000 0001"), ("2", "13900000001"), ("3", "0086 139-0000-0001"), ("4", "13900000002")]
    {
        let mut report = hotline_report();
        report["contact"]["phone"] = phone.into();
        let answer = app.post("/v1/tickets", &report).by(Role::HotlineAgent).once(key).send().await.ok();
        let events = app.stream(answer["id"].as_str().unwrap()).await;
        let data: Value = serde_json::from_slice(&events[0].data).unwrap();
        customers.push(data["customer"].clone());
    }
    assert_eq!((&customers[0], &customers[0]), (&customers[1], &customers[2]));
    assert_ne!(customers[0], customers[3]);
    app.settled().await;
    let app = app.restarted().await;
    app.settled().await;
    let found = app.get("/v1/tickets?phone=%2B8613900000001").by(Role::HotlineAgent).send().await.ok();
    assert_eq!(found["tickets"].as_array().unwrap().len(), 3, "the index outlives a restart");
}

#[tokio::test]
async fn without_their_key_contact_data_are_gone_and_all_else_stays() {
    let app = TestApp::ready(Engine::Sqlite).await;
    let erased = app.assigned("call-1").await;
    let mut report = hotline_report();
    report["contact"]["phone"] = "13900000002".into();
    let answer = app.post("/v1/tickets", &report).by(Role::HotlineAgent).once("call-2").send().await.ok();
    let kept = Ticket(answer["id"].as_str().unwrap().to_owned());
    let data: Value = serde_json::from_slice(&app.stream(&erased.0).await[0].data).unwrap();
    let before = app.log().await;
    app.settled().await;
    let stopped = app.stopped().await;
    destroy_key(stopped.0.path(), data["customer"].as_str().unwrap());
    let app = TestApp::started_on(stopped).await;
    let shown = contact(&app, &erased).await;
    assert_eq!(shown, json!({ "customer": data["customer"], "erased": true }));
    assert_eq!(contact(&app, &kept).await["phone"], "13900000002");
    assert_eq!(app.log().await, before, "erasure changes no event");
    app.get(erased.at("")).by(Role::SupportEngineer).send().await.ok();
    app.get(erased.at("history")).by(Role::Auditor).send().await.ok();
    app.get(erased.at("clocks")).by(Role::SupportEngineer).send().await.ok();
    app.send(Role::SupportEngineer, &erased, "reach-customer", &json!({ "method": "phone" })).await;
}

/// What an erasure does to the key store.
fn destroy_key(folder: &Path, subject: &str) {
    let keys = rusqlite::Connection::open(folder.join("keys/keys.db")).unwrap();
    let destroyed = keys.execute("UPDATE subject_keys SET key = NULL WHERE subject = ?1", [subject]).unwrap();
    assert_eq!(destroyed, 1);
}

/// A ticket whose customer's key was destroyed.
async fn with_an_erased_customer() -> (TestApp, Ticket) {
    let app = TestApp::ready(Engine::Sqlite).await;
    let ticket = app.assigned("call-1").await;
    let report: Value = serde_json::from_slice(&app.stream(&ticket.0).await[0].data).unwrap();
    app.settled().await;
    let stopped = app.stopped().await;
    let keys = rusqlite::Connection::open(stopped.0.path().join("keys/keys.db")).unwrap();
    let customer = report["customer"].as_str().unwrap();
    keys.execute("UPDATE subject_keys SET key = NULL WHERE subject = ?1", [customer]).unwrap();
    drop(keys);
    (TestApp::started_on(stopped).await, ticket)
}

async fn report(app: &TestApp, key: &str) -> Answer {
    app.post("/v1/tickets", &hotline_report()).by(Role::HotlineAgent).once(key).send().await
}

#[tokio::test]
async fn a_retried_report_of_an_erased_customer_is_answered() {
    let (app, ticket) = with_an_erased_customer().await;
    let answer = report(&app, "call-1").await;
    assert_eq!(answer.ok()["id"], ticket.0.as_str());
    assert_eq!(answer.header("idempotency-replayed"), Some("true"));
}

#[tokio::test]
async fn an_erased_customer_who_calls_again_is_a_new_one() {
    let (app, ticket) = with_an_erased_customer().await;
    let again = Ticket(report(&app, "call-2").await.ok()["id"].as_str().unwrap().to_owned());
    let customer = |events: &[events_schema::RecordedEvent]| {
        serde_json::from_slice::<Value>(&events[0].data).unwrap()["customer"].clone()
    };
    assert_ne!(customer(&app.stream(&again.0).await), customer(&app.stream(&ticket.0).await));
    assert_eq!(contact(&app, &again).await["name"], "王师傅");
}

#[tokio::test]
async fn what_was_erased_can_not_be_corrected() {
    let (app, ticket) = with_an_erased_customer().await;
    let report = app.stream(&ticket.0).await[0].id;
    let contact = json!({ "name": "赵师傅", "phone": "+86 137 0000 0002" });
    let correction = json!({ "event": report, "set": { "contact": contact }, "reason": "mistyped" });
    let answer = app.post(ticket.at("correct"), &correction).by(Role::HotlineAgent).send().await;
    answer.refused(410, "erased");
}
