use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::ids::EventId;
use crate::text::Paragraph;

/// What somebody asked for was refused by somebody else: a waiver, a change of class, no visit, another verdict.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RequestRefused {
    /// What was asked for.
    pub request: EventId,
    /// Why it is refused.
    pub reason: Paragraph,
}

fact!(RequestRefused, "ticket.request_refused", 1);
