//! The program is killed while several clients write, again and again, on one folder.
//!
//! `FLYWHEEL_KILL_ROUNDS` says how often (20 if absent), `FLYWHEEL_SEED` how the moments are chosen.

use std::collections::HashMap;
use std::path::Path;
use std::sync::mpsc::{Sender, channel};
use std::thread;

use event_store::{EventStore, SqliteStore};
use events_schema::{EventId, Position, RecordedEvent};
use serde_json::{Value, json};

use crate::chain::check_whole;
use crate::harness::{PATIENCE, general, hotline_report};
use crate::process::{Client, Server, prepare};

const CLIENTS: usize = 4;

#[test]
fn nothing_that_was_acknowledged_is_lost_or_doubled() {
    let number = |name: &str, default| std::env::var(name).map_or(default, |text| text.parse().unwrap());
    let (rounds, mut chance) = (number("FLYWHEEL_KILL_ROUNDS", 20), Chance(number("FLYWHEEL_SEED", 1)));
    let folder = tempfile::tempdir().unwrap();
    let key = prepare(folder.path());
    let mut story = Story::begin(folder.path(), &key);
    for round in 1..=rounds {
        let server = Server::start(folder.path());
        story.settle(&Client::new(&server, &key));
        let reports = story.write_until(&server, &key, round, 1 + chance.below(80));
        server.kill();
        let (done, in_doubt) = collect(reports);
        story.done.extend(done);
        story.in_doubt.extend(in_doubt);
        // In every other round it is the program that meets the folder first as it was left.
        if round % 2 == 0 {
            story.check(folder.path());
        }
    }
    let server = Server::start(folder.path());
    story.settle(&Client::new(&server, &key));
    server.kill();
    let events = story.check(folder.path());
    println!("{rounds} kills, {} commands acknowledged, {events} events in the log", story.done.len());
}

/// A command that was sent.
#[derive(Debug, Clone)]
struct Sent {
    path: String,
    key: String,
    body: Value,
}

struct Story {
    shared: String,
    done: Vec<(Sent, Value)>,
    in_doubt: Vec<Sent>,
}

impl Story {
    fn begin(folder: &Path, key: &str) -> Self {
        let server = Server::start(folder);
        let sent = Sent { path: "/v1/tickets".into(), key: "shared".into(), body: hotline_report() };
        let answer = sent.send(&Client::new(&server, key)).unwrap();
        server.kill();
        Self { shared: answer["id"].as_str().unwrap().to_owned(), done: vec![(sent, answer)], in_doubt: Vec::new() }
    }

    /// Lets all clients write until so many commands are acknowledged. They go on until the server is gone.
    fn write_until(&self, server: &Server, key: &str, round: u64, acknowledgements: usize) -> Vec<Reports> {
        let (acknowledged, news) = channel();
        let clients = (0..CLIENTS).map(|number| {
            let (client, acknowledged, shared) = (Client::new(server, key), acknowledged.clone(), self.shared.clone());
            thread::spawn(move || write(&client, &format!("{round}-{number}"), &shared, &acknowledged))
        });
        let clients: Vec<Reports> = clients.collect();
        for _ in 0..acknowledgements {
            news.recv_timeout(PATIENCE).expect("commands are acknowledged");
        }
        clients
    }

    /// Sends again what had no answer: it gets one. What had an answer gets the same one.
    fn settle(&mut self, client: &Client) {
        for sent in std::mem::take(&mut self.in_doubt) {
            let answer = sent.send(client).expect("nobody kills the server now");
            self.done.push((sent, answer));
        }
        for (sent, first) in self.done.iter().rev().take(2 * CLIENTS) {
            assert_eq!(sent.send(client).expect("nobody kills the server now"), *first);
        }
    }

    /// The log is whole, and holds every acknowledged event where its answer says, once.
    fn check(&self, folder: &Path) -> usize {
        let log = log_in(folder);
        check_whole(&log);
        let mut places: HashMap<EventId, &RecordedEvent> = HashMap::new();
        for event in &log {
            assert!(places.insert(event.id, event).is_none(), "{} is there twice", event.id);
        }
        for (sent, answer) in &self.done {
            for acknowledged in answer["events"].as_array().unwrap() {
                let id: EventId = acknowledged["id"].as_str().unwrap().parse().unwrap();
                let event = places.get(&id).unwrap_or_else(|| panic!("{acknowledged} is lost: {sent:?}"));
                assert_eq!(event.stream.as_str(), answer["id"], "{sent:?}");
                assert_eq!(event.revision.0, acknowledged["revision"], "{sent:?}");
            }
        }
        let reports = self.done.iter().filter(|(sent, _)| sent.path == "/v1/tickets").count();
        let opened = log.iter().filter(|event| &*event.kind == "ticket.reported").count();
        assert!(opened - reports <= self.in_doubt.len(), "{opened} tickets, {reports} acknowledged reports");
        log.len()
    }
}

type Reports = thread::JoinHandle<(Vec<(Sent, Value)>, Sent)>;

fn collect(clients: Vec<Reports>) -> (Vec<(Sent, Value)>, Vec<Sent>) {
    let (mut done, mut in_doubt) = (Vec::new(), Vec::new());
    for client in clients {
        let (answered, unanswered) = client.join().unwrap();
        done.extend(answered);
        in_doubt.push(unanswered);
    }
    (done, in_doubt)
}

/// Opens tickets and works on them, and notes on the one that all share, until the connection breaks. Says what was
/// answered, and what was not.
fn write(client: &Client, name: &str, shared: &str, acknowledged: &Sender<()>) -> (Vec<(Sent, Value)>, Sent) {
    let mut done = Vec::new();
    let mut own = String::new();
    for number in 0_u64.. {
        let (path, body) = match number % 4 {
            0 => ("/v1/tickets".to_owned(), hotline_report()),
            1 => (format!("/v1/tickets/{own}/classify"), general()),
            2 => (format!("/v1/tickets/{own}/assign"), json!({ "group": "electrical" })),
            _ => (format!("/v1/tickets/{shared}/add-note"), json!({ "text": format!("{name}-{number}") })),
        };
        let sent = Sent { path, key: format!("{name}-{number}"), body };
        let Some(answer) = sent.send(client) else { return (done, sent) };
        if number % 4 == 0 {
            answer["id"].as_str().unwrap().clone_into(&mut own);
        }
        done.push((sent, answer));
        // Nobody listens any more once enough was acknowledged.
        let _ = acknowledged.send(());
    }
    unreachable!("the server is killed before")
}

impl Sent {
    /// The answer, which has to be a success; nothing if the connection broke.
    fn send(&self, client: &Client) -> Option<Value> {
        let (status, answer) = client.post(&self.path, &self.key, &self.body).ok()?;
        assert!((200..300).contains(&status), "{self:?}: {answer}");
        Some(answer)
    }
}

pub(crate) fn log_in(folder: &Path) -> Vec<RecordedEvent> {
    let store = SqliteStore::open(folder).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let mut log = Vec::new();
    loop {
        let page = runtime.block_on(store.read_all(Position(log.len() as u64), 10_000)).unwrap();
        if page.is_empty() {
            store.close();
            return log;
        }
        log.extend(page);
    }
}

/// SplitMix64.
pub(crate) struct Chance(pub(crate) u64);

impl Chance {
    pub(crate) fn below(&mut self, end: u64) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % end).unwrap()
    }
}
