use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::facts::responsibility::Share;
use crate::ids::{EventId, ResponsibilityId};

/// What stands of the case of the ticket says how far the supplier answers for it (P4.1, open point 11). Where he does not, nothing of the notice counts against him, and what he is to bear lapses.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-visible" = ["supplier"]))]
pub struct NoticeResponsibilityNoted {
    /// The case.
    pub case: ResponsibilityId,
    /// The event by which it stands.
    pub standing: EventId,
    /// The share of the supplier in per cent; absent: none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-visible" = ["supplier"]))]
    pub share: Option<Share>,
}

fact!(NoticeResponsibilityNoted, "supplier_notice.responsibility_noted", 1);
