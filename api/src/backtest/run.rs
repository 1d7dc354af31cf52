//! One pass over all tickets.

use std::ops::ControlFlow;
use std::sync::Arc;

use domain::backtest::{Asked, Compared, Counting, Figures, Scope, Trial, TriedVersions, compare};
use domain::reference::{Reference, UnknownVersion};
use domain::refusal::Refused;
use event_store::EventStore;
use events_schema::ids::TicketId;
use events_schema::{Actor, Position, Timestamp};
use projections::clocks::Looker;
use projections::{Clocks, Unreadable, View};
use schemars::JsonSchema;
use serde::Serialize;
use tokio::runtime::Handle;
use tokio::task::JoinError;

use crate::directory::{Directory, DirectoryError};
use crate::timeline::{TimelineError, recorded_at};

/// Where the history is read.
pub struct History {
    /// What the clocks of each ticket are computed from.
    pub clocks: View<Clocks>,
    /// The log, which says when it was recorded.
    pub store: Arc<dyn EventStore>,
    /// What the clocks are pinned to.
    pub rules: Rules,
    /// The time, by which drafts are judged.
    pub now: Timestamp,
}

/// Where policies, calendars and people are found.
pub enum Rules {
    /// This process keeps them.
    Kept(Directory),
    /// Another process does: they are folded from the log once more.
    InTheLog,
}

/// What somebody wants to know.
pub struct Question {
    /// What is tried.
    pub asked: Asked,
    /// Of which clocks.
    pub scope: Scope,
    /// Who asks.
    pub actor: Actor,
}

/// What a backtest says.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Report {
    /// The position of the log that it reflects: all events before it.
    pub position: Position,
    /// When the last of these was recorded: until then clocks are judged.
    pub as_of: Timestamp,
    /// What was tried.
    pub tried: TriedVersions,
    /// What all clocks come to; only on the first page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub figures: Option<Figures>,
}

/// How far a backtest is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Progress {
    /// How many tickets it has looked at.
    pub done: u64,
    /// How many there are.
    pub total: u64,
}

/// Why nothing comes of a backtest.
#[derive(Debug, thiserror::Error)]
pub enum BacktestError {
    /// What was asked for cannot be tried.
    #[error("{0}")]
    Refused(Refused),
    /// The read model cannot be read.
    #[error(transparent)]
    Unreadable(#[from] Unreadable),
    /// A clock is pinned to what is not there.
    #[error(transparent)]
    Unpinned(#[from] UnknownVersion),
    /// The log cannot be read.
    #[error(transparent)]
    Log(#[from] TimelineError),
    /// Policies and calendars cannot be folded.
    #[error(transparent)]
    Rules(#[from] DirectoryError),
    /// It ended in the middle.
    #[error("the backtest ended in the middle")]
    Ended(#[from] JoinError),
    /// Nobody waits for it any more.
    #[error("nobody waits for the backtest any more")]
    Abandoned,
}

impl From<Refused> for BacktestError {
    fn from(refused: Refused) -> Self {
        Self::Refused(refused)
    }
}

/// How much of the figures is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// All clocks, counted.
    Figures,
    /// Only those that come out otherwise.
    Changed,
}

/// Whoever hears of a backtest while it goes on. He may end it.
pub trait Listener {
    /// How far it is.
    fn progress(&mut self, progress: Progress) -> ControlFlow<()>;

    /// A clock that comes out otherwise; those of a ticket follow each other.
    fn changed(&mut self, clock: Compared) -> ControlFlow<()>;
}

impl History {
    /// Looks at all tickets from one on, in a transaction of the read model. It blocks for as long as that takes.
    ///
    /// # Errors
    /// If what is asked for cannot be tried, or something cannot be read.
    pub fn look(
        &self,
        question: &Question,
        (from, wanted): (Option<TicketId>, Wanted),
        handle: &Handle,
        listener: &mut impl Listener,
    ) -> Result<Report, BacktestError> {
        let (begun, failed, counting) = (None, None, Counting::default());
        let progress = Progress { done: 0, total: 0 };
        let mut pass = Pass { history: self, question, handle, listener, begun, progress, counting, failed };
        self.clocks.look_through(from, &mut pass)?;
        let Pass { begun, counting, failed, .. } = pass;
        let Begun { position, as_of, trial } = match (failed, begun) {
            (Some(error), _) => return Err(error),
            (None, None) => return Err(BacktestError::Abandoned),
            (None, Some(begun)) => begun,
        };
        let figures = (wanted == Wanted::Figures).then(|| counting.figures());
        Ok(Report { position, as_of, tried: trial.tried, figures })
    }

    /// Versions are published before clocks are pinned to them, so a reference that is at least as new has them all.
    fn reference(&self, last: Option<Position>, handle: &Handle) -> Result<Arc<Reference>, BacktestError> {
        match &self.rules {
            Rules::Kept(directory) => {
                if let Some(last) = last {
                    handle.block_on(directory.reaches(last));
                }
                Ok(directory.now().reference)
            }
            Rules::InTheLog => Ok(handle.block_on(Directory::follow(Arc::clone(&self.store), None))?.now().reference),
        }
    }

    /// The figures must not depend on when somebody looks, so the time has come to when the last event was recorded.
    fn begin(&self, position: Position, question: &Question, handle: &Handle) -> Result<Begun, BacktestError> {
        let last = position.0.checked_sub(1).map(Position);
        let trial = question.asked.against(&self.reference(last, handle)?, &question.actor, self.now)?;
        let as_of = match last {
            Some(last) => handle.block_on(recorded_at(&*self.store, last))?,
            None => None,
        };
        Ok(Begun { position, as_of: as_of.unwrap_or(self.now), trial })
    }
}

struct Begun {
    position: Position,
    as_of: Timestamp,
    trial: Trial,
}

struct Pass<'a, L> {
    history: &'a History,
    question: &'a Question,
    handle: &'a Handle,
    listener: &'a mut L,
    begun: Option<Begun>,
    progress: Progress,
    counting: Counting,
    failed: Option<BacktestError>,
}

impl<L: Listener> Looker for Pass<'_, L> {
    fn begin(&mut self, position: Position, tickets: u64) -> ControlFlow<()> {
        self.progress.total = tickets;
        match self.history.begin(position, self.question, self.handle) {
            Ok(begun) => self.begun = Some(begun),
            Err(error) => return self.fails(error),
        }
        self.listener.progress(self.progress)
    }

    fn look(&mut self, ticket: TicketId, marks: &domain::clocks::Marks) -> ControlFlow<()> {
        let Some(Begun { as_of, trial, .. }) = &self.begun else { return ControlFlow::Break(()) };
        let mut clocks = match compare(ticket, marks, *as_of, trial) {
            Ok(clocks) => clocks,
            Err(error) => return self.fails(error.into()),
        };
        clocks.retain(|clock| self.question.scope.includes(clock));
        self.counting.ticket(&clocks);
        self.progress.done += 1;
        clocks.into_iter().filter(Compared::is_changed).try_for_each(|clock| self.listener.changed(clock))?;
        self.listener.progress(self.progress)
    }
}

impl<L> Pass<'_, L> {
    fn fails(&mut self, error: BacktestError) -> ControlFlow<()> {
        self.failed = Some(error);
        ControlFlow::Break(())
    }
}
