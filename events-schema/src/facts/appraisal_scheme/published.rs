use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::facts::responsibility::Share;
use crate::facts::reward::Award;
use crate::text::Code;
use crate::time::Duration;
use crate::values::TicketClass;

/// A version of the scheme was published (P4.3.a). Appraisals that are open keep theirs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AppraisalSchemePublished {
    /// The version, from 1.
    pub version: u32,
    /// What counts for departments; together 100 per cent.
    pub departments: Vec<Weighted>,
    /// What counts for people; together 100 per cent.
    pub people: Vec<Weighted>,
    /// For what the program proposes a reward by itself.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rewards: Vec<RewardRule>,
}

fact!(AppraisalSchemePublished, "appraisal_scheme.published", 1);

/// A rule by which the program proposes a reward; management decides (P4.3.b).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RewardRule {
    /// For what.
    pub ground: RuledGround,
    /// What it proposes.
    pub award: Award,
}

/// What a rule can see by itself (P4.3.b).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "is", rename_all = "snake_case", deny_unknown_fields)]
pub enum RuledGround {
    /// 快速解决复杂问题: the customer confirmed the first solution of a complex issue, which came in time.
    FastSolution {
        /// Of which class the issue was when it was closed: important or an emergency (open point 12).
        class: TicketClass,
        /// How long after the report it was solved at the latest.
        within: Duration,
    },
    /// 有效降低重复发生率: somebody verified that an improvement measure has its effect.
    RecurrenceReduced,
}

/// A measure and how much it counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Weighted {
    /// The measure.
    pub measure: Measure,
    /// Its weight in per cent.
    pub weight: Share,
}

/// By what somebody is appraised (P4.3.a).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "is", rename_all = "snake_case", deny_unknown_fields)]
pub enum Measure {
    /// 处理及时率: the timeliness rate.
    Timeliness,
    /// 客户满意度: customer satisfaction.
    Satisfaction,
    /// 问题重复发生率: the recurrence rate.
    Recurrence,
    /// 责任: the responsibility for issues that stands.
    Responsibility,
    /// Something else (等).
    Other {
        /// Its code.
        code: Code,
    },
}

impl fmt::Display for Measure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Timeliness => "timeliness",
            Self::Satisfaction => "satisfaction",
            Self::Recurrence => "recurrence",
            Self::Responsibility => "responsibility",
            Self::Other { code } => code.as_str(),
        })
    }
}
