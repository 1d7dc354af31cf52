//! What customers see: their own tickets, and of those what is meant for them.

use events_schema::{Audience, Role, visible_data};
use serde_json::{Value, json};

use crate::harness::{CUSTOMER, Engine, TestApp, Ticket, general};
use crate::records::said;

async fn own_ticket(app: &TestApp, key_name: &str) -> Ticket {
    let report = json!({
        "channel": "website", "engine_model": "WP12", "symptom": "smokes", "usage_scenario": "bus",
        "contact": { "name": "李师傅", "phone": "13900000009" },
    });
    let answer = app.post("/v1/tickets", &report).with_key(key_name).once("form-1").send().await;
    Ticket(answer.ok()["id"].as_str().unwrap().to_owned())
}

#[tokio::test]
async fn a_customer_lists_his_own_tickets_only() {
    let app = TestApp::ready(Engine::Memory).await;
    let own = own_ticket(&app, "customer").await;
    own_ticket(&app, "other-customer").await;
    app.reported("call-1").await;
    app.settled().await;
    let listed = app.get("/v1/tickets").with_key("customer").send().await.ok();
    let tickets = listed["tickets"].as_array().unwrap();
    assert_eq!(tickets.iter().map(|ticket| &ticket["ticket"]).collect::<Vec<_>>(), [&json!(own.0)]);
    let all = app.get("/v1/tickets").by(Role::HotlineAgent).send().await.ok();
    assert_eq!(all["tickets"].as_array().unwrap().len(), 3);
    let by_phone_of_another = app.get("/v1/tickets?phone=13900000001").with_key("customer").send().await.ok();
    assert_eq!(by_phone_of_another["tickets"], json!([]));
}

#[tokio::test]
async fn what_is_somebody_elses_does_not_exist() {
    let app = TestApp::ready(Engine::Memory).await;
    let own = own_ticket(&app, "customer").await;
    let other = own_ticket(&app, "other-customer").await;
    app.settled().await;
    for what in ["", "history", "contact"] {
        app.get(own.at(what)).with_key("customer").send().await.ok();
        app.get(other.at(what)).with_key("customer").send().await.refused(404, "not_found");
    }
    app.get(own.at("clocks")).with_key("customer").send().await.refused(403, "not_permitted");
}

#[tokio::test]
async fn a_customer_reports_as_himself_only() {
    let app = TestApp::ready(Engine::Memory).await;
    let ticket = own_ticket(&app, "customer").await;
    let events = app.stream(&ticket.0).await;
    let data: Value = serde_json::from_slice(&events[0].data).unwrap();
    assert_eq!(data["customer"], CUSTOMER, "whatever telephone number he leaves, he is who his key says");
}

#[tokio::test]
async fn a_history_shows_outsiders_what_its_facts_allow() {
    let app = TestApp::ready(Engine::Memory).await;
    let ticket = own_ticket(&app, "customer").await;
    app.send(Role::HotlineAgent, &ticket, "classify", &general()).await;
    app.send(Role::HotlineAgent, &ticket, "assign", &json!({ "group": "electrical" })).await;
    let moved = json!({ "group": "injection", "reason": "it is the pump" });
    let refused = app.post(ticket.at("reassign"), &moved).by(Role::HotlineAgent).send().await;
    assert!(refused.status.is_client_error(), "the group does not take the type: {refused}");
    app.send(Role::SupportEngineer, &ticket, "reach-customer", &json!({ "method": "phone", "summary": "inner" })).await;

    let all = app.get(ticket.at("history")).by(Role::Auditor).send().await.ok();
    let own = app.get(ticket.at("history")).with_key("customer").send().await.ok();
    let (all, own) = (all["events"].as_array().unwrap(), own["events"].as_array().unwrap());
    let mut shown = own.iter();
    for event in all {
        let kind = event["type"].as_str().unwrap();
        let version = u32::try_from(event["version"].as_u64().unwrap()).unwrap();
        let Some(data) = visible_data(kind, version, event["data"].clone(), Audience::Customer) else { continue };
        let theirs = shown.next().unwrap();
        assert_eq!(theirs["data"], data, "{kind}");
        assert_eq!(theirs.get("actor"), None, "who did it is the factory's own");
        assert_eq!(theirs["hash"], event["hash"]);
    }
    assert_eq!(shown.next(), None);
    let text = json!(own).to_string();
    for inner in ["inner", "grounds", "sealed", "policy_version", "support-engineer"] {
        assert!(!text.contains(inner), "a customer sees `{inner}`");
    }
}

#[tokio::test]
async fn what_was_entered_on_his_ticket_by_mistake_is_not_shown_to_a_customer() {
    let app = TestApp::ready(Engine::Memory).await;
    let (wrong, right) = (own_ticket(&app, "customer").await, own_ticket(&app, "other-customer").await);
    let step = json!({ "method": "phone", "step": "compression", "finding": "other engine" });
    let step = app.send(Role::SupportEngineer, &wrong, "record-diagnosis-step", &step).await.json();
    let event = step["events"][0]["id"].clone();
    let correction = json!({ "event": event, "set": { "finding": "the other engine" }, "reason": "typing" });
    app.send(Role::SupportEngineer, &wrong, "correct", &correction).await;
    let moving = json!({ "event": event, "to": right.0, "reason": "wrong ticket" });
    app.send(Role::SupportEngineer, &wrong, "move-entry", &moving).await;
    app.reacts();
    said(&app, &right, "ticket.entry_moved_in").await;

    let kinds = |history: &Value| {
        let events = history["events"].as_array().unwrap().iter();
        events.map(|event| event["type"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let shown = app.get(wrong.at("history")).with_key("customer").send().await.ok();
    assert_eq!(kinds(&shown), ["ticket.reported", "ticket.entry_moved_out"]);
    assert!(!shown.to_string().contains("other engine"), "{shown}");
    assert_eq!(shown["events"][1]["data"]["fact"], json!({ "type": "ticket.diagnosis_step_recorded" }));
    let shown = app.get(right.at("history")).with_key("other-customer").send().await.ok();
    assert_eq!(kinds(&shown), ["ticket.reported", "ticket.entry_moved_in"]);
    assert_eq!(shown["events"][1]["data"]["fact"]["data"]["finding"], "the other engine");
    let all = app.get(wrong.at("history")).by(Role::Auditor).send().await.ok();
    assert_eq!(
        kinds(&all)[1..],
        ["ticket.diagnosis_step_recorded", "ticket.entry_corrected", "ticket.entry_moved_out"]
    );
}
