use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::facts::course::CourseKind;
use crate::ids::{CourseId, DepartmentId, PersonId, TrainingPlanId};
use crate::text::Line;
use crate::time::Timestamp;

/// A training session was planned (P6.1, P6.2). It keeps the version of the course.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TrainingSessionPlanned {
    /// The course.
    pub course: CourseId,
    /// Its version.
    pub course_version: u32,
    /// Of which kind the course is.
    pub kind: CourseKind,
    /// Who teaches.
    pub trainer: Instructor,
    /// Where.
    #[schemars(example = &"二号培训教室")]
    pub place: Line,
    /// When it begins.
    pub from: Timestamp,
    /// When it ends.
    pub until: Timestamp,
    /// The departments that are invited.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub departments: Vec<DepartmentId>,
    /// The people who are invited.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub participants: Vec<PersonId>,
    /// The item of a plan that it carries out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fulfils: Option<PlanItem>,
}

fact!(TrainingSessionPlanned, "training_session.planned", 1);

/// Who teaches or examines.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "is", rename_all = "snake_case", deny_unknown_fields)]
pub enum Instructor {
    /// Somebody of the factory.
    Person {
        /// The personnel number.
        person: PersonId,
    },
    /// Somebody from outside, of whom we keep no name.
    External {
        /// From where.
        #[schemars(example = &"Training centre A")]
        organisation: Line,
    },
}

impl Instructor {
    /// The person, if it is somebody of the factory.
    #[must_use]
    pub const fn person(&self) -> Option<&PersonId> {
        match self {
            Self::Person { person } => Some(person),
            Self::External { .. } => None,
        }
    }
}

/// An item of a training plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PlanItem {
    /// The plan.
    pub plan: TrainingPlanId,
    /// The number of the item.
    pub item: u32,
}
