use std::collections::BTreeSet;

use events_schema::facts::training_session::{TrainingSessionFact, TrainingSessionInvited};
use events_schema::ids::{DepartmentId, PersonId};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{MOST_DEPARTMENTS, MOST_PEOPLE, SessionRefusal, TrainingSession};
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;
use crate::training::{check_departments, check_people};

/// Invites more departments or people to a session that is to be held (P6.2).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Invite {
    /// Departments.
    #[serde(default)]
    pub departments: BTreeSet<DepartmentId>,
    /// People.
    #[serde(default)]
    pub participants: BTreeSet<PersonId>,
}

impl Decide<TrainingSession> for Invite {
    fn decide(&self, state: &TrainingSession, cx: &Context<'_>) -> Result<Vec<TrainingSessionFact>, Refused> {
        let planned = state.ahead()?;
        let new = |department: &&DepartmentId| !planned.departments.contains(department);
        let departments: Vec<DepartmentId> = self.departments.iter().filter(new).cloned().collect();
        let new = |person: &&PersonId| !planned.participants.contains(person);
        let participants: Vec<PersonId> = self.participants.iter().filter(new).cloned().collect();
        if planned.departments.len() + departments.len() > MOST_DEPARTMENTS
            || planned.participants.len() + participants.len() > MOST_PEOPLE
        {
            return Err(SessionRefusal::TooMany.into());
        }
        check_departments(&departments, cx)?;
        check_people(&participants, cx)?;
        if planned.trainer.person().is_some_and(|trainer| participants.contains(trainer)) {
            return Err(SessionRefusal::TrainerTakesPart.into());
        }
        if departments.is_empty() && participants.is_empty() {
            return Ok(Vec::new());
        }
        Ok(vec![TrainingSessionInvited { departments, participants }.into()])
    }
}
