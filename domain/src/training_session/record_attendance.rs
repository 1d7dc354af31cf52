use std::collections::BTreeSet;

use events_schema::Timestamp;
use events_schema::facts::training_session::{
    Attendance, Attended, TrainingAttendanceRecorded, TrainingSessionFact, TrainingSessionPlanned,
};
use events_schema::ids::PersonId;
use events_schema::text::Paragraph;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{MOST_PEOPLE, SessionRefusal, TrainingSession};
use crate::command::Decide;
use crate::context::Context;
use crate::duty::acts_as;
use crate::refusal::Refused;
use crate::training::TrainingRefusal;

/// Records who was at a session that was held, and who was not, as somebody of whom it says nothing (P6.1). Whoever was not
/// invited may have been there. What is said of somebody later replaces what was said before, and says why.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordAttendance {
    /// Everybody of whom something is said.
    pub people: Vec<WasThere>,
    /// Why it is not what was recorded before, where it replaces that.
    #[serde(default)]
    #[schemars(example = &"签到表漏记")]
    pub reason: Option<Paragraph>,
}

/// Whether somebody was there.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WasThere {
    /// Who.
    pub person: PersonId,
    /// Whether.
    pub attendance: Attendance,
}

impl Decide<TrainingSession> for RecordAttendance {
    fn decide(&self, state: &TrainingSession, cx: &Context<'_>) -> Result<Vec<TrainingSessionFact>, Refused> {
        let (planned, held_at) = state.held()?;
        if self.people.is_empty() {
            return Err(TrainingRefusal::Nobody.into());
        }
        let others = state.attendance.keys().filter(|known| !self.people.iter().any(|of| of.person == **known));
        if self.people.len() + others.count() > MOST_PEOPLE {
            return Err(SessionRefusal::TooMany.into());
        }
        self.check_people(planned, cx)?;
        let changes =
            |of: &&WasThere| state.attendance.get(&of.person).map(|known| known.attendance) != Some(of.attendance);
        let changed: Vec<&WasThere> = self.people.iter().filter(changes).collect();
        let replaces = changed.iter().any(|of| state.attendance.contains_key(&of.person));
        if replaces && self.reason.is_none() {
            return Err(SessionRefusal::NoReason.into());
        }
        let people = changed.into_iter().map(|of| attended(of, held_at, cx)).collect::<Result<Vec<_>, _>>()?;
        if people.is_empty() {
            return Ok(Vec::new());
        }
        Ok(vec![
            TrainingAttendanceRecorded {
                course: planned.course.clone(),
                course_version: planned.course_version,
                held_at,
                people,
                reason: self.reason.clone().filter(|_| replaces),
            }
            .into(),
        ])
    }
}

impl RecordAttendance {
    /// Each once, and neither the trainer nor whoever records it.
    fn check_people(&self, planned: &TrainingSessionPlanned, cx: &Context<'_>) -> Result<(), SessionRefusal> {
        let mut seen = BTreeSet::new();
        for WasThere { person, .. } in &self.people {
            if !seen.insert(person) {
                return Err(SessionRefusal::Twice(person.clone()));
            }
            if planned.trainer.person() == Some(person) {
                return Err(SessionRefusal::TrainerTakesPart);
            }
            if acts_as(person, cx) {
                return Err(SessionRefusal::OwnAttendance);
            }
        }
        Ok(())
    }
}

/// With department and groups as they were then.
fn attended(of: &WasThere, held_at: Timestamp, cx: &Context<'_>) -> Result<Attended, TrainingRefusal> {
    let WasThere { person, attendance } = of;
    let then = cx.reference.employed_at(person, held_at);
    let then = then.ok_or_else(|| TrainingRefusal::UnknownPerson(person.clone()))?;
    Ok(Attended {
        person: person.clone(),
        attendance: *attendance,
        department: then.department.clone(),
        groups: then.groups.clone(),
    })
}
