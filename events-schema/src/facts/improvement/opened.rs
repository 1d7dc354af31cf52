use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::ids::{DepartmentId, EventId, PersonId, SupplierId, TicketId};
use crate::text::{Line, Paragraph};
use crate::time::Timestamp;

/// An improvement measure was opened (P1.3): somebody owns it, until a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ImprovementOpened {
    /// What kind it is.
    pub kind: ImprovementKind,
    /// What people call it.
    #[schemars(example = &"油管接头扭矩复检")]
    pub title: Line,
    /// What is to be done.
    pub description: Paragraph,
    /// Where it comes from.
    pub source: ImprovementSource,
    /// What it is to put an end to, as far as that is known: by this recurrence before and after is told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub addresses: Option<Addressed>,
    /// Who answers for it.
    pub owner: PersonId,
    /// The department of the owner then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department: Option<DepartmentId>,
    /// Until when it is to be done.
    pub due_at: Timestamp,
    /// The steps to it, in this order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<Line>,
}

fact!(ImprovementOpened, "improvement.opened", 1);

/// What kind a measure is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ImprovementKind {
    /// 预防措施: it keeps something from happening.
    Preventive,
    /// 纠正措施: it keeps what has happened from happening again.
    Corrective,
}

/// Where a measure comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "is", rename_all = "snake_case", deny_unknown_fields)]
pub enum ImprovementSource {
    /// A ticket, as its summary report (P3.2.d).
    Ticket {
        /// The ticket.
        ticket: TicketId,
        /// The entry that asks for it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        entry: Option<EventId>,
    },
    /// A responsibility report (P4.2.c).
    ResponsibilityReport {
        /// The ticket.
        ticket: TicketId,
        /// The report.
        report: EventId,
    },
    /// The evaluation of an emergency (P3.3.d).
    EmergencyEvaluation {
        /// The ticket.
        ticket: TicketId,
        /// The evaluation.
        evaluation: EventId,
    },
    /// What a supplier was told (P7.2).
    Supplier {
        /// The supplier.
        supplier: SupplierId,
        /// The ticket, if it is about one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        ticket: Option<TicketId>,
    },
    /// An analysis, an audit, an idea.
    Other {
        /// Which.
        explanation: Line,
    },
}

impl ImprovementSource {
    /// The ticket that it comes from.
    #[must_use]
    pub fn ticket(&self) -> Option<TicketId> {
        match self {
            Self::Ticket { ticket, .. }
            | Self::ResponsibilityReport { ticket, .. }
            | Self::EmergencyEvaluation { ticket, .. } => Some(*ticket),
            Self::Supplier { ticket, .. } => *ticket,
            Self::Other { .. } => None,
        }
    }
}

/// What a measure is to put an end to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Addressed {
    /// The failure code of diagnoses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(example = &"FUEL-017")]
    pub failure_code: Option<Line>,
    /// The part number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(example = &"612600090561")]
    pub part: Option<Line>,
    /// The engine model.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(example = &"WP12")]
    pub engine_model: Option<Line>,
}
