use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::facts::sla_policy::ClockKind;
use crate::text::Paragraph;

/// Somebody asked to waive the deadline of an arrival for special circumstances (特殊情况, open point 2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct WaiverRequested {
    /// Which clock.
    pub clock: ClockKind,
    /// The episode of the ticket, from 1.
    pub episode: u32,
    /// Which of the clocks of this kind in the episode, from 1.
    pub number: u32,
    /// Which circumstances.
    pub reason: WaiverReason,
    /// More about them.
    pub explanation: Paragraph,
}

fact!(WaiverRequested, "ticket.waiver_requested", 1);

/// The special circumstances that excuse a late arrival (open point 2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum WaiverReason {
    /// 距离较远: it is too far.
    Distance,
    /// The weather.
    Weather,
    /// The customer wishes so.
    CustomersWish,
    /// Anything else; the explanation says what.
    Other,
}
