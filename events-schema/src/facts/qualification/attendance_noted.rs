use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Standing;
use crate::fact::fact;
use crate::facts::training_session::Attendance;
use crate::ids::{CourseId, PersonId, TrainingSessionId};
use crate::time::Timestamp;

/// Somebody was at a training of the course, or was missing there; whoever has no chain begins one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct QualificationAttendanceNoted {
    /// Who.
    pub person: PersonId,
    /// The course.
    pub course: CourseId,
    /// The version of the course that was taught.
    pub course_version: u32,
    /// The session.
    pub session: TrainingSessionId,
    /// When that was held.
    pub held_at: Timestamp,
    /// Whether he was there.
    pub attendance: Attendance,
    /// How he stands then.
    pub standing: Standing,
}

fact!(QualificationAttendanceNoted, "qualification.attendance_noted", 1);
