use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::facts::responsibility::Share;
use crate::text::Code;

/// A version of the scheme was published (P4.3.a). Appraisals that are open keep theirs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AppraisalSchemePublished {
    /// The version, from 1.
    pub version: u32,
    /// What counts for departments; together 100 per cent.
    pub departments: Vec<Weighted>,
    /// What counts for people; together 100 per cent.
    pub people: Vec<Weighted>,
}

fact!(AppraisalSchemePublished, "appraisal_scheme.published", 1);

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
