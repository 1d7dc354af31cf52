//! Many appends in one transaction, each judged on what stands before it.

use std::collections::HashMap;
use std::num::NonZeroUsize;
use std::sync::Arc;

use events_schema::{EventId, NewEvent, Position, Revision, StreamName};
use lru::LruCache;
use rusqlite::{CachedStatement, Connection, OptionalExtension, params};

use super::checkpoint::carry;
use super::schema::{Place, number_of};
use crate::port::{Append, Appended, Outcome};

/// How many ends of streams are remembered. The index knows the others.
const REMEMBERED: NonZeroUsize = NonZeroUsize::new(65_536).expect("not zero");

/// The file as the writer has it. What is remembered is what is durable: nothing here moves before the commit.
pub(super) struct Batches {
    connection: Connection,
    next: Position,
    ends: LruCache<StreamName, End>,
    kinds: HashMap<&'static str, Kind>,
}

/// Where a stream ends.
#[derive(Clone, Copy)]
struct End {
    /// Its number, once it has one.
    stream: Option<i64>,
    last: Option<Revision>,
}

/// A type of event: its number and its shared name.
#[derive(Clone)]
struct Kind {
    number: i64,
    name: Arc<str>,
}

/// What becomes of an append.
pub(super) enum Verdict {
    /// It is written from this position on.
    Write(Position),
    /// It stood there already.
    Already(Appended),
    /// The stream ends elsewhere.
    Conflict(Option<Revision>),
}

/// Why a batch is not written.
pub(super) enum Failure {
    /// There was no room. Everything is as before.
    DiskFull,
    /// The batch may be written or not.
    Unknown(String),
}

impl Batches {
    pub(super) fn new(connection: Connection, length: u64) -> Self {
        let (ends, kinds) = (LruCache::new(REMEMBERED), HashMap::new());
        Self { connection, next: Position(length), ends, kinds }
    }

    /// Writes what can be written of these appends, and ends when it is durable.
    pub(super) fn commit(&mut self, appends: &[&Append]) -> Result<Vec<Verdict>, Failure> {
        let written = self.write(appends).and_then(|pass| {
            self.connection.prepare_cached("COMMIT")?.execute([])?;
            Ok(pass)
        });
        match written {
            Ok(pass) => {
                self.next = pass.next;
                pass.ends.into_iter().for_each(|(stream, end)| {
                    self.ends.put(stream, end);
                });
                self.kinds.extend(pass.kinds);
                Ok(pass.verdicts)
            }
            Err(error) => Err(self.roll_back(&error)),
        }
    }

    /// What would become of these appends, one by one, as the file stands.
    pub(super) fn judge(&mut self, appends: &[&Append]) -> rusqlite::Result<Vec<Verdict>> {
        let mut statements = Statements::prepare(&self.connection)?;
        let pass = Pass::new(self.next);
        let judged = appends.iter().map(|append| pass.judge(append, &mut statements, &mut self.ends));
        judged.map(|judged| judged.map(|(verdict, _)| verdict)).collect()
    }

    /// Carries the write-ahead log over on the writer's own connection.
    pub(super) fn carry(&self) {
        carry(&self.connection);
    }

    /// The shared name of a kind that was written.
    pub(super) fn kind(&self, name: &'static str) -> Arc<str> {
        self.kinds.get(name).map_or_else(|| name.into(), |kind| Arc::clone(&kind.name))
    }

    fn write(&mut self, appends: &[&Append]) -> rusqlite::Result<Pass> {
        self.connection.prepare_cached("BEGIN IMMEDIATE")?.execute([])?;
        let mut statements = Statements::prepare(&self.connection)?;
        let mut pass = Pass::new(self.next);
        for append in appends {
            let (verdict, end) = pass.judge(append, &mut statements, &mut self.ends)?;
            if let Verdict::Write(_) = verdict {
                pass.write(append, end, &mut statements, &self.kinds)?;
            }
            pass.verdicts.push(verdict);
        }
        Ok(pass)
    }

    fn roll_back(&self, error: &rusqlite::Error) -> Failure {
        let full = is_full(&self.connection, error);
        let open = !self.connection.is_autocommit();
        let rolled_back = !open || self.connection.execute_batch("ROLLBACK").is_ok();
        if full && rolled_back { Failure::DiskFull } else { Failure::Unknown(error.to_string()) }
    }
}

/// One transaction as it grows.
struct Pass {
    next: Position,
    ends: HashMap<StreamName, End>,
    kinds: HashMap<&'static str, Kind>,
    verdicts: Vec<Verdict>,
}

impl Pass {
    fn new(next: Position) -> Self {
        Self { next, ends: HashMap::new(), kinds: HashMap::new(), verdicts: Vec::new() }
    }

    fn judge(
        &self,
        append: &Append,
        statements: &mut Statements<'_>,
        remembered: &mut LruCache<StreamName, End>,
    ) -> rusqlite::Result<(Verdict, End)> {
        let end = match self.ends.get(&append.stream).or_else(|| remembered.get(&append.stream)) {
            Some(end) => *end,
            None => {
                let end = statements.end(&append.stream)?;
                remembered.put(append.stream.clone(), end);
                end
            }
        };
        let first = append.expected.first();
        let free = Revision::after(end.last);
        let verdict = match end.stream {
            _ if free == first => Verdict::Write(self.next),
            Some(stream) if free > first => match statements.already(stream, first, &append.events)? {
                Some(appended) => Verdict::Already(appended),
                None => Verdict::Conflict(end.last),
            },
            _ => Verdict::Conflict(end.last),
        };
        Ok((verdict, end))
    }

    fn write(
        &mut self,
        append: &Append,
        end: End,
        statements: &mut Statements<'_>,
        known: &HashMap<&'static str, Kind>,
    ) -> rusqlite::Result<()> {
        let stream = match end.stream {
            Some(stream) => stream,
            None => statements.new_stream.insert([append.stream.as_str()])?,
        };
        let (mut revision, mut last) = (append.expected.first(), end.last);
        for event in &append.events {
            let kind = match known.get(event.kind).or_else(|| self.kinds.get(event.kind)) {
                Some(kind) => kind.number,
                None => {
                    let number = statements.kind(event.kind)?;
                    self.kinds.insert(event.kind, Kind { number, name: event.kind.into() });
                    number
                }
            };
            statements.insert(self.next, stream, revision, kind, event)?;
            last = Some(revision);
            self.next = self.next.next();
            revision = revision.next();
        }
        self.ends.insert(append.stream.clone(), End { stream: Some(stream), last });
        Ok(())
    }
}

/// The statements of one pass, prepared before its first append.
struct Statements<'c> {
    find_stream: CachedStatement<'c>,
    find_end: CachedStatement<'c>,
    find_ids: CachedStatement<'c>,
    find_kind: CachedStatement<'c>,
    new_stream: CachedStatement<'c>,
    new_kind: CachedStatement<'c>,
    new_event: CachedStatement<'c>,
}

impl<'c> Statements<'c> {
    fn prepare(connection: &'c Connection) -> rusqlite::Result<Self> {
        let prepare = |sql| connection.prepare_cached(sql);
        Ok(Self {
            find_stream: prepare("SELECT stream FROM streams WHERE name = ?1")?,
            find_end: prepare("SELECT revision FROM events WHERE stream = ?1 ORDER BY revision DESC LIMIT 1")?,
            find_ids: prepare(
                "SELECT id, revision, position FROM events WHERE stream = ?1 AND revision >= ?2 ORDER BY revision LIMIT ?3",
            )?,
            find_kind: prepare("SELECT kind FROM kinds WHERE name = ?1")?,
            new_stream: prepare("INSERT INTO streams (name) VALUES (?1)")?,
            new_kind: prepare("INSERT INTO kinds (name) VALUES (?1)")?,
            new_event: prepare("INSERT INTO events VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)")?,
        })
    }

    fn end(&mut self, stream: &StreamName) -> rusqlite::Result<End> {
        let Some(stream) = number_of(&mut self.find_stream, stream.as_str())? else {
            return Ok(End { stream: None, last: None });
        };
        let last: Option<i64> = self.find_end.query_row([stream], |row| row.get(0)).optional()?;
        Ok(End { stream: Some(stream), last: last.map(|last| Revision(last.cast_unsigned())) })
    }

    /// Whether exactly these events stand from `first` on, be it from one append or from several. Only the ids count,
    /// as on a cluster: they are derived from the command.
    fn already(&mut self, stream: i64, first: Revision, events: &[NewEvent]) -> rusqlite::Result<Option<Appended>> {
        let mut rows = self.find_ids.query(params![stream, first.sql(), events.len().cast_signed() as i64])?;
        let mut last = None;
        for event in events {
            let Some(row) = rows.next()? else { return Ok(None) };
            if EventId::from_uuid(uuid::Uuid::from_bytes(row.get(0)?)) != event.id {
                return Ok(None);
            }
            let (revision, position): (i64, i64) = (row.get(1)?, row.get(2)?);
            last = Some((Revision(revision.cast_unsigned()), Position(position.cast_unsigned())));
        }
        Ok(last.map(|(revision, position)| Appended { revision, position, outcome: Outcome::AlreadyWritten }))
    }

    fn kind(&mut self, name: &str) -> rusqlite::Result<i64> {
        match number_of(&mut self.find_kind, name)? {
            Some(kind) => Ok(kind),
            None => self.new_kind.insert([name]),
        }
    }

    fn insert(
        &mut self,
        position: Position,
        stream: i64,
        revision: Revision,
        kind: i64,
        event: &NewEvent,
    ) -> rusqlite::Result<()> {
        let id = event.id.as_uuid();
        let row = params![
            position.sql(),
            stream,
            revision.sql(),
            id.as_bytes(),
            kind,
            event.version,
            event.metadata,
            event.data
        ];
        self.new_event.execute(row).map(drop)
    }
}

/// Whether the disk, or this user's part of it, is full. SQLite has a code of its own for a full disk, but tells the
/// system's number where a quota or a file system has said it otherwise. A failed sync is never a full disk: what it
/// was to make durable may be so or not.
fn is_full(connection: &Connection, error: &rusqlite::Error) -> bool {
    let code = error.sqlite_error().map_or(0, |error| error.extended_code);
    if code != rusqlite::ffi::SQLITE_IOERR_WRITE {
        return code & 0xff == rusqlite::ffi::SQLITE_FULL;
    }
    #[expect(
        unsafe_code,
        reason = "rusqlite does not offer the system's number; the handle lives as long as the borrow"
    )]
    let number = unsafe { rusqlite::ffi::sqlite3_system_errno(connection.handle()) };
    use std::io::ErrorKind::{QuotaExceeded, StorageFull};
    matches!(std::io::Error::from_raw_os_error(number).kind(), StorageFull | QuotaExceeded)
}
