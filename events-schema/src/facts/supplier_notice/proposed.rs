use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::ids::{EventId, SupplierId, TicketId};
use crate::text::{Line, Paragraph};
use crate::time::Timestamp;
use crate::values::{EngineSerial, TicketClass};

/// A diagnosis names the part of a supplier, or somebody thinks that one is the cause: a notice is proposed (P7.1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct NoticeProposed {
    /// The supplier.
    pub supplier: SupplierId,
    /// The ticket.
    pub ticket: TicketId,
    /// The diagnosis that names the part.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub diagnosis: Option<EventId>,
    /// What the notice would say.
    pub content: NoticeContent,
}

fact!(NoticeProposed, "supplier_notice.proposed", 1);

/// What a notice says (P7.1): engine model, symptom, time and parts; it is sent when all four are known.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NoticeContent {
    /// The class of the issue, by which it weighs in scores.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub class: Option<TicketClass>,
    /// 发动机型号: the engine model.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(example = &"WP12")]
    pub engine_model: Option<Line>,
    /// The engine's serial number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub engine_serial: Option<EngineSerial>,
    /// 故障现象: the fault symptom.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub symptom: Option<Paragraph>,
    /// 问题发生时间: when the issue arose, or was reported.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub arose_at: Option<Timestamp>,
    /// 涉及的零部件: the parts involved.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<InvolvedPart>,
    /// The code of the failure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(example = &"E-2107")]
    pub failure_code: Option<Line>,
    /// What the diagnosis found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finding: Option<Paragraph>,
}

/// A part that is involved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct InvolvedPart {
    /// The part number.
    #[schemars(example = &"612600090561")]
    pub number: Line,
    /// The batch that it is from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(example = &"2025-11-B3")]
    pub batch: Option<Line>,
    /// How many; one if it is not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quantity: Option<u32>,
}
