//! A ticket's course over HTTP, request by request, with everything that a client sees.

use std::fmt::Write;

use events_schema::Role;
use serde_json::{Value, json};

use crate::harness::{Answer, Engine, TestApp, Ticket, general, hotline_report};
use crate::steady::Steady;

/// Requests and answers as a text.
#[derive(Default)]
struct Transcript {
    text: String,
    steady: Steady,
}

impl Transcript {
    fn add(&mut self, request: &str, body: Option<&Value>, answer: &Answer) {
        writeln!(self.text, "{:=<100}\n{request}", "").unwrap();
        if let Some(body) = body {
            writeln!(self.text, "{body}").unwrap();
        }
        let shown = match serde_json::from_slice(&answer.body) {
            Ok(json) => Answer { body: self.steady.of(&json).to_string().into(), ..answer.clone() },
            Err(_) => answer.clone(),
        };
        writeln!(self.text, "{:-<100}\n{shown}", "").unwrap();
    }

    async fn post(&mut self, app: &TestApp, role: Role, path: &str, key: &str, body: &Value) -> Answer {
        let answer = app.post(path, body).by(role).once(key).send().await;
        self.add(&format!("POST {path}\nas {role}, Idempotency-Key: {key}"), Some(body), &answer);
        answer
    }

    async fn get(&mut self, app: &TestApp, role: Role, path: &str) -> Answer {
        app.settled().await;
        let answer = app.get(path).by(role).send().await;
        self.add(&format!("GET {path}\nas {role}"), None, &answer);
        answer
    }
}

#[tokio::test]
async fn a_general_issue_from_report_to_first_contact() {
    let app = TestApp::ready(Engine::Memory).await;
    let mut said = Transcript::default();
    let report = said.post(&app, Role::HotlineAgent, "/v1/tickets", "call-1", &hotline_report()).await.ok();
    let ticket = Ticket(report["id"].as_str().unwrap().to_owned());
    app.pass(20);
    said.post(&app, Role::HotlineAgent, &ticket.at("classify"), "class-1", &general()).await.ok();
    said.post(&app, Role::HotlineAgent, &ticket.at("assign"), "assign-1", &json!({ "group": "electrical" })).await.ok();
    app.pass(30);
    let attempt = json!({ "method": "phone", "outcome": "no_answer" });
    let attempted = said.post(&app, Role::SupportEngineer, &ticket.at("attempt-contact"), "try-1", &attempt).await.ok();
    app.pass(45);
    let reached = json!({ "method": "phone", "summary": "battery was replaced last week" });
    said.post(&app, Role::SupportEngineer, &ticket.at("reach-customer"), "reach-1", &reached).await.ok();
    let correction = json!({
        "event": attempted["events"][0]["id"], "set": { "outcome": "busy" }, "reason": "the line was busy",
    });
    said.post(&app, Role::SupportEngineer, &ticket.at("correct"), "correct-1", &correction).await.ok();
    insta::assert_snapshot!("general_issue_commands", said.text);
}

#[tokio::test]
async fn what_a_ticket_shows_afterwards() {
    let app = TestApp::ready(Engine::Memory).await;
    let ticket = app.assigned("call-1").await;
    app.pass(130);
    app.post(ticket.at("reach-customer"), &json!({ "method": "phone" }))
        .by(Role::SupportEngineer)
        .once("r")
        .send()
        .await
        .ok();
    let mut said = Transcript::default();
    for (role, what) in [
        (Role::SupportEngineer, ""),
        (Role::Auditor, "history"),
        (Role::Management, "clocks"),
        (Role::Management, "clocks/first_contact/explain"),
        (Role::SupportEngineer, "contact"),
    ] {
        said.get(&app, role, &ticket.at(what)).await.ok();
    }
    said.get(&app, Role::Analyst, "/v1/tickets").await.ok();
    said.get(&app, Role::Analyst, "/v1/clocks").await.ok();
    // Ids derive from random commands where no key was sent, so they are not part of the picture.
    insta::assert_snapshot!("general_issue_queries", without_chance(&said.text));
}

/// `assigned` sends two commands without keys.
fn without_chance(text: &str) -> String {
    let mut steady = String::new();
    let mut known: Vec<&str> = Vec::new();
    let mut rest = text;
    while let Some(start) = next_uuid(rest) {
        let (before, id) = (&rest[..start], &rest[start..start + 36]);
        let place = known.iter().position(|other| *other == id).unwrap_or_else(|| {
            known.push(id);
            known.len() - 1
        });
        write!(steady, "{before}[id {}]", place + 1).unwrap();
        rest = &rest[start + 36..];
    }
    steady + rest
}

fn next_uuid(text: &str) -> Option<usize> {
    let is_uuid = |at: usize| text.get(at..at + 36).is_some_and(|part| uuid::Uuid::try_parse(part).is_ok());
    (0..text.len().saturating_sub(35)).find(|at| is_uuid(*at))
}
