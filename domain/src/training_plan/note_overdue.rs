use events_schema::facts::training_plan::{TrainingPlanFact, TrainingPlanItemBecameOverdue};
use schemars::JsonSchema;
use serde::Deserialize;

use super::TrainingPlan;
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;

/// Notes which trainings of a plan were not held when they were due (P6.1).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NoteTrainingsOverdue {}

impl Decide<TrainingPlan> for NoteTrainingsOverdue {
    fn decide(&self, state: &TrainingPlan, cx: &Context<'_>) -> Result<Vec<TrainingPlanFact>, Refused> {
        let overdue = state.not_yet_overdue().map(|item| &item.added).filter(|added| added.due_at < cx.now);
        let noted =
            overdue.map(|added| TrainingPlanItemBecameOverdue { item: added.item, due_at: added.due_at }.into());
        Ok(noted.collect())
    }
}
