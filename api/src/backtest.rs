//! Backtests over the whole history: over HTTP and on the command line alike. Nothing is written, and nothing personal is read.
//!
//! The read model `clocks` keeps what the clocks of each ticket are computed from, so that no event is read again.

mod page;
mod run;

pub use page::{Answer, Page, Place};
pub use run::{BacktestError, History, Listener, Progress, Question, Report, Rules, Wanted};

use std::str::FromStr;
use std::sync::Arc;

use events_schema::facts::sla_policy::CalendarVersion;
use tokio::runtime::Handle;
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinHandle;

/// How many run at once: each takes a processor for itself, and people's commands need one too.
const AT_ONCE: usize = 1;

/// The backtests of a server, one after the other.
#[derive(Debug)]
pub struct Backtests(Arc<Semaphore>);

impl Default for Backtests {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(AT_ONCE)))
    }
}

/// A backtest on its way. Dropping it ends it.
#[derive(Debug)]
pub struct Running {
    /// How far it is; nothing while it waits for its turn.
    pub progress: watch::Receiver<Option<Progress>>,
    /// What comes of it.
    pub answer: JoinHandle<Result<Answer, BacktestError>>,
}

impl Backtests {
    /// Begins a backtest as soon as it is its turn.
    #[must_use]
    pub fn begin(&self, history: History, question: Question, page: Page) -> Running {
        let (news, progress) = watch::channel(None);
        let turns = Arc::clone(&self.0);
        let answer = tokio::spawn(async move {
            let turn = tokio::select! {
                turn = turns.acquire_owned() => turn.map_err(|_| BacktestError::Abandoned)?,
                () = news.closed() => return Err(BacktestError::Abandoned),
            };
            let handle = Handle::current();
            let answer = tokio::task::spawn_blocking(move || {
                let answer = page.of(&history, &question, &handle, &news);
                drop(turn);
                answer
            });
            answer.await?
        });
        Running { progress, answer }
    }
}

/// A version of a calendar, as `weifang-5x9=2`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedCalendar(pub CalendarVersion);

/// Why a text names no version of a calendar.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no version of a calendar, such as weifang-5x9=2")]
pub struct NotACalendar(String);

impl FromStr for NamedCalendar {
    type Err = NotACalendar;

    fn from_str(text: &str) -> Result<Self, NotACalendar> {
        let named = || {
            let (calendar, version) = text.split_once('=')?;
            Some(CalendarVersion { calendar: calendar.parse().ok()?, version: version.parse().ok()? })
        };
        named().map(Self).ok_or_else(|| NotACalendar(text.chars().take(60).collect()))
    }
}
