use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::text::Paragraph;

/// Somebody proposed to solve an important issue without a visit (P3.2.b).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct NoVisitProposed {
    /// Why none is needed.
    pub reason: Paragraph,
}

fact!(NoVisitProposed, "ticket.no_visit_proposed", 1);
