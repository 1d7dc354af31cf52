//! The loop that keeps a read model up with the log.
//!
//! Each read model has a thread of its own: a commit blocks, and a task that blocks takes a worker away from requests.
//! Only waiting for events is asynchronous, and the thread asks the runtime to wait for it.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;

use event_store::{EventStore, Message, ReadError, Subscription};
use events_schema::Position;
use tokio::runtime::Handle;
use tokio::sync::{mpsc, oneshot, watch};

use crate::event::Decoded;
use crate::fold::{Fold, Halt};
use crate::health::{PoisonedAt, Progress, Quarantined, Stop, with_sources};
use crate::meeting::Meet;
use crate::rebuild::{fill, from_the_log};
use crate::shelf::{Shelf, Volume};
use crate::view::Pool;

/// After how many events at the latest what was folded is shown. While catching up the batches are as large, so that a row
/// that changes often is written once; at the end of the log a batch is whatever has come at once.
const BATCH: u64 = 65_536;

/// How long a read model rests when it has shown what came: at least, for each event of it, and at most. The more comes in,
/// the more comes at once, so that a row that changes often is written once, and whoever commands has the machine.
const REST: Duration = Duration::from_millis(40);
const REST_PER_EVENT: Duration = Duration::from_micros(50);
const LONGEST_REST: Duration = Duration::from_millis(400);

fn rest_after(events: u64) -> Duration {
    let events = u32::try_from(events).unwrap_or(u32::MAX);
    (REST + REST_PER_EVENT.saturating_mul(events)).min(LONGEST_REST)
}

/// What a thread needs to follow.
pub(crate) struct Follower {
    pub(crate) name: &'static str,
    pub(crate) fold: Box<dyn Fold>,
    pub(crate) store: Arc<dyn EventStore>,
    pub(crate) progress: watch::Sender<Progress>,
    /// The file that it folds.
    pub(crate) volume: Volume,
    pub(crate) shelf: Shelf,
    pub(crate) pool: Arc<Pool>,
    /// What others want of it.
    pub(crate) wishes: mpsc::Receiver<Wish>,
    /// Becomes true, or is dropped, when it is to end.
    pub(crate) end: watch::Receiver<bool>,
}

/// What others want of a read model that follows.
pub(crate) enum Wish {
    /// Another file is to take the place of the one that is folded.
    Swap(Swap),
    /// All are to stand at one position for a moment.
    Meet(Meet),
}

/// A file that was filled beside the live one, and is to take its place.
pub(crate) struct Swap {
    pub(crate) fold: Box<dyn Fold>,
    pub(crate) volume: Volume,
    /// Hears up to where the new file shows the log, or why it does not.
    pub(crate) answer: oneshot::Sender<Result<Position, String>>,
}

enum Next {
    End,
    Log(Result<Message, ReadError>),
    Wish(Wish),
}

impl Follower {
    /// Follows until it is told to end or cannot go on.
    pub(crate) fn run(mut self, handle: &Handle) {
        let outcome = catch_unwind(AssertUnwindSafe(|| self.follow(handle))).unwrap_or(Err(Halt::Panicked));
        if let Err(halt) = outcome {
            let stop = Stop { at: place_of(&halt), error: with_sources(&halt) };
            tracing::error!(model = self.name, at = ?stop.at, error = %stop.error, "a read model stands still");
            self.progress.send_modify(|progress| progress.stopped = Some(stop));
        }
    }

    fn follow(&mut self, handle: &Handle) -> Result<(), Halt> {
        handle.block_on(self.fold.recall(&*self.store))?;
        self.says_what_it_leaves_out();
        let mut subscription = Subscription::new(Arc::clone(&self.store), self.fold.next()).resting(REST);
        let mut end = self.end.clone();
        loop {
            let wishes = &mut self.wishes;
            let next = handle.block_on(async {
                tokio::select! {
                    biased;
                    _ = end.wait_for(|end| *end) => Next::End,
                    Some(wish) = wishes.recv() => Next::Wish(wish),
                    message = subscription.next() => Next::Log(message),
                }
            });
            match next {
                Next::End => return self.show(),
                Next::Wish(Wish::Swap(swap)) => self.swap(swap, handle)?,
                Next::Wish(Wish::Meet(meet)) => {
                    self.meet(meet, handle)?;
                    subscription = Subscription::new(Arc::clone(&self.store), self.fold.next()).resting(REST);
                }
                Next::Log(Ok(Message::Events(events))) => {
                    if let Err(halt) = events.into_iter().map(Decoded::of).try_for_each(|event| self.fold.fold(&event))
                    {
                        self.show_before(&halt);
                        return Err(halt);
                    }
                    let folded = self.fold.uncommitted();
                    if subscription.is_at_end() || folded >= BATCH {
                        self.show()?;
                        subscription.rest_for(rest_after(folded));
                    }
                }
                Next::Log(Ok(Message::CaughtUp)) => {
                    self.show()?;
                    self.shown_from_now_on()?;
                }
                Next::Log(Err(error)) => return Err(error.into()),
            }
        }
    }

    fn says_what_it_leaves_out(&self) {
        let streams = self.fold.quarantine().streams();
        let left_out: Vec<_> = streams.map(|(stream, from)| Quarantined { stream: stream.clone(), from }).collect();
        self.progress
            .send_if_modified(|progress| std::mem::replace(&mut progress.quarantined, left_out.clone()) != left_out);
    }

    fn show(&mut self) -> Result<(), Halt> {
        self.fold.commit()?;
        let (position, volume) = (self.fold.next(), self.volume);
        self.progress.send_if_modified(|progress| {
            if progress.shows == volume {
                std::mem::replace(&mut progress.position, position) != position
            } else {
                progress.folded.replace(position) != Some(position)
            }
        });
        Ok(())
    }

    /// Shows the file that is folded, if another one was shown until it had caught up.
    fn shown_from_now_on(&mut self) -> Result<(), Halt> {
        let (position, volume) = (self.fold.next(), self.volume);
        let before = self.progress.borrow().shows;
        if before == volume {
            return Ok(());
        }
        self.fold.settle()?;
        self.shelf.show(volume)?;
        self.pool.switch(self.shelf.path(volume));
        self.progress.send_modify(|progress| {
            (progress.position, progress.folded, progress.shows) = (position, None, volume);
        });
        tracing::info!(model = self.name, file = self.shelf.file_name(volume), "another file is shown");
        self.shelf.keep_only(&[before, volume]).map_err(Halt::from)
    }

    /// Takes over a file that was filled beside. If it cannot be brought up to here, the one that is shown goes on.
    fn swap(&mut self, Swap { mut fold, volume, answer }: Swap, handle: &Handle) -> Result<(), Halt> {
        self.show()?;
        let end = self.fold.next();
        let filled = fill(&mut *fold, &mut from_the_log(&*self.store, handle), end, &mut |_| true);
        if let Err(halt) = filled {
            // Whoever waited may have gone.
            let _ = answer.send(Err(with_sources(&halt)));
            return Ok(());
        }
        (self.fold, self.volume) = (fold, volume);
        self.says_what_it_leaves_out();
        self.shown_from_now_on()?;
        let _ = answer.send(Ok(end));
        Ok(())
    }

    /// Stands where the others stand, until whoever asked for it has seen enough.
    fn meet(&mut self, meet: Meet, handle: &Handle) -> Result<(), Halt> {
        self.show()?;
        let Some(going) = meet.says(self.fold.next()) else { return Ok(()) };
        fill(&mut *self.fold, &mut from_the_log(&*self.store, handle), going.to, &mut |_| true)?;
        self.show()?;
        going.stays();
        Ok(())
    }

    /// What came before an event that cannot be read is good, and is shown.
    fn show_before(&mut self, halt: &Halt) {
        if let (Halt::Poison { .. }, Err(error)) = (halt, self.show()) {
            tracing::error!(model = self.name, error = %with_sources(&error), "the last batch is lost and will be folded again");
        }
    }
}

fn place_of(halt: &Halt) -> Option<PoisonedAt> {
    match halt {
        Halt::Poison { event, stream, revision, .. } => {
            Some(PoisonedAt { event: *event, stream: stream.clone(), revision: *revision })
        }
        Halt::File(_) | Halt::Shelf(_) | Halt::Log(_) | Halt::Panicked => None,
    }
}
