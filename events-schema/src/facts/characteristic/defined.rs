use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::measurement::{Reading, Unit};
use crate::text::{Line, Paragraph};

/// A characteristic was defined, or defined anew (P5.1). Its unit stays for ever, so that all its values can be compared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CharacteristicDefined {
    /// The version, from 1.
    pub version: u32,
    /// What people call it.
    #[schemars(example = &"怠速机油压力")]
    pub title: Line,
    /// How it is measured.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<Paragraph>,
    /// The unit of its values; absent: nothing is measured, it is looked at and judged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<Unit>,
    /// Within which limits it has to be, in that unit, where a record does not bring its own.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub limits: Vec<CharacteristicLimits>,
}

fact!(CharacteristicDefined, "characteristic.defined", 1);

/// The limits of a characteristic. What lies on a limit is within it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CharacteristicLimits {
    /// The engine model that they are for; absent: all that have none of their own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(example = &"WP12")]
    pub engine_model: Option<Line>,
    /// The lower limit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(example = &"150")]
    pub lower: Option<Reading>,
    /// The upper limit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(example = &"450")]
    pub upper: Option<Reading>,
}
