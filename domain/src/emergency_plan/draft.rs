use std::collections::BTreeSet;

use events_schema::Role;
use events_schema::facts::emergency_plan::{EmergencyPlanFact, PlanContent, PlanDrafted, PlanRole};
use events_schema::ids::PlanId;
use events_schema::text::Line;
use events_schema::{CommandId, StreamName};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{EmergencyPlan, PlanRefusal};
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;

/// Drafts the next version of an emergency plan, or its first, instead of any draft before (P3.3.a, P3.3.d). What emergencies
/// have taught stays with the draft until it is approved.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DraftPlan {
    /// The code of the plan.
    pub plan: PlanId,
    /// What people call it.
    #[schemars(example = &"发动机起火应急预案")]
    pub title: Line,
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
}

/// The most entries of a list.
const MOST: usize = 100;

impl Decide<EmergencyPlan> for DraftPlan {
    fn opens(&self, _: CommandId) -> Option<StreamName> {
        Some(self.plan.stream())
    }

    fn decide(&self, state: &EmergencyPlan, _: &Context<'_>) -> Result<Vec<EmergencyPlanFact>, Refused> {
        if self.team_roles.is_empty() || self.checklist.is_empty() {
            return Err(PlanRefusal::Empty.into());
        }
        let lists = [self.team_roles.len(), self.checklist.len(), self.resources.len(), self.notify.len()];
        let codes: BTreeSet<_> = self.team_roles.iter().map(|role| &role.code).collect();
        if codes.len() < self.team_roles.len() || lists.into_iter().any(|length| length > MOST) {
            return Err(PlanRefusal::Unusable.into());
        }
        let content = PlanContent {
            title: self.title.clone(),
            notify: self.notify.clone(),
            team_roles: self.team_roles.clone(),
            checklist: self.checklist.clone(),
            resources: self.resources.clone(),
        };
        if state.draft().is_some_and(|draft| draft.content == content) {
            return Ok(Vec::new());
        }
        let lessons = state.draft().map(|draft| draft.lessons.clone()).unwrap_or_default();
        Ok(vec![PlanDrafted { version: state.next_version(), content, lessons }.into()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::Aggregate;
    use crate::scenario::{as_head, event, happened, in_context, plan_content, ticket_id};
    use events_schema::facts::emergency_plan::Lesson;

    fn draft(first: &str) -> DraftPlan {
        let PlanContent { title, notify, team_roles, checklist, resources } = plan_content(first);
        DraftPlan { plan: "fire".parse().unwrap(), title, notify, team_roles, checklist, resources }
    }

    fn decided(plan: &EmergencyPlan, command: &DraftPlan) -> Result<Vec<EmergencyPlanFact>, String> {
        let decided = in_context("emergency_plan-fire", &as_head(), |cx| command.decide(plan, cx));
        decided.map_err(|refusal| refusal.to_string())
    }

    #[test]
    fn refusals_in_order_of_precedence() {
        let lines = |count| vec!["灭火器".parse().unwrap(); count];
        let twice = || [draft("a").team_roles, draft("a").team_roles].concat();
        for (command, refusal) in [
            (DraftPlan { team_roles: Vec::new(), resources: lines(101), ..draft("a") }, PlanRefusal::Empty),
            (DraftPlan { checklist: Vec::new(), ..draft("a") }, PlanRefusal::Empty),
            (DraftPlan { team_roles: twice(), ..draft("a") }, PlanRefusal::Unusable),
            (DraftPlan { resources: lines(101), ..draft("a") }, PlanRefusal::Unusable),
        ] {
            assert_eq!(decided(&EmergencyPlan::default(), &command), Err(refusal.to_string()));
        }
    }

    #[test]
    fn a_draft_takes_the_place_of_another_and_keeps_what_was_learnt() {
        let lesson =
            Lesson { ticket: ticket_id(1), evaluation: event(3), proposal: "增加灭火器".parse().unwrap() };
        let of = |first, lessons| PlanDrafted { version: 1, content: plan_content(first), lessons }.into();
        let mut plan = EmergencyPlan::default();
        assert_eq!(decided(&plan, &draft("a")), Ok(vec![of("a", Vec::new())]));
        plan.evolve(&happened(60, of("a", vec![lesson.clone()])));
        assert_eq!(decided(&plan, &draft("a")), Ok(Vec::new()), "it is drafted so already");
        assert_eq!(decided(&plan, &draft("b")), Ok(vec![of("b", vec![lesson])]));
    }
}
