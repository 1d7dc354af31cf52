use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::attachment::Attachment;
use crate::fact::fact;
use crate::ids::{EventId, PeriodicReportId};
use crate::stream::Position;
use crate::time::Timestamp;

/// The report of a period was made (P5.3). What it says is in the file, whose hash binds it; an earlier one stays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PeriodicReportMade {
    /// The report.
    pub report: PeriodicReportId,
    /// Which one it is of this period, from 1.
    pub number: u32,
    /// Why.
    pub because: MadeBecause,
    /// The last event that was counted.
    pub at: Position,
    /// The instant up to which deadlines and windows are over.
    pub as_of: Timestamp,
    /// The version of the policy.
    pub policy_version: u32,
    /// The version of the scheme by which suppliers are evaluated.
    pub supplier_scheme_version: u32,
    /// The version of the scheme by which people are appraised.
    pub appraisal_scheme_version: u32,
    /// The tables of the report, as JSON.
    pub content: Attachment,
}

fact!(PeriodicReportMade, "periodic_report.made", 1);

/// Why a report is made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "is", rename_all = "snake_case", deny_unknown_fields)]
pub enum MadeBecause {
    /// The period is over.
    PeriodOver,
    /// Somebody wanted it again.
    Requested {
        /// The event that says so.
        event: EventId,
    },
}
