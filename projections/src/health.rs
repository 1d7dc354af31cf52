//! Where the read models stand.

use events_schema::{EventId, Position, Revision, StreamName};
use schemars::JsonSchema;
use serde::Serialize;

use crate::shelf::Volume;

/// Where a read model stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Health {
    /// Its name.
    pub name: &'static str,
    /// Its version.
    pub version: u32,
    /// The file that is shown. After an upgrade it may be of an older version, until this one has caught up.
    pub shows: String,
    /// The position of the next event that it will show: it shows all before.
    pub position: Position,
    /// The position of the next event that it will fold, where it does not yet show what it folds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub folded: Option<Position>,
    /// The position of the next event that the log will get.
    pub head: Position,
    /// Whether it follows.
    pub following: Following,
    /// The streams that it leaves out, by decisions that are in the log.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub quarantined: Vec<Quarantined>,
}

/// Whether a read model follows the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Following {
    /// It shows what happens as it happens.
    Live,
    /// It is more than a page behind.
    CatchingUp,
    /// It stands still, and so does what it shows. The others go on.
    Stopped {
        /// The event that it cannot take in; absent if something else is the matter.
        #[serde(skip_serializing_if = "Option::is_none")]
        at: Option<PoisonedAt>,
        /// What is the matter.
        error: String,
    },
}

/// The event at which a read model stands still.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PoisonedAt {
    /// The event.
    pub event: EventId,
    /// Its stream.
    pub stream: StreamName,
    /// Its place there.
    pub revision: Revision,
}

/// A stream that a read model leaves out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Quarantined {
    /// The stream.
    pub stream: StreamName,
    /// The first event that is left out.
    pub from: Revision,
}

/// What a thread says of the read model that it folds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Progress {
    /// Up to where it is shown.
    pub(crate) position: Position,
    /// Up to where it is folded, where the file that is folded is not the one that is shown.
    pub(crate) folded: Option<Position>,
    /// The file that is shown.
    pub(crate) shows: Volume,
    pub(crate) stopped: Option<Stop>,
    /// What it leaves out.
    pub(crate) quarantined: Vec<Quarantined>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Stop {
    pub(crate) at: Option<PoisonedAt>,
    pub(crate) error: String,
}

/// How far behind a reader of the log is still said to follow it.
const PAGE: u64 = 1024;

impl Progress {
    pub(crate) fn following(&self, head: Position) -> Following {
        match &self.stopped {
            Some(Stop { at, error }) => Following::Stopped { at: at.clone(), error: error.clone() },
            None if self.folded.is_some() || head.0.saturating_sub(self.position.0) > PAGE => Following::CatchingUp,
            None => Following::Live,
        }
    }
}

/// Why a read model does not show an event that it was waited for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Behind {
    /// There is no such read model.
    #[error("there is no read model `{0}`")]
    Unknown(String),
    /// It did not come so far in time.
    #[error("the read model shows {position} events and has not come further in time")]
    Late {
        /// The position of the next event that it will show.
        position: Position,
    },
    /// It stands still before that event.
    #[error("the read model stands still behind {position} events: {error}")]
    Stopped {
        /// The position of the next event that it would show.
        position: Position,
        /// What is the matter.
        error: String,
    },
}

/// An error with what is behind it, for people who look at the health of the system.
#[must_use]
pub fn with_sources(error: &dyn std::error::Error) -> String {
    let sources = std::iter::successors(error.source(), |error| error.source());
    sources.fold(error.to_string(), |text, source| format!("{text}: {source}"))
}
