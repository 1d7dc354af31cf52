//! The log by itself: appends beside a plain file that is synced as often, and reading beside nothing but reading.

use std::io::Write;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use event_store::{Append, EventStore, Expected, SqliteStore};
use events_schema::{EventId, NewEvent, Position, Revision, StreamName};
use futures_util::future::try_join_all;
use uuid::Uuid;

use super::{BenchError, Figure};
use crate::clock::Stopwatch;

/// As long as an ordinary envelope and an ordinary fact.
const METADATA: usize = 480;
const DATA: usize = 160;
const STREAM_EVENTS: u64 = 24;
const LENGTH: Duration = Duration::from_millis(1_500);

/// What the log takes and gives.
///
/// # Errors
/// If the disk or the log refuses.
pub async fn store(folder: &Path) -> Result<Vec<Figure>, BenchError> {
    let store = SqliteStore::open(&folder.join("appends"))?;
    let mut figures = Vec::new();
    for (callers, size) in [(1, 1), (32, 1), (64, 8)] {
        let plain = plain_file(&folder.join("plain"), callers * size)?;
        let appended = appends(&store, callers, size).await?;
        let what = format!("append, {callers} callers, {size} events each");
        figures.push(Figure::new(0, what, appended, "events/s").beside("plain file, as many per sync", plain));
    }
    let length = *store.length().borrow();
    let (running, mut next) = (Stopwatch::start(), Position(0));
    while next.0 < length {
        let page = store.read_all(next, 4_096).await?;
        next = page.last().map_or(Position(length), |last| last.position.next());
    }
    let scanned = length as f64 / running.elapsed().as_secs_f64();
    figures.push(Figure::new(length, "scan of the whole log", scanned, "events/s"));
    figures.push(Figure::new(length, "read of a stream", streams(&store).await?, "streams/s"));
    store.close();
    Ok(figures)
}

fn plain_file(path: &Path, size: u64) -> Result<f64, BenchError> {
    let mut file = std::fs::File::create(path)?;
    let batch = vec![b'x'; (METADATA + DATA) * usize::try_from(size).unwrap_or(1)];
    let (running, mut written) = (Stopwatch::start(), 0);
    while running.elapsed() < LENGTH {
        file.write_all(&batch)?;
        file.sync_data()?;
        written += size;
    }
    Ok(written as f64 / running.elapsed().as_secs_f64())
}

async fn appends(store: &Arc<SqliteStore>, callers: u64, size: u64) -> Result<f64, BenchError> {
    let running = Stopwatch::start();
    let round = crate::random::uuid();
    let one = async |caller: u64| {
        let mut next = 0;
        while running.elapsed() < LENGTH {
            store.append(append(&Uuid::new_v5(&round, &caller.to_be_bytes()), &mut next, size)).await?;
        }
        Ok::<_, BenchError>(next)
    };
    let written: Vec<u64> = try_join_all((0..callers).map(one)).await?;
    Ok(written.iter().sum::<u64>() as f64 / running.elapsed().as_secs_f64())
}

/// A caller's next events: 24 in a stream, then another stream.
fn append(caller: &Uuid, next: &mut u64, size: u64) -> Append {
    let first = *next;
    *next += size;
    let (stream, held) = (first / STREAM_EVENTS, first % STREAM_EVENTS);
    let event = |number: u64| NewEvent {
        id: EventId::from_uuid(Uuid::new_v5(caller, &(first + number).to_be_bytes())),
        kind: "ticket.reported",
        version: 1,
        metadata: vec![b'm'; METADATA],
        data: vec![b'd'; DATA],
    };
    Append {
        stream: name(caller, stream),
        expected: Expected::after(held.checked_sub(1).map(Revision)),
        events: (0..size).map(event).collect(),
    }
}

/// # Panics
/// Never: a UUID makes a name.
fn name(caller: &Uuid, stream: u64) -> StreamName {
    let id = Uuid::new_v5(caller, &stream.to_le_bytes());
    format!("ticket-{id}").parse().expect("a UUID makes a name")
}

/// Streams that are read one after the other, as they stand in the log.
async fn streams(store: &Arc<SqliteStore>) -> Result<f64, BenchError> {
    let names: Vec<StreamName> =
        store.read_all(Position(0), 4_096).await?.into_iter().map(|event| event.stream).collect();
    let (running, mut read) = (Stopwatch::start(), 0_u32);
    for name in names.iter().cycle() {
        if running.elapsed() >= LENGTH {
            break;
        }
        store.read_stream(name, Revision::FIRST, 500).await?;
        read += 1;
    }
    Ok(f64::from(read) / running.elapsed().as_secs_f64())
}
