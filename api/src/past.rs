//! Read models as they were: files of the past, made when somebody asks for them, and kept for who asks next.
//!
//! One is made at a time, on a thread behind all others. A later state of the same read model goes on from an earlier one
//! that is kept, so that the ends of months cost only the month.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use event_store::EventStore;
use events_schema::{Position, Timestamp};
use projections::{Model, Past, Times, TimesError, decisions, fold_past, with_sources};
use schemars::JsonSchema;
use serde::Serialize;
use tokio::runtime::Handle;
use tokio::sync::{Semaphore, watch};

use crate::app::App;
use crate::clock::Stopwatch;

/// How many files are kept, and how many bytes; the one that nobody has asked for longest goes first.
const KEPT: usize = 48;
const KEPT_BYTES: u64 = 8 << 30;

/// How many may wait to be made.
const MOST_WAITING: usize = 8;

/// How many requests may wait for a file, so that they do not take the room of those who command.
const MOST_WITH_PATIENCE: usize = 64;

/// How long a request waits for a file before it is told to come back.
const PATIENCE: Duration = Duration::from_secs(15);

/// The files of the past.
pub struct Pasts {
    folder: PathBuf,
    times: Times,
    jobs: Mutex<HashMap<String, watch::Receiver<Making>>>,
    /// When a file was asked for last, as a number that rises.
    asked: Mutex<HashMap<String, u64>>,
    clock: AtomicU64,
    /// One file is made at a time.
    place: Arc<Semaphore>,
    /// One time is looked up at a time: each takes a thread, and needs another to read the log.
    finding: Semaphore,
    /// Those who wait for a file.
    waiting: Semaphore,
}

/// A file of the past that is being made, or was made last.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Making {
    /// The file.
    pub file: String,
    /// How many events it has folded.
    pub done: Position,
    /// How many there are to fold.
    pub total: Position,
    /// For how long it has been made, in seconds.
    pub seconds: f64,
    /// How it stands.
    pub state: MakingState,
}

/// How the making of a file stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum MakingState {
    /// It goes on, or waits for its turn.
    Running,
    /// It is there.
    Made,
    /// It could not be made.
    Failed {
        /// Why.
        error: String,
    },
}

/// Why a file of the past is not there.
#[derive(Debug, thiserror::Error)]
pub enum NotThere {
    /// It is being made.
    #[error("it is being made: {} of {} events", .0.done, .0.total)]
    Making(Making),
    /// Others wait already.
    #[error("{MOST_WAITING} states of the past are being made already")]
    Busy,
    /// It cannot be made.
    #[error("it cannot be made: {0}")]
    Failed(String),
    /// The position of a time is not known.
    #[error(transparent)]
    Times(#[from] TimesError),
}

impl Pasts {
    /// Over a folder of files, in it one for this log: what is of another is removed, and what was left half.
    ///
    /// # Errors
    /// If the folder cannot be used.
    pub fn open(all: &Path, store: &dyn EventStore) -> Result<Self, TimesError> {
        let unusable = |error: std::io::Error| TimesError::Log(event_store::ReadError(error.into()));
        let folder = all.join(format!("{}-{}", store.id().id, store.id().epoch));
        std::fs::create_dir_all(&folder).map_err(unusable)?;
        remove_in(all, |path| path != folder).map_err(unusable)?;
        let is_half = |path: &Path| path.to_string_lossy().contains(".part");
        remove_in(&folder, is_half).map_err(unusable)?;
        let times = Times::open(&folder.join("times.sqlite"), store)?;
        let (jobs, asked, clock) = (Mutex::default(), Mutex::default(), AtomicU64::new(0));
        let (place, finding, waiting) =
            (Arc::new(Semaphore::new(1)), Semaphore::new(1), Semaphore::new(MOST_WITH_PATIENCE));
        Ok(Self { folder, times, jobs, asked, clock, place, finding, waiting })
    }

    /// Everything that is being made, and what was made last.
    #[must_use]
    pub fn makings(&self) -> Vec<Making> {
        let jobs = self.jobs.lock().unwrap_or_else(PoisonError::into_inner);
        let mut makings: Vec<Making> = jobs.values().map(|job| job.borrow().clone()).collect();
        makings.sort_by(|a, b| a.file.cmp(&b.file));
        makings
    }

    fn touch(&self, file: &str) {
        let now = self.clock.fetch_add(1, Ordering::Relaxed);
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).insert(file.to_owned(), now);
    }

    /// Removes files until there is room for one more.
    fn make_room(&self) -> std::io::Result<()> {
        let name = |path: &Path| path.file_name().and_then(|name| name.to_str()).unwrap_or_default().to_owned();
        let mut files = Vec::new();
        for entry in std::fs::read_dir(&self.folder)? {
            let entry = entry?;
            if entry.path().extension().is_some_and(|ending| ending == "db") {
                files.push((entry.path(), entry.metadata()?.len()));
            }
        }
        let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        files.sort_by_key(|(path, _)| asked.get(&name(path)).copied());
        let (mut count, mut bytes) = (files.len(), files.iter().map(|(_, size)| size).sum::<u64>());
        for (path, size) in files {
            if count < KEPT && bytes < KEPT_BYTES {
                break;
            }
            std::fs::remove_file(&path)?;
            asked.remove(&name(&path));
            (count, bytes) = (count - 1, bytes - size);
        }
        Ok(())
    }
}

/// Removes what is in a folder and not wanted there.
fn remove_in(folder: &Path, is_unwanted: impl Fn(&Path) -> bool) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if is_unwanted(&path) {
            if path.is_dir() { std::fs::remove_dir_all(&path)? } else { std::fs::remove_file(&path)? }
        }
    }
    Ok(())
}

/// The position before which everything was recorded at a time or earlier.
///
/// # Errors
/// If the log cannot be read.
pub async fn position_at(app: &Arc<App>, time: Timestamp) -> Result<Position, NotThere> {
    let alone = tokio::time::timeout(PATIENCE, app.pasts.finding.acquire()).await;
    let _alone = alone.map_err(|_| NotThere::Busy)?.map_err(|_| NotThere::Busy)?;
    let (app, handle) = (Arc::clone(app), Handle::current());
    let found = tokio::task::spawn_blocking(move || app.pasts.times.position_at(time, &*app.store, &handle));
    Ok(found.await.map_err(|error| NotThere::Failed(error.to_string()))??)
}

/// The file of a read model as it was. If it is not there, it is made, and if that takes long, one is to come back.
///
/// # Errors
/// If it is not there yet, or cannot be made.
pub async fn file(app: &Arc<App>, model: &'static Model, past: Past) -> Result<PathBuf, NotThere> {
    let name = past.file_name(model, decisions(model, &*app.store).await.map_err(TimesError::from)?);
    let path = app.pasts.folder.join(&name);
    if path.exists() {
        app.pasts.touch(&name);
        return Ok(path);
    }
    let _waiting = app.pasts.waiting.try_acquire().map_err(|_| NotThere::Busy)?;
    let mut job = begin(app, model, past, &name)?;
    // Whoever does not hear of the end in time looks at how far it is.
    let heard = tokio::time::timeout(PATIENCE, job.wait_for(|making| making.state != MakingState::Running)).await;
    let has_ended = matches!(heard, Ok(Err(_)));
    drop(heard);
    let making = job.borrow().clone();
    match making.state {
        MakingState::Made => Ok(path),
        MakingState::Running if has_ended => Err(NotThere::Failed("the thread that made it has ended".to_owned())),
        MakingState::Running => Err(NotThere::Making(making)),
        MakingState::Failed { error } => Err(NotThere::Failed(error)),
    }
}

/// Begins to make a file, unless somebody makes it already.
fn begin(app: &Arc<App>, model: &'static Model, past: Past, file: &str) -> Result<watch::Receiver<Making>, NotThere> {
    let mut jobs = app.pasts.jobs.lock().unwrap_or_else(PoisonError::into_inner);
    // Of one whose thread has ended nobody hears any more.
    jobs.retain(|_, job| job.has_changed().is_ok());
    if let Some(running) = jobs.get(file).filter(|job| job.borrow().state == MakingState::Running) {
        return Ok(running.clone());
    }
    if jobs.values().filter(|job| job.borrow().state == MakingState::Running).count() >= MOST_WAITING {
        return Err(NotThere::Busy);
    }
    let (done, state) = (Position(0), MakingState::Running);
    let (news, job) = watch::channel(Making { file: file.to_owned(), done, total: past.recorded, seconds: 0.0, state });
    jobs.insert(file.to_owned(), job.clone());
    drop(jobs);
    app.pasts.touch(file);
    let into = app.pasts.folder.join(file);
    let (app, handle) = (Arc::clone(app), Handle::current());
    let run = move || {
        projections::behind_others();
        let _place = handle.block_on(Arc::clone(&app.pasts.place).acquire_owned());
        let made = AssertUnwindSafe(|| make(&app, model, past, &into, &handle, &news));
        let state = match catch_unwind(made) {
            Ok(Ok(())) => MakingState::Made,
            Ok(Err(error)) => MakingState::Failed { error },
            Err(_) => MakingState::Failed { error: "it panicked; the log of the process says where".to_owned() },
        };
        news.send_modify(|making| making.state = state);
    };
    let thread = std::thread::Builder::new().name("past".to_owned());
    thread.spawn(run).map_err(|error| NotThere::Failed(error.to_string()))?;
    Ok(job)
}

fn make(
    app: &App,
    model: &'static Model,
    past: Past,
    into: &Path,
    handle: &Handle,
    news: &watch::Sender<Making>,
) -> Result<(), String> {
    app.pasts.make_room().map_err(|error| error.to_string())?;
    let running = Stopwatch::start();
    let mut goes_on = |done| {
        let seconds = (running.elapsed().as_secs_f64() * 10.0).round() / 10.0;
        news.send_modify(|making| (making.done, making.seconds) = (done, seconds));
        true
    };
    let made = fold_past(model, past, &*app.store, handle, into, &mut goes_on);
    made.map(|_| ()).map_err(|error| with_sources(&error))
}
