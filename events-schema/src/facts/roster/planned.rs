use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::ids::PersonId;
use crate::time::Timestamp;

/// The duties of some time were planned, instead of whatever was planned for it before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RosterPlanned {
    /// From when on.
    pub from: Timestamp,
    /// Until when.
    pub until: Timestamp,
    /// Who has the duty when. Several may have it at once.
    pub shifts: Vec<Shift>,
}

fact!(RosterPlanned, "roster.planned", 1);

/// A time in which somebody has a duty (班次).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Shift {
    /// Who.
    pub person: PersonId,
    /// From when on.
    pub from: Timestamp,
    /// Until when.
    pub until: Timestamp,
}
