use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::facts::sla_policy::ClockKind;
use crate::time::Timestamp;

/// A clock ran past its deadline. It says what was known then; nothing computes from it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ClockBreached {
    /// The clock.
    pub clock: ClockKind,
    /// The episode of the ticket, from 1.
    pub episode: u32,
    /// Which of the clocks of this kind in the episode, from 1: a slot of the progress grid, or a new start.
    pub number: u32,
    /// The deadline that passed.
    pub due_at: Timestamp,
}

fact!(ClockBreached, "clock.breached", 1);
