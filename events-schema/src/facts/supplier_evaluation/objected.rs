use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::ids::EventId;
use crate::text::Paragraph;
use crate::values::OnBehalf;

/// The supplier objected to a figure (open point 9).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-visible" = ["supplier"]))]
pub struct EvaluationObjected {
    /// The event that holds the figure.
    #[schemars(extend("x-visible" = ["supplier"]))]
    pub figure: EventId,
    /// Why.
    #[schemars(extend("x-visible" = ["supplier"]))]
    #[schemars(example = &"两次响应已通过邮件发出")]
    pub grounds: Paragraph,
    /// How the supplier said so, where staff recorded it for him.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_behalf: Option<OnBehalf>,
}

fact!(EvaluationObjected, "supplier_evaluation.objected", 1);
