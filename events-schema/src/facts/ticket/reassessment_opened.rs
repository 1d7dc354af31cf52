use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::actor::PrincipalId;
use crate::fact::fact;
use crate::facts::sla_policy::ClockKind;
use crate::ids::EventId;
use crate::values::Verdict;

/// What was recorded late speaks against the verdict of a clock. The verdict stands until another person has looked at it (open point 8).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ReassessmentOpened {
    /// Which clock.
    pub clock: ClockKind,
    /// The episode of the ticket, from 1.
    pub episode: u32,
    /// Which of the clocks of this kind in the episode, from 1.
    pub number: u32,
    /// The verdict that stands.
    pub stands: Verdict,
    /// The verdict that the record now speaks for.
    pub claimed: Verdict,
    /// The event by which it does.
    pub evidence: EventId,
    /// Who recorded that; another person looks at it.
    pub evidence_by: PrincipalId,
}

fact!(ReassessmentOpened, "clock.reassessment_opened", 1);
