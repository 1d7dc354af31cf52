//! From the log to the receivers: who is told by other channels than the inbox, again until somebody answers, and never because of a
//! rebuild or a restart (P2.1.b, P3.2.a, P3.3.a).

use api::links::{AcknowledgeLink, LASTS};
use axum::Router;
use axum::body::Bytes;
use events_schema::Duration;
use events_schema::Role::{self, Administrator, Auditor, HeadOfAfterSales, HotlineAgent, TechnicalExpert};
use serde_json::{Value, json};
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio::sync::mpsc;

use crate::conversation::important;
use crate::harness::{Engine, PATIENCE, TestApp, Ticket, general, person_of};

/// A program of the factory that is told by webhook.
struct Receiver {
    told: mpsc::UnboundedReceiver<Value>,
    url: String,
}

impl Receiver {
    async fn start() -> Self {
        let (tell, told) = mpsc::unbounded_channel();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/hook", listener.local_addr().unwrap());
        let take = move |body: Bytes| {
            tell.send(serde_json::from_slice(&body).unwrap()).unwrap();
            async {}
        };
        tokio::spawn(async { axum::serve(listener, Router::new().fallback(take)).await.unwrap() });
        Self { told, url }
    }

    /// What it is told next.
    async fn next(&mut self) -> Value {
        tokio::time::timeout(PATIENCE, self.told.recv()).await.expect("it is told").unwrap()
    }

    /// Whether it was told anything more, after everything that was to be sent is.
    async fn is_told_more(&mut self, app: &TestApp) -> bool {
        quiet(app).await;
        self.told.try_recv().is_ok()
    }

    fn settings(&self) -> String {
        format!(
            "[channels.erp]\nkind = \"webhook\"\nallow_private = true\nurl = \"{}\"\nsecret = \
             \"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\"\n",
            self.url
        )
    }
}

/// A program with a directory, told to use these channels.
pub(crate) async fn telling(settings: &str) -> TestApp {
    let (folder, clock) = TestApp::ready(Engine::Sqlite).await.stopped().await;
    std::fs::write(folder.path().join("channels.toml"), settings).unwrap();
    let app = TestApp::started_on((folder, clock)).await;
    tells(&app).await;
    app
}

/// Lets the program tell, and waits until it has begun.
async fn tells(app: &TestApp) {
    app.settled().await;
    app.spawn(api::telling::run(Arc::clone(&app.app)));
    let mut news = app.app.outbox.news();
    while app.app.outbox.taken().unwrap().is_none() {
        news.changed().await.unwrap();
    }
}

/// Waits until all that is in the log was taken, and nothing is on its way.
pub(crate) async fn quiet(app: &TestApp) {
    app.settled().await;
    let view = app.app.models.views().of::<projections::Notifications>();
    let last = view.last_told().unwrap().value.unwrap_or(0);
    let mut news = app.app.outbox.news();
    loop {
        news.borrow_and_update();
        let pending: u64 = app.app.outbox.counts().unwrap().values().map(|counts| counts.pending).sum();
        if app.app.outbox.taken().unwrap() >= Some(last) && pending == 0 {
            return;
        }
        tokio::time::timeout(PATIENCE, news.changed()).await.expect("the outbox gets on").unwrap();
    }
}

async fn classified(app: &TestApp, key: &str, class: &Value) -> Ticket {
    let ticket = app.reported(key).await;
    app.send(HotlineAgent, &ticket, "classify", class).await;
    ticket
}

#[tokio::test]
async fn an_important_issue_is_told_again_until_everybody_has_said_that_he_knows() {
    let mut receiver = Receiver::start().await;
    let app = telling(&receiver.settings()).await;
    let ticket = classified(&app, "call-1", &important()).await;
    let told = receiver.next().await;
    assert_eq!(told["type"], "ticket.classified");
    let data = &told["data"];
    assert_eq!((&data["ticket"], &data["class"], &data["repeat"]), (&json!(ticket.0), &json!("important"), &json!(0)));
    app.pass(5);
    assert_eq!(receiver.next().await["data"]["repeat"], 1, "nobody has answered (P3.2.a)");
    app.send(HeadOfAfterSales, &ticket, "acknowledge", &json!({})).await;
    app.pass(5);
    assert_eq!(receiver.next().await["data"]["repeat"], 2, "the expert has not");
    app.send(TechnicalExpert, &ticket, "acknowledge", &json!({})).await;
    app.pass(5);
    assert!(!receiver.is_told_more(&app).await);
}

#[tokio::test]
async fn neither_a_rebuild_nor_a_restart_tells_anybody_again() {
    let mut receiver = Receiver::start().await;
    let app = telling(&receiver.settings()).await;
    let ticket = classified(&app, "call-1", &general()).await;
    app.send(HotlineAgent, &ticket, "assign", &json!({ "group": "electrical" })).await;
    assert_eq!(receiver.next().await["type"], "ticket.assigned");
    quiet(&app).await;
    app.post("/v1/read-models/rebuild", &json!({})).by(Role::Analyst).send().await;
    let mut progress =
        crate::http_live::Live::over(app.get("/v1/read-models/notifications/rebuild/live").by(Auditor), None).await;
    while progress.next().await.is_some() {}
    assert!(!receiver.is_told_more(&app).await, "a rebuild sends nothing");
    let app = app.restarted().await;
    tells(&app).await;
    assert!(!receiver.is_told_more(&app).await, "nor does a restart");
    let (folder, clock) = app.stopped().await;
    std::fs::remove_file(folder.path().join("outbox.db")).unwrap();
    let app = TestApp::started_on((folder, clock)).await;
    tells(&app).await;
    assert!(!receiver.is_told_more(&app).await, "nor does a lost outbox");
    let next = classified(&app, "call-2", &important()).await;
    assert_eq!(receiver.next().await["data"]["ticket"], json!(next.0), "but what happens from then on is told");
}

#[tokio::test]
async fn whoever_gets_a_link_says_by_it_that_he_knows_and_nobody_else_does() {
    let app = telling("public_url = \"https://service.example.com\"\n").await;
    let ticket = classified(&app, "call-1", &important()).await;
    let now = app.minutes_ago(0);
    let person = person_of(TechnicalExpert).parse().unwrap();
    let link = AcknowledgeLink { ticket: ticket.0.parse().unwrap(), role: TechnicalExpert, person, until: now + LASTS };
    let path = format!("/acknowledge/{}", link.signed(&app.app.keys));
    let length = *app.store.length().borrow();
    let page = app.get(&path).send().await;
    assert_eq!(page.status, 200, "{page}");
    assert!(String::from_utf8_lossy(&page.body).contains("我已知悉"), "{page}");
    assert_eq!(*app.store.length().borrow(), length, "to open a link says nothing: programs open links too");
    for _ in 0..2 {
        assert_eq!(app.post(&path, &json!({})).send().await.status, 200);
    }
    let said: Vec<_> = app.stream(&ticket.0).await.into_iter().skip(2).collect();
    let [acknowledged] = &said[..] else { panic!("{said:?}") };
    assert_eq!(&*acknowledged.kind, "ticket.notification_acknowledged");
    let envelope: events_schema::Envelope = serde_json::from_slice(&acknowledged.metadata).unwrap();
    assert_eq!(envelope.actor.id.to_string(), format!("person-{}", person_of(TechnicalExpert)));
    let forged = format!("{path}x");
    app.post(&forged, &json!({})).send().await.refused(404, "not_found");
    app.clock.advance(LASTS + Duration::from_micros(1));
    app.post(&path, &json!({})).send().await.refused(404, "not_found");
}

#[tokio::test]
async fn what_cannot_be_delivered_is_seen_and_tried_again() {
    let mut receiver = Receiver::start().await;
    let settings = receiver.settings()
        + "\n[channels.gone]\nkind = \"webhook\"\nurl = \"https://192.0.2.1/\"\nsecret = \
        \"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\"\n";
    let refused = {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("channels.toml"), &settings).unwrap();
        api::channels::Channels::read(&folder.path().join("channels.toml")).unwrap_err().to_string()
    };
    assert!(refused.contains("gone") && refused.contains("allow_private"), "{refused}");
    let mail = "\n[channels.mail]\nkind = \"email\"\nhost = \"127.0.0.1\"\nport = 9\ntls = \"none\"\nallow_private = \
        true\nfrom = \"Flywheel <flywheel@example.com>\"\n";
    let app = telling(&(receiver.settings() + mail)).await;
    classified(&app, "call-1", &important()).await;
    receiver.next().await;
    // Nobody of the test's directory has an address, so that each mail is a dead letter at once.
    let mut news = app.app.outbox.news();
    let dead = loop {
        news.borrow_and_update();
        let page = app.get("/v1/outbox?state=dead&channel=mail").by(Auditor).send().await.ok();
        let dead = page["deliveries"].as_array().unwrap().clone();
        if dead.len() == 2 {
            break dead;
        }
        tokio::time::timeout(PATIENCE, news.changed()).await.expect("the outbox gets on").unwrap();
    };
    let readers: Vec<&str> = dead.iter().map(|letter| letter["recipient"].as_str().unwrap()).collect();
    assert!(readers.contains(&&*person_of(HeadOfAfterSales)) && readers.contains(&&*person_of(TechnicalExpert)));
    assert_eq!(dead[0]["error"], "there is no mail address to send it to");
    let figures = app.get("/metrics").send().await.to_string();
    assert!(figures.contains("flywheel_outbox_dead{channel=\"mail\"} 2"), "{figures}");
    let retry = |path: &str, role| app.post(path, &json!({})).by(role).send();
    let path = format!("/v1/outbox/{}/retry", dead[0]["id"].as_str().unwrap());
    retry(&path, Auditor).await.refused(403, "not_permitted");
    assert_eq!(retry(&path, Administrator).await.ok()["retried"], 1);
    retry("/v1/outbox/retry", Administrator).await.refused(400, "bad_parameter");
    let all = retry("/v1/outbox/retry?channel=mail", Administrator).await.ok();
    assert!(all["retried"].as_u64().unwrap() >= 1, "{all}");
}
