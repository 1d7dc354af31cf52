use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::SupplierStep;
use crate::fact::fact;
use crate::ids::{EventId, SupplierEvaluationId, SupplierId};
use crate::period::Period;

/// The score of a period proposes a step towards the standing of its band (open point 9). A person decides; a later proposal
/// takes its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct StandingProposed {
    /// The supplier.
    pub supplier: SupplierId,
    /// How he stands.
    pub from: SupplierStep,
    /// The next step.
    pub to: SupplierStep,
    /// The period.
    pub period: Period,
    /// The evaluation of that period.
    pub evaluation: SupplierEvaluationId,
    /// The event that holds the score.
    pub score_event: EventId,
}

fact!(StandingProposed, "supplier_standing.proposed", 1);
