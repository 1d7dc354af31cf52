use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::text::Paragraph;

/// A record does not hold: it was of something else, or not taken at all (P5.1). The history keeps it, folds skip it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct QualityRecordWithdrawn {
    /// Why.
    #[schemars(example = &"录入了错误的发动机编号")]
    pub reason: Paragraph,
}

fact!(QualityRecordWithdrawn, "quality_record.withdrawn", 1);
