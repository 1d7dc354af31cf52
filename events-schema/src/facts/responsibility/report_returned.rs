use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::ids::EventId;
use crate::text::Paragraph;

/// Management returned the responsibility report (P4.2.c).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ReportReturned {
    /// The report.
    pub report: EventId,
    /// What is wrong with it.
    #[schemars(example = &"改进措施没有责任人")]
    pub reason: Paragraph,
}

fact!(ReportReturned, "responsibility.report_returned", 1);
