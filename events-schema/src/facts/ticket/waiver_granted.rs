use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::facts::sla_policy::ClockKind;
use crate::ids::EventId;
use crate::text::Paragraph;

/// The head of after-sales, or a deputy, waived the deadline of an arrival (open point 2). The verdict stays; measures show it with and without.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct WaiverGranted {
    /// The request.
    pub request: EventId,
    /// Which clock.
    pub clock: ClockKind,
    /// The episode of the ticket, from 1.
    pub episode: u32,
    /// Which of the clocks of this kind in the episode, from 1.
    pub number: u32,
    /// What he adds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remark: Option<Paragraph>,
}

fact!(WaiverGranted, "ticket.waiver_granted", 1);
