//! How long after its deadline the breach of a clock is recorded, with very many clocks running: at rest, and right after a
//! restart.
//!
//! What came due while the program was down or opening is measured from the beginning of its opening, all else from the
//! deadline. A window ends when everything that was due in it is recorded, so that nothing late is left out.
//!
//! `cargo bench -p flywheel-tests --bench watch [-- CLOCKS [SECONDS]]`; 100,000 clocks and 20 seconds if nothing is said.
//! Every ticket waits for its triage, and their deadlines are spread over the hour to come. Everything is real: the log on
//! the disk, the read models, the watch, the machine's clock.

#![expect(clippy::unwrap_used, reason = "a benchmark ends at an error")]

use std::path::Path;
use std::sync::Arc;

use api::app::App;
use api::clock::{Clock, SystemClock};
use api::commands::{Draft, Drafted};
use domain::CommandSpec;
use domain::ticket::{COMMANDS, RecordClocks, Report, Ticket};
use event_store::{EventStore, SqliteStore};
use events_schema::facts::ticket::TicketFact;
use events_schema::ids::{CustomerId, TicketId};
use events_schema::values::IntakeChannel;
use events_schema::{Actor, CommandId, Duration, Entry, Origin, Position, Role, Timestamp};
use projections::{Clocks, Projection};

const PATIENCE: std::time::Duration = std::time::Duration::from_secs(600);

fn main() {
    let mut arguments = std::env::args().skip(1).filter(|argument| !argument.starts_with('-'));
    let clocks: i64 = arguments.next().map_or(100_000, |number| number.parse().unwrap());
    let seconds: i64 = arguments.next().map_or(20, |number| number.parse().unwrap());
    let folder = tempfile::tempdir().unwrap();
    run(prepare(folder.path(), clocks));
    println!("{clocks} clocks run, each window is {seconds} s; how long it took to record the breaches that were due:");
    println!("{:>42} {:>8} {:>10} {:>10} {:>10}", "", "breaches", "median", "99th", "last");
    let closed = run(at_rest(folder.path(), Duration::from_seconds(seconds)));
    run(restarted(folder.path(), Duration::from_seconds(seconds), closed));
}

fn run<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Runtime::new().unwrap().block_on(work)
}

fn spec(name: &str) -> &'static CommandSpec<Ticket> {
    COMMANDS.iter().find(|spec| spec.name == name).unwrap()
}

/// Reports, and what a watch would have recorded of them by now.
async fn prepare(folder: &Path, clocks: i64) {
    let (app, store) = App::open(folder, Arc::new(SystemClock)).await.unwrap();
    let (now, reference) = (app.clock.now(), app.directory.now().reference);
    let (agent, watch) = (Actor { role: Role::OnSiteEngineer, ..Actor::system("bench") }, Actor::system("watch"));
    let mut pending = Vec::new();
    for number in 0..clocks {
        let id = CommandId::of("bench", &number.to_string());
        let received_at = now + Duration::from_micros(-3_600_000_000 / clocks * number);
        let report = Report {
            received_at: Some(received_at),
            channel: IntakeChannel::OnSite,
            organisation: None,
            engine_model: None,
            engine_serial: None,
            symptom: None,
            usage_scenario: None,
            contact: None,
        };
        let mut draft = Draft::new(TicketId::from_uuid(id.derive("ticket")).stream());
        let drafted = |command, spec, id, actor, recorded_at| Drafted {
            files: &[],
            spec,
            command,
            id,
            actor,
            recorded_at,
            occurred_at: None,
            reporter: Some(CustomerId::from_uuid(id.derive("customer"))),
            other: None,
            causation: None,
            origin: &Origin::Simulation,
            unproven: &[],
        };
        draft.perform(&drafted(&report, spec("report"), id, &agent, received_at), &reference, &app.keys).unwrap();
        let notices = CommandId::of("bench-watch", &number.to_string());
        let recording = drafted(&RecordClocks {}, spec("record-clocks"), notices, &watch, now);
        draft.perform(&recording, &reference, &app.keys).unwrap();
        pending.extend(draft.queue(&*store));
    }
    for appended in pending {
        appended.await.unwrap();
    }
    settle(&app, &store).await;
    end(app, &store);
}

async fn settle(app: &App, store: &SqliteStore) {
    let last = Position(store.length().borrow().saturating_sub(1));
    for model in projections::models() {
        app.models.reached(model.name, last, PATIENCE).await.unwrap();
    }
}

fn end(app: Arc<App>, store: &SqliteStore) {
    app.models.stop();
    store.close();
    drop(app);
}

/// Waits until everything that was due by an instant is recorded. Of so many clocks one is due at any time.
async fn caught_up(app: &App, by: Timestamp) {
    let mut news = app.store.length();
    loop {
        let length = *news.borrow_and_update();
        app.models.reached(Clocks::NAME, Position(length.saturating_sub(1)), PATIENCE).await.unwrap();
        let clocks = app.models.views().of::<Clocks>();
        if clocks.due_notices(by, 1).unwrap().value.is_empty() {
            return;
        }
        news.changed().await.unwrap();
    }
}

/// Measures a window that begins when the watch has caught up, and says when the watch was ended.
async fn at_rest(folder: &Path, length: Duration) -> Timestamp {
    let (app, store) = App::open(folder, Arc::new(SystemClock)).await.unwrap();
    let before = *store.length().borrow();
    let watch = tokio::spawn(api::watch::run(Arc::clone(&app)));
    caught_up(&app, app.clock.now()).await;
    let from = app.clock.now();
    let until = from + length;
    app.clock.reaches(until).await;
    caught_up(&app, until).await;
    let closed = app.clock.now();
    watch.abort();
    let mut breaches = breaches(&store, before).await;
    breaches.retain(|breach| from <= breach.due_at && breach.due_at < until);
    show("at rest", from, &breaches);
    end(app, &store);
    closed
}

/// Measures everything that came due since the earlier program was closed, until a window after the opening has ended.
async fn restarted(folder: &Path, length: Duration, closed: Timestamp) {
    let opening = SystemClock.now();
    let (app, store) = App::open(folder, Arc::new(SystemClock)).await.unwrap();
    let (opened, before) = (app.clock.now(), *store.length().borrow());
    let watch = tokio::spawn(api::watch::run(Arc::clone(&app)));
    let until = opened + length;
    app.clock.reaches(until).await;
    caught_up(&app, until).await;
    watch.abort();
    let mut breaches = breaches(&store, before).await;
    breaches.retain(|breach| breach.due_at < until);
    let (missed, later): (Vec<Breach>, Vec<Breach>) = breaches.into_iter().partition(|breach| breach.due_at < opened);
    show("restart: due while down or opening", opening, &missed);
    show("restart: due once it was open", opening, &later);
    println!("{:>42} down for {}, opened in {}", "", millis(opening.since(closed)), millis(opened.since(opening)));
    end(app, &store);
}

fn millis(length: Duration) -> String {
    format!("{} ms", length.as_micros() / 1_000)
}

/// Shows how long after its deadline each was recorded, or after `begin` if it was due before.
fn show(what: &str, begin: Timestamp, breaches: &[Breach]) {
    let lag = |breach: &Breach| breach.recorded_at.since(breach.due_at.max(begin));
    let mut lags: Vec<Duration> = breaches.iter().map(lag).collect();
    lags.sort();
    let share = |per_cent: usize| lags.get(lags.len() * per_cent / 100).or(lags.last()).copied().unwrap_or_default();
    let (median, most, last) = (millis(share(50)), millis(share(99)), millis(share(100)));
    println!("{what:>42} {:>8} {median:>10} {most:>10} {last:>10}", lags.len());
}

struct Breach {
    due_at: Timestamp,
    recorded_at: Timestamp,
}

/// The breaches in the log from a position on.
async fn breaches(store: &SqliteStore, from: u64) -> Vec<Breach> {
    let (mut breaches, mut next) = (Vec::new(), Position(from));
    loop {
        let page = store.read_all(next, 10_000).await.unwrap();
        let Some(last) = page.last() else { return breaches };
        next = last.position.next();
        for event in page.iter().filter(|event| &*event.kind == "clock.breached") {
            let entry = Entry::<TicketFact>::decode(event).unwrap();
            if let TicketFact::ClockBreached(breach) = entry.fact {
                breaches.push(Breach { due_at: breach.due_at, recorded_at: entry.envelope.recorded_at });
            }
        }
    }
}
