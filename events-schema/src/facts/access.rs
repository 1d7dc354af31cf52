//! API keys: who may come in, and as whom.

mod key_created;
mod key_revoked;

pub use key_created::KeyCreated;
pub use key_revoked::KeyRevoked;

use crate::fact::fact_set;

fact_set! {
    /// The facts of `access-*` streams.
    AccessFact in "access" {
        KeyCreated(KeyCreated),
        KeyRevoked(KeyRevoked),
    }
}
