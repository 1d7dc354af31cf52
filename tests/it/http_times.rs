//! Times that people send: how far ahead, how far back, and never before what they answer.

use events_schema::Role;
use serde_json::json;

use crate::harness::{Engine, TestApp, general, hotline_report};

#[tokio::test]
async fn a_clock_may_be_two_minutes_ahead_and_no_more() {
    let app = TestApp::ready(Engine::Memory).await;
    let mut report = hotline_report();
    report["received_at"] = json!(app.minutes_ago(-2));
    app.post("/v1/tickets", &report).by(Role::HotlineAgent).send().await.ok();
    report["received_at"] = json!(app.minutes_ago(-3));
    app.post("/v1/tickets", &report).by(Role::HotlineAgent).send().await.refused(422, "in_future");
}

#[tokio::test]
async fn one_person_dates_back_72_hours_and_no_more() {
    let app = TestApp::ready(Engine::Memory).await;
    let mut report = hotline_report();
    report["received_at"] = json!(app.minutes_ago(72 * 60));
    app.post("/v1/tickets", &report).by(Role::HotlineAgent).send().await.ok();
    report["received_at"] = json!(app.minutes_ago(72 * 60 + 1));
    app.post("/v1/tickets", &report).by(Role::HotlineAgent).send().await.refused(422, "too_far_back");
}

#[tokio::test]
async fn nothing_happens_before_what_it_answers() {
    let app = TestApp::ready(Engine::Memory).await;
    let ticket = app.reported("call-1").await;
    let before = app.minutes_ago(1);
    let mut classify = general();
    classify["classified_at"] = json!(before);
    let agent = Role::HotlineAgent;
    app.post(ticket.at("classify"), &classify).by(agent).send().await.refused(422, "before_cause");
    app.pass(10);
    app.send(agent, &ticket, "classify", &general()).await;
    let early = json!({ "group": "electrical", "assigned_at": before });
    app.post(ticket.at("assign"), &early).by(agent).send().await.refused(422, "before_cause");
    app.send(agent, &ticket, "assign", &json!({ "group": "electrical" })).await;
    let early = json!({ "method": "phone", "reached_at": app.minutes_ago(5) });
    let refused = app.post(ticket.at("reach-customer"), &early).by(Role::SupportEngineer).send().await;
    refused.refused(422, "before_cause");
    app.send(Role::SupportEngineer, &ticket, "reach-customer", &json!({ "method": "phone" })).await;
}
