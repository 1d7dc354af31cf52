use events_schema::facts::quality_record::{QualityRecordFact, QualityRecordWithdrawn};
use events_schema::text::Paragraph;
use schemars::JsonSchema;
use serde::Deserialize;

use super::QualityRecord;
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;

/// Withdraws a record that does not hold, with a reason (P5.1). The history keeps it; a correction brings it back.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WithdrawRecord {
    /// Why.
    #[schemars(example = &"录入了错误的发动机编号")]
    pub reason: Paragraph,
}

impl Decide<QualityRecord> for WithdrawRecord {
    fn decide(&self, state: &QualityRecord, _: &Context<'_>) -> Result<Vec<QualityRecordFact>, Refused> {
        match state.withdrawn {
            Some(_) => Ok(Vec::new()),
            None => Ok(vec![QualityRecordWithdrawn { reason: self.reason.clone() }.into()]),
        }
    }
}
