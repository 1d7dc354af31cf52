use events_schema::Digest256;
use events_schema::facts::supplier_notice::{NoticeEvidenceAdded, SupplierNoticeFact};
use events_schema::text::Paragraph;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{NoticeRefusal, Stage, SupplierNotice};
use crate::attachments::Uploaded;
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;

/// Adds evidence to a notice: a photograph, a report (P7.1). The supplier sees it once the notice is sent.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AddEvidence {
    /// The file.
    pub file: Uploaded,
    /// What it shows.
    #[schemars(example = &"曲轴断口照片")]
    pub shows: Paragraph,
}

impl Decide<SupplierNotice> for AddEvidence {
    fn files(&self) -> Vec<Digest256> {
        vec![self.file.hash]
    }

    fn decide(&self, state: &SupplierNotice, cx: &Context<'_>) -> Result<Vec<SupplierNoticeFact>, Refused> {
        match state.stage {
            Stage::Proposed | Stage::Confirmed | Stage::Sent => {}
            stage @ (Stage::Unproposed | Stage::Dismissed | Stage::Closed | Stage::Withdrawn) => {
                return Err(NoticeRefusal::NotSent(stage).into());
            }
        }
        let attachment = self.file.attachment(cx)?;
        Ok(vec![NoticeEvidenceAdded { attachment, shows: self.shows.clone() }.into()])
    }
}
