use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;

/// A duty roster was closed: nobody has this duty any more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RosterClosed {}

fact!(RosterClosed, "roster.closed", 1);
