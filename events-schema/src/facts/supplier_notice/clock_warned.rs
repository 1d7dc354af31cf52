use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::facts::sla_policy::ClockKind;
use crate::time::Timestamp;

/// A share of the time of a clock of the notice has passed (P7.2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct NoticeClockWarned {
    /// The clock.
    pub clock: ClockKind,
    /// The share of its target, in per cent.
    pub threshold: u8,
    /// When it is due.
    pub due_at: Timestamp,
    /// When the share was reached.
    pub reached_at: Timestamp,
}

fact!(NoticeClockWarned, "supplier_notice.clock_warned", 1);
