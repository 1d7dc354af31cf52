use events_schema::{Revision, StreamName};

use crate::refusal::{About, RefusalKind, Refuse};

/// Why a quarantine is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum QuarantineRefusal {
    /// It is left out from another event on.
    #[error("{stream} is left out from event {from} on; lift that first")]
    AlreadyPlaced {
        /// The stream.
        stream: StreamName,
        /// The first event that is left out.
        from: Revision,
    },
    /// Nothing to lift.
    #[error("{0} is not left out")]
    NotPlaced(StreamName),
}

impl Refuse for QuarantineRefusal {
    fn about(&self) -> About {
        let about = |code, zh, en| About::new(code, RefusalKind::State, "P5.1", zh, en);
        match self {
            Self::AlreadyPlaced { .. } => {
                about("already_quarantined", "该流已被隔离", "the stream is left out already")
            }
            Self::NotPlaced(_) => about("not_quarantined", "该流未被隔离", "the stream is not left out"),
        }
    }
}
