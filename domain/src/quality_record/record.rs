use events_schema::facts::quality_record::{
    FromFile, QualityRecordCorrected, QualityRecordFact, QualityRecordTaken, RecordContent, RecordSource,
};
use events_schema::ids::QualityRecordId;
use events_schema::{CommandId, StreamName, Timestamp};
use schemars::JsonSchema;
use serde::Deserialize;

use super::check::check;
use super::differences::differences;
use super::{QualityRecord, QualityRecordRefusal as No};
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;

/// Takes a record of production or quality control, once, however often it is sent and by which way (P5.1). A higher revision
/// corrects what is recorded; other words under the same number are refused.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TakeRecord {
    /// Whose record it is, and under which number.
    pub source: RecordSource,
    /// What it says.
    pub record: RecordContent,
    /// Where in a file it stood.
    #[serde(default)]
    pub file: Option<FromFile>,
}

impl Decide<QualityRecord> for TakeRecord {
    fn happened_at(&self) -> Option<Timestamp> {
        Some(self.record.taken_at)
    }

    fn opens(&self, _: CommandId) -> Option<StreamName> {
        Some(QualityRecordId::of(&self.source.system, &self.source.number).stream())
    }

    fn decide(&self, state: &QualityRecord, cx: &Context<'_>) -> Result<Vec<QualityRecordFact>, Refused> {
        let (record, file) = (self.record.clone(), self.file);
        let (Some(source), Some(now)) = (&state.source, &state.now) else {
            let checked = check(&self.record, cx.reference)?;
            return Ok(vec![QualityRecordTaken { source: self.source.clone(), record, checked, file }.into()]);
        };
        let is_newer = self.source.revision > source.revision;
        if let Some(reason) = state.withdrawn.as_ref().filter(|_| !is_newer) {
            return Err(No::Withdrawn { reason: reason.clone() }.into());
        }
        // A higher revision is recorded also where it says the same: what comes late, and lies between the two, is older than it.
        if is_newer {
            let (source, checked) = (self.source.clone(), check(&self.record, cx.reference)?);
            return Ok(vec![QualityRecordCorrected { source, record, checked, file, reason: None }.into()]);
        }
        // The same once more, or an old file after its correction.
        if now.record == self.record || state.before.contains(&self.record) {
            return Ok(Vec::new());
        }
        if self.source.revision < source.revision {
            let (sent, recorded) = (self.source.revision, source.revision);
            return Err(No::OlderThanRecorded { sent, recorded }.into());
        }
        Err(No::DiffersFromRecorded { differences: differences(&now.record, &self.record) }.into())
    }
}
