use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::facts::responsibility::RestsOn;
use crate::ids::{ImprovementId, TicketId};
use crate::text::{Line, Paragraph};
use crate::time::Duration;
use crate::values::{Amount, Currency, OwnParty};

/// A reward was proposed (P4.3.b).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RewardProposed {
    /// For what.
    pub ground: RewardGround,
    /// For whom.
    pub beneficiaries: Vec<OwnParty>,
    /// What it is to be.
    pub award: Award,
    /// Why.
    #[schemars(example = &"两小时内恢复停机发动机运行")]
    pub grounds: Paragraph,
    /// The determinations of responsibility that it rests on; without any of them it is withdrawn (open point 11).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rests_on: Vec<RestsOn>,
    /// The rule that proposed it; absent where a person did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by_rule: Option<ByRule>,
}

fact!(RewardProposed, "reward.proposed", 1);

/// The rule that proposed a reward.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ByRule {
    /// The version of the scheme that has it.
    pub scheme_version: u32,
    /// How long after the report a fast solution came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub took: Option<Duration>,
}

/// For what somebody is rewarded (P4.3.b).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "is", rename_all = "snake_case", deny_unknown_fields)]
pub enum RewardGround {
    /// 快速解决复杂问题: a complex issue was solved fast.
    FastSolution {
        /// The ticket.
        ticket: TicketId,
    },
    /// 提出创新性解决方案: a solution was innovative.
    InnovativeSolution {
        /// The ticket.
        ticket: TicketId,
    },
    /// 有效降低重复发生率: an issue happens less often than before.
    RecurrenceReduced {
        /// The measure that did it.
        improvement: ImprovementId,
    },
}

impl RewardGround {
    /// The ticket that was solved.
    #[must_use]
    pub const fn ticket(self) -> Option<TicketId> {
        match self {
            Self::FastSolution { ticket } | Self::InnovativeSolution { ticket } => Some(ticket),
            Self::RecurrenceReduced { .. } => None,
        }
    }

    /// The measure that brought recurrence down.
    #[must_use]
    pub const fn improvement(self) -> Option<ImprovementId> {
        match self {
            Self::RecurrenceReduced { improvement } => Some(improvement),
            Self::FastSolution { .. } | Self::InnovativeSolution { .. } => None,
        }
    }
}

/// What somebody gets (P4.3.b).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "is", rename_all = "snake_case", deny_unknown_fields)]
pub enum Award {
    /// 奖金: a bonus.
    Bonus {
        /// How much, exactly.
        amount: Amount,
        /// In which currency (ISO 4217).
        currency: Currency,
    },
    /// 荣誉证书: a certificate of honour.
    CertificateOfHonour {
        /// What it says.
        #[schemars(example = &"快速响应荣誉证书")]
        title: Line,
    },
}
