//! Questions in SQL, behind those who command: each on a thread of its own that goes behind all others, few at once, and
//! ended when it takes too long, takes the disk, or nobody waits for it any more.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};
use std::time::Duration;

use events_schema::Position;
use events_schema::text::Code;
use projections::Past;
use projections::sql::{
    EVENTS, More, Question, Rows, Scope, Shape, Share, Sources, SqlError, SqlValue, answer_past, models_behind, shape,
};
use rusqlite::Row;
use rusqlite::types::ValueRef;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use tokio::runtime::Handle;
use tokio::sync::{Semaphore, oneshot};

use crate::app::App;
use crate::clock::Stopwatch;
use crate::past::{NotThere, file};

/// How many questions are answered at once, and how long others wait for a place.
pub const MOST_AT_ONCE: usize = 2;
const PATIENCE: Duration = Duration::from_secs(5);

/// How much an answer may be.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// How long it may take.
    pub time: Duration,
    /// How many rows it may have.
    pub rows: usize,
    /// How many bytes its values may have together.
    pub bytes: usize,
}

impl Limits {
    /// What somebody gets who asks over HTTP.
    pub const ASKED: Self = Self { time: Duration::from_secs(10), rows: 1_000, bytes: 16 << 20 };

    /// The most rows that somebody may ask for.
    pub const MOST_ROWS: usize = 10_000;
}

/// An answer.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Answer {
    /// The position of the log that it reflects, in all views alike: all events before it.
    pub position: Position,
    /// The names of the columns.
    pub columns: Vec<String>,
    /// The rows, each with a value for each column.
    pub rows: Vec<Vec<SqlValue>>,
    /// Whether there are more rows than were asked for.
    pub more: bool,
    /// How long it took, in seconds.
    pub seconds: f64,
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum NoAnswer {
    /// The question has none.
    #[error(transparent)]
    Sql(#[from] SqlError),
    /// It took too long.
    #[error("it took longer than {} s", .0.as_secs())]
    TooLong(Duration),
    /// It needed more of the disk than can be spared.
    #[error("it needed more room on the disk than can be spared")]
    NoRoom,
    /// Others are being answered.
    #[error("{MOST_AT_ONCE} questions are being answered, and more wait")]
    Busy,
    /// What it was then is not there.
    #[error(transparent)]
    NotThere(#[from] NotThere),
    /// What was kept cannot be read or written.
    #[error("{0}")]
    Kept(String),
    /// The system gives no thread, or it panicked; the log of the process says why.
    #[error("no thread could answer it")]
    Thread,
}

impl NoAnswer {
    /// Whether it is worth asking the same again soon.
    #[must_use]
    pub fn is_passing(&self) -> bool {
        match self {
            Self::Busy
            | Self::Thread
            | Self::Kept(_)
            | Self::NotThere(_)
            | Self::Sql(SqlError::Apart(_) | SqlError::Unreadable(_)) => true,
            Self::Sql(_) | Self::TooLong(_) | Self::NoRoom => false,
        }
    }
}

/// The places of those who ask, and of those who wait for one.
pub struct Questions {
    answered: Arc<Semaphore>,
    waiting: Semaphore,
}

/// How many may wait for a place, so that they do not take the room of those who command.
const MOST_WAITING: usize = 32;

impl Default for Questions {
    fn default() -> Self {
        Self { answered: Arc::new(Semaphore::new(MOST_AT_ONCE)), waiting: Semaphore::new(MOST_WAITING) }
    }
}

/// Answers a question over what it sees. If nobody waits for the answer any more, it ends.
///
/// # Errors
/// If there is no answer.
pub async fn ask(
    app: &Arc<App>,
    question: Question,
    scope: Scope,
    limits: Limits,
    past: Option<Past>,
) -> Result<Answer, NoAnswer> {
    let then = match past {
        None => None,
        Some(past) => Some(Then::of(app, &question, &scope, past).await?),
    };
    let waits_for_a_place = app.questions.waiting.try_acquire().map_err(|_| NoAnswer::Busy)?;
    let place = tokio::time::timeout(PATIENCE, Arc::clone(&app.questions.answered).acquire_owned()).await;
    let place = place.map_err(|_| NoAnswer::Busy)?.map_err(|_| NoAnswer::Thread)?;
    drop(waits_for_a_place);
    let (app, handle) = (Arc::clone(app), Handle::current());
    let (done, answered) = oneshot::channel();
    let waits = Waits(Arc::default());
    let limit = Limit::new(limits.time, Arc::clone(&waits.0));
    let run = move || {
        projections::behind_others();
        let _place = place;
        // Whoever asked may have gone.
        let _ = done.send(answer(&app, &question, scope, then.as_ref(), &handle, limits, limit));
    };
    std::thread::Builder::new().name("question".to_owned()).spawn(run).map_err(|_| NoAnswer::Thread)?;
    let answer = answered.await.map_err(|_| NoAnswer::Thread)?;
    drop(waits);
    answer
}

/// A statement to be tried.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Tried {
    /// One SELECT over published views, without parameters.
    #[schemars(example = &"SELECT class, count(*) AS tickets FROM tickets GROUP BY class")]
    pub sql: String,
}

/// What came of a try.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Preview {
    /// The views that it reads.
    pub reads: Vec<Code>,
    /// Of how much of the tickets the rows are: 1, or 0.0625 where it was tried on a sixteenth.
    pub share: f64,
    /// How long the whole is expected to take, in seconds. A metric may take 60.
    pub expected_seconds: f64,
    /// How many rows came out.
    pub row_count: usize,
    /// The first of them.
    #[serde(flatten)]
    pub answer: Answer,
}

/// How long a try may take, and how many rows of it are shown.
const TRY: Limits = Limits { time: Duration::from_secs(5), rows: Limits::MOST_ROWS, bytes: 16 << 20 };
const SHOWN_ROWS: usize = 50;
/// With more events a statement is tried on a part.
const MOST_FOR_ALL: u64 = 100_000;

/// Tries a statement that may become a metric.
///
/// # Errors
/// If it is no question, or even a part takes too long.
pub async fn preview(app: &Arc<App>, tried: Tried, mut scope: Scope) -> Result<Preview, NoAnswer> {
    let Shape { views, .. } = shape(&tried.sql, &scope)?;
    let parts = if *app.store.length().borrow() > MOST_FOR_ALL { 16.0 } else { 1.0 };
    scope.share = if parts > 1.0 { Share::Sixteenth } else { Share::All };
    let question = Question { sql: tried.sql, parameters: BTreeMap::new() };
    let mut answer = ask(app, question, scope, TRY, None).await?;
    let row_count = answer.rows.len();
    answer.more |= row_count > SHOWN_ROWS;
    answer.rows.truncate(SHOWN_ROWS);
    let expected_seconds = (answer.seconds * parts * 1e3).round() / 1e3;
    Ok(Preview { reads: views, share: 1.0 / parts, expected_seconds, row_count, answer })
}

/// Where the views of a question are, as they were.
struct Then {
    views: Vec<Code>,
    files: Vec<(&'static str, PathBuf)>,
    end: Position,
}

impl Then {
    async fn of(app: &Arc<App>, question: &Question, scope: &Scope, past: Past) -> Result<Self, NoAnswer> {
        let Shape { views, .. } = shape(&question.sql, scope)?;
        if past.occurred.is_some() && views.iter().any(|view| view.as_str() == EVENTS.name) {
            let log = "read the log with `occurred_until`; write a condition on `occurred_at`".to_owned();
            return Err(SqlError::NotAllowed(log).into());
        }
        let mut files = Vec::new();
        for model in models_behind(&views) {
            files.push((model.name, file(app, model, past).await?));
        }
        Ok(Self { views, files, end: past.recorded })
    }
}

/// Somebody waits for an answer, until this is dropped.
struct Waits(Arc<AtomicBool>);

impl Drop for Waits {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

fn answer(
    app: &App,
    question: &Question,
    mut scope: Scope,
    then: Option<&Then>,
    handle: &Handle,
    limits: Limits,
    limit: Limit,
) -> Result<Answer, NoAnswer> {
    let (running, ended) = (limit.running, Arc::clone(&limit.ended));
    let mut taken = Taken::new(limits);
    let answered = match then {
        None => app.models.answer(question, &scope, handle, limit.watch(), &mut taken),
        Some(then) => {
            // The files of other views were not made.
            scope.views.retain(|view| then.views.iter().any(|needed| needed.as_str() == view.name));
            let (files, store) = (then.files.clone(), Arc::clone(&app.store));
            let sources = Sources { files, store, handle: handle.clone() };
            answer_past(&sources, then.end, question, &scope, limit.watch(), &mut taken)
        }
    };
    match (answered, ended.load(Ordering::Relaxed)) {
        (Err(SqlError::Ended), Limit::NO_ROOM) => return Err(NoAnswer::NoRoom),
        (Err(SqlError::Ended), _) => return Err(NoAnswer::TooLong(limits.time)),
        (answered, _) => answered?,
    }
    let seconds = (running.elapsed().as_secs_f64() * 1e3).round() / 1e3;
    Ok(Answer { position: taken.position, columns: taken.columns, rows: taken.rows, more: taken.more, seconds })
}

/// What is asked every few thousand steps of a question.
struct Limit {
    running: Stopwatch,
    time: Duration,
    nobody_waits: Arc<AtomicBool>,
    ended: Arc<AtomicU8>,
}

impl Limit {
    const TOO_LONG: u8 = 1;
    const NO_ROOM: u8 = 2;

    fn new(time: Duration, nobody_waits: Arc<AtomicBool>) -> Self {
        Self { running: Stopwatch::start(), time, nobody_waits, ended: Arc::default() }
    }

    /// Whether the question may go on.
    fn watch(self) -> impl FnMut() -> bool + Send + 'static {
        let (mut asked, disk, free) = (0_u32, temporary_files(), room(&temporary_files()));
        move || {
            asked = asked.wrapping_add(1);
            let why = if self.running.elapsed() > self.time || self.nobody_waits.load(Ordering::Relaxed) {
                Self::TOO_LONG
            } else if asked.is_multiple_of(64) && takes_too_much(free, room(&disk)) {
                Self::NO_ROOM
            } else {
                return true;
            };
            self.ended.store(why, Ordering::Relaxed);
            false
        }
    }
}

/// Where SQLite sorts and groups what is too large for its cache.
fn temporary_files() -> PathBuf {
    let named = ["SQLITE_TMPDIR", "TMPDIR"].into_iter().find_map(std::env::var_os);
    named.map_or_else(|| PathBuf::from("/var/tmp"), PathBuf::from)
}

/// How many bytes are free there, if the system says so.
fn room(disk: &std::path::Path) -> Option<u64> {
    let stat = rustix::fs::statvfs(disk).ok()?;
    stat.f_bavail.checked_mul(stat.f_frsize)
}

/// A question may take two gigabytes, and never the last one of the disk that the log may be on.
fn takes_too_much(before: Option<u64>, now: Option<u64>) -> bool {
    const MOST: u64 = 2 << 30;
    const LAST: u64 = 1 << 30;
    let (Some(before), Some(now)) = (before, now) else { return false };
    now < before && (before - now > MOST || now < LAST)
}

struct Taken {
    limits: Limits,
    bytes: usize,
    position: Position,
    columns: Vec<String>,
    rows: Vec<Vec<SqlValue>>,
    more: bool,
}

impl Taken {
    fn new(limits: Limits) -> Self {
        let (columns, rows) = (Vec::new(), Vec::new());
        Self { limits, bytes: 0, position: Position(0), columns, rows, more: false }
    }
}

impl Rows for Taken {
    fn begin(&mut self, position: Position, columns: Vec<String>) {
        (self.position, self.columns) = (position, columns);
    }

    fn row(&mut self, row: &Row<'_>, width: usize) -> rusqlite::Result<More> {
        for column in 0..width {
            self.bytes += size(row.get_ref(column)?);
        }
        if self.rows.len() >= self.limits.rows || self.bytes > self.limits.bytes {
            self.more = true;
            return Ok(More::Unwanted);
        }
        let values = (0..width).map(|column| row.get_ref(column).map(SqlValue::from));
        self.rows.push(values.collect::<rusqlite::Result<_>>()?);
        Ok(More::Wanted)
    }
}

/// How many bytes a value takes in an answer, before it is taken.
fn size(value: ValueRef<'_>) -> usize {
    match value {
        ValueRef::Null | ValueRef::Integer(_) | ValueRef::Real(_) => 16,
        ValueRef::Text(text) => text.len() + 16,
        ValueRef::Blob(bytes) => 2 * bytes.len() + 16,
    }
}
