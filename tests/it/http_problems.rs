//! How the program says no: every kind of problem once, whole.

use axum::http::Method;
use events_schema::Role;
use serde_json::{Value, json};

use crate::harness::{Answer, Engine, TestApp, Ticket, general, hotline_report};

/// One request of every kind that is refused before a command decides, with the status and code that it has to get.
async fn refused_at_the_door(app: &TestApp, ticket: &Ticket) -> Vec<(&'static str, u16, &'static str, Answer)> {
    let agent = Role::HotlineAgent;
    let report = || app.post("/v1/tickets", &hotline_report()).by(agent);
    let large = format!("{{\"channel\":\"{}\"}}", "x".repeat(300_000));
    let as_text = report().header("content-type", "text/plain");
    vec![
        ("a body that is not JSON", 400, "malformed", report().raw_body("{\"channel\":").send().await),
        ("a parameter of no use", 400, "bad_parameter", app.get("/v1/tickets?colour=red").by(agent).send().await),
        ("a page of no size", 400, "bad_parameter", app.get("/v1/tickets?limit=0").by(agent).send().await),
        ("an empty idempotency key", 400, "bad_parameter", report().once("").send().await),
        ("no key", 401, "unauthenticated", app.post("/v1/tickets", &hotline_report()).send().await),
        ("an unknown key", 401, "unauthenticated", app.get("/v1/tickets").with_key("nobody").send().await),
        ("a role that may not", 403, "not_permitted", report().by(Role::Auditor).send().await),
        ("a query that is not his", 403, "not_permitted", app.get("/v1/events").by(agent).send().await),
        ("no such path", 404, "no_such_route", app.get("/v2/tickets").by(agent).send().await),
        ("no such method", 405, "no_such_method", app.call(Method::DELETE, ticket.at("")).by(agent).send().await),
        ("too large", 413, "too_large", report().raw_body(large).send().await),
        ("another media type", 415, "not_json", as_text.send().await),
    ]
}

/// One request of every kind that is refused by a command.
async fn refused_by_a_command(app: &TestApp, ticket: &Ticket) -> Vec<(&'static str, u16, &'static str, Answer)> {
    let post = |path: &str, body: Value| app.post(path, &body).by(Role::HotlineAgent);
    let nobody = "/v1/tickets/00000000-0000-5000-8000-000000000000/classify";
    let classify = || post(&ticket.at("classify"), general());
    let assign = || post(&ticket.at("assign"), json!({ "group": "electrical" }));
    let report = |body| post("/v1/tickets", body);
    vec![
        ("no such ticket", 404, "not_found", post(nobody, general()).send().await),
        ("against the policy as it stands", 409, "already_classified", classify().send().await),
        ("unseen changes", 412, "stale", classify().header("if-match", "\"0\"").send().await),
        ("another shape", 422, "invalid", report(json!({ "channel": "telegraph" })).send().await),
        ("fields missing", 422, "fields_missing", report(json!({ "channel": "hotline" })).send().await),
        ("a key of another request", 422, "idempotency_key_reused", assign().once("class-1").send().await),
    ]
}

#[tokio::test]
async fn every_problem_is_a_whole_problem() {
    let app = TestApp::ready(Engine::Memory).await;
    let ticket = app.reported("call-1").await;
    app.post(ticket.at("classify"), &general()).by(Role::HotlineAgent).once("class-1").send().await.ok();
    let mut answers = refused_at_the_door(&app, &ticket).await;
    answers.extend(refused_by_a_command(&app, &ticket).await);
    let mut text = String::new();
    for (what, status, code, answer) in answers {
        answer.refused(status, code);
        text.push_str(&format!("{what}\n{answer}\n"));
    }
    insta::assert_snapshot!("problems", text);
}

#[tokio::test]
async fn required_fields_depend_on_the_channel() {
    let app = TestApp::ready(Engine::Memory).await;
    for field in ["engine_model", "symptom", "usage_scenario", "contact"] {
        for (channel, role, complete) in [
            ("hotline", Role::HotlineAgent, true),
            ("website", Role::Customer, true),
            ("wechat", Role::Customer, false),
            ("on_site", Role::OnSiteEngineer, false),
        ] {
            let mut report = hotline_report();
            report["channel"] = channel.into();
            report.as_object_mut().unwrap().remove(field);
            let path = "/v1/tickets";
            let call = app.post(path, &report);
            let call = if role == Role::Customer { call.with_key("customer") } else { call.by(role) };
            let answer = call.send().await;
            if complete {
                answer.refused(422, "fields_missing");
                assert!(
                    answer.json()["detail"].as_str().unwrap().contains(field),
                    "{channel} without {field}: {answer}"
                );
                assert_eq!(answer.json()["clause"], "P2.1.a");
            } else {
                assert_eq!(answer.status.as_u16(), 201, "{channel} without {field}: {answer}");
            }
        }
    }
}

#[tokio::test]
async fn what_the_framework_refuses_is_a_problem_too() {
    let app = TestApp::ready(Engine::Memory).await;
    for path in ["/v1/tickets/not-an-id", "/v1/tickets/not-an-id/clocks", "/v1/tickets/%FF/history"] {
        let answer = app.get(path).by(Role::HotlineAgent).send().await;
        assert!(answer.status.is_client_error(), "{path}: {answer}");
        assert_eq!(answer.header("content-type"), Some("application/problem+json"), "{path}: {answer}");
    }
}
