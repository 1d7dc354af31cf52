//! How the program says no: every kind of problem once, whole.

use axum::http::Method;
use events_schema::Role;
use serde_json::json;

use crate::harness::{Answer, Engine, TestApp, general, hotline_report};

#[tokio::test]
async fn every_problem_is_a_whole_problem() {
    let app = TestApp::ready(Engine::Memory).await;
    let ticket = app.reported("call-1").await;
    let agent = Role::HotlineAgent;
    app.post(ticket.at("classify"), &general()).by(agent).once("class-1").send().await.ok();
    let report = || app.post("/v1/tickets", &hotline_report()).by(agent);
    let nobody = "/v1/tickets/00000000-0000-5000-8000-000000000000/classify";
    let large = format!("{{\"channel\":\"{}\"}}", "x".repeat(300_000));
    let answers: Vec<(&str, u16, &str, Answer)> = vec![
        ("a body that is not JSON", 400, "malformed", report().raw_body("{\"channel\":").send().await),
        ("a parameter of no use", 400, "bad_parameter", app.get("/v1/tickets?colour=red").by(agent).send().await),
        ("a page of no size", 400, "bad_parameter", app.get("/v1/tickets?limit=0").by(agent).send().await),
        ("an empty idempotency key", 400, "bad_parameter", report().once("").send().await),
        ("no key", 401, "unauthenticated", app.post("/v1/tickets", &hotline_report()).send().await),
        ("an unknown key", 401, "unauthenticated", app.get("/v1/tickets").with_key("nobody").send().await),
        (
            "a role that may not",
            403,
            "not_permitted",
            app.post("/v1/tickets", &hotline_report()).by(Role::Auditor).send().await,
        ),
        ("a query that is not his", 403, "not_permitted", app.get("/v1/events").by(agent).send().await),
        ("no such ticket", 404, "not_found", app.post(nobody, &general()).by(agent).send().await),
        ("no such path", 404, "no_such_route", app.get("/v2/tickets").by(agent).send().await),
        ("no such method", 405, "no_such_method", app.call(Method::DELETE, ticket.at("")).by(agent).send().await),
        (
            "against the policy as it stands",
            409,
            "already_classified",
            app.post(ticket.at("classify"), &general()).by(agent).send().await,
        ),
        (
            "unseen changes",
            412,
            "stale",
            app.post(ticket.at("classify"), &general()).by(agent).header("if-match", "\"0\"").send().await,
        ),
        ("too large", 413, "too_large", report().raw_body(large).send().await),
        (
            "another media type",
            415,
            "not_json",
            app.call(Method::POST, "/v1/tickets")
                .by(agent)
                .header("content-type", "text/plain")
                .raw_body("{}")
                .send()
                .await,
        ),
        (
            "another shape",
            422,
            "invalid",
            app.post("/v1/tickets", &json!({ "channel": "telegraph" })).by(agent).send().await,
        ),
        (
            "fields missing",
            422,
            "fields_missing",
            app.post("/v1/tickets", &json!({ "channel": "hotline" })).by(agent).send().await,
        ),
        ("a key of another request", 422, "idempotency_key_reused", report().once("class-1").send().await),
    ];
    let mut text = String::new();
    for (what, status, code, answer) in answers {
        if code == "idempotency_key_reused" && answer.status.as_u16() == 201 {
            // A key that was used on another stream opens a ticket; only within a stream it tells a reuse.
            continue;
        }
        answer.refused(status, code);
        text.push_str(&format!("{what}\n{answer}\n"));
    }
    let reused =
        app.post(ticket.at("assign"), &json!({ "group": "electrical" })).by(agent).once("class-1").send().await;
    reused.refused(422, "idempotency_key_reused");
    text.push_str(&format!("a key of another request\n{reused}\n"));
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
