//! Who talks with the program over HTTP: what they say one after the other, and what they are answered.

use events_schema::RecordedEvent;
use events_schema::Role::{self, Customer, HeadOfAfterSales, HotlineAgent, Management, SupportEngineer, SupportLead};
use serde_json::{Value, json};

use crate::harness::{Answer, Call, Engine, TestApp, Ticket, hotline_report, person_of};
use crate::transcript::{Transcript, sent};

/// What a refusal says: the status, the stable code, the clause.
pub(crate) type Refusal<'a> = (u16, &'a str, &'a str);

/// Who says something.
#[derive(Debug, Clone)]
pub(crate) struct Who {
    named: String,
    key: Option<String>,
}

impl Who {
    /// A customer who has to do with another ticket.
    pub(crate) fn another_customer() -> Self {
        Self { named: "another customer".to_owned(), key: Some("other-customer".to_owned()) }
    }

    /// Somebody without a key.
    pub(crate) fn anybody(named: &str) -> Self {
        Self { named: named.to_owned(), key: None }
    }
}

impl From<Role> for Who {
    /// The one who has this role; the customer is the caller of the ticket.
    fn from(role: Role) -> Self {
        let key = if role == Customer { "caller".to_owned() } else { person_of(role) };
        Self { named: role.name().replace('_', " "), key: Some(key) }
    }
}

/// What is said to the program and written down: by whom, to which path.
#[derive(Clone, Copy)]
pub(crate) struct Talk<'a> {
    pub(crate) app: &'a TestApp,
    pub(crate) transcript: &'a Transcript,
}

impl Talk<'_> {
    /// Sends a request at once, and writes down of what it reads these fields.
    pub(crate) async fn send(&self, who: impl Into<Who>, call: Call<'_>, fields: &[&str]) -> Answer {
        let answer = self.send_alone(who, call, fields).await;
        self.look_at_the_clocks().await;
        answer
    }

    /// The same without the clocks, for what may still follow.
    pub(crate) async fn send_alone(&self, who: impl Into<Who>, call: Call<'_>, fields: &[&str]) -> Answer {
        let (who, said, at) = (who.into(), sent(&call), self.app.minutes_ago(0));
        let call = if let Some(key) = &who.key { call.with_key(key) } else { call };
        let answer = call.send().await;
        self.transcript.exchange(at, &who.named, &said, &answer, fields);
        answer
    }

    pub(crate) async fn look_at_the_clocks(&self) {
        if let Some(ticket) = self.transcript.watched() {
            let clocks = clocks_of(self.app, &ticket).await;
            self.transcript.changes(clocks.iter().map(in_a_few_words).collect());
        }
    }

    pub(crate) async fn tell(&self, who: impl Into<Who>, path: &str, body: &Value) -> Answer {
        self.send(who, self.app.post(path, body), &[]).await
    }

    /// Says something at once, which has to succeed.
    pub(crate) async fn now(&self, who: impl Into<Who>, path: &str, body: &Value) -> Value {
        self.tell(who, path, body).await.ok()
    }

    /// Tries something at once that is refused.
    pub(crate) async fn refused(&self, who: impl Into<Who>, path: &str, body: &Value, refusal: Refusal<'_>) {
        is_refused(&self.tell(who, path, body).await, refusal);
    }

    /// Reads these fields of what a path shows, when the read models have seen everything.
    pub(crate) async fn read(&self, who: impl Into<Who>, path: &str, fields: &[&str]) -> Value {
        self.app.settled().await;
        self.send(who, self.app.get(path), fields).await.ok()
    }

    /// Waits until the program has written so many events of this type by itself, and writes the last one down.
    pub(crate) async fn by_itself(&self, stream: &str, kind: &str, times: usize) -> RecordedEvent {
        loop {
            let length = *self.app.store.length().borrow();
            let found: Vec<_> =
                self.app.stream(stream).await.into_iter().filter(|event| &*event.kind == kind).collect();
            if let Some(event) = found.get(times - 1) {
                self.transcript.by_itself(self.app.minutes_ago(0), event);
                self.look_at_the_clocks().await;
                return event.clone();
            }
            self.app.length_reaches(length + 1).await;
        }
    }
}

/// Asserts that it was refused so.
#[track_caller]
pub(crate) fn is_refused(answer: &Answer, (status, code, clause): Refusal<'_>) {
    answer.refused(status, code);
    assert_eq!(answer.json()["clause"], clause, "{answer}");
}

async fn clocks_of(app: &TestApp, ticket: &Ticket) -> Vec<Value> {
    let clocks = app.get(ticket.at("clocks")).by(Management).send().await.ok();
    clocks["clocks"].as_array().unwrap().clone()
}

/// A ticket, and everybody who has to do with it.
pub(crate) struct Conversation {
    pub(crate) app: TestApp,
    pub(crate) ticket: Ticket,
    pub(crate) transcript: Transcript,
}

impl Conversation {
    /// A report by telephone.
    pub(crate) async fn reported() -> Self {
        Self::begun(TestApp::ready(Engine::Memory).await, Transcript::default(), &hotline_report()).await
    }

    /// A report by telephone, in a conversation that has begun before.
    pub(crate) async fn begun(app: TestApp, transcript: Transcript, report: &Value) -> Self {
        let talk = Talk { app: &app, transcript: &transcript };
        let answer = talk.send(HotlineAgent, app.post("/v1/tickets", report).once("call-1"), &[]).await;
        Self::opened(app, transcript, &answer).await
    }

    /// A report that was taken. The caller gets a key of his own, so that he can speak for himself afterwards.
    pub(crate) async fn opened(app: TestApp, transcript: Transcript, answer: &Answer) -> Self {
        let ticket = Ticket(answer.ok()["id"].as_str().unwrap().to_owned());
        transcript.watches(&ticket);
        let talk = Self { app, ticket, transcript };
        talk.talk().look_at_the_clocks().await;
        talk.give_the_caller_a_key().await;
        talk
    }

    pub(crate) fn talk(&self) -> Talk<'_> {
        Talk { app: &self.app, transcript: &self.transcript }
    }

    pub(crate) async fn give_the_caller_a_key(&self) {
        let recorded: Value = serde_json::from_slice(&self.app.stream(&self.ticket.0).await[0].data).unwrap();
        self.app.make_key("caller", recorded["customer"].as_str().unwrap(), Customer).await;
    }

    /// A report by telephone that is classified after so many minutes.
    pub(crate) async fn classified(class: &Value, minutes: i64) -> Self {
        let talk = Self::reported().await;
        talk.app.pass(minutes);
        talk.now(HotlineAgent, "classify", class).await;
        talk
    }

    /// Says something at once.
    pub(crate) async fn tell(&self, role: Role, command: &str, body: &Value) -> Answer {
        self.talk().tell(role, &self.ticket.at(command), body).await
    }

    /// Does something at once, which has to succeed.
    pub(crate) async fn now(&self, role: Role, command: &str, body: &Value) -> Value {
        self.talk().now(role, &self.ticket.at(command), body).await
    }

    /// Does something five minutes later, which has to succeed.
    pub(crate) async fn done(&self, role: Role, command: &str, body: &Value) -> Value {
        self.app.pass(5);
        self.now(role, command, body).await
    }

    /// Tries something at once that is refused.
    pub(crate) async fn refused(&self, role: Role, command: &str, body: &Value, refusal: Refusal<'_>) {
        self.talk().refused(role, &self.ticket.at(command), body, refusal).await;
    }

    pub(crate) async fn shown(&self) -> Value {
        self.app.settled().await;
        self.app.get(self.ticket.at("")).by(Management).send().await.ok()
    }

    pub(crate) async fn all_clocks(&self) -> Vec<Value> {
        clocks_of(&self.app, &self.ticket).await
    }

    /// Each clock in a few words: `arrival_emergency: stopped met`, with its number where it is not the first.
    pub(crate) async fn clocks(&self) -> Vec<String> {
        self.all_clocks().await.iter().map(in_a_few_words).collect()
    }

    /// The clock of a kind, the last one if there are several.
    pub(crate) async fn clock(&self, kind: &str) -> Value {
        let clocks = self.all_clocks().await;
        clocks.into_iter().rfind(|clock| clock["clock"] == kind).unwrap_or_else(|| panic!("there is no clock {kind}"))
    }

    /// From the proposal of a solution to its end; says which solution.
    pub(crate) async fn repair(&self) -> Value {
        let proposal = json!({ "kind": "replace_parts", "description": "更换故障零件" });
        let proposed = self.done(SupportEngineer, "propose-solution", &proposal).await;
        let solution = json!({ "solution": proposed["events"][0]["id"] });
        self.refused(SupportEngineer, "start-solution", &json!({}), (409, "not_approved", "P3.1.d")).await;
        self.refused(SupportEngineer, "approve-solution", &solution, (403, "not_permitted", "P1.2")).await;
        self.done(SupportLead, "approve-solution", &solution).await;
        self.done(SupportEngineer, "start-solution", &json!({})).await;
        let told = json!({
            "method": "phone", "progress": "part has been ordered", "expected_completion": self.app.minutes_ago(-600),
        });
        self.done(SupportEngineer, "tell-progress", &told).await;
        self.done(SupportEngineer, "finish-solution", &json!({})).await;
        solution
    }

    /// Everybody who has to know says that he does.
    pub(crate) async fn acknowledged(&self, roles: &[Role]) {
        for role in roles {
            self.now(*role, "acknowledge", &json!({})).await;
        }
    }

    /// Every event of the ticket, in order.
    pub(crate) async fn history(&self) -> Vec<Value> {
        let history = self.app.get(self.ticket.at("history?limit=500")).by(Role::Auditor).send().await.ok();
        history["events"].as_array().unwrap().clone()
    }

    /// The types of the ticket's events, in order.
    pub(crate) async fn kinds(&self) -> Vec<String> {
        self.history().await.iter().map(|event| event["type"].as_str().unwrap().to_owned()).collect()
    }
}

pub(crate) fn in_a_few_words(clock: &Value) -> String {
    let word = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let number = if clock["number"] == 1 { String::new() } else { format!(" {}", clock["number"]) };
    let episode = if clock["episode"] == 1 { String::new() } else { format!(" (episode {})", clock["episode"]) };
    let words = [word(&clock["state"]["is"]), word(&clock["verdict"])];
    let words: Vec<_> = words.into_iter().filter(|word| !word.is_empty()).collect();
    format!("{}{number}{episode}: {}", word(&clock["clock"]), words.join(" "))
}

/// The event that a command wrote first, by its id.
pub(crate) fn event_of(done: &Value) -> Value {
    done["events"][0]["id"].clone()
}

/// A classification as an important issue.
pub(crate) fn important() -> Value {
    json!({
        "class": "important", "issue_type": "starting",
        "grounds": { "effect_on_use": "stopped", "safety_hazard": "none", "effect_on_production": "limited" },
    })
}

/// A classification as an emergency.
pub(crate) fn emergency() -> Value {
    json!({
        "class": "emergency", "issue_type": "fuel",
        "grounds": { "effect_on_use": "stopped", "safety_hazard": "possible", "effect_on_production": "serious" },
    })
}

/// Those who are sent: an expert and a service engineer.
pub(crate) fn two_people() -> Value {
    json!({ "people": [
        { "person": "technical-expert", "role": "technical_expert" },
        { "person": "on-site-engineer", "role": "on_site_engineer" },
    ] })
}

/// A plan of which the second version is in force.
pub(crate) async fn with_plans(app: &TestApp) {
    for (in_force_from, title) in [
        (None, "发动机起火应急预案"),
        (None, "发动机起火应急预案(第二版)"),
        (Some(app.minutes_ago(-100_000)), "发动机起火应急预案(第三版)"),
    ] {
        let body = json!({
            "plan": "engine-fire", "title": title, "notify": ["production_head"],
            "team_roles": [{ "code": "repair", "title": "抢修" }, { "code": "supply", "title": "物资" }],
            "checklist": ["疏散人员", "切断燃油", "关闭电源"], "resources": ["灭火器"],
        });
        let drafted = app.post("/v1/emergency-plans", &body).by(HeadOfAfterSales).send().await.ok();
        let approval = json!({ "draft": drafted["events"][0]["id"], "in_force_from": in_force_from });
        let approve = app.post("/v1/emergency-plans/engine-fire/approve", &approval);
        approve.by(Management).send().await.ok();
    }
}

/// A report without serial number, so that the engine has to be identified.
pub(crate) fn report_without_serial() -> Value {
    let mut report = hotline_report();
    report.as_object_mut().unwrap().remove("engine_serial");
    report
}
