//! API keys: deny by default, a key acts as one principal in one role.

mod commands;
mod create;
mod refusal;
mod revoke;

pub use commands::COMMANDS;
pub use create::CreateKey;
pub use refusal::AccessRefusal;
pub use revoke::RevokeKey;

use events_schema::Entry;
use events_schema::facts::access::{AccessFact, KeyCreated};

use crate::command::Aggregate;
use crate::queries::{QuerySpec, SHOW_KEYS};

/// A key as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum ApiKey {
    /// No such key was ever made.
    #[default]
    Unknown,
    /// Lets in.
    Valid(KeyCreated),
    /// Let in once.
    Revoked(KeyCreated),
}

impl Aggregate for ApiKey {
    type Fact = AccessFact;
    const COLLECTION: &'static str = "keys";
    const HISTORY: &'static QuerySpec = &SHOW_KEYS;

    fn evolve(&mut self, entry: &Entry<AccessFact>) {
        *self = match (&entry.fact, std::mem::take(self)) {
            (AccessFact::KeyCreated(fact), _) => Self::Valid(fact.clone()),
            (AccessFact::KeyRevoked(_), Self::Valid(fact) | Self::Revoked(fact)) => Self::Revoked(fact),
            (AccessFact::KeyRevoked(_), Self::Unknown) => Self::Unknown,
        };
    }
}
