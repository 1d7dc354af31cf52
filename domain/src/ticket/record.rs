//! Keeping the record right: corrections, retractions, entries of other tickets, duplicates (P5.1).

mod absorb_duplicate;
mod correct;
mod merge;
mod move_entry;
mod receive_entry;
mod refusal;
mod retract;

pub use absorb_duplicate::AbsorbDuplicate;
pub use correct::Correct;
pub use merge::Merge;
pub use move_entry::MoveEntry;
pub use receive_entry::ReceiveEntry;
pub use refusal::RecordRefusal;
pub use retract::Retract;

use events_schema::ids::TicketId;

use crate::context::OtherTicket;

/// The other ticket that a command names.
fn known(other: Option<&OtherTicket>, id: TicketId) -> Result<&OtherTicket, RecordRefusal> {
    other.ok_or(RecordRefusal::UnknownTicket(id))
}
