use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::facts::sla_policy::ClockKind;
use crate::time::Timestamp;

/// A clock of the notice was not stopped when it was due (P7.1, P7.2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct NoticeClockBreached {
    /// The clock.
    pub clock: ClockKind,
    /// When it was due.
    pub due_at: Timestamp,
}

fact!(NoticeClockBreached, "supplier_notice.clock_breached", 1);
