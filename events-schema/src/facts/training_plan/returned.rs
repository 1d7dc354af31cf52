use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::text::Paragraph;

/// A plan was not approved as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TrainingPlanReturned {
    /// Why.
    #[schemars(example = &"缺少与研发部门的交流")]
    pub reason: Paragraph,
}

fact!(TrainingPlanReturned, "training_plan.returned", 1);
