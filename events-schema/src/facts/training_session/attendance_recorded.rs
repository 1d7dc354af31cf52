use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fact::fact;
use crate::ids::{CourseId, DepartmentId, GroupId, PersonId};
use crate::text::Paragraph;
use crate::time::Timestamp;

/// It was recorded who was at a session and who was not. What is said of somebody later replaces what was said before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TrainingAttendanceRecorded {
    /// The course.
    pub course: CourseId,
    /// Its version.
    pub course_version: u32,
    /// When the session was held.
    pub held_at: Timestamp,
    /// Everybody of whom something is said.
    pub people: Vec<Attended>,
    /// Why it is not what was recorded before, where it replaces that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(example = &"签到表漏记")]
    pub reason: Option<Paragraph>,
}

fact!(TrainingAttendanceRecorded, "training_session.attendance_recorded", 1);

/// Whether somebody was there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Attended {
    /// Who.
    pub person: PersonId,
    /// Whether.
    pub attendance: Attendance,
    /// The department of the person then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department: Option<DepartmentId>,
    /// The groups of the person then.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<GroupId>,
}

/// Whether somebody was at a training.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Attendance {
    /// 出席.
    Attended,
    /// 请假: not there, and excused. Why is nobody's business here, and nothing is ever deleted.
    Excused,
    /// 缺席: not there, without an excuse.
    Absent,
}
