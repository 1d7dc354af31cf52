//! A command is carried out once, however often it is sent, whatever has happened since.

use std::collections::HashSet;

use events_schema::Role;
use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::chain::check_whole;
use crate::harness::{Answer, Engine, TestApp, general, hotline_report};

async fn report(app: &TestApp, key: &str) -> Answer {
    app.post("/v1/tickets", &hotline_report()).by(Role::HotlineAgent).once(key).send().await
}

/// Asserts that an answer repeats another one: the same body and ETag, and it says so.
#[track_caller]
fn assert_repeats(answer: &Answer, first: &Answer) {
    assert_eq!(answer.header("idempotency-replayed"), Some("true"), "{answer}");
    assert_eq!(answer.json(), first.json());
    assert_eq!((answer.status, answer.header("etag")), (first.status, first.header("etag")));
}

#[tokio::test]
async fn a_retry_gets_the_first_answer_after_the_ticket_has_moved_on() {
    let app = TestApp::ready(Engine::Memory).await;
    let first = report(&app, "call-1").await;
    assert_eq!(first.header("idempotency-replayed"), None);
    let path = format!("/v1/tickets/{}/classify", first.json()["id"].as_str().unwrap());
    let classify = || app.post(&path, &general()).by(Role::HotlineAgent).once("class-1").send();
    let classified = classify().await;
    classified.ok();
    app.pass(30);
    let assign = path.replace("classify", "assign");
    app.post(assign, &json!({ "group": "electrical" })).by(Role::HotlineAgent).send().await.ok();
    let length = app.log().await.len();
    assert_repeats(&report(&app, "call-1").await, &first);
    assert_repeats(&classify().await, &classified);
    assert_eq!(app.log().await.len(), length, "a retry writes nothing");
}

#[tokio::test]
async fn a_retry_gets_the_first_answer_after_a_restart() {
    let app = TestApp::ready(Engine::Sqlite).await;
    let first = report(&app, "call-1").await;
    let path = format!("/v1/tickets/{}/classify", first.json()["id"].as_str().unwrap());
    let classified = app.post(&path, &general()).by(Role::HotlineAgent).once("class-1").send().await;
    let length = app.log().await.len();
    let app = app.restarted().await;
    // Days later nobody could enter it any more; the retry is answered from what is stored.
    app.pass(100 * 60);
    assert_repeats(&report(&app, "call-1").await, &first);
    assert_repeats(&app.post(&path, &general()).by(Role::HotlineAgent).once("class-1").send().await, &classified);
    assert_eq!(app.log().await.len(), length);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_report_sent_32_times_at_once_opens_one_ticket() {
    for engine in [Engine::Memory, Engine::Sqlite] {
        let app = TestApp::ready(engine).await;
        let length = app.log().await.len();
        let answers = join_all((0..32).map(|_| report(&app, "call-1"))).await;
        let bodies: HashSet<String> = answers.iter().map(|answer| answer.ok().to_string()).collect();
        assert_eq!(bodies.len(), 1, "{engine:?}: all get the same answer");
        let new = answers.iter().filter(|answer| answer.header("idempotency-replayed").is_none()).count();
        assert_eq!(new, 1, "{engine:?}: one of them was the first");
        assert_eq!(app.log().await.len(), length + 1);
        check_whole(&app.log().await);
    }
}

#[tokio::test]
async fn a_key_of_another_request_is_refused() {
    let app = TestApp::ready(Engine::Memory).await;
    let ticket = app.reported("call-1").await;
    let mut other = hotline_report();
    other["symptom"] = "smokes".into();
    let reused = app.post("/v1/tickets", &other).by(Role::HotlineAgent).once("call-1").send().await;
    reused.refused(422, "idempotency_key_reused");
    let classify = |key| app.post(ticket.at("classify"), &general()).by(Role::HotlineAgent).once(key).send();
    classify("class-1").await.ok();
    let other_command = app.post(ticket.at("assign"), &json!({ "group": "electrical" })).by(Role::HotlineAgent);
    other_command.once("class-1").send().await.refused(422, "idempotency_key_reused");
}

#[tokio::test]
async fn keys_of_two_people_have_nothing_to_do_with_each_other() {
    let app = TestApp::ready(Engine::Memory).await;
    let ticket = app.assigned("call-1").await;
    let reach = json!({ "method": "phone" });
    let first = app.post(ticket.at("reach-customer"), &reach).by(Role::SupportEngineer).once("k").send().await.ok();
    let second = app.post(ticket.at("reach-customer"), &reach).by(Role::SupportLead).once("k").send().await.ok();
    assert_ne!(first["events"][0]["id"], second["events"][0]["id"]);
}

#[tokio::test]
async fn a_refusal_leaves_its_key_free() {
    let app = TestApp::ready(Engine::Memory).await;
    let ticket = app.reported("call-1").await;
    let classify = |body: Value| {
        let call = app.post(ticket.at("classify"), &body).by(Role::HotlineAgent).once("class-1");
        call.send()
    };
    classify(json!({ "class": "general" })).await.refused(422, "grounds_missing");
    classify(general()).await.ok();
}

#[tokio::test]
async fn if_match_sees_other_peoples_changes_and_never_a_retry() {
    let app = TestApp::ready(Engine::Memory).await;
    let ticket = app.reported("call-1").await;
    let classify = |tag: &'static str, key| {
        app.post(ticket.at("classify"), &general()).by(Role::HotlineAgent).once(key).header("if-match", tag).send()
    };
    let ahead = classify("\"7\"", "ahead").await;
    ahead.refused(412, "stale");
    assert_eq!(ahead.json()["current_revision"], 0);
    let first = classify("\"0\"", "class-1").await;
    assert_eq!(first.header("etag"), Some("\"1\""));
    assert_repeats(&classify("\"0\"", "class-1").await, &first);
    let stale = classify("\"0\"", "late").await;
    stale.refused(412, "stale");
    assert_eq!(stale.json()["current_revision"], 1);
    classify("*", "any").await.refused(409, "already_classified");
    classify("soon", "nonsense").await.refused(400, "bad_parameter");
}

#[tokio::test]
async fn one_key_on_two_tickets_is_two_commands() {
    let app = TestApp::ready(Engine::Memory).await;
    let (one, other) = (app.assigned("call-1").await, app.assigned("call-2").await);
    let reach = json!({ "method": "phone" });
    let first = app.post(one.at("reach-customer"), &reach).by(Role::SupportEngineer).once("k").send().await.ok();
    let second = app.post(other.at("reach-customer"), &reach).by(Role::SupportEngineer).once("k").send().await.ok();
    assert_ne!(first["events"][0]["id"], second["events"][0]["id"]);
}
