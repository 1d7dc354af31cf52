use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::text::Paragraph;

/// Somebody wants the report of a period that is over to be made again: it has been made, and something came in late (P5.3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PeriodicReportRequested {
    /// Why.
    #[schemars(example = &"补录了十月的到场时间")]
    pub reason: Paragraph,
}

fact!(PeriodicReportRequested, "periodic_report.requested", 1);
