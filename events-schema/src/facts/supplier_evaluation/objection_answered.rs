use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::ids::EventId;
use crate::text::Paragraph;

/// Another person than recorded it answered the objection to a figure (open point 9). One that is upheld leads to nothing, until
/// what was wrong is corrected and there is another figure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-visible" = ["supplier"]))]
pub struct EvaluationObjectionAnswered {
    /// The objection.
    #[schemars(extend("x-visible" = ["supplier"]))]
    pub objection: EventId,
    /// Whether he is right.
    #[schemars(extend("x-visible" = ["supplier"]))]
    pub ruling: Ruling,
    /// Why.
    #[schemars(extend("x-visible" = ["supplier"]))]
    #[schemars(example = &"邮件在时限之后发出")]
    pub answer: Paragraph,
}

fact!(EvaluationObjectionAnswered, "supplier_evaluation.objection_answered", 1);

/// Whether whoever objected is right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Ruling {
    /// 异议成立: he is.
    Upheld,
    /// 异议不成立: he is not.
    Rejected,
}
