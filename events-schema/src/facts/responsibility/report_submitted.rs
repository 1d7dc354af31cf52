use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::ShareOf;
use crate::attachment::Attachment;
use crate::fact::fact;
use crate::ids::EventId;
use crate::text::Paragraph;

/// After-sales submitted the responsibility report (责任认定报告) to management (P4.2.c): cause and responsibility are those that
/// stand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ReportSubmitted {
    /// The event by which that stands: the determination, or the conclusion of the dispute.
    pub rests_on: EventId,
    /// The cause (问题原因).
    pub cause: Paragraph,
    /// Who answers for it; nobody where the determination was withdrawn.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub shares: Vec<ShareOf>,
    /// What is to be improved (改进措施).
    pub measures: Vec<Paragraph>,
    /// The report as a file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attachment: Option<Attachment>,
}

fact!(ReportSubmitted, "responsibility.report_submitted", 1);
