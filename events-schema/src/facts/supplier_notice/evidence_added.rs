use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::attachment::Attachment;
use crate::fact::fact;
use crate::text::Paragraph;

/// Evidence goes with a notice: a photograph, a report (P7.1). The supplier sees it once the notice is sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-visible" = ["supplier"]))]
pub struct NoticeEvidenceAdded {
    /// The file.
    #[schemars(extend("x-visible" = ["supplier"]))]
    pub attachment: Attachment,
    /// What it shows.
    #[schemars(extend("x-visible" = ["supplier"]))]
    #[schemars(example = &"曲轴断口照片")]
    pub shows: Paragraph,
}

fact!(NoticeEvidenceAdded, "supplier_notice.evidence_added", 1);
