use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::text::Line;
use crate::time::Timestamp;

/// Parts, tools or people were asked for (P3.3.c).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ResourceRequested {
    /// From whom.
    pub source: ResourceSource,
    /// Which supplier or other source, where one is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(example = &"Supplier A")]
    pub supplier: Option<Line>,
    /// What is needed.
    #[schemars(example = &"high-pressure pump")]
    pub what: Line,
    /// How many.
    pub quantity: u32,
    /// Until when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub needed_by: Option<Timestamp>,
}

fact!(ResourceRequested, "ticket.resource_requested", 1);

/// Who provides what an emergency needs (P3.3.c).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ResourceSource {
    /// 生产部门.
    Production,
    /// 零部件供应商.
    Supplier,
    /// Anybody else.
    Other,
}
