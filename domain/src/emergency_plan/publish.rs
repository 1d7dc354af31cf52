use std::collections::BTreeSet;

use events_schema::facts::emergency_plan::{EmergencyPlanFact, PlanPublished, PlanRole};
use events_schema::ids::{PersonId, PlanId};
use events_schema::text::Line;
use events_schema::{CommandId, Role, StreamName, Timestamp};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{EmergencyPlan, PlanRefusal};
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;

/// Publishes a version of an emergency plan (P3.3.a). Tickets that have started it keep theirs.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PublishPlan {
    /// The code of the plan.
    pub plan: PlanId,
    /// What people call it.
    #[schemars(example = &"发动机起火应急预案")]
    pub title: Line,
    /// From when on it is in force; now if absent.
    #[serde(default)]
    pub in_force_from: Option<Timestamp>,
    /// Who is told, beside those whom the policy names.
    #[serde(default)]
    pub notify: Vec<Role>,
    /// What there is to do in the team.
    pub team_roles: Vec<PlanRole>,
    /// What has to be done, in this order.
    pub checklist: Vec<Line>,
    /// Parts, tools and vehicles that stand ready.
    #[serde(default)]
    pub resources: Vec<Line>,
    /// The second person who approved it.
    pub approved_by: PersonId,
}

/// The most entries of a list.
const MOST: usize = 100;

impl Decide<EmergencyPlan> for PublishPlan {
    fn opens(&self, _: CommandId) -> Option<StreamName> {
        Some(self.plan.stream())
    }

    fn decide(&self, state: &EmergencyPlan, cx: &Context<'_>) -> Result<Vec<EmergencyPlanFact>, Refused> {
        if self.team_roles.is_empty() || self.checklist.is_empty() {
            return Err(PlanRefusal::Empty.into());
        }
        let lists = [self.team_roles.len(), self.checklist.len(), self.resources.len(), self.notify.len()];
        let codes: BTreeSet<_> = self.team_roles.iter().map(|role| &role.code).collect();
        if codes.len() < self.team_roles.len() || lists.into_iter().any(|length| length > MOST) {
            return Err(PlanRefusal::Unusable.into());
        }
        let works_here = cx.reference.person(&self.approved_by).is_some_and(|known| known.is.employment().is_some());
        if !works_here || cx.actor.person() == Some(&self.approved_by) {
            return Err(PlanRefusal::NotASecondApprover(self.approved_by.clone()).into());
        }
        let in_force_from = self.in_force_from.unwrap_or(cx.now);
        let last = state.versions().last();
        if in_force_from < cx.now || last.is_some_and(|last| in_force_from < last.in_force_from) {
            return Err(PlanRefusal::InThePast.into());
        }
        let published = PlanPublished {
            version: last.map_or(0, |last| last.version) + 1,
            title: self.title.clone(),
            in_force_from,
            notify: self.notify.clone(),
            team_roles: self.team_roles.clone(),
            checklist: self.checklist.clone(),
            resources: self.resources.clone(),
            approved_by: self.approved_by.clone(),
        };
        Ok(vec![published.into()])
    }
}
