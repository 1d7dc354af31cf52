use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{CheckedValue, FromFile, RecordContent, RecordSource};
use crate::fact::fact;
use crate::text::Paragraph;

/// The source sent another version of the same record, or somebody corrected it (P5.1). The history shows both, folds use this
/// one. It happened when the record was taken, as corrected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct QualityRecordCorrected {
    /// Whose it is, under which number, and in which version now.
    pub source: RecordSource,
    /// What the source says now, whole.
    pub record: RecordContent,
    /// What its values are by the register of characteristics: one for each, in the same order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub checked: Vec<CheckedValue>,
    /// Where in a file it stood.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<FromFile>,
    /// Why, where somebody says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(example = &"压力表未校准,已复测")]
    pub reason: Option<Paragraph>,
}

fact!(QualityRecordCorrected, "quality_record.corrected", 1);
