use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::text::Paragraph;
use crate::values::OnBehalf;

/// The supplier responded (P7.2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-visible" = ["supplier"]))]
pub struct NoticeResponded {
    /// What he says to the cause.
    #[schemars(extend("x-visible" = ["supplier"]))]
    pub response: ResponseIs,
    /// What he wrote.
    #[schemars(extend("x-visible" = ["supplier"]))]
    #[schemars(example = &"已收到,正在排查同批次产品")]
    pub text: Paragraph,
    /// How the supplier said so, where staff recorded it for him.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_behalf: Option<OnBehalf>,
}

fact!(NoticeResponded, "supplier_notice.responded", 1);

/// What a supplier says to the cause.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ResponseIs {
    /// 认可: it is his part's.
    Accepts,
    /// 调查中: he is looking into it.
    Investigates,
    /// 有异议: he says that it is not; a solution is due all the same.
    Disputes,
}
