use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Party;
use crate::fact::fact;
use crate::ids::EventId;
use crate::text::Paragraph;
use crate::values::OnBehalf;

/// Somebody who is held responsible objected (提出异议): a dispute begins, or goes on (P4.1, P4.2.b).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ObjectionRaised {
    /// The determination, or the conclusion of a dispute that changed it.
    pub determination: EventId,
    /// For whom.
    pub party: Party,
    /// Why.
    #[schemars(example = &"该批次由其他班组装配")]
    pub grounds: Paragraph,
    /// How a supplier said so, where staff recorded it for him.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_behalf: Option<OnBehalf>,
}

fact!(ObjectionRaised, "responsibility.objected", 1);
