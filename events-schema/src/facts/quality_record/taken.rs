use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Conformity, RecordContent};
use crate::envelope::Digest256;
use crate::fact::fact;
use crate::measurement::{Reading, Unit};
use crate::text::{Code, Line};

/// Production or quality control took a record (P5.1). Happened when it was taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct QualityRecordTaken {
    /// Whose it is, and under which number.
    pub source: RecordSource,
    /// What the source says.
    pub record: RecordContent,
    /// What its values are by the register of characteristics: one for each, in the same order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub checked: Vec<CheckedValue>,
    /// Where in a file it stood.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<FromFile>,
}

fact!(QualityRecordTaken, "quality_record.taken", 1);

/// Whose record it is, and under which number. Both together name one record, however often it is sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordSource {
    /// The system that has it.
    #[schemars(example = &"mes")]
    pub system: Code,
    /// Its number there.
    #[schemars(example = &"FI-2026-004711")]
    pub number: Line,
    /// Which version of it; a higher one corrects.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revision: Option<u32>,
}

/// Where in a file a record stood.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FromFile {
    /// SHA-256 of the file.
    pub sha256: Digest256,
    /// The line where it begins.
    pub line: u32,
}

/// A value by the register of characteristics.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CheckedValue {
    /// The version of the characteristic.
    pub version: u32,
    /// The unit of the characteristic, in which value and limits stand here; absent: it is judged, and not measured.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<Unit>,
    /// The value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<Reading>,
    /// The lower limit that holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lower: Option<Reading>,
    /// The upper limit that holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub upper: Option<Reading>,
    /// Where the limits are from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limits_of: Option<LimitsOf>,
    /// What the limits say of the value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by_limits: Option<Conformity>,
}

/// Where limits are from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum LimitsOf {
    /// The record brought them.
    Record,
    /// They are those of the characteristic.
    Characteristic,
}
