use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::ids::{CalendarId, PersonId};
use crate::text::Line;
use crate::time::Duration;

/// A version of the clock policy came into force. Clocks that run keep the version that they started with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PolicyPublished {
    /// The number of this version, from 1.
    pub version: u32,
    /// The rules of the clocks, one for each kind that the policy knows.
    pub clocks: Vec<ClockRule>,
    /// The values that the policy text leaves open.
    pub open: OpenValues,
    /// What entitles this version to change what the policy text fixes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deviation: Option<Deviation>,
}

fact!(PolicyPublished, "sla_policy.published", 1);

/// A clock of the policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ClockKind {
    /// Received to classified (P2.2).
    Triage,
    /// Assigned to a group to customer reached, general issues (P3.1.b).
    FirstContact,
}

impl ClockKind {
    /// All clocks, in the order of the policy.
    pub const ALL: [Self; 2] = [Self::Triage, Self::FirstContact];

    /// The name of the clock in paths and JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Triage => "triage",
            Self::FirstContact => "first_contact",
        }
    }
}

impl std::fmt::Display for ClockKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

/// How long a clock may run, and when time counts for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ClockRule {
    /// The clock.
    pub clock: ClockKind,
    /// How long it may run.
    pub target: Duration,
    /// The calendar whose open hours count; absent: around the clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calendar: Option<CalendarVersion>,
}

/// A calendar as one of its versions has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CalendarVersion {
    /// The calendar.
    pub calendar: CalendarId,
    /// Its version, from 1.
    pub version: u32,
}

/// What the policy text leaves open, as this version sets it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OpenValues {
    /// The shares of a target at which a running clock warns, in per cent, rising.
    #[schemars(extend("examples" = [[50, 75, 90, 100]]))]
    pub warn_at: Vec<u8>,
    /// How far back a person may date an entry without somebody else.
    pub backdating_limit: Duration,
}

/// What entitles a version to change what the policy text fixes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Deviation {
    /// The text that says so.
    #[schemars(example = &"after-sales policy, 2026-01-01")]
    pub source: Line,
    /// The second person who approved it.
    pub approved_by: PersonId,
}
