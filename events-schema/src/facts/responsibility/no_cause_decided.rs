use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::text::Paragraph;

/// Neither the factory nor a supplier caused the issue, so that nobody is held responsible (P4.2.a). It takes no meeting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct NoCauseDecided {
    /// On what that rests.
    #[schemars(example = &"客户加注了不合格柴油")]
    pub grounds: Paragraph,
}

fact!(NoCauseDecided, "responsibility.no_cause_decided", 1);
