use events_schema::facts::supplier_standing::{StandingRewardRecorded, SupplierStandingFact, Worth};
use events_schema::ids::SupplierEvaluationId;
use events_schema::text::Paragraph;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{StandingRefusal, SupplierStanding};
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;

/// Records a reward for a supplier (P7.3).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordReward {
    /// What he gets.
    #[schemars(example = &"年度优秀供应商")]
    pub what: Paragraph,
    /// What it is worth; more than nothing.
    #[serde(default)]
    pub worth: Option<Worth>,
    /// The evaluation on which it rests.
    #[serde(default)]
    pub evaluation: Option<SupplierEvaluationId>,
}

impl Decide<SupplierStanding> for RecordReward {
    fn decide(&self, _: &SupplierStanding, _: &Context<'_>) -> Result<Vec<SupplierStandingFact>, Refused> {
        StandingRefusal::check_worth(self.worth)?;
        let (what, worth, evaluation) = (self.what.clone(), self.worth, self.evaluation);
        Ok(vec![StandingRewardRecorded { what, worth, evaluation }.into()])
    }
}
