//! Live updates: every event once and in order, across breaks, until the server ends.

use api::http::MOST_LISTENERS;
use axum::body::BodyDataStream;
use events_schema::Role;
use futures_util::StreamExt;
use serde_json::{Value, json};

use crate::harness::{Call, Engine, PATIENCE, TestApp, person_of};

/// One message of the stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Message {
    pub(crate) id: Option<u64>,
    pub(crate) event: String,
    pub(crate) data: String,
}

pub(crate) struct Live {
    body: BodyDataStream,
    text: String,
}

impl Live {
    async fn open(app: &TestApp, last_seen: Option<u64>) -> Self {
        Self::over(app.get("/v1/events").by(Role::Auditor), last_seen).await
    }

    /// What a call brings as long as it goes on.
    pub(crate) async fn over(mut call: Call<'_>, last_seen: Option<u64>) -> Self {
        if let Some(last) = last_seen {
            call = call.header("last-event-id", last.to_string());
        }
        let response = call.open().await;
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        Self { body: response.into_body().into_data_stream(), text: String::new() }
    }

    /// The next message; `None` when the stream has ended.
    pub(crate) async fn next(&mut self) -> Option<Message> {
        loop {
            if let Some((message, rest)) = self.text.split_once("\n\n") {
                let field = |name: &str| message.lines().find_map(|line| line.strip_prefix(name)).map(str::trim);
                let (event, data) = (field("event:").unwrap_or_default(), field("data:").unwrap_or_default());
                let (event, data) = (event.to_owned(), data.to_owned());
                let message = Message { id: field("id:").map(|id| id.parse().unwrap()), event, data };
                self.text = rest.to_owned();
                return Some(message);
            }
            let next = tokio::time::timeout(PATIENCE, self.body.next()).await.expect("the stream goes on or ends");
            self.text.push_str(std::str::from_utf8(&next?.unwrap()).unwrap());
        }
    }

    /// Messages with events, up to this position.
    async fn up_to(&mut self, position: u64) -> Vec<u64> {
        let mut ids = Vec::new();
        while ids.last() != Some(&position) {
            ids.extend(self.next().await.expect("the stream goes on").id);
        }
        ids
    }
}

#[tokio::test]
async fn a_reader_who_comes_back_misses_nothing_and_gets_nothing_twice() {
    let app = TestApp::ready(Engine::Sqlite).await;
    let end = |app: &TestApp| *app.store.length().borrow() - 1;
    let mut live = Live::open(&app, None).await;
    let mut seen = live.up_to(end(&app)).await;
    let caught_up = Message { id: None, event: "caught_up".to_owned(), data: "{}".to_owned() };
    assert_eq!(live.next().await.unwrap(), caught_up);
    for round in 0..3 {
        app.reported(&format!("live-{round}")).await;
        seen.extend(live.up_to(end(&app)).await);
        drop(live);
        app.reported(&format!("away-{round}")).await;
        live = Live::open(&app, seen.last().copied()).await;
        seen.extend(live.up_to(end(&app)).await);
    }
    let all: Vec<u64> = (0..=end(&app)).collect();
    assert_eq!(seen, all);
}

#[tokio::test]
async fn live_updates_end_when_the_server_is_about_to() {
    let app = TestApp::ready(Engine::Memory).await;
    let mut live = Live::open(&app, None).await;
    live.up_to(*app.store.length().borrow() - 1).await;
    assert_eq!(live.next().await.unwrap().event, "caught_up");
    app.end.send_replace(true);
    assert_eq!(live.next().await, None);
    app.get("/readyz").send().await.status.is_server_error().then_some(()).expect("it says that it ends");
}

#[tokio::test]
async fn a_strange_last_event_id_is_refused() {
    let app = TestApp::ready(Engine::Memory).await;
    let answer = app.get("/v1/events").by(Role::Auditor).header("last-event-id", "yesterday").send().await;
    answer.refused(400, "bad_parameter");
}

async fn revoke(app: &TestApp, key: &str) {
    app.post(format!("/v1/keys/{key}/revoke"), &json!({ "reason": "lost" })).by_administrator_here().send().await.ok();
}

#[tokio::test]
async fn a_key_that_is_revoked_hears_nothing_more() {
    let app = TestApp::ready(Engine::Memory).await;
    let mut log = Live::open(&app, None).await;
    log.up_to(*app.store.length().borrow() - 1).await;
    assert_eq!(log.next().await.unwrap().event, "caught_up");
    let mut screen = Live::over(app.get("/v1/board/live").by(Role::Auditor), None).await;
    assert_eq!(screen.next().await.unwrap().event, "board");
    revoke(&app, &person_of(Role::Auditor)).await;
    app.settled().await;
    app.pass(1);
    for mut stream in [log, screen] {
        let last = stream.next().await.unwrap();
        assert_eq!((&*last.event, last.id), ("ended", None));
        let problem: Value = serde_json::from_str(&last.data).unwrap();
        assert_eq!(problem["code"], "unauthenticated");
        assert_eq!(stream.next().await, None);
    }
}

#[tokio::test]
async fn so_many_listen_at_once_and_no_more() {
    let app = TestApp::ready(Engine::Memory).await;
    let mut listeners = Vec::new();
    for _ in 0..MOST_LISTENERS {
        listeners.push(Live::open(&app, None).await);
    }
    for path in ["/v1/events", "/v1/board/live"] {
        let refused = app.get(path).by(Role::Auditor).send().await;
        refused.refused(503, "too_many_listeners");
        assert_eq!(refused.header("retry-after"), Some("60"));
    }
    listeners.pop();
    assert_eq!(Live::open(&app, None).await.next().await.unwrap().id, Some(0));
}
