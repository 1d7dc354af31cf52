//! How fast the embedded engine appends and reads, beside a plain file that is synced as often in the same run.
//!
//! `cargo bench -p event-store [-- FOLDER]`; the folder decides which disk is measured.

#![expect(clippy::disallowed_methods, reason = "a benchmark reads the clock")]

use std::io::Write;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use event_store::{Append, EventStore, Expected, SqliteStore};
use events_schema::{EventId, NewEvent, Position, StreamName};
use uuid::Uuid;

const METADATA: usize = 250;
const DATA: usize = 150;
const STREAM_EVENTS: u64 = 24;

fn main() {
    let folder = std::env::args().skip(1).find(|argument| !argument.starts_with('-'));
    let folder = folder.map_or_else(
        || tempfile::tempdir().expect("a folder"),
        |parent| tempfile::tempdir_in(parent).expect("a folder"),
    );
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).build().expect("a runtime");
    println!("{:>34} {:>14} {:>14}", "events/s", "plain file", "SqliteStore");
    for size in [1, 32, 512] {
        let plain = plain_file(folder.path(), size);
        let sqlite = runtime.block_on(one_caller(folder.path(), size));
        println!("{:>34} {plain:>14.0} {sqlite:>14.0}", format!("{size} per commit, one caller"));
    }
    for (size, callers) in [(1, 16), (1, 64), (1, 256), (32, 4), (32, 16)] {
        let sqlite = runtime.block_on(many_callers(folder.path(), size, callers));
        println!("{:>34} {:>14} {sqlite:>14.0}", format!("{size} per append, {callers} callers"), "");
    }
    let sqlite = runtime.block_on(scan(folder.path()));
    println!("{:>34} {:>14} {sqlite:>14.0}", "scan of the file, 1024 per page", "");
}

/// Runs for a while and tells how often per second.
macro_rules! per_second {
    ($count:expr, $once:expr) => {{
        let start = Instant::now();
        let mut rounds = 0_u64;
        while start.elapsed() < Duration::from_millis(1500) {
            $once;
            rounds += 1;
        }
        (rounds * $count) as f64 / start.elapsed().as_secs_f64()
    }};
}

fn plain_file(folder: &Path, size: u64) -> f64 {
    let mut file = std::fs::File::create(folder.join("plain")).expect("a file");
    let batch = vec![b'x'; (METADATA + DATA) * usize::try_from(size).expect("small")];
    per_second!(size, {
        file.write_all(&batch).expect("room");
        file.sync_data().expect("a disk");
    })
}

async fn one_caller(folder: &Path, size: u64) -> f64 {
    let store = SqliteStore::open(&folder.join(format!("one-{size}"))).expect("a log");
    let mut next = 0;
    per_second!(size, {
        store.append(append(0, &mut next, size)).await.expect("it is written");
    })
}

async fn many_callers(folder: &Path, size: u64, callers: u64) -> f64 {
    let store = SqliteStore::open(&folder.join(format!("many-{size}-{callers}"))).expect("a log");
    let tasks = (0..callers).map(|caller| {
        let store = Arc::clone(&store);
        tokio::spawn(async move {
            let mut next = 0;
            per_second!(size, {
                store.append(append(caller, &mut next, size)).await.expect("it is written");
            })
        })
    });
    let mut sum = 0.0;
    for task in tasks.collect::<Vec<_>>() {
        sum += task.await.expect("no panic");
    }
    sum
}

async fn scan(folder: &Path) -> f64 {
    let store = SqliteStore::open(&folder.join("one-512")).expect("a log");
    let end = *store.length().borrow();
    let start = Instant::now();
    let mut next = Position(0);
    while next.0 < end {
        let page = store.read_all(next, 1024).await.expect("it is read");
        next = page.last().expect("it is not the end").position.next();
    }
    end as f64 / start.elapsed().as_secs_f64()
}

/// The caller's next events: at most 24 in a stream, then another stream. A larger append has a stream of its own.
fn append(caller: u64, next: &mut u64, size: u64) -> Append {
    let first = *next;
    *next += size;
    let (stream, held) = if size == 1 { (first / STREAM_EVENTS, first % STREAM_EVENTS) } else { (first, 0) };
    let event = |n: u64| NewEvent {
        id: EventId::from_uuid(Uuid::from_u64_pair(caller, first + n)),
        kind: "ticket.reported",
        version: 1,
        metadata: vec![b'm'; METADATA],
        data: vec![b'd'; DATA],
    };
    Append {
        stream: name(caller, stream),
        expected: Expected::after(held.checked_sub(1).map(events_schema::Revision)),
        events: (0..size).map(event).collect(),
    }
}

fn name(caller: u64, stream: u64) -> StreamName {
    let id = Uuid::new_v5(&Uuid::from_u64_pair(caller, stream), b"stream");
    format!("ticket-{id}").parse().expect("a name")
}
