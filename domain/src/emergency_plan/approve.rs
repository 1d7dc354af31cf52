use events_schema::facts::emergency_plan::{EmergencyPlanFact, PlanApproved};
use events_schema::{EventId, Timestamp};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{EmergencyPlan, PlanRefusal};
use crate::command::{CLOCK_TOLERANCE, Decide};
use crate::context::Context;
use crate::duty::is_another;
use crate::refusal::Refused;

/// Approves a draft as the next version of an emergency plan, as somebody who had no hand in it (P3.3.a, P3.3.d).
/// Tickets that have started an earlier version keep theirs.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ApprovePlan {
    /// The draft that was read.
    pub draft: EventId,
    /// From when on it is in force; now if absent.
    #[serde(default)]
    pub in_force_from: Option<Timestamp>,
}

impl Decide<EmergencyPlan> for ApprovePlan {
    fn decide(&self, state: &EmergencyPlan, cx: &Context<'_>) -> Result<Vec<EmergencyPlanFact>, Refused> {
        let draft = state.draft_to_decide(self.draft)?;
        if !draft.authors.iter().all(|author| is_another(author, cx)) {
            return Err(PlanRefusal::OwnDraft.into());
        }
        let last = state.versions().last();
        if last.is_some_and(|last| last.content == draft.content) {
            return Err(PlanRefusal::ChangesNothing.into());
        }
        let in_force_from = self.in_force_from.unwrap_or(cx.now);
        if in_force_from + CLOCK_TOLERANCE < cx.now || last.is_some_and(|last| in_force_from < last.in_force_from) {
            return Err(PlanRefusal::InThePast.into());
        }
        let in_force_from = in_force_from.max(cx.now);
        Ok(vec![PlanApproved { draft: draft.draft, version: draft.version, in_force_from }.into()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::Aggregate;
    use crate::scenario::{actor, as_head, at, event, happened, in_context, plan_content};
    use events_schema::facts::emergency_plan::{PlanDraftReturned, PlanDrafted};
    use events_schema::{Actor, Role};

    fn approve(draft: usize, from: Option<i64>) -> ApprovePlan {
        ApprovePlan { draft: event(draft), in_force_from: from.map(at) }
    }

    fn decided(plan: &EmergencyPlan, by: &Actor, command: &ApprovePlan) -> Result<Vec<EmergencyPlanFact>, String> {
        let decided = in_context("emergency_plan-fire", by, |cx| command.decide(plan, cx));
        decided.map_err(|refusal| refusal.to_string())
    }

    fn drafted(mut plan: EmergencyPlan, version: u32, first: &str) -> EmergencyPlan {
        plan.evolve(&happened(0, PlanDrafted { version, content: plan_content(first), lessons: Vec::new() }.into()));
        plan
    }

    fn with_version(from: i64) -> EmergencyPlan {
        let mut plan = drafted(EmergencyPlan::default(), 1, "a");
        plan.evolve(&happened(0, PlanApproved { draft: event(0), version: 1, in_force_from: at(from) }.into()));
        plan
    }

    #[test]
    fn refusals_in_order_of_precedence() {
        let author = actor(Role::HotlineAgent);
        let same = drafted(with_version(90), 2, "a");
        let other = drafted(with_version(90), 2, "b");
        for (plan, by, command, refusal) in [
            (&with_version(90), author.clone(), approve(1, Some(0)), PlanRefusal::NoDraft),
            (&same, author.clone(), approve(1, Some(0)), PlanRefusal::AnotherDraft(event(0))),
            (&same, author, approve(0, Some(0)), PlanRefusal::OwnDraft),
            (&same, as_head(), approve(0, Some(0)), PlanRefusal::ChangesNothing),
            (&other, as_head(), approve(0, Some(0)), PlanRefusal::InThePast),
            (&other, as_head(), approve(0, Some(89)), PlanRefusal::InThePast),
            (&other, as_head(), approve(0, None), PlanRefusal::InThePast),
        ] {
            assert_eq!(decided(plan, &by, &command), Err(refusal.to_string()));
        }
        let mut returned = other.clone();
        let reason = "缺少夜间联系方式".parse().unwrap();
        returned.evolve(&happened(0, PlanDraftReturned { draft: event(0), version: 2, reason }.into()));
        let said = decided(&returned, &as_head(), &approve(0, Some(90)));
        assert_eq!(said, Err(PlanRefusal::Returned.to_string()));
        let anew = drafted(returned, 2, "c");
        assert!(decided(&anew, &as_head(), &approve(0, Some(90))).is_ok());
        let facts = decided(&other, &as_head(), &approve(0, Some(90)));
        assert_eq!(facts, Ok(vec![PlanApproved { draft: event(0), version: 2, in_force_from: at(90) }.into()]));
    }
}
