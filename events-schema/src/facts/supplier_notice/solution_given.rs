use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::attachment::Attachment;
use crate::fact::fact;
use crate::text::Paragraph;
use crate::values::OnBehalf;

/// The supplier gave a solution (P7.2). It waits for our review.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-visible" = ["supplier"]))]
pub struct NoticeSolutionGiven {
    /// What he proposes to do, or did.
    #[schemars(extend("x-visible" = ["supplier"]))]
    #[schemars(example = &"更换同批次起动机并加严来料检验")]
    pub solution: Paragraph,
    /// The files that go with it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(extend("x-visible" = ["supplier"]))]
    pub attachments: Vec<Attachment>,
    /// How the supplier said so, where staff recorded it for him.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_behalf: Option<OnBehalf>,
}

fact!(NoticeSolutionGiven, "supplier_notice.solution_given", 1);
