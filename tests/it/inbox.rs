//! Who is told of what, and where he finds it (P2.1.b, P3.2.a, P3.3.a, P4.2).

use events_schema::Role::{
    self, Administrator, Auditor, HeadOfAfterSales, HotlineAgent, Management, ProductionHead, SupportEngineer,
    SupportLead, TechnicalExpert,
};
use serde_json::{Value, json};

use crate::conversation::{Conversation, important};
use crate::harness::{Engine, TestApp, Ticket, general, person_of};
use crate::http_live::Live;

async fn inbox(app: &TestApp, role: Role) -> Value {
    app.settled().await;
    app.get("/v1/inbox?lang=zh-CN").by(role).send().await.ok()
}

/// What somebody is told, in one line each, the newest first.
async fn told(app: &TestApp, role: Role) -> Vec<String> {
    let inbox = inbox(app, role).await;
    let line = |told: &Value| {
        let answered = if told.get("answered_at").is_some() { ", answered" } else { "" };
        let read = if told["is_read"] == true { ", read" } else { "" };
        format!("{}{answered}{read}", told["title"].as_str().unwrap())
    };
    inbox["notifications"].as_array().unwrap().iter().map(line).collect()
}

#[tokio::test]
async fn whoever_has_to_know_is_told_until_he_says_that_he_knows() {
    let talk = Conversation::classified(&important(), 10).await;
    let classified = ["【重要】问题分级"];
    assert_eq!(told(&talk.app, HeadOfAfterSales).await, classified);
    assert_eq!(told(&talk.app, TechnicalExpert).await, classified);
    for other in [ProductionHead, SupportEngineer, Auditor] {
        assert_eq!(told(&talk.app, other).await, Vec::<String>::new(), "{other}");
    }
    let inbox = inbox(&talk.app, HeadOfAfterSales).await;
    let number = inbox["notifications"][0]["number"].clone();
    assert_eq!(inbox["notifications"][0]["every"], "PT5M", "told again until somebody answers (P3.2.a)");
    let read = json!({ "person": person_of(HeadOfAfterSales), "through": number });
    talk.app.post("/v1/inboxes", &read).by(HeadOfAfterSales).send().await;
    assert_eq!(told(&talk.app, HeadOfAfterSales).await, ["【重要】问题分级, read"], "to read it answers nothing");
    talk.done(HeadOfAfterSales, "acknowledge", &json!({ "role": "head_of_after_sales" })).await;
    assert_eq!(told(&talk.app, HeadOfAfterSales).await, ["【重要】问题分级, answered, read"]);
    assert_eq!(told(&talk.app, TechnicalExpert).await, classified, "the expert has not said so");
    talk.app.post("/v1/inboxes", &read).by(TechnicalExpert).send().await.refused(422, "not_your_inbox");
}

#[tokio::test]
async fn what_a_customer_reports_himself_tells_the_hotline_until_it_is_sorted() {
    let app = TestApp::ready(Engine::Memory).await;
    let report = json!({
        "channel": "website", "engine_model": "WP12", "symptom": "漏油", "usage_scenario": "bus",
        "contact": { "name": "李师傅", "phone": "13900000009" },
    });
    let ticket = app.post("/v1/tickets", &report).with_key("customer").once("own").send().await.ok()["id"].clone();
    let ticket = Ticket(ticket.as_str().unwrap().to_owned());
    assert_eq!(told(&app, HotlineAgent).await, ["报修登记"]);
    app.send(HotlineAgent, &ticket, "classify", &general()).await;
    assert_eq!(told(&app, HotlineAgent).await, ["报修登记, answered"]);
    app.send(HotlineAgent, &ticket, "assign", &json!({ "group": "electrical" })).await;
    for member in [SupportEngineer, SupportLead] {
        assert_eq!(told(&app, member).await, ["【一般】分配至技术支持小组"], "{member} belongs to the group");
    }
    app.get("/v1/inbox").with_key("customer").send().await.refused(403, "not_permitted");
}

#[tokio::test]
async fn who_acts_for_somebody_is_told_what_he_is_told() {
    let talk = Conversation::classified(&important(), 10).await;
    assert_eq!(told(&talk.app, SupportLead).await, Vec::<String>::new());
    let until = talk.app.minutes_ago(-600);
    let name = json!({ "deputy": person_of(SupportLead), "until": until, "absence": "leave" });
    let path = format!("/v1/people/{}/name-deputy", person_of(HeadOfAfterSales));
    talk.app.post(path, &name).by(HeadOfAfterSales).send().await.ok();
    assert_eq!(told(&talk.app, SupportLead).await, ["【重要】问题分级"]);
}

#[tokio::test]
async fn rules_are_data_and_hold_from_then_on() {
    let app = TestApp::ready(Engine::Memory).await;
    let rules = app.get("/v1/notification-rules").by(Auditor).send().await.ok();
    assert_eq!(rules["version"], 0);
    let names: Vec<&str> =
        rules["rules"].as_array().unwrap().iter().map(|rule| rule["rule"].as_str().unwrap()).collect();
    assert!(names.contains(&"emergency") && names.contains(&"breached"), "{names:?}");
    let before = app.reported("call-1").await;
    app.send(HotlineAgent, &before, "classify", &important()).await;
    let only = json!({ "rules": [{
        "rule": "all", "on": ["ticket.classified"], "tell": [{ "is": "role", "role": "management" }],
    }] });
    app.post("/v1/notification-rules", &json!({ "rules": [] })).by(Management).send().await.refused(422, "rule_count");
    let unknown = json!({ "rules": [{ "rule": "x", "on": ["ticket.updated"], "tell": [{ "is": "group" }] }] });
    app.post("/v1/notification-rules", &unknown).by(Management).send().await.refused(422, "not_tellable");
    app.post("/v1/notification-rules", &only).by(HotlineAgent).send().await.refused(403, "not_permitted");
    app.post("/v1/notification-rules", &only).by(Management).send().await;
    let after = app.reported("call-2").await;
    app.send(HotlineAgent, &after, "classify", &important()).await;
    assert_eq!(told(&app, Management).await, ["【重要】问题分级"]);
    assert_eq!(told(&app, HeadOfAfterSales).await, ["【重要】问题分级"], "what was told before stays told");
    let listed = app.get("/v1/notifications?rule=all").by(Administrator).send().await.ok();
    assert_eq!(listed["rows"].as_array().unwrap().len(), 1, "{listed:#}");
    assert_eq!((&listed["rows"][0]["role"], &listed["rows"][0]["ticket"]), (&json!("management"), &json!(after.0)));
}

#[tokio::test]
async fn who_listens_is_told_at_once_and_misses_nothing_when_he_comes_back() {
    let app = TestApp::ready(Engine::Memory).await;
    let first = app.reported("call-1").await;
    app.send(HotlineAgent, &first, "classify", &important()).await;
    app.settled().await;
    let listen = |last| Live::over(app.get("/v1/inbox/live?lang=en").by(HeadOfAfterSales), last);
    let mut live = listen(Some(0)).await;
    let message = live.next().await.unwrap();
    let seen: Value = serde_json::from_str(&message.data).unwrap();
    assert_eq!((&*message.event, &seen[0]["title"]), ("notifications", &json!("[important] classified")));
    let second = app.reported("call-2").await;
    app.send(HotlineAgent, &second, "classify", &important()).await;
    let next = live.next().await.unwrap();
    assert!(next.id > message.id, "{next:?}");
    let mut again = listen(message.id).await;
    assert_eq!(again.next().await.unwrap(), next);
}
