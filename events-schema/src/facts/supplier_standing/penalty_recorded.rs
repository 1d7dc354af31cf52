use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Worth;
use crate::fact::fact;
use crate::ids::SupplierEvaluationId;
use crate::text::Paragraph;

/// A supplier was penalised (P7.3, open point 9).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-visible" = ["supplier"]))]
pub struct StandingPenaltyRecorded {
    /// What it is.
    #[schemars(extend("x-visible" = ["supplier"]))]
    #[schemars(example = &"质量扣款")]
    pub what: Paragraph,
    /// How much it costs him.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-visible" = ["supplier"]))]
    pub worth: Option<Worth>,
    /// The evaluation on which it rests.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-visible" = ["supplier"]))]
    pub evaluation: Option<SupplierEvaluationId>,
}

fact!(StandingPenaltyRecorded, "supplier_standing.penalty_recorded", 1);
