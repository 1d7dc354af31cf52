//! The view `events`: the log as a table, read page by page up to a fixed position, and never copied.
//!
//! No read of the log lasts longer than a page, so that a long question does not keep the log from being cleaned up; since
//! events never change, all pages before one position are one state all the same.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::ffi::{CStr, CString, c_int};
use std::marker::PhantomData;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use domain::queries::FOLLOW_EVENTS;
use event_store::EventStore;
use events_schema::{Envelope, Origin, Position, RecordedEvent, Revision, StreamName, Timestamp};
use rusqlite::vtab::{
    Context, Filters, IndexConstraint, IndexConstraintOp, IndexInfo, Module, VTab, VTabConfig, VTabConnection,
    VTabCursor, sqlite3_vtab, sqlite3_vtab_cursor,
};
use rusqlite::{Connection, Error, Result};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use tokio::runtime::Handle;

use super::Sources;
use super::functions::sortable;
use crate::columns::{Shown, Word, integer, natural};
use crate::published::ColumnKind::{Instant, Integer, Json, Text};
use crate::published::{PublishedView, column};

/// The view of the log.
pub static EVENTS: PublishedView = PublishedView {
    name: "events",
    about: "A row for each event of the log, as it was recorded. It is quick by position and by stream.",
    permission: &FOLLOW_EVENTS,
    columns: &[
        column("position", Integer, "its place in the whole log, from 0"),
        column("stream", Text, "its stream"),
        column("category", Text, "the kind of the stream: ticket, customer, person, ..."),
        column("key", Text, "the stream's name without its kind"),
        column("revision", Integer, "its place in the stream, from 0"),
        column("event", Text, "its id"),
        column("type", Text, "the type of the fact"),
        column("version", Integer, "the version of the type's shape"),
        column("occurred_at", Instant, "when it happened, as reported"),
        column("recorded_at", Instant, "when it was recorded"),
        column("actor", Text, "who did it: person-..., customer-... or system-..."),
        column("actor_kind", Text, "customer, staff, supplier or system"),
        column("role", Text, "in which role"),
        column("on_behalf_of", Text, "for whom it was done, if for somebody else"),
        column("channel", Text, "http, cli, import or internal"),
        column("origin", Text, "live, import or simulation"),
        column("command", Text, "the command that it comes from"),
        column("causation", Text, "the event that it follows from, if no person commanded it"),
        column("correlation", Text, "what a longer conversation shares"),
        column("data", Json, "the fact; personal values are sealed"),
    ],
    select: "",
};

const MODULE: &CStr = c"events";

const POSITION: c_int = 0;
const STREAM: c_int = 1;

/// How many events are read at once.
const PAGE: usize = 512;

/// Makes the view; without a source it has its shape, and nothing can be read from it.
pub(super) fn register(connection: &Connection, source: Option<Source>) -> Result<()> {
    const LOG: Module<'static, Log<'static>> = Module::eponymous_only_module();
    connection.create_module(MODULE, &LOG, Some(source))
}

/// The log up to a position.
#[derive(Clone)]
pub(super) struct Source {
    store: Arc<dyn EventStore>,
    handle: Handle,
    /// The position before which the view ends.
    end: Arc<AtomicU64>,
}

impl Source {
    pub(super) fn of(sources: &Sources, end: Arc<AtomicU64>) -> Self {
        Self { store: Arc::clone(&sources.store), handle: sources.handle.clone(), end }
    }
}

#[repr(C)]
struct Log<'vtab> {
    base: sqlite3_vtab,
    source: Option<Source>,
    of: PhantomData<&'vtab ()>,
}

/// A bound that a plan hands to the cursor: a bit of the plan's number, and an argument, in this order.
struct Bound {
    column: c_int,
    operator: IndexConstraintOp,
    bit: c_int,
}

const fn bound(column: c_int, operator: IndexConstraintOp, bit: c_int) -> Bound {
    Bound { column, operator, bit }
}

const AT: c_int = 1;
const FROM: c_int = 2;
const AFTER: c_int = 4;
const UP_TO: c_int = 8;
const BELOW: c_int = 16;
const ONE_STREAM: c_int = 32;

const BOUNDS: [Bound; 6] = [
    bound(POSITION, IndexConstraintOp::SQLITE_INDEX_CONSTRAINT_EQ, AT),
    bound(POSITION, IndexConstraintOp::SQLITE_INDEX_CONSTRAINT_GE, FROM),
    bound(POSITION, IndexConstraintOp::SQLITE_INDEX_CONSTRAINT_GT, AFTER),
    bound(POSITION, IndexConstraintOp::SQLITE_INDEX_CONSTRAINT_LE, UP_TO),
    bound(POSITION, IndexConstraintOp::SQLITE_INDEX_CONSTRAINT_LT, BELOW),
    bound(STREAM, IndexConstraintOp::SQLITE_INDEX_CONSTRAINT_EQ, ONE_STREAM),
];

#[expect(unsafe_code, reason = "SQLite finds the base class where C expects it: first, in C's layout")]
// SAFETY: `base` is the first field of a `repr(C)` struct.
unsafe impl<'vtab> VTab<'vtab> for Log<'vtab> {
    type Aux = Option<Source>;
    type Cursor = Cursor<'vtab>;

    fn connect(
        connection: &mut VTabConnection,
        source: Option<&Option<Source>>,
        _: &[u8],
        _: &[u8],
        _: &[u8],
        _: &[&[u8]],
    ) -> Result<(Cow<'static, CStr>, Self)> {
        connection.config(VTabConfig::Innocuous)?;
        let source = source.cloned().flatten();
        let columns: Vec<String> = EVENTS.columns.iter().map(|column| format!("\"{}\"", column.name)).collect();
        let table = CString::new(format!("CREATE TABLE events ({})", columns.join(", ")))?;
        Ok((Cow::Owned(table), Self { base: sqlite3_vtab::default(), source, of: PhantomData }))
    }

    fn best_index(&self, info: &mut IndexInfo) -> Result<bool> {
        let (mut plan, mut arguments) = (0, 0);
        for bound in BOUNDS {
            let is_it = |(index, constraint): (usize, IndexConstraint<'_>)| {
                let is_bound = constraint.column() == bound.column && constraint.operator() == bound.operator;
                // Under another collation more streams are equal than the one of that name.
                let is_exact = || bound.column != STREAM || info.collation(index).is_ok_and(|name| name == "BINARY");
                constraint.is_usable() && is_bound && is_exact()
            };
            if let Some(index) = info.constraints().enumerate().position(is_it) {
                plan |= bound.bit;
                arguments += 1;
                info.constraint_usage(index).set_argv_index(arguments);
            }
        }
        let ascending =
            info.num_of_order_by() == 1 && info.order_bys().all(|by| by.column() == POSITION && !by.is_order_by_desc());
        info.set_order_by_consumed(ascending);
        let rows = match plan {
            0 => 10_000_000,
            _ if plan & AT != 0 => 1,
            _ if plan & ONE_STREAM != 0 => 50,
            _ => 100_000,
        };
        info.set_estimated_rows(rows);
        info.set_estimated_cost(f64::from(rows as i32));
        info.set_idx_num(plan);
        Ok(true)
    }

    fn open(&'vtab mut self) -> Result<Cursor<'vtab>> {
        let source = self.source.clone().ok_or(Error::InvalidQuery)?;
        Ok(Cursor {
            base: sqlite3_vtab_cursor::default(),
            source,
            page: Vec::new(),
            at: 0,
            times: OnceCell::new(),
            envelope: OnceCell::new(),
            from: Position(0),
            below: 0,
            stream: None,
            of: PhantomData,
        })
    }
}

/// The times of an envelope.
#[derive(Deserialize)]
struct Times {
    occurred_at: Timestamp,
    recorded_at: Timestamp,
}

#[repr(C)]
struct Cursor<'vtab> {
    base: sqlite3_vtab_cursor,
    source: Source,
    page: Vec<RecordedEvent>,
    at: usize,
    /// When the event there happened and was recorded, once a column wants to know: of all columns these are asked for most.
    times: OnceCell<Times>,
    /// Its envelope, once a column wants more.
    envelope: OnceCell<Envelope>,
    /// Where the next page begins.
    from: Position,
    below: u64,
    /// The only stream that is read, and its next revision; `Some(None)` if the name is none.
    stream: Option<Option<(StreamName, Revision)>>,
    of: PhantomData<&'vtab ()>,
}

impl Cursor<'_> {
    /// Reads the next page with anything in it.
    fn turn(&mut self) -> Result<()> {
        (self.at, self.times, self.envelope) = (0, OnceCell::new(), OnceCell::new());
        let Source { store, handle, .. } = &self.source;
        let read = match &mut self.stream {
            Some(None) => Ok(Vec::new()),
            Some(Some((name, from))) => {
                let page = handle.block_on(store.read_stream(name, *from, PAGE));
                page.inspect(|page| *from = page.last().map_or(*from, |last| last.revision.next()))
            }
            None if self.from.0 >= self.below => Ok(Vec::new()),
            None => {
                let limit = usize::try_from(self.below - self.from.0).unwrap_or(PAGE).min(PAGE);
                let page = handle.block_on(store.read_all(self.from, limit));
                page.inspect(|page| self.from = page.last().map_or(self.from, |last| last.position.next()))
            }
        };
        self.page = read.map_err(|error| Error::ModuleError(error.to_string()))?;
        self.page.retain(|event| event.position.0 < self.below);
        Ok(())
    }

    fn times(&self) -> Result<&Times> {
        self.of_envelope(&self.times)
    }

    fn envelope(&self) -> Result<&Envelope> {
        self.of_envelope(&self.envelope)
    }

    fn of_envelope<'a, T: DeserializeOwned>(&'a self, read: &'a OnceCell<T>) -> Result<&'a T> {
        if let Some(read) = read.get() {
            return Ok(read);
        }
        let part = serde_json::from_slice(&self.page[self.at].metadata);
        let part = part.map_err(|error| Error::ModuleError(error.to_string()))?;
        Ok(read.get_or_init(|| part))
    }
}

#[expect(unsafe_code, reason = "SQLite finds the base class where C expects it: first, in C's layout")]
// SAFETY: `base` is the first field of a `repr(C)` struct.
unsafe impl VTabCursor for Cursor<'_> {
    fn filter(&mut self, plan: c_int, _: Option<&str>, arguments: &Filters<'_>) -> Result<()> {
        (self.from, self.below, self.stream) = (Position(0), self.source.end.load(Ordering::Relaxed), None);
        let bounds = BOUNDS.into_iter().filter(|bound| plan & bound.bit != 0);
        for (argument, bound) in bounds.enumerate() {
            if bound.bit == ONE_STREAM {
                let name: Option<String> = arguments.get(argument).ok();
                self.stream = Some(name.and_then(|name| Some((name.parse().ok()?, Revision::FIRST))));
                continue;
            }
            // A bound that is no whole number excludes nothing here; SQLite tests each row again.
            let Ok(Some(bounds)) = arguments.get::<Option<i64>>(argument) else { continue };
            let (first, behind) = (natural(bounds), natural(bounds.saturating_add(1)));
            if matches!(bound.bit, AT | FROM) {
                self.from = self.from.max(Position(first));
            }
            if bound.bit == AFTER {
                self.from = self.from.max(Position(behind));
            }
            if matches!(bound.bit, AT | UP_TO) {
                self.below = self.below.min(behind);
            }
            if bound.bit == BELOW {
                self.below = self.below.min(first);
            }
        }
        self.turn()
    }

    fn next(&mut self) -> Result<()> {
        (self.at, self.times, self.envelope) = (self.at + 1, OnceCell::new(), OnceCell::new());
        if self.at < self.page.len() { Ok(()) } else { self.turn() }
    }

    fn eof(&self) -> bool {
        self.at >= self.page.len()
    }

    fn column(&self, context: &mut Context, column: c_int) -> Result<()> {
        let event = &self.page[self.at];
        let name = usize::try_from(column).ok().and_then(|index| EVENTS.columns.get(index)).map(|column| column.name);
        match name.unwrap_or_default() {
            "position" => context.set_result(integer(event.position.0)),
            "stream" => context.set_result(event.stream.as_str()),
            "category" => context.set_result(event.stream.category()),
            "key" => context.set_result(event.stream.key()),
            "revision" => context.set_result(integer(event.revision.0)),
            "event" => context.set_result(event.id.to_string()),
            "type" => context.set_result(&*event.kind),
            "version" => context.set_result(event.version),
            "occurred_at" => context.set_result(sortable(self.times()?.occurred_at)),
            "recorded_at" => context.set_result(sortable(self.times()?.recorded_at)),
            "actor" => context.set_result(self.envelope()?.actor.id.to_string()),
            "actor_kind" => context.set_result(Word(self.envelope()?.actor.kind)),
            "role" => context.set_result(self.envelope()?.actor.role.name()),
            "on_behalf_of" => context.set_result(self.envelope()?.actor.on_behalf_of.as_ref().map(Shown)),
            "channel" => context.set_result(Word(self.envelope()?.actor.channel)),
            "origin" => context.set_result(match self.envelope()?.origin {
                Origin::Live => "live",
                Origin::Import { .. } => "import",
                Origin::Simulation => "simulation",
            }),
            "command" => context.set_result(self.envelope()?.command.to_string()),
            "causation" => context.set_result(self.envelope()?.causation.map(Shown)),
            "correlation" => context.set_result(self.envelope()?.correlation.to_string()),
            "data" => context.set_result(str::from_utf8(&event.data)?),
            name => Err(Error::ModuleError(format!("`{name}` is no column of the log"))),
        }
    }

    fn rowid(&self) -> Result<i64> {
        Ok(integer(self.page[self.at].position.0))
    }
}
