use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::attachment::Attachment;
use crate::fact::fact;
use crate::text::Paragraph;

/// A photograph, record or report was put on the ticket by the customer, or for him: he sees it too (P5.1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-visible" = ["customer"]))]
pub struct AttachmentShared {
    /// The file.
    #[schemars(extend("x-visible" = ["customer"]))]
    pub attachment: Attachment,
    /// What it shows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-visible" = ["customer"]), example = &"漏油处照片")]
    pub description: Option<Paragraph>,
}

fact!(AttachmentShared, "ticket.attachment_shared", 1);
