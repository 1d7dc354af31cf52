use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::facts::supplier_evaluation::Ruling;
use crate::ids::EventId;
use crate::text::Paragraph;

/// Another person than recorded it answered the objection to how a supplier stands (open point 9). If it is upheld, he stands
/// again as before by a decision of its own (open point 11).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-visible" = ["supplier"]))]
pub struct StandingObjectionAnswered {
    /// The objection.
    #[schemars(extend("x-visible" = ["supplier"]))]
    pub objection: EventId,
    /// Whether he is right.
    #[schemars(extend("x-visible" = ["supplier"]))]
    pub ruling: Ruling,
    /// Why.
    #[schemars(extend("x-visible" = ["supplier"]))]
    #[schemars(example = &"验证报告早于决定")]
    pub answer: Paragraph,
}

fact!(StandingObjectionAnswered, "supplier_standing.objection_answered", 1);
