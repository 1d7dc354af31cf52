use events_schema::EventId;
use events_schema::facts::emergency_plan::{EmergencyPlanFact, PlanDraftReturned};
use events_schema::text::Paragraph;
use schemars::JsonSchema;
use serde::Deserialize;

use super::EmergencyPlan;
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;

/// Returns a draft of an emergency plan, with what is wrong with it (P3.3.a). Nobody approves it any more; another draft takes
/// its place, and what emergencies have taught with it.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReturnDraft {
    /// The draft that was read.
    pub draft: EventId,
    /// What is wrong with it.
    #[schemars(example = &"缺少夜间联系方式")]
    pub reason: Paragraph,
}

impl Decide<EmergencyPlan> for ReturnDraft {
    fn decide(&self, state: &EmergencyPlan, _: &Context<'_>) -> Result<Vec<EmergencyPlanFact>, Refused> {
        let draft = state.draft_to_decide(self.draft)?;
        Ok(vec![PlanDraftReturned { draft: draft.draft, version: draft.version, reason: self.reason.clone() }.into()])
    }
}
