//! A read model folded anew in a file of its own, beside the one that is shown, and shown in its place when both agree.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use event_store::{EventStore, ReadError};
use events_schema::{Digest256, Position};
use schemars::JsonSchema;
use serde::Serialize;
use tokio::runtime::Handle;
use tokio::sync::{mpsc, oneshot, watch};

use crate::checkpoint;
use crate::compare::{TableDiffers, contents, differences, digest, side_by_side};
use crate::event::Decoded;
use crate::file::{OpenError, Purpose, remove};
use crate::fold::{Fold, Halt};
use crate::follow::{Swap, Wish};
use crate::health::{Progress, with_sources};
use crate::models::Model;
use crate::priority::behind_others;
use crate::shelf::{Shelf, Volume};

/// How many events are read at once.
pub(crate) const PAGE: usize = 4096;
/// More than are folded in some seconds: what is killed loses no more, and a row that changes often is written once.
const BATCH: u64 = 4_194_304;

/// Why a rebuild did not come to its end.
#[derive(Debug, thiserror::Error)]
pub enum RebuildError {
    /// The file cannot be made.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// It stood still.
    #[error("the rebuild stood still behind {position} events")]
    Halted {
        /// The position of the event at which it did.
        position: Position,
        /// Why.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}

/// Folds a read model anew from the log's start into a file, with the code that folds it live, up to the position where the
/// log ends now. Says that position. It blocks, and belongs on a thread that may.
///
/// # Errors
/// If the file cannot be made or written, or an event cannot be read.
pub fn rebuild(model: &Model, store: &dyn EventStore, handle: &Handle, into: &Path) -> Result<Position, RebuildError> {
    remove(into)?;
    let mut fold = handle.block_on((model.open)(into, store, Purpose::Fill))?;
    let end = Position(*store.length().borrow());
    let filled = fill(&mut *fold, &mut from_the_log(store, handle), end, &mut |_| true).and_then(|()| fold.settle());
    let position = fold.next();
    filled.map_err(|halt| RebuildError::Halted { position, source: halt.into() })?;
    Ok(position)
}

/// Folds up to `end`, and shows in the file what was folded. `goes_on` hears of each batch and may end it there.
pub(crate) fn fill(
    fold: &mut dyn Fold,
    source: &mut Source<'_>,
    end: Position,
    goes_on: &mut dyn FnMut(Position) -> bool,
) -> Result<(), Halt> {
    while fold.next() < end {
        let limit = usize::try_from(end.0 - fold.next().0).unwrap_or(PAGE).min(PAGE);
        source(fold.next(), limit)?.iter().try_for_each(|event| fold.fold(event))?;
        if fold.uncommitted() >= BATCH {
            fold.commit()?;
        }
        if !goes_on(fold.next()) {
            break;
        }
    }
    fold.commit()
}

/// Gives the events from a position on, so many at most and one at least.
pub(crate) type Source<'a> = dyn FnMut(Position, usize) -> Result<Arc<Vec<Decoded>>, Halt> + 'a;

/// The events as the log has them.
pub(crate) fn from_the_log<'a>(
    store: &'a dyn EventStore,
    handle: &'a Handle,
) -> impl FnMut(Position, usize) -> Result<Arc<Vec<Decoded>>, Halt> + 'a {
    move |from, limit| {
        let events = handle.block_on(store.read_all(from, limit))?;
        if events.is_empty() {
            return Err(ReadError("it ends before its length".into()).into());
        }
        Ok(Arc::new(events.into_iter().map(Decoded::of).collect()))
    }
}

/// A rebuild beside the live read model.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct RebuildStatus {
    /// The file that it fills.
    pub file: String,
    /// How many events it had folded when it began: those of an earlier rebuild that was cancelled or killed.
    pub resumed_from: Position,
    /// How many events it has folded.
    pub done: Position,
    /// How many there are to fold.
    pub total: Position,
    /// What it is at.
    pub state: RebuildState,
}

/// What a rebuild is at, or how it ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum RebuildState {
    /// It folds.
    Filling,
    /// It compares its rows with those that are shown, at the same position.
    Comparing,
    /// It folds what came meanwhile, and takes the place of the other.
    Switching,
    /// Its file is shown. The one before is kept.
    Shown {
        /// The digest of the rows on which both agreed; absent if they were not asked to.
        #[serde(skip_serializing_if = "Option::is_none")]
        agreed: Option<Digest256>,
    },
    /// Its rows are not those that are shown. Nothing was switched; the file stays to be looked at.
    Differs {
        /// What differs.
        tables: Vec<TableDiffers>,
    },
    /// It was told to end. Its file stays, and the next rebuild goes on from there.
    Cancelled,
    /// It could not go on. Its file stays, and the next rebuild goes on from there.
    Failed {
        /// What is the matter.
        error: String,
    },
}

impl RebuildState {
    /// Whether it has ended.
    #[must_use]
    pub fn is_over(&self) -> bool {
        match self {
            Self::Filling | Self::Comparing | Self::Switching => false,
            Self::Shown { .. } | Self::Differs { .. } | Self::Cancelled | Self::Failed { .. } => true,
        }
    }
}

/// How a rebuild is to go.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RebuildOptions {
    /// Begins with an empty file, even if an earlier rebuild left one.
    pub anew: bool,
    /// Takes the place of the shown file even if the rows differ.
    pub replace: bool,
}

/// A rebuild that runs, or has ended last.
#[derive(Clone)]
pub(crate) struct Rebuilding {
    status: watch::Sender<RebuildStatus>,
    cancelled: Arc<AtomicBool>,
}

/// What a rebuild needs of the read model that it rebuilds.
pub(crate) struct Beside {
    pub(crate) shelf: Shelf,
    pub(crate) shown: Volume,
    pub(crate) store: Arc<dyn EventStore>,
    pub(crate) live: watch::Receiver<Progress>,
    pub(crate) wishes: mpsc::Sender<Wish>,
    pub(crate) handle: Handle,
}

/// A rebuild that is about to run.
pub(crate) struct Job {
    pub(crate) name: &'static str,
    pub(crate) rebuilding: Rebuilding,
    pub(crate) volume: Volume,
    pub(crate) fold: Box<dyn Fold>,
    pub(crate) beside: Beside,
}

impl Job {
    /// The first event that it folds.
    pub(crate) fn begins(&self) -> Position {
        self.fold.next()
    }

    /// Runs on a thread of its own, with events from `given` as long as that has any, then with those of the log.
    pub(crate) fn run(
        self,
        options: RebuildOptions,
        mut given: impl FnMut(Position, usize) -> Option<Arc<Vec<Decoded>>> + Send + 'static,
    ) -> std::io::Result<()> {
        let Self { name, rebuilding, volume, fold, beside } = self;
        let ended = rebuilding.clone();
        let thread = std::thread::Builder::new().name(format!("rebuild-{name}"));
        let run = move || {
            behind_others();
            let mut log = from_the_log(&*beside.store, &beside.handle);
            let mut source = |from, limit| given(from, limit).map_or_else(|| log(from, limit), Ok);
            let run = || rebuilding.run(volume, fold, &mut source, &beside, options);
            if catch_unwind(AssertUnwindSafe(run)).is_err() {
                rebuilding.failed(&Halt::Panicked);
            }
        };
        thread.spawn(run).map(|_| ()).inspect_err(|error| ended.failed(error))
    }
}

enum Ended {
    Cancelled,
    Differs(Vec<TableDiffers>),
    Failed(String),
}

impl<E: std::error::Error> From<E> for Ended {
    fn from(error: E) -> Self {
        Self::Failed(with_sources(&error))
    }
}

impl Rebuilding {
    pub(crate) fn new(total: Position) -> Self {
        let (state, from) = (RebuildState::Filling, Position(0));
        let status = RebuildStatus { file: String::new(), resumed_from: from, done: from, total, state };
        Self { status: watch::Sender::new(status), cancelled: Arc::default() }
    }

    /// It begins in this file, from there on.
    pub(crate) fn fills(&self, file: String, from: Position) {
        self.status.send_modify(|status| (status.file, status.resumed_from, status.done) = (file, from, from));
    }

    /// It was made ready, and then did not begin.
    pub(crate) fn never_ran(&self) {
        self.enter(RebuildState::Cancelled);
    }

    pub(crate) fn failed(&self, error: &dyn std::error::Error) {
        self.enter(RebuildState::Failed { error: with_sources(error) });
    }

    pub(crate) fn status(&self) -> RebuildStatus {
        self.status.borrow().clone()
    }

    pub(crate) fn news(&self) -> watch::Receiver<RebuildStatus> {
        self.status.subscribe()
    }

    pub(crate) fn cancel(&self) {
        self.cancelled.store(true, Ordering::Relaxed);
    }

    /// Rebuilds until the new file is shown, or it ends otherwise.
    pub(crate) fn run(
        &self,
        volume: Volume,
        mut fold: Box<dyn Fold>,
        source: &mut Source<'_>,
        beside: &Beside,
        options: RebuildOptions,
    ) {
        let ended = self.fill(&mut *fold, source, beside).and_then(|()| {
            let agreed = if options.replace { None } else { Some(self.compare(&mut *fold, volume, beside)?) };
            self.switch(fold, volume, beside)?;
            Ok(agreed)
        });
        let state = match ended {
            Ok(agreed) => RebuildState::Shown { agreed },
            Err(Ended::Cancelled) => RebuildState::Cancelled,
            Err(Ended::Differs(tables)) => RebuildState::Differs { tables },
            Err(Ended::Failed(error)) => RebuildState::Failed { error },
        };
        self.enter(state);
    }

    /// Never further than the live one, so that both can be compared at the same position.
    fn fill(&self, fold: &mut dyn Fold, source: &mut Source<'_>, beside: &Beside) -> Result<(), Ended> {
        beside.handle.block_on(fold.recall(&*beside.store))?;
        loop {
            let end = beside.live.borrow().position;
            self.fill_to(fold, source, beside, end)?;
            // Close enough: what is left is a matter of milliseconds.
            if beside.live.borrow().position.0 - fold.next().0 < PAGE as u64 {
                return Ok(fold.settle()?);
            }
        }
    }

    fn fill_to(
        &self,
        fold: &mut dyn Fold,
        source: &mut Source<'_>,
        beside: &Beside,
        end: Position,
    ) -> Result<(), Ended> {
        let mut goes_on = |done| {
            let total = beside.live.borrow().position;
            self.status.send_modify(|status| (status.done, status.total) = (done, total.max(done)));
            !self.cancelled.load(Ordering::Relaxed)
        };
        fill(fold, source, end, &mut goes_on)?;
        if self.cancelled.load(Ordering::Relaxed) { Err(Ended::Cancelled) } else { Ok(()) }
    }

    /// Folds to exactly where the shown file is in a snapshot of it, while that goes on, and compares all rows.
    fn compare(&self, fold: &mut dyn Fold, volume: Volume, beside: &Beside) -> Result<Digest256, Ended> {
        self.enter(RebuildState::Comparing);
        let new = beside.shelf.path(volume);
        let shown = side_by_side(&beside.shelf.path(beside.shown), &new)?;
        let position = checkpoint::reflected(&shown)?;
        let mut source = from_the_log(&*beside.store, &beside.handle);
        self.fill_to(fold, &mut source, beside, position)?;
        let ours = contents(&new)?;
        if digest(&shown)? == ours { Ok(ours) } else { Err(Ended::Differs(differences(&shown)?)) }
    }

    /// The thread that keeps the live one takes this one over between two batches.
    fn switch(&self, fold: Box<dyn Fold>, volume: Volume, beside: &Beside) -> Result<(), Ended> {
        self.enter(RebuildState::Switching);
        let (answer, taken) = oneshot::channel();
        let ended = || Ended::Failed("the read model has ended meanwhile".to_owned());
        beside.wishes.blocking_send(Wish::Swap(Swap { fold, volume, answer })).map_err(|_| ended())?;
        let position = taken.blocking_recv().map_err(|_| ended())?.map_err(Ended::Failed)?;
        self.status.send_modify(|status| (status.done, status.total) = (position, position));
        Ok(())
    }

    fn enter(&self, state: RebuildState) {
        self.status.send_modify(|status| status.state = state);
    }
}
