//! How long after its deadline the breach of a clock is recorded, with very many clocks running: at rest, and right after a
//! restart.
//!
//! `cargo bench -p flywheel-tests --bench watch [-- CLOCKS [SECONDS]]`; 100,000 clocks and 20 seconds if nothing is said.
//! Every ticket waits for its triage, and their deadlines are spread over the hour to come. Everything is real: the log on
//! the disk, the read models, the watch, the machine's clock.

#![expect(clippy::unwrap_used, reason = "a benchmark ends at an error")]

use std::path::Path;
use std::sync::Arc;

use api::app::App;
use api::clock::{Stopwatch, SystemClock};
use api::commands::{Draft, Drafted};
use domain::CommandSpec;
use domain::ticket::{COMMANDS, RecordClocks, Report, Ticket};
use event_store::{EventStore, SqliteStore};
use events_schema::facts::ticket::TicketFact;
use events_schema::ids::{CustomerId, TicketId};
use events_schema::values::IntakeChannel;
use events_schema::{Actor, CommandId, Duration, Entry, Origin, Position, Role, Timestamp};

fn main() {
    let mut arguments = std::env::args().skip(1).filter(|argument| !argument.starts_with('-'));
    let clocks: i64 = arguments.next().map_or(100_000, |number| number.parse().unwrap());
    let seconds: i64 = arguments.next().map_or(20, |number| number.parse().unwrap());
    let folder = tempfile::tempdir().unwrap();
    run(prepare(folder.path(), clocks));
    println!("{clocks} clocks run; of those that were due in {seconds} s, recorded so long after the deadline:");
    println!("{:>30} {:>8} {:>10} {:>10} {:>10}", "", "breaches", "median", "99th", "last");
    run(watched(folder.path(), Duration::from_seconds(seconds), "at rest"));
    run(watched(folder.path(), Duration::from_seconds(seconds), "right after a restart"));
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
        app.models.reached(model.name, last, std::time::Duration::from_secs(600)).await.unwrap();
    }
}

fn end(app: Arc<App>, store: &SqliteStore) {
    app.models.stop();
    store.close();
    drop(app);
}

async fn watched(folder: &Path, length: Duration, what: &str) {
    let opening = Stopwatch::start();
    let (app, store) = App::open(folder, Arc::new(SystemClock)).await.unwrap();
    let (from, before) = (app.clock.now(), *store.length().borrow());
    let watch = tokio::spawn(api::watch::run(Arc::clone(&app)));
    app.clock.reaches(from + length).await;
    watch.abort();
    let mut lags = lags(&store, before, from).await;
    lags.sort();
    let share = |per_cent: usize| lags.get(lags.len() * per_cent / 100).or(lags.last()).copied().unwrap_or_default();
    let shown = |lag: Duration| format!("{} ms", lag.as_micros() / 1_000);
    let last = shown(lags.last().copied().unwrap_or_default());
    println!("{what:>30} {:>8} {:>10} {:>10} {last:>10}", lags.len(), shown(share(50)), shown(share(99)));
    println!(
        "{:>30} opened in {} ms",
        "",
        (opening.elapsed().as_millis()).saturating_sub(u128::try_from(length.as_micros()).unwrap() / 1_000)
    );
    end(app, &store);
}

/// Of the breaches that were due from an instant on, how long after.
async fn lags(store: &SqliteStore, from: u64, since: Timestamp) -> Vec<Duration> {
    let (mut lags, mut next) = (Vec::new(), Position(from));
    loop {
        let page = store.read_all(next, 10_000).await.unwrap();
        let Some(last) = page.last() else { return lags };
        next = last.position.next();
        for event in page.iter().filter(|event| &*event.kind == "clock.breached") {
            let entry = Entry::<TicketFact>::decode(event).unwrap();
            if let TicketFact::ClockBreached(breach) = entry.fact
                && breach.due_at >= since
            {
                lags.push(entry.envelope.recorded_at.since(breach.due_at));
            }
        }
    }
}
