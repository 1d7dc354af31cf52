//! The timeline of a ticket, in both languages, over HTTP and on the command line.

use events_schema::Role;
use events_schema::Role::{Auditor, HeadOfAfterSales, HotlineAgent, SupportEngineer, TechnicalExpert};
use serde_json::{Value, json};

use crate::harness::{Engine, TestApp, Ticket, person_of};

/// The lines as somebody would read them out.
fn read(timeline: &Value) -> String {
    let lines = timeline["lines"].as_array().unwrap().iter().map(|line| {
        let text = |value: &Value| value.as_str().map(str::to_owned);
        let mut said = vec![text(&line["at"]).unwrap(), text(&line["title"]).unwrap()];
        said.extend(text(&line["verdict"]["word"]));
        said.extend(text(&line["event"]["by"]["role"]["word"]));
        said.extend(line["event"]["entered_late"].as_bool().filter(|late| *late).map(|_| "(late)".to_owned()));
        let details = line["details"].as_array().into_iter().flatten();
        // The id of a customer is by chance.
        let chosen =
            details.filter(|detail| detail["value"].as_str().is_some_and(|value| !value.starts_with("customer-")));
        said.extend(chosen.map(|detail| format!("{}={}", detail["label"], detail["value"])));
        said.extend(line["amended"].as_array().into_iter().flatten().map(|how| how["how"]["word"].to_string()));
        said.join(" | ")
    });
    lines.collect::<Vec<_>>().join("\n")
}

async fn timeline(app: &TestApp, ticket: &Ticket, query: &str) -> Value {
    app.get(ticket.at(&format!("timeline?{query}"))).by(Auditor).send().await.ok()
}

/// An important issue: a meeting that was entered after its deadline and is reassessed, a note that is corrected, and one
/// that is retracted.
async fn important(app: &TestApp) -> Ticket {
    let ticket = app.reported("call-1").await;
    app.pass(10);
    let class = json!({
        "class": "important", "issue_type": "starting",
        "grounds": { "effect_on_use": "stopped", "safety_hazard": "none", "effect_on_production": "limited" },
    });
    app.send(HotlineAgent, &ticket, "classify", &class).await;
    app.send(HotlineAgent, &ticket, "assign", &json!({ "group": "electrical" })).await;
    for role in [HeadOfAfterSales, TechnicalExpert] {
        app.send(role, &ticket, "acknowledge", &json!({})).await;
    }
    let note = |text: &str| json!({ "text": text });
    let written = app.send(SupportEngineer, &ticket, "add-note", &note("客户在场")).await.json();
    let wrong = app.send(SupportEngineer, &ticket, "add-note", &note("另一台发动机")).await.json();
    app.pass(60);
    let event = |written: &Value| written["events"][0]["id"].clone();
    let correction = json!({ "event": event(&written), "set": { "text": "客户在厂" }, "reason": "mistyped" });
    app.send(SupportEngineer, &ticket, "correct", &correction).await;
    let retraction = json!({ "event": event(&wrong), "reason": "another ticket" });
    app.send(SupportEngineer, &ticket, "retract", &retraction).await;
    let meeting = json!({
        "held_at": app.minutes_ago(45), "attendees": [person_of(TechnicalExpert)], "first_measures": ["停止使用"],
    });
    let held = app.send(HeadOfAfterSales, &ticket, "hold-first-analysis", &meeting).await.json();
    let opened = json!({ "request": held["events"][1]["id"], "grounds": "minutes of the meeting" });
    app.pass(10);
    app.send(Role::Management, &ticket, "approve-reassessment", &opened).await;
    ticket
}

#[tokio::test]
async fn a_ticket_reads_in_both_languages() {
    let app = TestApp::ready(Engine::Memory).await;
    let ticket = important(&app).await;
    insta::assert_snapshot!("timeline_en", read(&timeline(&app, &ticket, "lang=en").await));
    let chinese = timeline(&app, &ticket, "lang=zh-CN").await;
    insta::assert_snapshot!("timeline_zh", read(&chinese));
    assert!(!chinese.to_string().contains("139 0000 0001"), "personal values stay sealed: {chinese:#}");
}

#[tokio::test]
async fn the_language_is_the_one_that_the_client_prefers() {
    let app = TestApp::ready(Engine::Memory).await;
    let ticket = app.reported("call-1").await;
    for (preferred, language) in [("zh-CN,zh;q=0.9,en;q=0.8", "zh-CN"), ("de,en;q=0.5", "en"), ("*", "en")] {
        let call = app.get(ticket.at("timeline")).by(Auditor).header("accept-language", preferred);
        let answer = call.send().await;
        assert_eq!((&answer.ok()["language"], answer.header("content-language")), (&json!(language), Some(language)));
        assert_eq!(answer.header("vary"), Some("accept-language"));
    }
    let asked = app.get(ticket.at("timeline?lang=en")).by(Auditor).header("accept-language", "zh").send().await;
    assert_eq!(asked.ok()["lines"][0]["title"], "reported");
    app.get(ticket.at("timeline?lang=de")).by(Auditor).send().await.refused(400, "bad_parameter");
}

#[tokio::test]
async fn a_timeline_can_be_asked_for_as_it_was() {
    let app = TestApp::ready(Engine::Memory).await;
    let ticket = app.reported("call-1").await;
    let then = app.minutes_ago(0);
    app.pass(70);
    app.send(HotlineAgent, &ticket, "classify", &crate::harness::general()).await;
    let titles = |timeline: &Value| {
        let lines = timeline["lines"].as_array().unwrap().iter();
        lines.map(|line| line["title"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let position = app.stream(&ticket.0).await[0].position;
    for as_of in [then.to_string(), position.to_string()] {
        let shown = timeline(&app, &ticket, &format!("as_of={as_of}")).await;
        assert_eq!(titles(&shown), ["reported", "clock started: triage", "clock open: triage"], "as of {as_of}");
        assert_eq!(shown["as_of"], json!(then));
    }
    let after_the_deadline = timeline(&app, &ticket, &format!("as_of={}", app.minutes_ago(5))).await;
    assert_eq!(titles(&after_the_deadline)[2..], ["clock breached: triage", "clock open: triage"]);
    let before = timeline(&app, &ticket, "as_of=2020-01-01T00:00:00Z").await;
    assert_eq!(before["lines"], json!([]));
    let unknown = Ticket("ticket-00000000-0000-5000-8000-000000000001".to_owned());
    app.get(unknown.at("timeline")).by(Auditor).send().await.refused(404, "not_found");
}
