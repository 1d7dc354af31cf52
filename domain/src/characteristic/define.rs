use events_schema::facts::characteristic::{CharacteristicDefined, CharacteristicFact, CharacteristicLimits};
use events_schema::ids::CharacteristicId;
use events_schema::measurement::Unit;
use events_schema::text::{Line, Paragraph};
use events_schema::{CommandId, StreamName};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Characteristic, CharacteristicRefusal as No};
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;

/// Defines a characteristic, or defines it anew, or takes it back into use (P5.1). Its unit stays; other limits hold for what is
/// taken from then on.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DefineCharacteristic {
    /// The code of the characteristic.
    pub characteristic: CharacteristicId,
    /// What people call it.
    #[schemars(example = &"怠速机油压力")]
    pub title: Line,
    /// How it is measured.
    #[serde(default)]
    pub about: Option<Paragraph>,
    /// The unit of its values; absent: nothing is measured, it is looked at and judged.
    #[serde(default)]
    #[schemars(example = &"kPa")]
    pub unit: Option<Unit>,
    /// Within which limits it has to be, in that unit, where a record does not bring its own.
    #[serde(default)]
    pub limits: Vec<CharacteristicLimits>,
}

/// The most engine models with limits of their own.
const MOST: usize = 200;

impl Decide<Characteristic> for DefineCharacteristic {
    fn opens(&self, _: CommandId) -> Option<StreamName> {
        Some(self.characteristic.stream())
    }

    fn decide(&self, state: &Characteristic, _: &Context<'_>) -> Result<Vec<CharacteristicFact>, Refused> {
        let before = state.latest();
        if let Some(before) = before.filter(|before| before.unit != self.unit) {
            return Err(No::UnitStays { unit: before.unit }.into());
        }
        self.check_limits()?;
        let says_the_same = |before: &CharacteristicDefined| {
            (&before.title, &before.about, &before.limits) == (&self.title, &self.about, &self.limits)
        };
        if before.is_some_and(says_the_same) && state.retired_at().is_none() {
            return Ok(Vec::new());
        }
        let version = before.map_or(0, |before| before.version) + 1;
        let Self { title, about, unit, limits, .. } = self.clone();
        Ok(vec![CharacteristicDefined { version, title, about, unit, limits }.into()])
    }
}

impl DefineCharacteristic {
    fn check_limits(&self) -> Result<(), No> {
        if self.unit.is_none() && !self.limits.is_empty() {
            return Err(No::LimitsWithoutUnit);
        }
        if self.limits.len() > MOST {
            return Err(No::TooManyLimits(self.limits.len()));
        }
        for (index, limits) in self.limits.iter().enumerate() {
            match (limits.lower, limits.upper) {
                (None, None) => return Err(No::NoLimit(limits.engine_model.clone())),
                (Some(lower), Some(upper)) if lower > upper => return Err(No::LimitsReversed { lower, upper }),
                (Some(_), _) | (_, Some(_)) => {}
            }
            if self.limits[..index].iter().any(|other| other.engine_model == limits.engine_model) {
                return Err(No::LimitsTwice(limits.engine_model.clone()));
            }
        }
        Ok(())
    }
}
