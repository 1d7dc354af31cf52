use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::ids::EventId;
use crate::text::Paragraph;

/// What was asked for is there (P3.3.c).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ResourceProvided {
    /// The request.
    pub request: EventId,
    /// What came, where it differs from what was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remark: Option<Paragraph>,
}

fact!(ResourceProvided, "ticket.resource_provided", 1);
