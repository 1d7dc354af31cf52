//! What a read model leaves out: streams that it could not take in, by decision of a person and never in silence (P5.1).

mod commands;
mod lift;
mod place;
mod refusal;

pub use commands::COMMANDS;
pub use lift::LiftQuarantine;
pub use place::PlaceQuarantine;
pub use refusal::QuarantineRefusal;

use std::collections::BTreeMap;

use events_schema::facts::quarantine::QuarantineFact;
use events_schema::{Entry, Revision, StreamName};

use crate::command::Aggregate;

/// The streams that one read model leaves out, each from an event on.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Quarantine(BTreeMap<StreamName, Revision>);

impl Quarantine {
    /// Whether an event is left out.
    #[must_use]
    pub fn leaves_out(&self, stream: &StreamName, revision: Revision) -> bool {
        self.0.get(stream).is_some_and(|from| revision >= *from)
    }

    /// The streams, each with the first event that is left out.
    pub fn streams(&self) -> impl Iterator<Item = (&StreamName, Revision)> {
        self.0.iter().map(|(stream, from)| (stream, *from))
    }
}

impl Aggregate for Quarantine {
    type Fact = QuarantineFact;
    const COLLECTION: &'static str = "quarantines";

    fn evolve(&mut self, entry: &Entry<QuarantineFact>) {
        match &entry.fact {
            QuarantineFact::Placed(fact) => drop(self.0.insert(fact.stream.clone(), fact.from)),
            QuarantineFact::Lifted(fact) => drop(self.0.remove(&fact.stream)),
        }
    }
}
