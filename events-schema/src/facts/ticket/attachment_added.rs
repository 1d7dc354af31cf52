use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::attachment::Attachment;
use crate::fact::fact;
use crate::text::Paragraph;

/// A photograph, record or report was put on the ticket, for colleagues only (P5.1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AttachmentAdded {
    /// The file.
    pub attachment: Attachment,
    /// What it shows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(example = &"油管断口,断面有锈")]
    pub description: Option<Paragraph>,
}

fact!(AttachmentAdded, "ticket.attachment_added", 1);
