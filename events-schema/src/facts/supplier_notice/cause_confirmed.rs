use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::text::Paragraph;

/// Somebody who can judge it confirmed that the supplier is the cause: the notice is due (P7.1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct NoticeCauseConfirmed {
    /// On what that rests.
    #[schemars(example = &"断口分析显示材料夹杂")]
    pub finding: Paragraph,
    /// The version of the clock policy that was in force.
    pub policy_version: u32,
}

fact!(NoticeCauseConfirmed, "supplier_notice.cause_confirmed", 1);
