//! Metrics as data: defined over HTTP, tried before, answered as the log grows, kept for each period.

use std::sync::Arc;

use events_schema::{Duration, Role};
use serde_json::{Value, json};

use crate::harness::{Answer, Engine, PATIENCE, TestApp};
use crate::process::{Server, flywheel};

fn by_class() -> Value {
    json!({
        "metric": "by-class", "title": "各级别工单数", "about": "How many tickets each class has.",
        "sql": "SELECT class, count(*) AS tickets FROM tickets GROUP BY class ORDER BY class",
        "columns": [{ "name": "class", "purpose": "dimension" }, { "name": "tickets", "purpose": "measure" }],
        "period": "month",
    })
}

async fn define(app: &TestApp, body: &Value) -> Answer {
    app.post("/v1/metrics", body).by(Role::Analyst).send().await
}

/// The newest answer, once it reflects everything that is in the log.
async fn answered(app: &TestApp, metric: &str) -> Value {
    app.settled().await;
    let length = *app.store.length().borrow();
    let mut news = app.app.metrics.news();
    loop {
        let shown = app.get(format!("/v1/metrics/{metric}")).by(Role::Management).send().await.ok();
        if shown["answer"]["position"] == length {
            return shown["answer"].clone();
        }
        app.clock.advance(Duration::from_seconds(6));
        tokio::time::timeout(PATIENCE, news.changed()).await.expect("it is answered").unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_metric_is_answered_as_the_log_grows_and_kept_for_each_period() {
    let app = TestApp::ready(Engine::Sqlite).await;
    app.spawn(api::metrics::run(Arc::clone(&app.app)));
    app.assigned("one").await;
    define(&app, &by_class()).await.ok();
    let first = answered(&app, "by-class").await;
    assert_eq!((&first["rows"], &first["period"]), (&json!([["general", 1]]), &json!("2026-03")));
    app.reported("two").await;
    let second = answered(&app, "by-class").await;
    assert_eq!(second["rows"], json!([[null, 1], ["general", 1]]));

    app.pass(31 * 24 * 60);
    app.reported("three").await;
    let april = answered(&app, "by-class").await;
    assert_eq!((&april["rows"], &april["period"]), (&json!([[null, 2], ["general", 1]]), &json!("2026-04")));
    let periods = app.get("/v1/metrics/by-class/periods").by(Role::Analyst).send().await.ok();
    assert_eq!((periods.as_array().unwrap().len(), &periods[0]), (2, &april), "of each period one");
    let march = app.get("/v1/metrics/by-class?period=2026-03").by(Role::Analyst).send().await.ok()["answer"].clone();
    assert_eq!(march, periods[1]);
    let of = |answer: &Value| (answer["period"].clone(), answer["position"].clone(), answer["rows"].clone());
    assert_eq!((of(&march), &march["taken_at"]), (of(&second), &json!("2026-03-31T15:59:59.999999Z")), "as of its end");
    app.get("/v1/metrics/by-class?period=2025-12").by(Role::Analyst).send().await.refused(404, "not_found");

    app.post("/v1/metrics/by-class/retire", &json!({ "reason": "counted elsewhere" }))
        .by(Role::Analyst)
        .send()
        .await
        .ok();
    let listed = app.get("/v1/metrics").by(Role::Auditor).send().await.ok();
    assert_eq!((&listed[0]["metric"], &listed[0]["in_use"]), (&json!("by-class"), &json!(false)));
    let kept = app.get("/v1/metrics/by-class").by(Role::Analyst).send().await.ok();
    assert_eq!(kept["answer"], april, "what was kept stays");
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_outlive_a_restart() {
    let app = TestApp::ready(Engine::Sqlite).await;
    app.spawn(api::metrics::run(Arc::clone(&app.app)));
    define(&app, &by_class()).await.ok();
    let before = answered(&app, "by-class").await;
    let app = app.restarted().await;
    let after = app.get("/v1/metrics/by-class").by(Role::Analyst).send().await.ok();
    assert_eq!(after["answer"], before);
}

#[tokio::test]
async fn what_is_no_metric_is_refused_with_what_to_do() {
    let app = TestApp::ready(Engine::Memory).await;
    let with = |field: &str, value: Value| {
        let mut body = by_class();
        body[field] = value;
        body
    };
    for (status, code, body) in [
        (422, "metric_statement", with("sql", json!("SELECT phone, 1 FROM tickets"))),
        (422, "metric_statement", with("sql", json!("DELETE FROM tickets"))),
        (422, "metric_statement", with("sql", json!("SELECT class, count(*) AS tickets FROM customers"))),
        (422, "metric_statement", with("sql", json!("SELECT :class AS class, 1 AS tickets"))),
        (422, "metric_columns", with("sql", json!("SELECT class, count(*) FROM tickets GROUP BY 1"))),
        (
            422,
            "metric_without_measure",
            with(
                "columns",
                json!([
            { "name": "class", "purpose": "dimension" }, { "name": "tickets", "purpose": "dimension" }]),
            ),
        ),
        (422, "invalid", with("columns", json!([{ "name": "class", "purpose": "decoration" }]))),
        (422, "invalid", with("period", json!("fortnight"))),
    ] {
        define(&app, &body).await.refused(status, code);
    }
    app.post("/v1/metrics", &by_class()).by(Role::Management).send().await.refused(403, "not_permitted");
    define(&app, &by_class()).await.ok();
    let changed =
        json!([{ "name": "class", "purpose": "dimension" }, { "name": "tickets", "purpose": "measure", "unit": "%" }]);
    define(&app, &with("columns", changed)).await.refused(409, "metric_columns_changed");
    assert_eq!(define(&app, &by_class()).await.ok()["events"], json!([]), "it is already so");
}

#[tokio::test]
async fn a_metric_shows_itself_to_those_who_may_see_what_it_reads() {
    let app = TestApp::ready(Engine::Memory).await;
    let mut by_type = by_class();
    by_type["metric"] = json!("by-type");
    by_type["sql"] =
        json!("WITH e AS (SELECT type AS class FROM events) SELECT class, count(*) AS tickets FROM e GROUP BY 1");
    define(&app, &by_type).await.ok();
    app.get("/v1/metrics/by-type").by(Role::Auditor).send().await.ok();
    app.get("/v1/metrics/by-type").by(Role::Management).send().await.refused(404, "not_found");
    assert_eq!(app.get("/v1/metrics").by(Role::Management).send().await.ok(), json!([]));
    app.get("/v1/metrics/by-type").by(Role::HotlineAgent).send().await.refused(403, "not_permitted");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_version_that_read_more_stays_with_those_who_may_see_it() {
    let app = TestApp::ready(Engine::Memory).await;
    app.spawn(api::metrics::run(Arc::clone(&app.app)));
    let mut metric = by_class();
    metric["sql"] = json!("SELECT type AS class, count(*) AS tickets FROM events GROUP BY 1");
    define(&app, &metric).await.ok();
    let answer = app.get("/v1/metrics/by-class").by(Role::Management).send().await;
    answer.refused(404, "not_found");
    let mut news = app.app.metrics.news();
    while app.get("/v1/metrics/by-class").by(Role::Auditor).send().await.ok().get("answer").is_none() {
        tokio::time::timeout(PATIENCE, news.changed()).await.expect("it is answered").unwrap();
    }
    define(&app, &by_class()).await.ok();
    let shown = app.get("/v1/metrics/by-class").by(Role::Management).send().await.ok();
    assert_eq!(shown["versions"].as_array().unwrap().len(), 1, "{shown}");
    assert_ne!(shown["answer"]["version"], 1, "{shown}");
    app.get("/v1/metrics/by-class?version=1").by(Role::Management).send().await.refused(404, "not_found");
    let periods = app.get("/v1/metrics/by-class/periods").by(Role::Management).send().await.ok();
    assert!(periods.as_array().unwrap().iter().all(|answer| answer["version"] != 1), "{periods}");
    app.get("/v1/metrics/by-class?version=1").by(Role::Auditor).send().await.ok();
}

#[tokio::test]
async fn a_statement_is_tried_before_it_is_a_metric() {
    let app = TestApp::ready(Engine::Memory).await;
    app.assigned("one").await;
    app.settled().await;
    let attempt = |sql: &str| app.post("/v1/metrics/try", &json!({ "sql": sql })).by(Role::Analyst).send();
    let tried = attempt(
        "SELECT c.clock, count(*) AS n FROM clocks c JOIN tickets t ON t.ticket = c.ticket GROUP BY 1 ORDER BY 1",
    )
    .await
    .ok();
    assert_eq!(tried["reads"], json!(["tickets", "clocks"]));
    assert_eq!((&tried["columns"], &tried["share"]), (&json!(["clock", "n"]), &json!(1.0)));
    assert_eq!((&tried["rows"], &tried["row_count"]), (&json!([["first_contact", 1], ["triage", 1]]), &json!(2)));
    assert!(tried["expected_seconds"].is_f64());
    attempt("SELECT 1 FROM nowhere").await.refused(422, "sql_no_view");
    assert_eq!(app.get("/v1/metrics").by(Role::Analyst).send().await.ok(), json!([]), "nothing was recorded");
}

#[test]
fn the_command_line_defines_and_answers_with_and_without_a_server() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let simulated = flywheel(&["simulate", "--tickets", "40", "--data", data.to_str().unwrap()]);
    assert!(simulated.status.success(), "{simulated:?}");
    let file = folder.path().join("metric.toml");
    std::fs::write(
        &file,
        "metric = 'by-class'\ntitle = '各级别工单数'\nabout = 'How many.'\nperiod = 'month'\n\
         sql = 'SELECT class, count(*) AS tickets FROM tickets GROUP BY class ORDER BY class'\n\
         columns = [{ name = 'class', purpose = 'dimension' }, { name = 'tickets', purpose = 'measure' }]\n",
    )
    .unwrap();
    let verb = |arguments: &[&str]| {
        let done = flywheel(&[arguments, &["--output", "ndjson", "--data", data.to_str().unwrap()]].concat());
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        (done.status.code(), text(done.stdout), text(done.stderr))
    };
    let path = file.to_str().unwrap();
    let sum = |rows: &str| -> u64 {
        let rows = rows.lines().map(|row| serde_json::from_str::<Value>(row).unwrap());
        rows.map(|row| row["tickets"].as_u64().unwrap()).sum()
    };
    let (code, rows, said) = verb(&["metric", "try", path]);
    assert_eq!((code, sum(&rows)), (Some(0), 40), "{said}");
    let (code, _, said) = verb(&["metric", "add", path]);
    assert_eq!(code, Some(0), "{said}");
    let (code, rows, said) = verb(&["metric", "show", "by-class"]);
    assert_eq!((code, sum(&rows)), (Some(0), 40), "{said}");

    let server = Server::start(&data);
    let (code, rows, said) = verb(&["sql", "SELECT count(*) AS tickets FROM tickets"]);
    assert_eq!((code, sum(&rows)), (Some(0), 40), "{said}");
    let (code, listed, said) = verb(&["metric", "list"]);
    assert_eq!((code, listed.contains("by-class")), (Some(0), true), "{said}");
    let (code, _, said) = verb(&["metric", "retire", "by-class", "--reason", "counted elsewhere"]);
    assert_eq!(code, Some(0), "{said}");
    let (code, _, said) = verb(&["sql", "DELETE FROM tickets"]);
    assert_eq!(code, Some(4), "{said}");
    assert!(said.contains("sql_not_allowed"), "{said}");
    let (code, _, said) = verb(&["metric", "show", "nothing"]);
    assert_eq!(code, Some(4), "{said}");
    drop(server);
    let (code, _, said) = verb(&["metric", "add", folder.path().join("nothing.toml").to_str().unwrap()]);
    assert_eq!(code, Some(1), "{said}");
    let (code, _, said) = verb(&["sql", "SELECT * FROM customers"]);
    assert_eq!((code, said.contains("customers")), (Some(1), true), "{said}");
}
