//! Who is told of an important issue, and what stops the clock (P2.1.b, P3.2.a, P3.3.a, P4.2), over HTTP: the conversation that the
//! documents tell.

use events_schema::Role::{
    self, Administrator, Auditor, HeadOfAfterSales, HotlineAgent, Hr, Management, ProductionHead, TechnicalExpert,
};
use events_schema::TicketCode;
use serde_json::{Value, json};
use tokio::sync::mpsc::UnboundedReceiver;

use crate::chain::check_whole;
use crate::channels_mail::post_office;
use crate::conversation::{Conversation, Talk, Who, important};
use crate::harness::{Answer, PATIENCE, TestApp, hotline_report, person_of};
use crate::telling::{quiet, telling};
use crate::transcript::Transcript;

/// A conversation, and the mail server of the factory.
struct Told {
    talk: Conversation,
    mails: UnboundedReceiver<[String; 3]>,
}

fn set_contact(role: Role) -> (String, Value) {
    let path = format!("/v1/people/{}/set-contact", person_of(role));
    (path, json!({ "email": format!("{}@example.com", person_of(role)) }))
}

impl Told {
    /// The head of after-sales has an address, and the expert has none.
    async fn of_an_important_issue() -> Self {
        let (port, mails) = post_office().await;
        let app = telling(&format!(
            "public_url = 'https://service.example.com'\n[channels.mail]\nkind = 'email'\nhost = '127.0.0.1'\nport = {port}\n\
             tls = 'none'\nallow_private = true\nfrom = 'Flywheel <flywheel@example.com>'\n"
        ))
        .await;
        let transcript = Transcript::default();
        let (path, contact) = set_contact(HeadOfAfterSales);
        Talk { app: &app, transcript: &transcript }.now(Hr, &path, &contact).await;
        let talk = Conversation::begun(app, transcript, &hotline_report()).await;
        talk.transcript.names(&TicketCode::of(talk.ticket.id()).to_string(), "0000-0000-00000");
        talk.done(HotlineAgent, "classify", &important()).await;
        Self { talk, mails }
    }

    fn app(&self) -> &TestApp {
        &self.talk.app
    }

    /// What somebody has in his inbox.
    async fn inbox(&self, role: Role) -> Vec<Value> {
        let fields = ["number", "title", "rule", "role", "every", "is_read", "answered_at"];
        let inbox = self.talk.talk().read(role, "/v1/inbox?lang=en", &fields).await;
        let told = inbox["notifications"].as_array().unwrap().clone();
        for number in told.iter().map(|told| &told["number"]) {
            for field in ["number", "through"] {
                self.talk.transcript.names(&format!("\"{field}\":{number}"), &format!("\"{field}\":{{number}}"));
            }
        }
        told
    }

    /// Waits for the next mail, and writes down what its reader is sent. The link is his alone.
    async fn is_sent(&mut self, role: Role) -> Option<String> {
        let mail = tokio::time::timeout(PATIENCE, self.mails.recv()).await.expect("a mail comes");
        let [reader, subject, text] = mail.unwrap();
        assert_eq!(reader, format!("<{}@example.com>", person_of(role)));
        let at = self.app().minutes_ago(0);
        let lines: Vec<&str> = text.lines().filter(|line| !line.is_empty()).collect();
        let link = lines.iter().find_map(|line| line.strip_prefix("https://service.example.com")).map(str::to_owned);
        if let Some(link) = &link {
            self.talk.transcript.names(link, &format!("/acknowledge/{{token of {}}}", person_of(role)));
        }
        let who = role.name().replace('_', " ");
        self.talk.transcript.row(at, &[&who, "is sent a mail", &format!("{subject}<br>{}", lines.join("<br>"))]);
        link
    }

    /// The head reads it, which answers nothing, and then says that he knows.
    async fn the_head_says_that_he_knows(&self) {
        let told = self.inbox(HeadOfAfterSales).await;
        let read = |by: Role| json!({ "person": person_of(by), "through": told[0]["number"] });
        let talk = self.talk.talk();
        let other = read(TechnicalExpert);
        talk.refused(HeadOfAfterSales, "/v1/inboxes", &other, (422, "not_your_inbox", "P2.1.b")).await;
        talk.now(HeadOfAfterSales, "/v1/inboxes", &read(HeadOfAfterSales)).await;
        let told = self.inbox(HeadOfAfterSales).await;
        assert_eq!((&told[0]["is_read"], told[0].get("answered_at")), (&json!(true), None), "to read is no answer");
        self.talk.refused(ProductionHead, "acknowledge", &json!({}), (422, "need_not_know", "P3.2.a")).await;
        self.talk.now(HeadOfAfterSales, "acknowledge", &json!({})).await;
        assert!(self.inbox(HeadOfAfterSales).await[0]["answered_at"].is_string());
        assert_eq!(self.talk.clock("notification").await["state"]["is"], "running", "the expert does not know yet");
    }

    /// What could not be delivered.
    async fn dead_letters(&self) -> Vec<Value> {
        let fields = ["id", "kind", "channel", "recipient", "state", "error"];
        let page = self.talk.talk().read(Administrator, "/v1/outbox?state=dead", &fields).await;
        page["deliveries"].as_array().unwrap().clone()
    }

    /// The mail to the expert had nowhere to go; with an address it arrives.
    async fn the_dead_letter_is_sent_again(&self) {
        quiet(self.app()).await;
        let dead = self.dead_letters().await;
        let [letter] = &dead[..] else { panic!("{dead:?}") };
        let id = letter["id"].as_str().unwrap();
        self.talk.transcript.names(id, "{delivery}");
        let talk = self.talk.talk();
        let retry = |by: Role| self.post(by, format!("/v1/outbox/{id}/retry"));
        retry(Auditor).await.refused(403, "not_permitted");
        let (path, contact) = set_contact(TechnicalExpert);
        talk.now(Hr, &path, &contact).await;
        assert_eq!(retry(Administrator).await.ok()["retried"], 1);
    }

    async fn post(&self, by: Role, path: String) -> Answer {
        self.talk.talk().tell(by, &path, &json!({})).await
    }

    /// To open a link says nothing, for programs open links too; to press its button does.
    async fn the_expert_says_so_by_his_link(&self, link: &str) {
        let app = self.app();
        let by_mail = || Who::anybody("whoever has the link");
        let talk = self.talk.talk();
        talk.send(by_mail(), app.get(link), &[]).await;
        assert_eq!(self.talk.clock("notification").await["state"]["is"], "running");
        talk.send(by_mail(), app.post(format!("{link}x"), &json!({})), &[]).await.refused(404, "not_found");
        let pressed = talk.send(by_mail(), app.post(link, &json!({})), &[]).await;
        assert_eq!(pressed.status, 200, "{pressed}");
        assert_eq!(self.talk.clock("notification").await["verdict"], "met");
    }

    /// Management wants to know too: of all important issues from now on.
    async fn a_rule_is_added(&self) {
        let talk = self.talk.talk();
        let rules = self.app().get("/v1/notification-rules").by(Auditor).send().await.ok()["rules"].clone();
        let rules = rules.as_array().unwrap();
        let known = rules.iter().map(Value::to_string).collect::<Vec<_>>().join(",");
        self.talk.transcript.names(&known, &format!("… the {} rules of version 0 …", rules.len()));
        let and = |kind: &str| {
            let tell = json!([{ "is": "role", "role": "management" }]);
            let rule = json!({ "rule": "management", "on": [kind], "classes": ["important"], "tell": tell });
            json!({ "rules": rules.iter().chain([&rule]).collect::<Vec<_>>() })
        };
        talk.read(Auditor, "/v1/notification-rules", &[]).await;
        let path = "/v1/notification-rules";
        talk.refused(HotlineAgent, path, &and("ticket.classified"), (403, "not_permitted", "P1.2")).await;
        talk.refused(Management, path, &and("ticket.updated"), (422, "not_tellable", "P2.1.b")).await;
        talk.now(Management, path, &and("ticket.classified")).await;
        assert_eq!(self.inbox(Management).await, Vec::<Value>::new(), "what was before it is not told");
        let next = self.app().reported("call-2").await;
        talk.now(HotlineAgent, &next.at("classify"), &important()).await;
        assert_eq!(self.inbox(Management).await[0]["rule"], "management");
    }
}

#[tokio::test]
async fn from_the_class_to_everybody_who_knows() {
    let mut told = Told::of_an_important_issue().await;
    told.is_sent(HeadOfAfterSales).await;
    told.app().pass(1);
    told.the_head_says_that_he_knows().await;
    assert_eq!(told.inbox(TechnicalExpert).await[0]["title"], "[important] classified");
    told.app().pass(1);
    told.the_dead_letter_is_sent_again().await;
    let link = told.is_sent(TechnicalExpert).await.expect("there is a link in it");
    told.app().pass(1);
    told.the_expert_says_so_by_his_link(&link).await;
    assert_eq!(told.talk.history().await.last().unwrap()["type"], "ticket.notification_acknowledged");
    told.a_rule_is_added().await;
    told.talk.transcript.published("told", INTRODUCTION);
    check_whole(&told.app().log().await);
}

const INTRODUCTION: &str = "\
# Who is told, and what stops the clock (P2.1.b, P3.2.a, P3.3.a, P4.2)

Rules say who is told of what. Everybody finds it in his inbox; what leaves by a channel, such as a mail, is kept in the outbox \
until it is delivered. Neither being told nor reading stops a clock: whoever has to know says that he does, at the ticket or by \
the link in his mail. The same holds for emergencies (P3.3.a); determinations of responsibility, objections \
and reports are told likewise (P4.2). Here the expert has no address at first, so that his mail is a dead letter.";
