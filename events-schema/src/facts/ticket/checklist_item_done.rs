use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::text::Paragraph;

/// An item of the checklist of the active emergency plan was done (P3.3.a).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ChecklistItemDone {
    /// The item, by its place in the checklist, from 1.
    pub item: u32,
    /// What came of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remark: Option<Paragraph>,
}

fact!(ChecklistItemDone, "ticket.checklist_item_done", 1);
