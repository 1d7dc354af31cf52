use events_schema::facts::supplier_standing::{StandingPenaltyRecorded, SupplierStandingFact, Worth};
use events_schema::ids::SupplierEvaluationId;
use events_schema::text::Paragraph;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{StandingRefusal, SupplierStanding};
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;

/// Records a penalty of a supplier (P7.3, open point 9).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordPenalty {
    /// What it is.
    #[schemars(example = &"质量扣款")]
    pub what: Paragraph,
    /// How much it costs him; more than nothing.
    #[serde(default)]
    pub worth: Option<Worth>,
    /// The evaluation on which it rests.
    #[serde(default)]
    pub evaluation: Option<SupplierEvaluationId>,
}

impl Decide<SupplierStanding> for RecordPenalty {
    fn decide(&self, _: &SupplierStanding, _: &Context<'_>) -> Result<Vec<SupplierStandingFact>, Refused> {
        StandingRefusal::check_worth(self.worth)?;
        let (what, worth, evaluation) = (self.what.clone(), self.worth, self.evaluation);
        Ok(vec![StandingPenaltyRecorded { what, worth, evaluation }.into()])
    }
}
