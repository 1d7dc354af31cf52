use events_schema::Timestamp;
use events_schema::facts::training_need::Trainees;
use events_schema::facts::training_plan::{TrainingPlanFact, TrainingPlanItemAdded};
use events_schema::ids::CourseId;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{PlanRefusal, TrainingPlan};
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;
use crate::training::{check_due, check_trainees, course_in_use};

/// Puts a training into a plan: what, for whom, until when (P6.1). Then the plan waits for approval again. What meets a need comes
/// into the plan by accepting the need.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AddTraining {
    /// The course.
    pub course: CourseId,
    /// Who is to be trained.
    pub trainees: Trainees,
    /// Until when it is to be held, within the quarter.
    #[schemars(example = &"2099-12-01T00:00:00Z")]
    pub due_at: Timestamp,
}

/// The most items that people ever put into a plan.
const MOST: u32 = 500;

impl Decide<TrainingPlan> for AddTraining {
    fn decide(&self, state: &TrainingPlan, cx: &Context<'_>) -> Result<Vec<TrainingPlanFact>, Refused> {
        let plan = state.plan.ok_or(PlanRefusal::NotDrafted(state.stage))?;
        course_in_use(&self.course, cx)?;
        check_trainees(&self.trainees, cx)?;
        check_due(plan, self.due_at, cx)?;
        let (item, course, trainees) = (state.next_item(), self.course.clone(), self.trainees.clone());
        if item > MOST {
            return Err(PlanRefusal::Full.into());
        }
        Ok(vec![TrainingPlanItemAdded { item, course, trainees, due_at: self.due_at, need: None }.into()])
    }
}
