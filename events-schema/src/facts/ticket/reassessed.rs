use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::facts::sla_policy::ClockKind;
use crate::ids::EventId;
use crate::text::Paragraph;
use crate::values::Verdict;

/// Another person looked at the evidence and changed the verdict of a clock (open point 8). Both stay visible.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ClockReassessed {
    /// The reassessment that was opened.
    pub request: EventId,
    /// Which clock.
    pub clock: ClockKind,
    /// The episode of the ticket, from 1.
    pub episode: u32,
    /// Which of the clocks of this kind in the episode, from 1.
    pub number: u32,
    /// The verdict until then.
    pub before: Verdict,
    /// The verdict from now on.
    pub verdict: Verdict,
    /// The event that spoke against the verdict.
    pub evidence: EventId,
    /// What the decision rests on.
    #[schemars(example = &"call recording 2026-03-02-017")]
    pub grounds: Paragraph,
}

fact!(ClockReassessed, "clock.reassessed", 1);
