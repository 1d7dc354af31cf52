use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::text::Paragraph;

/// The response to an emergency was evaluated, and the plan with it (P3.3.d).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ResponseEvaluated {
    /// What went well and what did not (总结评估).
    pub assessment: Paragraph,
    /// What follows for the plan.
    pub plan_findings: PlanFindings,
}

fact!(ResponseEvaluated, "ticket.response_evaluated", 1);

/// What an evaluation says of the emergency plan (P3.3.d).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "is", rename_all = "snake_case", deny_unknown_fields)]
pub enum PlanFindings {
    /// The plan was good.
    NoChange,
    /// The plan is to be improved (完善应急预案).
    Improve {
        /// How.
        proposal: Paragraph,
    },
}
