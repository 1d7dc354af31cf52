//! What goes into the loop, and what comes out.

use domain::{Aggregate, CommandSpec, Decide, Gate, Refused};
use event_store::ReadError;
use events_schema::{Actor, CommandId, DecodeError, EventId, Origin, Position, Revision, StreamName};

use crate::attachments::AttachmentError;
use crate::keys::{Fingerprint, KeyStoreError};

/// A command on its way.
pub struct Request<'a, A: Aggregate> {
    /// The row of the table that it comes from.
    pub spec: &'a CommandSpec<A>,
    /// The command.
    pub command: &'a dyn Decide<A>,
    /// The stream that it is sent to; `None`: it opens one.
    pub stream: Option<StreamName>,
    /// Its id.
    pub id: CommandId,
    /// Who sent it.
    pub actor: Actor,
    /// What tells a retry from another command under the same id; `None`: the id itself says enough.
    pub fingerprint: Option<Fingerprint<'a>>,
    /// The revision that the sender has seen.
    pub if_match: Option<Revision>,
    /// The event that it follows from.
    pub causation: Option<EventId>,
    /// The trace that it belongs to.
    pub trace: Option<String>,
    /// Where the history comes from.
    pub origin: Origin,
    /// The gates that an import passes.
    pub unproven: &'a [Gate],
}

impl<'a, A: Aggregate> Request<'a, A> {
    /// A command that is sent now, and follows from nothing in the log.
    #[must_use]
    pub fn live(
        spec: &'a CommandSpec<A>,
        command: &'a dyn Decide<A>,
        stream: Option<StreamName>,
        id: CommandId,
        actor: Actor,
    ) -> Self {
        Self {
            spec,
            command,
            stream,
            id,
            actor,
            fingerprint: None,
            if_match: None,
            causation: None,
            trace: None,
            origin: Origin::Live,
            unproven: &[],
        }
    }
}

/// The row of a command that the program sends by name.
///
/// # Panics
/// If the table has no such command, which is a mistake in the source.
#[must_use]
pub fn named<A: Aggregate>(table: &'static [CommandSpec<A>], name: &str) -> &'static CommandSpec<A> {
    table.iter().find(|spec| spec.name == name).expect("what the program sends by name stands in its table")
}

/// A command that was carried out, now or before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Done {
    /// The stream.
    pub stream: StreamName,
    /// The revision up to which the answer holds; `None`: the stream has no events.
    pub revision: Option<Revision>,
    /// The position of the last event that it wrote; `None`: it wrote none.
    pub position: Option<Position>,
    /// What it wrote.
    pub events: Vec<Written>,
    /// Whether this is the answer to a command that was carried out before.
    pub replay: Replay,
}

/// Whether an answer is new.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Replay {
    /// The command was carried out now.
    New,
    /// It was carried out before, and this is the answer of that time.
    Repeated,
}

/// An event that a command wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// Its id.
    pub id: EventId,
    /// Its type.
    pub kind: String,
    /// Its revision.
    pub revision: Revision,
}

/// Why a command was not carried out.
#[derive(Debug, thiserror::Error)]
pub enum Failed {
    /// The policy says no.
    #[error("{0}")]
    Refused(Refused),
    /// The sender has not seen the newest revision.
    #[error("the stream has changed since the revision that the sender has seen")]
    Stale {
        /// The newest revision that people see.
        current: Option<Revision>,
    },
    /// The key was used for another command.
    #[error("the idempotency key was used for another request")]
    KeyReused,
    /// Others were faster, again and again.
    #[error("the stream changed too often while the command was decided")]
    Contended,
    /// There is no room.
    #[error("the disk is full")]
    DiskFull,
    /// More than an append may hold.
    #[error("the events of the command are too large: {size} of {limit} bytes")]
    TooLarge {
        /// Their size.
        size: usize,
        /// The limit.
        limit: usize,
    },
    /// The store takes no writes.
    #[error("the store takes no writes")]
    NotWritable,
    /// It may be carried out or not.
    #[error("it is not known whether the command was carried out: {0}")]
    Unknown(String),
    /// The history cannot be read.
    #[error("the history of the stream cannot be read")]
    Read(#[from] ReadError),
    /// The history holds what this program does not know.
    #[error("the history of the stream cannot be folded")]
    Decode(#[from] DecodeError),
    /// Personal data cannot be sealed.
    #[error("personal data cannot be sealed")]
    Keys(#[from] KeyStoreError),
    /// A file that it refers to cannot be looked at.
    #[error("a file cannot be looked at")]
    Attachments(#[from] AttachmentError),
    /// A fact cannot be written down; a defect of the program.
    #[error("a fact cannot be encoded")]
    Encode(#[from] serde_json::Error),
}
