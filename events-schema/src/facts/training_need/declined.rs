use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::text::Paragraph;

/// Somebody else declined a training need.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TrainingNeedDeclined {
    /// Why.
    #[schemars(example = &"根本原因在零件质量,培训无济于事")]
    pub reason: Paragraph,
}

fact!(TrainingNeedDeclined, "training_need.declined", 1);
