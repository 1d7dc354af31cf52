use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::attachment::Attachment;
use crate::fact::fact;
use crate::text::Paragraph;

/// Evidence was added to a possible cause (P5.2): a finding, files, or both.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CauseEvidenceAdded {
    /// The cause, by its number.
    pub cause: u32,
    /// Whether it speaks for the cause or against it.
    pub side: EvidenceSide,
    /// What it shows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(example = &"抽检 20 台,3 台力矩低于下限")]
    pub text: Option<Paragraph>,
    /// The files that go with it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<Attachment>,
}

fact!(CauseEvidenceAdded, "cause_analysis.evidence_added", 1);

/// What evidence speaks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum EvidenceSide {
    /// 支持: for the cause.
    For,
    /// 反对: against it.
    Against,
}
