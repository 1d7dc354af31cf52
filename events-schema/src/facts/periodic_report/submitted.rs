use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::ids::EventId;
use crate::text::Paragraph;

/// A report was submitted to management (P5.3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PeriodicReportSubmitted {
    /// The event by which it was made.
    pub made: EventId,
    /// What is to be said beside the figures.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(example = &"启动机故障占比上升，已要求供应商整改")]
    pub remark: Option<Paragraph>,
}

fact!(PeriodicReportSubmitted, "periodic_report.submitted", 1);
