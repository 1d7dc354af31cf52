use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::ids::GroupId;
use crate::stream::Revision;
use crate::text::Paragraph;

/// The issue went to another technical support group (P3.1.a). It restarts no clock; each group's share is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TicketReassigned {
    /// The group that had it.
    pub from: GroupId,
    /// The group that has it now.
    pub to: GroupId,
    /// The new group as the directory had it.
    pub group_revision: Revision,
    /// Why; absent only in imported history.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Paragraph>,
}

fact!(TicketReassigned, "ticket.reassigned", 1);
