use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::ids::EventId;
use crate::text::Line;
use crate::values::{Amount, Currency};

/// Something followed from an approved result (P4.3.a).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AppraisalOutcomeRecorded {
    /// The assessment.
    pub assessment: EventId,
    /// What followed.
    pub outcome: Outcome,
}

fact!(AppraisalOutcomeRecorded, "appraisal.outcome_recorded", 1);

/// What an appraisal is linked to (P4.3.a).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "is", rename_all = "snake_case", deny_unknown_fields)]
pub enum Outcome {
    /// 绩效奖金: a bonus.
    Bonus {
        /// How much, exactly.
        amount: Amount,
        /// In which currency (ISO 4217).
        currency: Currency,
    },
    /// 晋升: a promotion.
    Promotion {
        /// To what.
        #[schemars(example = &"高级维修工程师")]
        to: Line,
    },
    /// 评优: an honour.
    Honour {
        /// Which.
        #[schemars(example = &"季度服务之星")]
        what: Line,
    },
}
