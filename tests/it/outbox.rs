//! The outbox against a receiver on this machine: what arrives there, how often, in which order and when.

use std::collections::{BTreeMap, BTreeSet};
use std::num::Wrapping;
use std::path::Path;
use std::sync::{Arc, Mutex};

use api::background::Task;
use api::channels::{Channels, Message, Urgency};
use api::clock::{Clock, VirtualClock};
use api::outbox::{Delivery, Filter, Notice, Outbox, Render, Retried, State, Unrendered};
use async_trait::async_trait;
use axum::Router;
use axum::body::Bytes;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use event_store::MemoryStore;
use events_schema::ids::EventId;
use events_schema::{Duration, Timestamp};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use uuid::Uuid;

const PATIENCE: std::time::Duration = std::time::Duration::from_secs(60);

/// What arrived: when, under which id, and the numbers of the notices in it.
#[derive(Debug, Clone)]
struct Arrival {
    at: Timestamp,
    id: Uuid,
    numbers: Vec<u64>,
}

/// What the receiver says to an arrival, by how often it had this id before; `None` is silence for ever.
type Says = dyn Fn(&Arrival, usize) -> Option<Response> + Send + Sync;

struct Town {
    folder: TempDir,
    store: MemoryStore,
    clock: VirtualClock,
    arrivals: Arc<Mutex<Vec<Arrival>>>,
    serving: JoinHandle<()>,
    channels: Arc<Channels>,
    outbox: Arc<Outbox>,
    running: Option<JoinHandle<()>>,
}

impl Drop for Town {
    fn drop(&mut self) {
        self.serving.abort();
        if let Some(running) = &self.running {
            running.abort();
        }
    }
}

impl Town {
    async fn with(
        messages_per_minute: u32,
        says: impl Fn(&Arrival, usize) -> Option<Response> + Send + Sync + 'static,
    ) -> Self {
        let (folder, store) = (tempfile::tempdir().unwrap(), MemoryStore::new());
        let clock = VirtualClock::at("2026-03-02T01:15:00Z".parse().unwrap());
        let arrivals = Arc::<Mutex<Vec<Arrival>>>::default();
        let (port, serving) = receiver(clock.clone(), Arc::clone(&arrivals), Arc::new(says)).await;
        let channels = channels(folder.path(), port, messages_per_minute);
        let outbox = Arc::new(Outbox::open(&folder.path().join("outbox.db"), &store).unwrap());
        Self { folder, store, clock, arrivals, serving, channels, outbox, running: None }
    }

    fn starts(&mut self) {
        let (outbox, channels) = (Arc::clone(&self.outbox), Arc::clone(&self.channels));
        let clock = Arc::new(self.clock.clone());
        self.running = Some(tokio::spawn(async move {
            api::outbox::run(outbox, channels, clock, Arc::new(Plain), &Task::default()).await;
        }));
    }

    /// Ends as a killed program does: nothing more is written down, and the file is opened anew.
    async fn killed(&mut self) {
        if let Some(running) = self.running.take() {
            running.abort();
            assert!(running.await.unwrap_err().is_cancelled());
        }
        self.outbox = Arc::new(Outbox::open(&self.folder.path().join("outbox.db"), &self.store).unwrap());
    }

    fn takes(&self, notices: &[Notice]) {
        let through = notices.iter().map(|notice| notice.number).max().unwrap();
        self.outbox.take(through, notices).unwrap();
    }

    fn listed(&self, state: State) -> Vec<Delivery> {
        self.outbox.list(&Filter { state: Some(state), channel: None }, 0, 10_000).unwrap()
    }

    /// Waits until so many are in a state, without time passing.
    async fn comes_to(&self, state: State, number: usize) {
        self.comes_so(|| self.listed(state).len() == number).await;
    }

    async fn comes_so(&self, so: impl Fn() -> bool) {
        let mut news = self.outbox.news();
        while !so() {
            let waited = tokio::time::timeout(PATIENCE, news.changed()).await;
            assert!(waited.is_ok(), "{:#?}", self.outbox.list(&Filter::default(), 0, 100).unwrap());
        }
    }

    fn passes(&self, seconds: i64) {
        self.clock.advance(Duration::from_seconds(seconds));
    }

    fn arrived(&self) -> Vec<Arrival> {
        self.arrivals.lock().unwrap().clone()
    }

    fn numbers(&self) -> Vec<Vec<u64>> {
        self.arrived().into_iter().map(|arrival| arrival.numbers).collect()
    }
}

async fn receiver(clock: VirtualClock, arrivals: Arc<Mutex<Vec<Arrival>>>, says: Arc<Says>) -> (u16, JoinHandle<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let router = Router::new().fallback(async move |headers: HeaderMap, body: Bytes| -> Response {
        let body: Value = serde_json::from_slice(&body).unwrap();
        let numbers = serde_json::from_value(body["data"].clone()).unwrap();
        let id = headers["webhook-id"].to_str().unwrap().parse().unwrap();
        let arrival = Arrival { at: clock.now(), id, numbers };
        let said = {
            let mut arrivals = arrivals.lock().unwrap();
            let before = arrivals.iter().filter(|earlier| earlier.id == id).count();
            arrivals.push(arrival.clone());
            says(&arrival, before)
        };
        match said {
            Some(answer) => answer,
            None => std::future::pending().await,
        }
    });
    (port, tokio::spawn(async move { axum::serve(listener, router).await.unwrap() }))
}

fn channels(folder: &Path, port: u16, messages_per_minute: u32) -> Arc<Channels> {
    let file = folder.join("channels.toml");
    let settings = format!(
        "[channels.erp]\nkind = 'webhook'\nsecret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'\nallow_private = true
         url = 'http://127.0.0.1:{port}/'\nmessages_per_minute = {messages_per_minute}\n"
    );
    std::fs::write(&file, settings).unwrap();
    Arc::new(Channels::read(&file).unwrap())
}

/// Says the numbers of the notices and nothing else.
struct Plain;

impl Plain {
    fn says(of: &[Delivery]) -> Message {
        let numbers: Vec<u128> = of.iter().map(|delivery| delivery.event.as_uuid().as_u128()).collect();
        Message {
            id: of[0].id,
            kind: of[0].kind.clone(),
            at: of[0].at,
            title: String::new(),
            lines: Vec::new(),
            link: None,
            data: serde_json::value::to_raw_value(&json!(numbers)).unwrap(),
            to: None,
            urgency: Urgency::Ordinary,
        }
    }
}

#[async_trait]
impl Render for Plain {
    async fn message(&self, delivery: &Delivery) -> Result<Message, Unrendered> {
        if delivery.kind == "ticket.note_added" {
            return Err(Unrendered::Nothing("the note was retracted".to_owned()));
        }
        Ok(Self::says(std::slice::from_ref(delivery)))
    }

    async fn digest(&self, of: &[Delivery]) -> Result<Message, Unrendered> {
        Ok(Self::says(of))
    }
}

fn notice(number: u64, ticket: u64) -> Notice {
    Notice {
        number,
        event: EventId::from_uuid(Uuid::from_u128(number.into())),
        kind: "ticket.reported".to_owned(),
        stream: format!("ticket-{ticket}").parse().unwrap(),
        at: "2026-03-02T01:14:58Z".parse().unwrap(),
        repeat: 0,
        urgency: Urgency::Ordinary,
        channel: "erp".parse().unwrap(),
        recipient: None,
    }
}

#[expect(clippy::unnecessary_wraps, reason = "receivers may be silent")]
fn status(status: StatusCode) -> Option<Response> {
    Some(status.into_response())
}

#[tokio::test]
async fn the_next_of_a_ticket_waits_for_the_one_before_and_other_tickets_do_not() {
    let mut town = Town::with(600, |arrival, before| {
        let fails = arrival.numbers == [1] && before < 2;
        status(if fails { StatusCode::INTERNAL_SERVER_ERROR } else { StatusCode::OK })
    })
    .await;
    town.takes(&[notice(1, 1), notice(2, 1), notice(3, 2), notice(4, 1)]);
    town.starts();
    town.comes_to(State::Delivered, 1).await;
    for attempts in [1, 2] {
        town.comes_so(|| town.listed(State::Pending)[0].attempts == attempts).await;
        let first = &town.listed(State::Pending)[0];
        assert_eq!(first.error.as_deref(), Some("the receiver answered HTTP 500"));
        town.clock.advance(first.next_at.unwrap().since(town.clock.now()));
    }
    town.comes_to(State::Delivered, 4).await;
    let of_the_first: Vec<_> = town.numbers().into_iter().filter(|numbers| numbers != &[3]).collect();
    assert_eq!(of_the_first, [[1], [1], [1], [2], [4]]);
    let ids: BTreeSet<Uuid> = town.arrived().iter().map(|arrival| arrival.id).collect();
    assert_eq!(ids.len(), 4, "an id is the same at every attempt");
}

#[tokio::test]
async fn a_dead_letter_frees_its_lane_and_can_be_tried_again() {
    let mut town = Town::with(600, |arrival, before| {
        status(if arrival.numbers == [1] && before == 0 { StatusCode::GONE } else { StatusCode::OK })
    })
    .await;
    let retracted = Notice { kind: "ticket.note_added".to_owned(), ..notice(2, 1) };
    town.takes(&[notice(1, 1), retracted, notice(3, 1)]);
    town.starts();
    town.comes_to(State::Delivered, 1).await;
    let dead: Vec<_> = town.listed(State::Dead).into_iter().map(|dead| dead.error.unwrap()).collect();
    let why = ["the receiver is gone (HTTP 410)", "there is nothing to say any more: the note was retracted"];
    assert_eq!(dead[0], why[0]);
    assert!(dead[1].contains("the note was retracted"), "{dead:?}");
    assert_eq!(town.outbox.counts().unwrap()[&"erp".parse().unwrap()].dead, 2);

    assert_eq!(town.outbox.retry(&Retried::Id(notice(1, 1).id())).unwrap(), 1);
    town.comes_to(State::Delivered, 2).await;
    assert_eq!(town.outbox.retry(&Retried::Id(notice(1, 1).id())).unwrap(), 0, "it is delivered");
    assert_eq!(town.outbox.retry(&Retried::Channel("erp".parse().unwrap())).unwrap(), 1);
    town.comes_so(|| town.listed(State::Dead).len() == 1).await;
    assert_eq!(town.numbers(), [[1], [3], [1]]);
}

#[tokio::test]
async fn what_is_urgent_goes_first_and_takes_what_stands_before_it_along() {
    let mut town = Town::with(20, |_, _| status(StatusCode::OK)).await;
    let urgent = |number, ticket| Notice { urgency: Urgency::Urgent, ..notice(number, ticket) };
    town.takes(&[notice(1, 1), notice(2, 2), notice(3, 3), urgent(4, 4), urgent(5, 2)]);
    town.starts();
    for delivered in 1..=5 {
        town.comes_to(State::Delivered, delivered).await;
        town.passes(1);
    }
    assert_eq!(town.numbers(), [[2], [4], [5], [1], [3]]);
}

#[tokio::test]
async fn more_than_a_channel_takes_goes_together() {
    let mut town = Town::with(20, |_, _| status(StatusCode::OK)).await;
    let notices: Vec<Notice> = (1..=80).map(|number| notice(number, number % 7)).collect();
    town.takes(&notices);
    town.starts();
    // A quarter is kept: fourteen go one by one, the fifteenth is a digest.
    for delivered in (1..=14).chain([64]) {
        town.comes_to(State::Delivered, delivered).await;
        town.passes(1);
    }
    let pressing = Notice { urgency: Urgency::Urgent, ..notice(81, 81) };
    town.takes(&[pressing]);
    town.comes_to(State::Delivered, 65).await;
    // The urgent one counts, so that the next ordinary one goes when the second of this minute is a minute old.
    town.passes(46);
    town.comes_to(State::Delivered, 81).await;

    let arrived = town.arrived();
    let expected: Vec<Vec<u64>> =
        (1..=14).map(|n| vec![n]).chain([(15..=64).collect(), vec![81], (65..=80).collect()]).collect();
    assert_eq!(town.numbers(), expected);
    for (nth, arrival) in arrived.iter().enumerate() {
        let in_a_minute =
            arrived[nth..].iter().take_while(|later| later.at.since(arrival.at) < Duration::from_minutes(1));
        assert!(in_a_minute.count() <= 16, "fifteen ordinary ones and an urgent one");
    }
}

#[tokio::test]
async fn a_throttled_channel_rests_and_no_attempt_is_counted() {
    let mut town = Town::with(20, |_, before| {
        let throttled = (StatusCode::TOO_MANY_REQUESTS, [("retry-after", "7")]).into_response();
        Some(if before == 0 { throttled } else { StatusCode::OK.into_response() })
    })
    .await;
    town.takes(&[notice(1, 1)]);
    town.starts();
    town.comes_so(|| town.listed(State::Pending)[0].next_at.is_some()).await;
    let first = town.listed(State::Pending).remove(0);
    let until = town.clock.now() + Duration::from_seconds(7);
    assert_eq!((first.attempts, first.next_at), (0, Some(until)));
    let error = first.error.unwrap();
    assert!(error.contains("HTTP 429"), "{error}");
    town.passes(7);
    town.comes_to(State::Delivered, 1).await;
    assert_eq!(town.arrived()[1].at, until);
}

#[tokio::test]
async fn what_is_taken_twice_is_sent_once() {
    let mut town = Town::with(600, |_, _| status(StatusCode::OK)).await;
    let again = Notice { repeat: 1, ..notice(2, 1) };
    let notices = [notice(1, 1), notice(2, 1)];
    assert_eq!(town.outbox.taken().unwrap(), None);
    town.takes(&notices);
    town.takes(&notices);
    town.starts();
    town.comes_to(State::Delivered, 2).await;
    town.killed().await;
    assert_eq!(town.outbox.taken().unwrap(), Some(2));
    town.takes(&notices);
    town.takes(std::slice::from_ref(&again));
    town.takes(&[again]);
    town.starts();
    town.comes_to(State::Delivered, 3).await;
    assert_eq!(town.numbers(), [[1], [2], [2]]);

    town.killed().await;
    let folder = tempfile::tempdir().unwrap();
    let store = event_store::SqliteStore::open(folder.path()).unwrap();
    let another = Outbox::open(&town.folder.path().join("outbox.db"), &*store).unwrap();
    assert_eq!(another.taken().unwrap(), None, "another log has been told of nothing");
    assert_eq!(another.list(&Filter::default(), 0, 10).unwrap(), []);
}

#[tokio::test]
async fn what_was_under_way_at_a_kill_is_sent_again_and_nothing_else() {
    let silent = Arc::new(Mutex::new(true));
    let says = Arc::clone(&silent);
    let mut town =
        Town::with(
            6_000,
            move |arrival, _| {
                if *says.lock().unwrap() && arrival.numbers[0] > 20 { None } else { status(StatusCode::OK) }
            },
        )
        .await;
    town.takes(&(1..=60).map(|number| notice(number, number)).collect::<Vec<_>>());
    town.starts();
    town.comes_to(State::Delivered, 20).await;
    town.killed().await;
    *silent.lock().unwrap() = false;
    town.starts();
    town.comes_to(State::Delivered, 60).await;
    let mut times = BTreeMap::<u64, usize>::new();
    for numbers in town.numbers() {
        *times.entry(numbers[0]).or_default() += 1;
    }
    assert_eq!(times.keys().copied().collect::<Vec<_>>(), (1..=60).collect::<Vec<_>>());
    let repeated = times.values().filter(|times| **times > 1).count();
    assert!(repeated <= 8 && times.values().all(|times| *times <= 2), "{times:?}");
    assert!((1..=20).all(|number| times[&number] == 1), "{times:?}");
}

#[tokio::test]
async fn what_waits_for_a_channel_that_is_not_set_up_is_dead_after_a_day() {
    let mut town = Town::with(600, |_, _| status(StatusCode::OK)).await;
    town.takes(&[Notice { channel: "gone".parse().unwrap(), ..notice(1, 1) }, notice(2, 1)]);
    town.starts();
    town.comes_to(State::Delivered, 1).await;
    town.comes_so(|| town.listed(State::Pending)[0].error.is_some()).await;
    assert_eq!(town.listed(State::Pending)[0].error.as_deref(), Some("the channel is not set up"));
    town.passes(24 * 3_600);
    town.comes_to(State::Dead, 1).await;
    town.passes(29 * 24 * 3_600);
    town.comes_to(State::Delivered, 0).await;
    town.comes_to(State::Dead, 1).await;
}

/// A number that looks random and follows from others.
fn mixed(seed: u64, id: Uuid, nth: usize) -> u64 {
    let (high, low) = id.as_u64_pair();
    let mixed = Wrapping(seed ^ high ^ low.rotate_left(17) ^ nth as u64) * Wrapping(0x9e37_79b9_7f4a_7c15);
    (mixed ^ (mixed >> 29)).0 >> 33
}

#[tokio::test]
async fn whatever_fails_everything_arrives_and_each_ticket_in_order() {
    for seed in 0..4 {
        let mut town = Town::with(100_000, move |arrival, before| {
            let fails = before < 8 && mixed(seed, arrival.id, before).is_multiple_of(3);
            status(if fails { StatusCode::BAD_GATEWAY } else { StatusCode::OK })
        })
        .await;
        let ticket = |number: u64| mixed(seed, Uuid::nil(), usize::try_from(number).unwrap()) % 9;
        town.takes(&(1..=90).map(|number| notice(number, ticket(number))).collect::<Vec<_>>());
        town.starts();
        let mut rests = 0;
        while !town.listed(State::Pending).is_empty() {
            // Time passes when all that stand first in their lanes rest.
            let rest_ends = || {
                let mut first = BTreeMap::new();
                for delivery in town.listed(State::Pending) {
                    first.entry(delivery.stream).or_insert(delivery.next_at);
                }
                first.into_values().map(|at| at.filter(|at| *at > town.clock.now())).collect::<Option<Vec<_>>>()
            };
            town.comes_so(|| rest_ends().is_some()).await;
            let Some(next) = rest_ends().unwrap().into_iter().min() else { break };
            rests += 1;
            if rests % 5 == 0 {
                town.killed().await;
                town.starts();
            }
            town.clock.advance(next.since(town.clock.now()));
        }
        assert_eq!(town.listed(State::Dead), []);
        let (mut seen, mut last) = (BTreeSet::new(), BTreeMap::new());
        for number in town.numbers().into_iter().flatten() {
            if seen.insert(number) {
                let before = last.insert(ticket(number), number);
                assert!(before < Some(number), "seed {seed}: {number} came after {before:?}");
            }
        }
        assert_eq!(seen.len(), 90, "seed {seed}");
    }
}
