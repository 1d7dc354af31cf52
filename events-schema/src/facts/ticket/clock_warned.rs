use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::facts::sla_policy::ClockKind;
use crate::time::Timestamp;

/// A share of a clock's target had passed while it ran. It says what was known then; nothing computes from it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ClockWarned {
    /// The clock.
    pub clock: ClockKind,
    /// The episode of the ticket, from 1.
    pub episode: u32,
    /// Which of the clocks of this kind in the episode, from 1: a slot of the progress grid, or a new start.
    pub number: u32,
    /// The share of the target, in per cent.
    pub threshold: u8,
    /// The deadline, as it was then.
    pub due_at: Timestamp,
    /// When that share was reached.
    pub reached_at: Timestamp,
}

fact!(ClockWarned, "clock.warned", 1);
