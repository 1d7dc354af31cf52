//! The contract of the log: what is stored, under which names, in which bytes.
//!
//! Ids and value types, the facts with their versions, the envelope around them, the codec and the JSON Schemas.
//! Everything that writes or reads events agrees here and nowhere else.
//!
//! May not know: I/O, tokio, HTTP, SQL, the current time, randomness.

pub mod time;

pub mod stream;

pub mod ids;

pub mod text;

pub mod ticket_code;

pub mod values;

pub mod measurement;

pub mod attachment;

pub mod actor;

pub mod personal;

pub mod period;

pub mod envelope;

pub mod fact;

pub mod facts;

pub mod schema;

mod visibility;

pub use actor::{Actor, ActorKind, Channel, PrincipalId, Role};
pub use envelope::{Digest256, Envelope, EventHash, NewEvent, Origin, RecordedEvent};
pub use fact::{DecodeError, Entry, Fact, FactSet, Tail};
pub use ids::{CommandId, EventId};
pub use period::{Period, PeriodKind};
pub use personal::{Personal, Sealed};
pub use stream::{Position, Revision, StreamName};
pub use ticket_code::TicketCode;
pub use time::{Duration, Timestamp};
pub use visibility::{Audience, visible_data};
