//! The one loop that carries out commands: load, fold, decide, append.
//!
//! Commands on one stream queue in order. Each decides on everything before it, also on what is not yet durable; but no
//! answer, refusals included, leaves before what it rests on is durable. If that fails, it decides again.

mod draft;
mod loaded;
mod other;
mod perform;
mod request;
mod streams;

pub use draft::{Draft, Drafted};
pub(crate) use other::other_ticket;
pub use request::{Done, Failed, Replay, Request, Written, named};
pub use streams::{Streams, Surroundings};
