use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::NoticeContent;
use crate::fact::fact;
use crate::ids::{SupplierId, TicketId};
use crate::text::Line;
use crate::time::Duration;

/// The notice was sent to the supplier (P7.1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-visible" = ["supplier"]))]
pub struct NoticeSent {
    /// The supplier.
    #[schemars(extend("x-visible" = ["supplier"]))]
    pub supplier: SupplierId,
    /// The ticket.
    pub ticket: TicketId,
    /// What it says.
    #[schemars(extend("x-visible" = ["supplier"]))]
    pub content: NoticeContent,
    /// Until how long after its receipt a solution is to be given.
    #[schemars(extend("x-visible" = ["supplier"]))]
    pub solution_within: Duration,
    /// By what other way than its own login the supplier got it, and where that can be looked up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-visible" = ["supplier"]))]
    #[schemars(example = &"mail 2026-03-02-017")]
    pub by: Option<Line>,
    /// The version of the clock policy that was in force.
    pub policy_version: u32,
}

fact!(NoticeSent, "supplier_notice.sent", 1);
