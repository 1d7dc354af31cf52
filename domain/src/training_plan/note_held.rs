use events_schema::Timestamp;
use events_schema::facts::training_plan::{TrainingPlanFact, TrainingPlanItemHeld};
use events_schema::ids::{CourseId, TrainingSessionId};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Item, ItemState, TrainingPlan};
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;

/// Notes that a training of a plan was held (P6.1). What is not in the plan, is of another course, or was held before, is
/// left as it is.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NoteHeld {
    /// The number of the item.
    pub item: u32,
    /// The course that was taught.
    pub course: CourseId,
    /// The session.
    pub session: TrainingSessionId,
    /// When that was held.
    pub held_at: Timestamp,
}

impl Decide<TrainingPlan> for NoteHeld {
    fn decide(&self, state: &TrainingPlan, _: &Context<'_>) -> Result<Vec<TrainingPlanFact>, Refused> {
        let is_meant = |item: &&Item| item.state == ItemState::Planned && item.added.course == self.course;
        let held = state.item(self.item).filter(is_meant).map(|item| {
            let Self { item: number, session, held_at, .. } = *self;
            TrainingPlanItemHeld { item: number, session, held_at, need: item.added.need }.into()
        });
        Ok(held.into_iter().collect())
    }
}
