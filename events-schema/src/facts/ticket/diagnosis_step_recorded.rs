use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::text::Paragraph;
use crate::values::DiagnosisMethod;

/// A step of the diagnosis and what it found (P3.1.c).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-visible" = ["customer"]))]
pub struct DiagnosisStepRecorded {
    /// How it was examined.
    #[schemars(extend("x-visible" = ["customer"]))]
    pub method: DiagnosisMethod,
    /// What was done (检查步骤).
    #[schemars(extend("x-visible" = ["customer"]))]
    pub step: Paragraph,
    /// What was found (发现的问题点).
    #[schemars(extend("x-visible" = ["customer"]))]
    pub finding: Paragraph,
}

fact!(DiagnosisStepRecorded, "ticket.diagnosis_step_recorded", 1);
