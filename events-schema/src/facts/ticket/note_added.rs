use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::text::Paragraph;

/// Somebody noted something, for colleagues only (P5.1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct NoteAdded {
    /// The note, without personal data.
    pub text: Paragraph,
}

fact!(NoteAdded, "ticket.note_added", 1);
