//! What a person has read of what he is told (收件箱).

mod read;

pub use read::InboxRead;

use crate::fact::fact_set;

fact_set! {
    /// The facts of `inbox-*` streams.
    InboxFact in "inbox" {
        Read(InboxRead),
    }
}
