use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::actor::Role;
use crate::fact::fact;
use crate::text::Line;

/// A duty roster was opened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RosterOpened {
    /// What people call it.
    #[schemars(example = &"售后负责人值班表")]
    pub title: Line,
    /// The role in which one acts while one has this duty.
    pub role: Role,
}

fact!(RosterOpened, "roster.opened", 1);
