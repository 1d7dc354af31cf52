use events_schema::Timestamp;
use events_schema::facts::quality_record::{QualityRecordCorrected, QualityRecordFact, RecordContent};
use events_schema::text::Paragraph;
use schemars::JsonSchema;
use serde::Deserialize;

use super::QualityRecord;
use super::check::check;
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;

/// Corrects a record, with a reason; one that was withdrawn holds again (P5.1). The history shows both.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CorrectRecord {
    /// What it says now, whole.
    pub record: RecordContent,
    /// Why.
    #[schemars(example = &"压力表未校准,已复测")]
    pub reason: Paragraph,
}

impl Decide<QualityRecord> for CorrectRecord {
    fn happened_at(&self) -> Option<Timestamp> {
        Some(self.record.taken_at)
    }

    fn decide(&self, state: &QualityRecord, cx: &Context<'_>) -> Result<Vec<QualityRecordFact>, Refused> {
        let (Some(source), Some(now)) = (&state.source, &state.now) else { return Ok(Vec::new()) };
        if now.record == self.record && state.withdrawn.is_none() {
            return Ok(Vec::new());
        }
        let checked = check(&self.record, cx.reference)?;
        let (source, record, reason) = (source.clone(), self.record.clone(), Some(self.reason.clone()));
        Ok(vec![QualityRecordCorrected { source, record, checked, file: None, reason }.into()])
    }
}
