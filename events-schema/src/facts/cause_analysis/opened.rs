use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::ids::{DepartmentId, PersonId, TicketId};
use crate::period::Period;
use crate::text::Line;

/// The analysis of an effect was opened (P5.2): somebody answers for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CauseAnalysisOpened {
    /// What is to be explained.
    #[schemars(example = &"高压油管渗油")]
    pub effect: Line,
    /// What it concerns.
    pub scope: AnalysisScope,
    /// Who answers for the analysis.
    pub owner: PersonId,
    /// The department of the owner then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department: Option<DepartmentId>,
}

fact!(CauseAnalysisOpened, "cause_analysis.opened", 1);

/// What an effect concerns: at least one of these.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AnalysisScope {
    /// A ticket.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ticket: Option<TicketId>,
    /// A failure code of diagnoses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(example = &"FUEL-017")]
    pub failure_code: Option<Line>,
    /// A part number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(example = &"612600090561")]
    pub part: Option<Line>,
    /// An engine model.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(example = &"WP12")]
    pub engine_model: Option<Line>,
    /// A period of the factory's time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(example = &"2026-Q1")]
    pub period: Option<Period>,
}
