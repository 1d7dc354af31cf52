//! The register of characteristics (质量特性): what can be measured or judged, in which unit, within which limits (P5.1).

mod commands;
mod define;
mod refusal;
mod retire;
#[cfg(test)]
mod tests;

pub use commands::COMMANDS;
pub use define::DefineCharacteristic;
pub use refusal::CharacteristicRefusal;
pub use retire::RetireCharacteristic;

use events_schema::facts::characteristic::{CharacteristicDefined, CharacteristicFact, CharacteristicLimits};
use events_schema::text::Line;
use events_schema::{Entry, Timestamp};

use crate::command::Aggregate;

/// A characteristic with all its versions.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Characteristic {
    versions: Vec<(Timestamp, CharacteristicDefined)>,
    retired_at: Option<Timestamp>,
}

impl Characteristic {
    /// The version that was defined last.
    #[must_use]
    pub fn latest(&self) -> Option<&CharacteristicDefined> {
        self.versions.last().map(|(_, defined)| defined)
    }

    /// The version that holds for what was taken at an instant: the one in force then, or for what is older than the register
    /// the first.
    #[must_use]
    pub fn at(&self, taken_at: Timestamp) -> Option<&CharacteristicDefined> {
        let in_force = self.versions.iter().rfind(|(since, _)| *since <= taken_at);
        in_force.or(self.versions.first()).map(|(_, defined)| defined)
    }

    /// Since when nothing is taken of it; `None`: it is in use.
    #[must_use]
    pub const fn retired_at(&self) -> Option<Timestamp> {
        self.retired_at
    }
}

/// The limits for an engine model: its own, or else those of all.
#[must_use]
pub fn limits_for<'a>(
    defined: &'a CharacteristicDefined,
    engine_model: Option<&Line>,
) -> Option<&'a CharacteristicLimits> {
    let own = defined
        .limits
        .iter()
        .find(|limits| limits.engine_model.is_some() && limits.engine_model.as_ref() == engine_model);
    own.or_else(|| defined.limits.iter().find(|limits| limits.engine_model.is_none()))
}

impl Aggregate for Characteristic {
    type Fact = CharacteristicFact;
    const COLLECTION: &'static str = "characteristics";

    fn evolve(&mut self, entry: &Entry<CharacteristicFact>) {
        let at = entry.envelope.recorded_at;
        match &entry.fact {
            CharacteristicFact::Defined(fact) => {
                self.versions.push((at, fact.clone()));
                self.retired_at = None;
            }
            CharacteristicFact::Retired(_) => self.retired_at = Some(at),
        }
    }
}
