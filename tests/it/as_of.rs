//! The past, as it was known then and as it is known now.

use std::sync::Arc;

use axum::http::StatusCode;
use events_schema::Role;
use serde_json::{Value, json};

use crate::harness::{Engine, TestApp, Ticket};

/// Every list and everything of a ticket, as answers are now.
const LISTS: [&str; 3] = ["/v1/tickets?", "/v1/clocks?", "/v1/board?"];

async fn get(app: &TestApp, path: String) -> Value {
    app.get(path).by(Role::Auditor).send().await.ok()
}

async fn ask(app: &TestApp, past: &str, sql: &str) -> Value {
    let path = format!("/v1/sql?{past}");
    app.post(path, &json!({ "sql": sql })).by(Role::Auditor).send().await.ok()["rows"].clone()
}

const QUESTION: &str = "SELECT t.stage, t.class, count(DISTINCT t.ticket), count(c.clock), max(c.verdict),
        (SELECT count(*) FROM events), (SELECT count(*) FROM entries), (SELECT count(*) FROM board)
    FROM tickets t LEFT JOIN clocks c ON c.ticket = t.ticket GROUP BY 1, 2 ORDER BY 1, 2";

/// Everything that can be asked, at a place in the past or now.
async fn everything(app: &TestApp, ticket: &Ticket, past: &str) -> Vec<Value> {
    let mut all = Vec::new();
    for list in LISTS {
        all.push(get(app, format!("{list}{past}")).await);
    }
    for of_ticket in ["", "clocks"] {
        all.push(get(app, format!("{}?{past}", ticket.at(of_ticket))).await);
    }
    all.push(ask(app, past, QUESTION).await);
    all
}

#[tokio::test]
async fn what_is_asked_of_the_past_is_what_was_answered_then() {
    let app = TestApp::ready(Engine::Sqlite).await;
    let ticket = app.reported("one").await;
    let mut then = Vec::new();
    let steps: [(Role, &str, Value); 5] = [
        (Role::HotlineAgent, "classify", crate::harness::general()),
        (Role::HotlineAgent, "assign", json!({ "group": "electrical" })),
        (Role::SupportEngineer, "take-over", json!({})),
        (Role::SupportEngineer, "reach-customer", json!({ "method": "phone" })),
        (Role::SupportEngineer, "propose-solution", json!({ "kind": "replace_parts", "description": "new starter" })),
    ];
    for (role, command, body) in steps {
        app.pass(7);
        app.send(role, &ticket, command, &body).await;
        app.reported(command).await;
        app.settled().await;
        let length = *app.store.length().borrow();
        let now = everything(&app, &ticket, "").await;
        then.push((length - 1, app.minutes_ago(0), now));
    }
    app.pass(60);
    // Later states go on from earlier ones that are kept, and earlier ones do not need later ones.
    for (position, time, was) in [3, 0, 4, 1, 2].map(|step| &then[step]) {
        let at_position = everything(&app, &ticket, &format!("as_of={position}")).await;
        assert_eq!(&at_position, was, "at position {position}");
        let at_time = everything(&app, &ticket, &format!("as_of={time}")).await;
        assert_eq!(&at_time, was, "at {time}");
    }
    let made = get(&app, "/v1/as-of".to_owned()).await;
    assert!(made.as_array().unwrap().iter().all(|making| making["state"]["is"] == "made"), "{made}");
}

#[tokio::test]
async fn a_question_to_the_past_takes_parameters() {
    let app = TestApp::ready(Engine::Sqlite).await;
    app.assigned("one").await;
    app.settled().await;
    let body =
        json!({ "sql": "SELECT count(*) FROM tickets WHERE class = :class", "parameters": { "class": "general" } });
    let last = *app.store.length().borrow() - 1;
    for (position, count) in [(last, 1), (last - 2, 0)] {
        let answer = app.post(format!("/v1/sql?as_of={position}"), &body).by(Role::Analyst).send().await.ok();
        assert_eq!(answer["rows"], json!([[count]]), "{position}");
    }
}

#[tokio::test]
async fn what_had_happened_is_told_from_what_was_known() {
    let app = TestApp::ready(Engine::Sqlite).await;
    let ticket = app.assigned("one").await;
    app.send(Role::SupportEngineer, &ticket, "take-over", &json!({})).await;
    app.pass(10);
    let reached_at = app.minutes_ago(0);
    app.pass(50);
    // It is entered an hour late, and corrected later still.
    let reached = json!({ "method": "phone", "reached_at": reached_at });
    let late = app.send(Role::SupportEngineer, &ticket, "reach-customer", &reached).await;
    let event = late.json()["events"][0]["id"].clone();
    app.settled().await;
    let first_contact = |past: String| {
        let (app, ticket) = (&app, &ticket);
        async move {
            let clocks = get(app, format!("/v1/clocks?ticket={}&clock=first_contact&{past}", ticket.0)).await;
            let of_ticket = get(app, format!("{}?{past}", ticket.at("clocks"))).await;
            let state = |list: &Value| {
                let is_it = |clock: &&Value| clock["clock"] == "first_contact";
                list["clocks"].as_array().unwrap().iter().find(is_it).map(|clock| clock["state"].clone())
            };
            let of_ticket = state(&of_ticket).map(|state| state["is"].clone());
            assert_eq!(state(&clocks), of_ticket, "{past}");
            state(&clocks)
        }
    };
    let half_past = reached_at + events_schema::Duration::from_minutes(20);
    assert_eq!(first_contact(format!("as_of={half_past}")).await, Some(json!("running")), "nobody knew it yet");
    assert_eq!(first_contact(format!("occurred_until={half_past}")).await, Some(json!("stopped")), "it had happened");

    app.pass(5);
    let corrected_at = reached_at + events_schema::Duration::from_minutes(30);
    let correction =
        json!({ "event": event, "happened_at": corrected_at, "reason": "the call log says half an hour later" });
    app.send(Role::SupportEngineer, &ticket, "correct", &correction).await;
    app.settled().await;
    assert_eq!(first_contact(format!("occurred_until={half_past}")).await, Some(json!("running")), "as we know now");
    let before = *app.store.length().borrow() - 2;
    let known_then = first_contact(format!("occurred_until={half_past}&as_of={before}")).await;
    assert_eq!(known_then, Some(json!("stopped")), "as it was known before the correction");
}

#[tokio::test]
async fn a_past_that_is_none_is_refused_or_empty() {
    let app = TestApp::ready(Engine::Sqlite).await;
    let ticket = app.assigned("one").await;
    app.settled().await;
    let past = |path: &str, past: &str| app.get(format!("{path}?{past}")).by(Role::Auditor).send();
    for list in ["/v1/tickets", "/v1/clocks", "/v1/board"] {
        past(list, "as_of=yesterday").await.refused(400, "bad_parameter");
        past(list, "as_of=999999").await.refused(400, "bad_parameter");
        past(list, "as_of=2090-01-01").await.refused(400, "bad_parameter");
        past(list, "as_of=3&min_position=3").await.refused(400, "bad_parameter");
        let before = past(list, "as_of=2020-12-31").await;
        assert_eq!(before.header("flywheel-position"), Some("0"), "{before}");
        let (_, rows) =
            before.ok().as_object().unwrap().iter().next().map(|(name, rows)| (name.clone(), rows.clone())).unwrap();
        assert_eq!(rows, json!([]), "{list} before the first event");
    }
    past(&ticket.at(""), "as_of=2020-12-31").await.refused(404, "not_found");
    past(&ticket.at("clocks"), "as_of=0").await.refused(404, "not_found");
    let customers = app.get(format!("{}?as_of=3", ticket.at(""))).with_key("customer").send().await;
    assert_eq!(customers.status, StatusCode::BAD_REQUEST);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_who_ask_for_many_times_hold_up_nobody() {
    let app = Arc::new(TestApp::ready(Engine::Sqlite).await);
    app.assigned("one").await;
    app.settled().await;
    let asked = (0..700).map(|second| {
        let app = Arc::clone(&app);
        let path = format!("/v1/tickets?as_of=2026-01-{:02}T{:02}:00:00Z", 1 + second / 24, second % 24);
        tokio::spawn(async move { app.get(path).by(Role::Auditor).send().await })
    });
    for asked in asked.collect::<Vec<_>>() {
        let answer = asked.await.unwrap();
        assert!(answer.status.is_success() || answer.code() == "past_busy", "{answer}");
    }
    app.reported("afterwards").await;
    let customers = app.get("/v1/tickets?as_of=3").with_key("customer").send().await;
    assert_eq!(customers.status, StatusCode::BAD_REQUEST, "{customers}");
}

#[tokio::test]
async fn the_log_has_its_own_times_and_is_not_asked_for_what_had_happened() {
    let app = TestApp::ready(Engine::Memory).await;
    let body = json!({ "sql": "SELECT count(*) FROM events" });
    let asked = app.post("/v1/sql?occurred_until=2026-03-02T00:00:00Z", &body).by(Role::Auditor).send().await;
    asked.refused(403, "sql_not_allowed");
}
