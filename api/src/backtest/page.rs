//! A backtest in pages: the first one counts everything, each further one goes on only until it is full.

use std::ops::ControlFlow;

use domain::backtest::Compared;
use events_schema::ids::TicketId;
use serde::{Deserialize, Serialize};
use tokio::runtime::Handle;
use tokio::sync::watch;

use super::run::{BacktestError, History, Listener, Progress, Question, Report, Wanted};

/// Which page somebody wants.
#[derive(Debug, Clone, Copy)]
pub struct Page {
    /// Where it begins; absent: with the first ticket.
    pub from: Option<Place>,
    /// The most clocks on it.
    pub size: usize,
}

/// A place among the clocks that come out otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// In this ticket,
    pub ticket: TicketId,
    /// behind so many of them.
    pub given: usize,
}

/// A page of a backtest.
#[derive(Debug)]
pub struct Answer {
    /// What it says as a whole.
    pub report: Report,
    /// The clocks that come out otherwise, by ticket.
    pub changed: Vec<Compared>,
    /// Where the next page begins; absent on the last one.
    pub next: Option<Place>,
}

impl Page {
    pub(super) fn of(
        self,
        history: &History,
        question: &Question,
        handle: &Handle,
        news: &watch::Sender<Option<Progress>>,
    ) -> Result<Answer, BacktestError> {
        let (from, wanted) = match self.from {
            None => (None, Wanted::Figures),
            Some(place) => (Some(place.ticket), Wanted::Changed),
        };
        let mut filling = Filling { page: self, wanted, news, in_ticket: None, changed: Vec::new(), next: None };
        let report = history.look(question, (from, wanted), handle, &mut filling)?;
        let Filling { changed, next, .. } = filling;
        if news.is_closed() {
            return Err(BacktestError::Abandoned);
        }
        Ok(Answer { report, changed, next })
    }
}

struct Filling<'a> {
    page: Page,
    wanted: Wanted,
    news: &'a watch::Sender<Option<Progress>>,
    /// The ticket that is looked at, and how many of its clocks have come.
    in_ticket: Option<Place>,
    changed: Vec<Compared>,
    next: Option<Place>,
}

/// Nobody looks at more steps of progress than that.
const STEPS: u64 = 100;

impl Listener for Filling<'_> {
    fn progress(&mut self, progress: Progress) -> ControlFlow<()> {
        if self.news.is_closed() {
            return ControlFlow::Break(());
        }
        if progress.done.is_multiple_of(progress.total.div_ceil(STEPS).max(1)) {
            self.news.send_replace(Some(progress));
        }
        ControlFlow::Continue(())
    }

    fn changed(&mut self, clock: Compared) -> ControlFlow<()> {
        let ticket = clock.ticket;
        let place = self.in_ticket.filter(|place| place.ticket == ticket).unwrap_or(Place { ticket, given: 0 });
        self.in_ticket = Some(Place { given: place.given + 1, ..place });
        let was_given = self.page.from.is_some_and(|from| from.ticket == ticket && place.given < from.given);
        if was_given {
            return ControlFlow::Continue(());
        }
        if self.changed.len() < self.page.size {
            self.changed.push(clock);
            return ControlFlow::Continue(());
        }
        self.next = self.next.or(Some(place));
        match self.wanted {
            Wanted::Figures => ControlFlow::Continue(()),
            Wanted::Changed => ControlFlow::Break(()),
        }
    }
}
