use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::attachment::Attachment;
use crate::fact::fact;
use crate::text::{Line, Paragraph};

/// Evidence was put before the investigation (P4.2.b), by the hash of its bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct EvidenceRecorded {
    /// What it is.
    pub kind: EvidenceKind,
    /// The file.
    pub attachment: Attachment,
    /// Where the original is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(example = &"检验档案 QC-2026-0311")]
    pub reference: Option<Line>,
    /// What it shows.
    #[schemars(example = &"该工位扭矩记录合格")]
    pub finding: Paragraph,
}

fact!(EvidenceRecorded, "responsibility.evidence_recorded", 1);

/// What evidence there is (P4.2.b).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum EvidenceKind {
    /// 生产记录.
    ProductionRecord,
    /// 质量检验报告.
    InspectionReport,
    /// 维修记录.
    RepairRecord,
    /// Anything else.
    Other,
}
