//! Questions in SQL over HTTP: who may ask what, what comes back, and how a question that may not be is refused.

use std::time::Duration;

use api::sql::{Limits, NoAnswer, ask};
use events_schema::Role;
use projections::sql::{Question, Scope, Share, published_views};
use serde_json::{Value, json};

use crate::harness::{Answer, Engine, TestApp, general};

fn everything() -> Scope {
    Scope { views: published_views().collect(), share: Share::All }
}

async fn question(app: &TestApp, by: Role, sql: &str) -> Answer {
    app.post("/v1/sql", &json!({ "sql": sql })).by(by).send().await
}

#[tokio::test]
async fn a_question_is_answered_over_all_views_at_one_position() {
    let app = TestApp::ready(Engine::Sqlite).await;
    let assigned = app.assigned("one").await;
    app.reported("two").await;
    app.settled().await;
    let body = json!({
        "sql": "SELECT t.class, count(DISTINCT t.ticket) AS tickets, count(c.clock) AS clocks,
                (SELECT count(*) FROM events WHERE stream = :ticket) AS events
            FROM tickets t LEFT JOIN clocks c ON c.ticket = t.ticket GROUP BY 1 ORDER BY 1",
        "parameters": { "ticket": assigned.0 },
    });
    let answer = app.post("/v1/sql", &body).by(Role::Analyst).send().await;
    let length = *app.store.length().borrow();
    assert_eq!(answer.header("flywheel-position"), Some(length.to_string().as_str()), "{answer}");
    let mut answer = answer.ok();
    assert!(answer["seconds"].take().is_f64());
    assert_eq!(
        answer,
        json!({
            "position": length, "columns": ["class", "tickets", "clocks", "events"],
            "rows": [[null, 1, 1, 3], ["general", 1, 2, 3]], "more": false, "seconds": null,
        })
    );
    let few =
        app.post("/v1/sql?limit=1", &json!({ "sql": "SELECT ticket FROM tickets" })).by(Role::Auditor).send().await;
    assert_eq!((few.ok()["rows"].as_array().unwrap().len(), few.ok()["more"].clone()), (1, json!(true)));
}

#[tokio::test]
async fn who_may_ask_what() {
    let app = TestApp::ready(Engine::Memory).await;
    let names = |answer: Value| -> Vec<String> {
        answer["views"].as_array().unwrap().iter().map(|view| view["name"].as_str().unwrap().to_owned()).collect()
    };
    let all_but = |others: &[&str]| -> Vec<String> {
        published_views().map(|view| view.name.to_owned()).filter(|name| !others.contains(&name.as_str())).collect()
    };
    // What is about people by name is for those who train and appraise.
    let of_people = ["appraisals", "qualifications", "training_attendance", "training_assessments"];
    let views = |role| app.get("/v1/views").by(role).send();
    assert_eq!(names(views(Role::Analyst).await.ok()), all_but(&of_people));
    assert_eq!(names(views(Role::Management).await.ok()), all_but(&["events"]));
    views(Role::HotlineAgent).await.refused(403, "not_permitted");
    question(&app, Role::Customer, "SELECT 1").await.refused(403, "not_permitted");
    question(&app, Role::Management, "SELECT count(*) FROM clocks").await.ok();
    question(&app, Role::Management, "SELECT count(*) FROM events").await.refused(422, "sql_no_view");
}

#[tokio::test]
async fn what_a_question_may_not_is_refused_with_what_to_do() {
    let app = TestApp::ready(Engine::Memory).await;
    for (status, code, sql) in [
        (403, "sql_not_allowed", "DELETE FROM tickets"),
        (403, "sql_not_allowed", "ATTACH 'log.db' AS log"),
        (403, "sql_not_allowed", "PRAGMA writable_schema = 1"),
        (403, "sql_not_allowed", "SELECT 1; SELECT 2"),
        (422, "sql_no_view", "SELECT * FROM customers"),
        (422, "sql_wrong", "SELECT phone FROM tickets"),
        (422, "sql_parameters", "SELECT :day"),
        (422, "sql_too_large", "SELECT printf('%.*c', 2000000000, 'x')"),
        (422, "sql_failed", "SELECT instant('tomorrow')"),
        (422, "sql_failed", "SELECT json_extract('{', '$')"),
        (422, "sql_failed", "SELECT abs(-9223372036854775808)"),
    ] {
        let answer = question(&app, Role::Analyst, sql).await;
        answer.refused(status, code);
        assert!(answer.json()["detail"].as_str().is_some_and(|detail| detail.len() > 20), "{answer}");
    }
    app.post("/v1/sql?limit=0", &json!({ "sql": "SELECT 1" }))
        .by(Role::Analyst)
        .send()
        .await
        .refused(400, "bad_parameter");
    app.post("/v1/sql", &json!({ "query": "SELECT 1" })).by(Role::Analyst).send().await.refused(422, "invalid");
    let text = app.post("/v1/sql", &json!({})).by(Role::Analyst).header("content-type", "text/plain").send().await;
    text.refused(415, "not_json");
}

#[tokio::test]
async fn a_question_without_an_end_is_ended_and_commands_go_on() {
    let app = TestApp::ready(Engine::Memory).await;
    let endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n";
    let ask = |time| {
        let question = Question { sql: endless.to_owned(), parameters: std::collections::BTreeMap::new() };
        ask(&app.app, question, everything(), Limits { time, ..Limits::ASKED }, None)
    };
    let (ended, ticket) = tokio::join!(ask(Duration::from_millis(300)), app.assigned("meanwhile"));
    assert!(matches!(ended, Err(NoAnswer::TooLong(_))), "{ended:?}");
    app.send(Role::SupportEngineer, &ticket, "take-over", &json!({})).await;
    // Of those whom nobody waits for any more none keeps a place.
    for _ in 0..8 {
        let given_up = tokio::time::timeout(Duration::from_millis(50), ask(Duration::from_secs(60))).await;
        assert!(given_up.is_err());
    }
    question(&app, Role::Analyst, "SELECT 1").await.ok();
}

#[tokio::test]
async fn personal_values_are_in_no_view() {
    let app = TestApp::ready(Engine::Memory).await;
    let report = app.reported("one").await;
    app.send(Role::HotlineAgent, &report, "classify", &general()).await;
    app.settled().await;
    for view in published_views() {
        let role = if view.is_for(Role::Analyst) { Role::Analyst } else { Role::Management };
        let all = question(&app, role, &format!("SELECT * FROM {}", view.name)).await.ok().to_string();
        for personal in ["王师傅", "0000 0001", "测试员"] {
            assert!(!all.contains(personal), "{} shows {personal}", view.name);
        }
    }
}

#[tokio::test]
async fn a_sixteenth_is_of_the_same_tickets_in_every_view() {
    let app = TestApp::ready(Engine::Memory).await;
    for number in 0..60 {
        app.reported(&format!("number {number}")).await;
    }
    app.settled().await;
    let some = async |sql: &str| {
        let question = Question { sql: sql.to_owned(), parameters: std::collections::BTreeMap::new() };
        let scope = Scope { share: Share::Sixteenth, ..everything() };
        json!(ask(&app.app, question, scope, Limits::ASKED, None).await.unwrap().rows)
    };
    let tickets = some("SELECT count(*) FROM tickets").await[0][0].as_u64().unwrap();
    assert!((1..20).contains(&tickets), "{tickets} of 60");
    let same =
        "SELECT (SELECT count(*) FROM events WHERE category = 'ticket') = (SELECT sum(revision + 1) FROM tickets),
        (SELECT count(DISTINCT ticket) FROM clocks) = (SELECT count(*) FROM tickets)";
    assert_eq!(some(same).await, json!([[1, 1]]));
}
