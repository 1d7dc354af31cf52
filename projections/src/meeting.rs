//! Several read models at one position, for a moment: long enough for a reader to begin his transactions.

use std::time::Duration;

use events_schema::Position;
use tokio::sync::{MutexGuard, mpsc, oneshot};

use crate::follow::Wish;

/// How long a meeting may take to come about. A read model that follows is there after its batch.
const PATIENCE: Duration = Duration::from_secs(10);

/// Why read models do not come together.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Apart {
    /// One stands still, or shows the file of an older version.
    #[error("the read model `{0}` does not follow the log now; `/v1/read-models` says why")]
    DoesNotFollow(&'static str),
    /// One is too far behind for the others to wait.
    #[error("the read model `{0}` is far behind the log; ask again when it has caught up")]
    FarBehind(&'static str),
    /// One did not come in time, or has ended.
    #[error("the read models did not come to one position in time")]
    Late,
}

/// An invitation to one read model.
pub(crate) struct Meet {
    here: oneshot::Sender<Position>,
    to: oneshot::Receiver<Position>,
    there: oneshot::Sender<()>,
    leave: oneshot::Receiver<()>,
}

/// A read model on its way to the others.
pub(crate) struct Going {
    pub(crate) to: Position,
    there: oneshot::Sender<()>,
    leave: oneshot::Receiver<()>,
}

impl Meet {
    /// Says where the read model is, and hears where they meet. `None` if nobody waits any more.
    pub(crate) fn says(self, here: Position) -> Option<Going> {
        let Self { here: answer, to, there, leave } = self;
        answer.send(here).ok()?;
        Some(Going { to: to.blocking_recv().ok()?, there, leave })
    }
}

impl Going {
    /// Says that it is there, and stays until it is let go.
    pub(crate) fn stays(self) {
        if self.there.send(()).is_ok() {
            // It is let go by dropping the other end, too.
            let _ = self.leave.blocking_recv();
        }
    }
}

/// Read models that stand at one position until this is dropped.
pub(crate) struct Meeting<'a> {
    _leaves: Vec<oneshot::Sender<()>>,
    _alone: MutexGuard<'a, ()>,
}

impl<'a> Meeting<'a> {
    /// Brings read models to the furthest position of any of them.
    pub(crate) async fn of(guests: Vec<mpsc::Sender<Wish>>, alone: MutexGuard<'a, ()>) -> Result<Self, Apart> {
        tokio::time::timeout(PATIENCE, Self::gather(guests, alone)).await.unwrap_or(Err(Apart::Late))
    }

    async fn gather(guests: Vec<mpsc::Sender<Wish>>, alone: MutexGuard<'a, ()>) -> Result<Self, Apart> {
        let (mut heres, mut tos, mut theres, mut leaves) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for guest in guests {
            let (here, is_here) = oneshot::channel();
            let (goes_to, to) = oneshot::channel();
            let (there, is_there) = oneshot::channel();
            let (may_leave, leave) = oneshot::channel();
            guest.send(Wish::Meet(Meet { here, to, there, leave })).await.map_err(|_| Apart::Late)?;
            heres.push(is_here);
            tos.push(goes_to);
            theres.push(is_there);
            leaves.push(may_leave);
        }
        let mut furthest = Position(0);
        for here in heres {
            furthest = furthest.max(here.await.map_err(|_| Apart::Late)?);
        }
        for goes_to in tos {
            goes_to.send(furthest).map_err(|_| Apart::Late)?;
        }
        for there in theres {
            there.await.map_err(|_| Apart::Late)?;
        }
        Ok(Self { _leaves: leaves, _alone: alone })
    }
}
