use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::text::Paragraph;

/// The supplier is not the cause after all, or the notice is not worth sending (P7.1). Nothing was sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct NoticeDismissed {
    /// Why.
    pub reason: Paragraph,
}

fact!(NoticeDismissed, "supplier_notice.dismissed", 1);
