//! Whether everything arrives, and each ticket in order, while receivers are killed and restarted at random under load, and
//! the delivering program now and then too.
//!
//! `cargo bench -p flywheel-tests --bench outbox [-- SECONDS [SEED]]`; 120 seconds if nothing is said. The load, the kills and
//! the rests after failures run by the machine's clock. Then all receivers are up, and what still rests after its failures is
//! delivered by a program whose clock stands a day later.

#![expect(clippy::unwrap_used, reason = "a benchmark ends at an error")]

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write;
use std::path::Path;
use std::sync::{Arc, Mutex};

use api::background::Task;
use api::channels::{Channels, Message, Urgency};
use api::clock::{Clock, SystemClock, VirtualClock};
use api::outbox::{Delivery, Filter, Notice, Outbox, Render, State, Unrendered};
use async_trait::async_trait;
use axum::Router;
use axum::body::Bytes;
use axum::http::StatusCode;
use event_store::MemoryStore;
use events_schema::Duration;
use events_schema::ids::EventId;
use serde_json::Value;
use tokio::runtime::Runtime;
use tokio::task::JoinHandle;
use uuid::Uuid;

const RECEIVERS: u64 = 4;
const TICKETS: u64 = 40;
/// How many notices come every tenth of a second.
const AT_ONCE: u64 = 12;

fn main() {
    let mut arguments = std::env::args().skip(1).filter(|argument| !argument.starts_with('-'));
    let seconds: i64 = arguments.next().map_or(120, |number| number.parse().unwrap());
    let seed: u64 = arguments.next().map_or(1, |number| number.parse().unwrap());
    Runtime::new().unwrap().block_on(stress(seconds, Chance(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)));
}

/// Numbers that look random and are the same for one seed.
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % end
    }

    fn millis(&mut self, from: u64, to: u64) -> Duration {
        Duration::from_micros((from + self.below(to - from)).cast_signed() * 1_000)
    }
}

/// The numbers that arrived at a receiver, in their order.
type Arrivals = Arc<Mutex<Vec<u64>>>;

/// A receiver with a runtime of its own, so that its connections end with it.
struct Receiver {
    port: u16,
    arrivals: Arrivals,
    running: Option<Runtime>,
}

impl Receiver {
    fn new() -> Self {
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let mut receiver = Self { port, arrivals: Arrivals::default(), running: None };
        receiver.starts();
        receiver
    }

    fn starts(&mut self) {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let (address, arrivals) = (("127.0.0.1", self.port), Arc::clone(&self.arrivals));
        let router = Router::new().fallback(async move |body: Bytes| {
            let body: Value = serde_json::from_slice(&body).unwrap();
            let numbers: Vec<u64> = serde_json::from_value(body["data"].clone()).unwrap();
            arrivals.lock().unwrap().extend(numbers);
            // A kill in between loses the answer to what has arrived.
            tokio::task::yield_now().await;
            StatusCode::NO_CONTENT
        });
        runtime.spawn(async move {
            let listener = tokio::net::TcpListener::bind(address).await.unwrap();
            axum::serve(listener, router).await.unwrap();
        });
        self.running = Some(runtime);
    }

    fn is_killed(&mut self) {
        if let Some(running) = self.running.take() {
            running.shutdown_background();
        }
    }
}

struct Plain;

#[async_trait]
impl Render for Plain {
    async fn message(&self, delivery: &Delivery) -> Result<Message, Unrendered> {
        self.digest(std::slice::from_ref(delivery)).await
    }

    async fn digest(&self, of: &[Delivery]) -> Result<Message, Unrendered> {
        let numbers: Vec<u128> = of.iter().map(|delivery| delivery.event.as_uuid().as_u128()).collect();
        let data = serde_json::value::to_raw_value(&numbers).unwrap();
        let (id, kind, at, title) = (of[0].id, of[0].kind.clone(), of[0].at, String::new());
        Ok(Message { id, kind, at, title, lines: Vec::new(), link: None, data, to: None, urgency: Urgency::Ordinary })
    }
}

fn channels(folder: &Path, receivers: &[Receiver]) -> Arc<Channels> {
    let mut settings = String::new();
    for (number, Receiver { port, .. }) in receivers.iter().enumerate() {
        write!(
            settings,
            "[channels.r{number}]\nkind = 'webhook'\nsecret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'\nallow_private = true
             url = 'http://127.0.0.1:{port}/'\nmessages_per_minute = 6000\n"
        )
        .unwrap();
    }
    let file = folder.join("channels.toml");
    std::fs::write(&file, settings).unwrap();
    Arc::new(Channels::read(&file).unwrap())
}

fn delivering(outbox: &Arc<Outbox>, channels: &Arc<Channels>, clock: Arc<dyn Clock>) -> JoinHandle<()> {
    let (outbox, channels) = (Arc::clone(outbox), Arc::clone(channels));
    tokio::spawn(async move { api::outbox::run(outbox, channels, clock, Arc::new(Plain), &Task::default()).await })
}

async fn stress(seconds: i64, mut chance: Chance) {
    let (folder, store, clock) = (tempfile::tempdir().unwrap(), MemoryStore::new(), SystemClock);
    let file = folder.path().join("outbox.db");
    let mut receivers: Vec<Receiver> = (0..RECEIVERS).map(|_| Receiver::new()).collect();
    let channels = channels(folder.path(), &receivers);
    let mut outbox = Arc::new(Outbox::open(&file, &store).unwrap());
    let mut running = delivering(&outbox, &channels, Arc::new(clock));
    let end = clock.now() + Duration::from_seconds(seconds);
    let mut turns: Vec<_> = receivers.iter().map(|_| clock.now() + chance.millis(500, 4_000)).collect();
    let mut restart = clock.now() + chance.millis(5_000, 15_000);
    let (mut lanes, mut kills, mut restarts) = (HashMap::<u64, (u64, u64)>::new(), 0, 0);
    while clock.now() < end {
        let begun = clock.now();
        let first = lanes.len() as u64 + 1;
        let notices: Vec<Notice> = (first..first + AT_ONCE)
            .map(|number| {
                let lane = (chance.below(RECEIVERS), chance.below(TICKETS));
                lanes.insert(number, lane);
                notice(number, lane, if chance.below(20) == 0 { Urgency::Urgent } else { Urgency::Ordinary })
            })
            .collect();
        let taking = Arc::clone(&outbox);
        tokio::task::spawn_blocking(move || taking.take(first + AT_ONCE - 1, &notices)).await.unwrap().unwrap();
        for (receiver, turn) in receivers.iter_mut().zip(&mut turns) {
            if *turn > clock.now() {
                continue;
            }
            if receiver.running.is_some() {
                receiver.is_killed();
                kills += 1;
                *turn = clock.now() + chance.millis(200, 2_000);
            } else {
                receiver.starts();
                *turn = clock.now() + chance.millis(1_000, 6_000);
            }
        }
        if restart <= clock.now() {
            running.abort();
            assert!((&mut running).await.unwrap_err().is_cancelled());
            outbox = Arc::new(Outbox::open(&file, &store).unwrap());
            running = delivering(&outbox, &channels, Arc::new(clock));
            restarts += 1;
            restart = clock.now() + chance.millis(5_000, 15_000);
        }
        clock.reaches(begun + Duration::from_micros(100_000)).await;
    }
    let in_time = lanes.len() - pending(&outbox);
    println!("{} notices to {RECEIVERS} receivers in {seconds} s, {kills} kills, {restarts} restarts", lanes.len());
    println!("{in_time} were delivered by the end of the load");
    running.abort();
    for receiver in &mut receivers {
        if receiver.running.is_none() {
            receiver.starts();
        }
    }
    drain(&file, &store, &channels).await;
    check(&receivers, &lanes);
    for receiver in &mut receivers {
        receiver.is_killed();
    }
}

fn notice(number: u64, (receiver, ticket): (u64, u64), urgency: Urgency) -> Notice {
    Notice {
        number,
        event: EventId::from_uuid(Uuid::from_u128(number.into())),
        kind: "ticket.reported".to_owned(),
        stream: format!("ticket-{ticket}").parse().unwrap(),
        at: SystemClock.now(),
        repeat: 0,
        urgency,
        channel: format!("r{receiver}").parse().unwrap(),
        recipient: None,
    }
}

fn pending(outbox: &Outbox) -> usize {
    outbox.counts().unwrap().values().map(|counts| usize::try_from(counts.pending).unwrap()).sum()
}

/// Delivers what is left, as a program does that starts when every rest is over.
async fn drain(file: &Path, store: &MemoryStore, channels: &Arc<Channels>) {
    let outbox = Arc::new(Outbox::open(file, store).unwrap());
    let later = VirtualClock::at(SystemClock.now() + Duration::from_hours(24));
    let running = delivering(&outbox, channels, Arc::new(later.clone()));
    while pending(&outbox) > 0 {
        SystemClock.reaches(SystemClock.now() + Duration::from_micros(100_000)).await;
        later.advance(Duration::from_seconds(1));
    }
    running.abort();
    let dead = outbox.list(&Filter { state: Some(State::Dead), channel: None }, 0, 10).unwrap();
    assert!(dead.is_empty(), "{dead:?}");
}

/// Every number arrived where it belongs, and those of a lane for the first time in order.
fn check(receivers: &[Receiver], lanes: &HashMap<u64, (u64, u64)>) {
    let mut times = BTreeMap::<u64, usize>::new();
    let mut last = HashMap::<(u64, u64), u64>::new();
    for (receiver, number) in receivers.iter().zip(0..) {
        for arrived in receiver.arrivals.lock().unwrap().iter() {
            let lane = lanes[arrived];
            assert_eq!(lane.0, number, "{arrived} went astray");
            let times = times.entry(*arrived).or_default();
            *times += 1;
            if *times == 1 {
                let before = last.insert(lane, *arrived);
                assert!(before < Some(*arrived), "{arrived} came after {before:?}");
            }
        }
    }
    let lost: Vec<_> = lanes.keys().filter(|number| !times.contains_key(number)).collect();
    assert!(lost.is_empty(), "{lost:?} were lost");
    let repeated = times.values().filter(|times| **times > 1).count();
    println!("all arrived, those of each ticket in order; {repeated} arrived more than once");
}
