use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::ids::{CourseId, PersonId};
use crate::text::Paragraph;

/// Somebody has to pass a course: a chain begins.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct QualificationRequired {
    /// Who.
    pub person: PersonId,
    /// Which.
    pub course: CourseId,
    /// Why.
    #[schemars(example = &"调入燃油系统小组")]
    pub reason: Paragraph,
}

fact!(QualificationRequired, "qualification.required", 1);
