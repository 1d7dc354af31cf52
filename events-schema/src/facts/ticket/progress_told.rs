use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::text::Paragraph;
use crate::time::Timestamp;
use crate::values::ContactMethod;

/// The customer was told how far the repair is and when it is expected to end (P3.1.d). By whom: the actor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-visible" = ["customer"]))]
pub struct ProgressTold {
    /// How he was told.
    #[schemars(extend("x-visible" = ["customer"]))]
    pub method: ContactMethod,
    /// How far it is (维修进度).
    #[schemars(extend("x-visible" = ["customer"]))]
    pub progress: Paragraph,
    /// When it is expected to end (预计完成时间).
    #[schemars(extend("x-visible" = ["customer"]))]
    pub expected_completion: Timestamp,
}

fact!(ProgressTold, "ticket.progress_told", 1);
