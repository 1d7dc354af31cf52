//! The loop that keeps a read model up with the log.
//!
//! Each read model has a thread of its own: a commit blocks, and a task that blocks takes a worker away from requests.
//! Only waiting for events is asynchronous, and the thread asks the runtime to wait for it.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;

use event_store::{EventStore, Message, Subscription};
use tokio::runtime::Handle;
use tokio::sync::watch;

use crate::fold::{Fold, Halt};
use crate::health::{Progress, Stop, with_sources};

/// After how many events at the latest what was folded is shown. While catching up the batches are as large, so that a row
/// that changes often is written once; at the end of the log a batch is whatever has come at once.
const BATCH: u64 = 65_536;

/// How long a read model rests when it has shown what came.
const REST: Duration = Duration::from_millis(40);

/// What a thread needs to follow.
pub(crate) struct Follower {
    pub(crate) name: &'static str,
    pub(crate) fold: Box<dyn Fold>,
    pub(crate) store: Arc<dyn EventStore>,
    pub(crate) progress: watch::Sender<Progress>,
    /// Becomes true, or is dropped, when it is to end.
    pub(crate) end: watch::Receiver<bool>,
}

impl Follower {
    /// Follows until it is told to end or cannot go on.
    pub(crate) fn run(mut self, handle: &Handle) {
        let outcome = catch_unwind(AssertUnwindSafe(|| self.follow(handle))).unwrap_or(Err(Halt::Panicked));
        if let Err(halt) = outcome {
            let stop = Stop { event: event_of(&halt), error: with_sources(&halt) };
            tracing::error!(model = self.name, event = ?stop.event, error = %stop.error, "a read model stands still");
            self.progress.send_modify(|progress| progress.stopped = Some(stop));
        }
    }

    fn follow(&mut self, handle: &Handle) -> Result<(), Halt> {
        handle.block_on(self.fold.recall(&*self.store))?;
        let mut subscription = Subscription::new(Arc::clone(&self.store), self.fold.next()).resting(REST);
        let mut end = self.end.clone();
        loop {
            let message = handle.block_on(async {
                tokio::select! {
                    biased;
                    _ = end.wait_for(|end| *end) => None,
                    message = subscription.next() => Some(message),
                }
            });
            match message {
                None => return self.show(),
                Some(Ok(Message::Events(events))) => {
                    if let Err(halt) = events.iter().try_for_each(|event| self.fold.fold(event)) {
                        self.show_before(&halt);
                        return Err(halt);
                    }
                    let next = self.fold.next();
                    let shown = self.progress.borrow().position;
                    if subscription.is_at_end() || next.0 - shown.0 >= BATCH {
                        self.show()?;
                    }
                }
                Some(Ok(Message::CaughtUp)) => self.show()?,
                Some(Err(error)) => return Err(error.into()),
            }
        }
    }

    fn show(&mut self) -> Result<(), Halt> {
        self.fold.commit()?;
        let position = self.fold.next();
        self.progress.send_if_modified(|progress| std::mem::replace(&mut progress.position, position) != position);
        Ok(())
    }

    /// What came before an event that cannot be read is good, and is shown.
    fn show_before(&mut self, halt: &Halt) {
        if let (Halt::Poison { .. }, Err(error)) = (halt, self.show()) {
            tracing::error!(model = self.name, error = %with_sources(&error), "the last batch is lost and will be folded again");
        }
    }
}

fn event_of(halt: &Halt) -> Option<events_schema::EventId> {
    match halt {
        Halt::Poison { event, .. } => Some(*event),
        Halt::File(_) | Halt::Log(_) | Halt::Panicked => None,
    }
}
