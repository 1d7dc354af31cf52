//! The watch over clocks in virtual time: each warning and breach once, with its true time, whatever happened to the watch.

use std::sync::Arc;

use api::app::Holds;
use api::commands::{Request, named};
use domain::ticket::{COMMANDS, RecordClocks, Ticket as TicketState};
use events_schema::{Actor, CommandId, Role, Timestamp};
use serde_json::{Value, json};
use tokio::task::JoinHandle;

use crate::harness::{Engine, TestApp, Ticket, general};

/// A watch that runs until it is dropped.
struct Watch(JoinHandle<()>);

impl Watch {
    fn over(app: &TestApp) -> Self {
        Self(app.spawn(api::watch::run(Arc::clone(&app.app))))
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// What a watch recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Notice {
    clock: String,
    /// The threshold, or 100 for the breach.
    share: u64,
    /// When it was due.
    at: Timestamp,
}

fn notice(clock: &str, share: u64, at: Timestamp) -> Notice {
    Notice { clock: clock.to_owned(), share, at }
}

async fn notices(app: &TestApp, ticket: &Ticket) -> Vec<Notice> {
    let mut found = Vec::new();
    for event in app.stream(&ticket.0).await {
        let data: Value = serde_json::from_slice(&event.data).unwrap();
        let (share, at) = match &*event.kind {
            "clock.warned" => (data["threshold"].as_u64().unwrap(), &data["reached_at"]),
            "clock.breached" => (100, &data["due_at"]),
            _ => continue,
        };
        found.push(Notice {
            clock: data["clock"].as_str().unwrap().to_owned(),
            share,
            at: at.as_str().unwrap().parse().unwrap(),
        });
    }
    found
}

/// Waits until the watch has recorded so many notices of a ticket.
async fn recorded(app: &TestApp, ticket: &Ticket, count: usize) -> Vec<Notice> {
    loop {
        let length = *app.store.length().borrow();
        let found = notices(app, ticket).await;
        if found.len() >= count {
            return found;
        }
        app.length_reaches(length + 1).await;
    }
}

/// Sends a ticket what a watch would send it now, and says how many notices were due.
pub(crate) async fn due_now(app: &TestApp, ticket: &Ticket) -> usize {
    let (stream, actor) = (Some(ticket.id().stream()), Actor::system("test"));
    let id = CommandId::of("system-test", &format!("{} {}", ticket.0, app.minutes_ago(0)));
    let request = Request::<TicketState>::live(named(COMMANDS, "record-clocks"), &RecordClocks {}, stream, id, actor);
    app.app.streams().perform(&request).await.unwrap().events.len()
}

#[tokio::test]
async fn a_running_clock_warns_three_times_and_breaches_once() {
    let app = TestApp::ready(Engine::Memory).await;
    let ticket = app.reported("call-1").await;
    let at = |minutes: i64| app.minutes_ago(-minutes);
    let expected = [
        notice("triage", 50, at(30)),
        notice("triage", 75, at(45)),
        notice("triage", 90, at(54)),
        notice("triage", 100, at(60)),
    ];
    let _watch = Watch::over(&app);
    // At the very deadline the clock can still be stopped in time.
    for (count, minutes) in [(1, 30), (2, 15), (3, 9), (4, 7)] {
        app.pass(minutes - 1);
        assert_eq!(due_now(&app, &ticket).await, 0, "nothing is due a minute before");
        app.pass(1);
        assert_eq!(recorded(&app, &ticket, count).await, expected[..count]);
    }
    app.pass(10_000);
    assert_eq!(due_now(&app, &ticket).await, 0, "nothing follows a breach");
}

#[tokio::test]
async fn a_clock_that_was_stopped_in_time_says_nothing_more() {
    let app = TestApp::ready(Engine::Memory).await;
    let _watch = Watch::over(&app);
    let stopped = app.reported("call-1").await;
    let running = app.reported("call-2").await;
    app.pass(40);
    recorded(&app, &running, 1).await;
    recorded(&app, &stopped, 1).await;
    app.send(Role::HotlineAgent, &stopped, "classify", &general()).await;
    app.pass(500);
    recorded(&app, &running, 4).await;
    assert_eq!(due_now(&app, &stopped).await, 0);
    assert_eq!(notices(&app, &stopped).await.len(), 1, "the warning before the stop stays the only one");
}

#[tokio::test]
async fn a_stop_at_the_very_deadline_is_in_time() {
    let app = TestApp::ready(Engine::Memory).await;
    let ticket = app.reported("call-1").await;
    app.pass(60);
    app.send(Role::HotlineAgent, &ticket, "classify", &general()).await;
    assert_eq!(due_now(&app, &ticket).await, 0);
    assert_eq!(verdict(&app, &ticket, 0).await, "met");
}

async fn verdict(app: &TestApp, ticket: &Ticket, clock: usize) -> String {
    let clocks = app.get(ticket.at("clocks")).by(Role::Management).send().await.ok();
    clocks["clocks"][clock]["verdict"].as_str().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn after_downtime_a_watch_catches_up_with_the_true_times() {
    let app = TestApp::ready(Engine::Sqlite).await;
    let ticket = app.reported("call-1").await;
    let at = |minutes: i64| app.minutes_ago(-minutes);
    let expected = [
        notice("triage", 50, at(30)),
        notice("triage", 75, at(45)),
        notice("triage", 90, at(54)),
        notice("triage", 100, at(60)),
    ];
    let app = app.restarted().await;
    app.pass(7 * 24 * 60);
    let _watch = Watch::over(&app);
    assert_eq!(recorded(&app, &ticket, 4).await, expected);
    let length = *app.store.length().borrow();
    drop(_watch);
    let app = app.restarted().await;
    let again = Watch::over(&app);
    app.reported("call-2").await;
    app.pass(30);
    app.length_reaches(length + 2).await;
    drop(again);
    assert_eq!(notices(&app, &ticket).await, expected, "a watch that starts anew repeats nothing");
}

#[tokio::test]
async fn an_attempt_stops_no_clock_and_reaching_him_does() {
    let app = TestApp::ready(Engine::Memory).await;
    let ticket = app.assigned("call-1").await;
    let _watch = Watch::over(&app);
    app.pass(59);
    let attempt = json!({ "method": "phone", "outcome": "no_answer" });
    app.send(Role::SupportEngineer, &ticket, "attempt-contact", &attempt).await;
    app.pass(1);
    assert_eq!(recorded(&app, &ticket, 1).await[0].share, 50);
    app.pass(59);
    recorded(&app, &ticket, 3).await;
    app.send(Role::SupportEngineer, &ticket, "reach-customer", &json!({ "method": "phone" })).await;
    app.pass(1_000);
    assert_eq!(due_now(&app, &ticket).await, 0);
    assert_eq!(verdict(&app, &ticket, 1).await, "met");
}

#[tokio::test]
async fn what_is_entered_after_the_deadline_does_not_undo_the_breach() {
    let app = TestApp::ready(Engine::Memory).await;
    let ticket = app.assigned("call-1").await;
    let in_time = app.minutes_ago(-100);
    app.pass(121);
    let late = json!({ "method": "phone", "reached_at": in_time });
    app.send(Role::SupportEngineer, &ticket, "reach-customer", &late).await;
    assert_eq!(verdict(&app, &ticket, 1).await, "breached");
    let clocks = app.get(ticket.at("clocks")).by(Role::Management).send().await.ok();
    assert_eq!(clocks["clocks"][1]["contested"], "met", "it waits for a reassessment: {clocks:#}");
    let _watch = Watch::over(&app);
    let found = recorded(&app, &ticket, 1).await;
    assert_eq!(found, [notice("first_contact", 100, app.minutes_ago(1))]);
}

#[tokio::test]
async fn two_watches_at_once_record_once() {
    let app = TestApp::ready(Engine::Sqlite).await;
    let mut tickets = Vec::new();
    for number in 0..10 {
        tickets.push(app.reported(&number.to_string()).await);
    }
    let _watches = [Watch::over(&app), Watch::over(&app)];
    for minutes in [30, 15, 9, 7] {
        app.pass(minutes);
        for ticket in &tickets {
            recorded(&app, ticket, 1).await;
        }
    }
    for ticket in &tickets {
        let shares: Vec<u64> = recorded(&app, ticket, 4).await.iter().map(|notice| notice.share).collect();
        assert_eq!(shares, [50, 75, 90, 100]);
    }
}

/// What a watch records is nobody's news: whoever has seen the ticket before has seen it.
#[tokio::test]
async fn notices_make_no_etag_stale() {
    let app = TestApp::ready(Engine::Memory).await;
    let ticket = app.reported("call-1").await;
    let _watch = Watch::over(&app);
    app.pass(30);
    recorded(&app, &ticket, 1).await;
    let call = app.post(ticket.at("classify"), &general()).by(Role::HotlineAgent).header("if-match", "\"0\"");
    call.send().await.ok();
}
