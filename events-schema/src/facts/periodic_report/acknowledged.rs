use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::ids::EventId;
use crate::text::Paragraph;

/// Management took note of a report (P5.3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PeriodicReportAcknowledged {
    /// The event by which it was submitted.
    pub submitted: EventId,
    /// What management says to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(example = &"同意，请于下月汇报整改效果")]
    pub remark: Option<Paragraph>,
}

fact!(PeriodicReportAcknowledged, "periodic_report.acknowledged", 1);
