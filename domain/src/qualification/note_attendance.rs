use events_schema::facts::qualification::{QualificationAttendanceNoted, QualificationFact, Standing};
use events_schema::facts::training_session::Attendance;
use events_schema::ids::{CourseId, PersonId, QualificationId, TrainingSessionId};
use events_schema::{CommandId, StreamName, Timestamp};
use schemars::JsonSchema;
use serde::Deserialize;

use super::round::{standing, taught};
use super::{Qualification, Stage};
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;

/// Notes that somebody was at a training of the course, or was missing there (P6.3). A later training takes the place of an earlier
/// one; whoever was not there after all was not assessed after it either, and stands as before it. What was held before the chain ended does not open it.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NoteAttendance {
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
}

impl Decide<Qualification> for NoteAttendance {
    fn opens(&self, _: CommandId) -> Option<StreamName> {
        Some(QualificationId::of(&self.person, &self.course).stream())
    }

    fn decide(&self, state: &Qualification, cx: &Context<'_>) -> Result<Vec<QualificationFact>, Refused> {
        if state.noted.get(&self.session) == Some(&self.attendance) {
            return Ok(Vec::new());
        }
        let standing = match self.attendance {
            Attendance::Attended if self.is_news(state) => {
                Some(standing(taught(&self.course, self.course_version, cx)?, self.held_at, &[]))
            }
            Attendance::Attended => None,
            Attendance::Excused | Attendance::Absent => self.missing(state),
        };
        let noted = standing.map(|standing| {
            QualificationAttendanceNoted {
                person: self.person.clone(),
                course: self.course.clone(),
                course_version: self.course_version,
                session: self.session,
                held_at: self.held_at,
                attendance: self.attendance,
                standing,
            }
            .into()
        });
        Ok(noted.into_iter().collect())
    }
}

impl NoteAttendance {
    /// Whether it was held after the training that counts, and after whatever ended the chain.
    fn is_news(&self, state: &Qualification) -> bool {
        let last = state.round.as_ref().map(|round| round.held_at).max(state.ended_at);
        last.is_none_or(|last| self.held_at > last)
    }

    /// How somebody stands who was not there; `None` where that changes nothing and is of no chain.
    fn missing(&self, state: &Qualification) -> Option<Standing> {
        let was_thought_there = state.round.as_ref().is_some_and(|round| round.session == self.session);
        match state.stage {
            Stage::Decided => None,
            Stage::Unknown | Stage::TrainingDue | Stage::Lapsed => Some(Standing::TrainingDue),
            Stage::AssessmentDue | Stage::RetakeDue | Stage::RepeatDue | Stage::Passed if was_thought_there => {
                Some(state.standing_before(self.session))
            }
            Stage::AssessmentDue => Some(Standing::AssessmentDue),
            Stage::RetakeDue => Some(Standing::RetakeDue),
            Stage::RepeatDue => Some(Standing::RepeatDue),
            Stage::Passed => None,
        }
    }
}
