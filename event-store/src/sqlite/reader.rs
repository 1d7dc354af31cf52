//! Reading the file, a page at a time: a long read transaction would keep the write-ahead log from being reused.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use events_schema::{EventId, Position, RecordedEvent, Revision, StreamName};
use rusqlite::{CachedStatement, Connection, Row, params};
use tokio::sync::Semaphore;
use uuid::Uuid;

use super::schema::{Place, Source, number_of};
use crate::port::ReadError;

/// How many connections are kept, and how many reads run at once.
const CONNECTIONS: usize = 4;

/// The bounds of one read transaction.
const PAGE_EVENTS: usize = 2048;
const PAGE_BYTES: usize = 8 << 20;

/// How many names of streams a connection remembers.
const REMEMBERED: usize = 65_536;

/// The connections that read.
pub(super) struct Readers {
    source: Source,
    idle: Mutex<Vec<Reader>>,
    permits: Semaphore,
}

impl Readers {
    pub(super) fn new(source: Source) -> Arc<Self> {
        Arc::new(Self { source, idle: Mutex::default(), permits: Semaphore::new(CONNECTIONS) })
    }

    /// Reads on a thread that may wait.
    pub(super) async fn run<T: Send + 'static>(
        self: Arc<Self>,
        work: impl FnOnce(&mut Reader) -> Result<T, ReadError> + Send + 'static,
    ) -> Result<T, ReadError> {
        let _permit = self.permits.acquire().await.map_err(broken)?;
        let readers = Arc::clone(&self);
        tokio::task::spawn_blocking(move || readers.run_here(work)).await.map_err(broken)?
    }

    /// Reads on this thread.
    pub(super) fn run_here<T>(&self, work: impl FnOnce(&mut Reader) -> Result<T, ReadError>) -> Result<T, ReadError> {
        let idle = || self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        let known = idle().pop();
        let mut reader = match known {
            Some(reader) => reader,
            None => Reader::new(self.source.connect_to_read().map_err(broken)?),
        };
        let result = work(&mut reader);
        let mut idle = idle();
        if idle.len() < CONNECTIONS {
            idle.push(reader);
        }
        result
    }
}

fn broken(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> ReadError {
    ReadError(error.into())
}

/// One connection, and the names that it has seen.
pub(super) struct Reader {
    connection: Connection,
    streams: HashMap<i64, StreamName>,
    kinds: HashMap<i64, Arc<str>>,
}

impl Reader {
    fn new(connection: Connection) -> Self {
        Self { connection, streams: HashMap::new(), kinds: HashMap::new() }
    }

    /// At most `limit` events from a position on and below another.
    pub(super) fn all(
        &mut self,
        from: Position,
        below: Position,
        limit: usize,
    ) -> Result<Vec<RecordedEvent>, ReadError> {
        const EVENTS: &str = "SELECT position, stream, revision, id, kind, version, metadata, data FROM events
            WHERE position >= ?1 AND position < ?2 ORDER BY position LIMIT ?3";
        let mut events = Vec::with_capacity(
            limit.min(2 * PAGE_EVENTS).min(usize::try_from(below.0.saturating_sub(from.0)).unwrap_or(0)),
        );
        loop {
            let from = events.last().map_or(from, |last: &RecordedEvent| last.position.next());
            let rest = (limit - events.len()).min(PAGE_EVENTS);
            if rest == 0 || from >= below {
                return Ok(events);
            }
            if !self.page(EVENTS, [from.sql(), below.sql(), rest.cast_signed() as i64], &mut events).map_err(broken)? {
                return Ok(events);
            }
        }
    }

    /// At most `limit` events of a stream from a revision on.
    pub(super) fn stream(
        &mut self,
        stream: &StreamName,
        from: Revision,
        limit: usize,
    ) -> Result<Vec<RecordedEvent>, ReadError> {
        const EVENTS: &str = "SELECT position, stream, revision, id, kind, version, metadata, data FROM events
            WHERE stream = ?1 AND revision >= ?2 ORDER BY revision LIMIT ?3";
        let found = self
            .connection
            .prepare_cached("SELECT stream FROM streams WHERE name = ?1")
            .and_then(|mut lookup| number_of(&mut lookup, stream.as_str()))
            .map_err(broken)?;
        let Some(number) = found else { return Ok(Vec::new()) };
        let mut events = Vec::new();
        loop {
            let from = events.last().map_or(from, |last: &RecordedEvent| last.revision.next());
            let rest = (limit - events.len()).min(PAGE_EVENTS);
            if rest == 0
                || !self.page(EVENTS, [number, from.sql(), rest.cast_signed() as i64], &mut events).map_err(broken)?
            {
                return Ok(events);
            }
        }
    }

    /// One read transaction. Says whether there may be more behind it.
    fn page(&mut self, sql: &str, [a, b, limit]: [i64; 3], events: &mut Vec<RecordedEvent>) -> rusqlite::Result<bool> {
        if self.streams.len() > REMEMBERED {
            self.streams.clear();
        }
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut stream_names = self.connection.prepare_cached("SELECT name FROM streams WHERE stream = ?1")?;
        let mut kind_names = self.connection.prepare_cached("SELECT name FROM kinds WHERE kind = ?1")?;
        let mut rows = statement.query(params![a, b, limit])?;
        let (mut bytes, mut left) = (0, limit);
        while let Some(row) = rows.next()? {
            let stream = remembered(&mut self.streams, row.get(1)?, &mut stream_names)?;
            let kind = remembered(&mut self.kinds, row.get(4)?, &mut kind_names)?;
            let event = event(row, stream, kind)?;
            bytes += event.metadata.len() + event.data.len();
            events.push(event);
            left -= 1;
            if bytes > PAGE_BYTES {
                return Ok(true);
            }
        }
        Ok(left == 0)
    }
}

fn event(row: &Row<'_>, stream: StreamName, kind: Arc<str>) -> rusqlite::Result<RecordedEvent> {
    Ok(RecordedEvent {
        position: Position(row.get::<_, i64>(0)?.cast_unsigned()),
        stream,
        revision: Revision(row.get::<_, i64>(2)?.cast_unsigned()),
        id: EventId::from_uuid(Uuid::from_bytes(row.get(3)?)),
        kind,
        version: row.get(5)?,
        metadata: row.get(6)?,
        data: row.get(7)?,
    })
}

/// The name behind a number, and from then on without asking.
fn remembered<T: Clone + TryFromName>(
    names: &mut HashMap<i64, T>,
    number: i64,
    lookup: &mut CachedStatement<'_>,
) -> rusqlite::Result<T> {
    if let Some(name) = names.get(&number) {
        return Ok(name.clone());
    }
    let name = lookup.query_row([number], |row| T::try_from_name(row.get_ref(0)?.as_str()?))?;
    names.insert(number, name.clone());
    Ok(name)
}

trait TryFromName: Sized {
    fn try_from_name(name: &str) -> rusqlite::Result<Self>;
}

impl TryFromName for Arc<str> {
    fn try_from_name(name: &str) -> rusqlite::Result<Self> {
        Ok(name.into())
    }
}

impl TryFromName for StreamName {
    fn try_from_name(name: &str) -> rusqlite::Result<Self> {
        let wrong = |error| rusqlite::Error::FromSqlConversionFailure(0, rusqlite::types::Type::Text, Box::new(error));
        name.parse().map_err(wrong)
    }
}
