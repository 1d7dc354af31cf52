use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::actor::Role;
use crate::fact::fact;

/// Somebody who has to know of an urgent issue said that he does (P3.2.a, P3.3.a).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct NotificationAcknowledged {
    /// In which role he has to know.
    pub role: Role,
}

fact!(NotificationAcknowledged, "ticket.notification_acknowledged", 1);
