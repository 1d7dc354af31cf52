use events_schema::EventId;
use events_schema::facts::emergency_plan::{EmergencyPlanFact, Lesson, PlanContent, PlanDrafted};
use events_schema::ids::TicketId;
use events_schema::text::Paragraph;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{EmergencyPlan, PlanRefusal};
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;

/// Takes what an emergency taught into the draft of the next version; where there is none, into a copy of the last version
/// (P3.3.d). People then write it into the plan.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DraftImprovement {
    /// The ticket.
    pub ticket: TicketId,
    /// The evaluation of the response there.
    pub evaluation: EventId,
    /// How the plan is to be improved.
    pub proposal: Paragraph,
}

impl Decide<EmergencyPlan> for DraftImprovement {
    fn decide(&self, state: &EmergencyPlan, _: &Context<'_>) -> Result<Vec<EmergencyPlanFact>, Refused> {
        let taken_in = state.versions().iter().flat_map(|version| &version.lessons);
        let mut lessons = state.draft().map(|draft| draft.lessons.clone()).unwrap_or_default();
        if taken_in.chain(&lessons).any(|lesson| lesson.evaluation == self.evaluation) {
            return Ok(Vec::new());
        }
        let (ticket, evaluation, proposal) = (self.ticket, self.evaluation, self.proposal.clone());
        lessons.push(Lesson { ticket, evaluation, proposal });
        let last = || state.versions().last().map(|version| &version.content);
        let content: Option<&PlanContent> = state.draft().map(|draft| &draft.content).or_else(last);
        let content = content.ok_or(PlanRefusal::NoDraft)?.clone();
        Ok(vec![PlanDrafted { version: state.next_version(), content, lessons }.into()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::Aggregate;
    use crate::scenario::{as_head, at, event, happened, in_context, plan_content, ticket_id};
    use events_schema::facts::emergency_plan::PlanApproved;

    fn learn(plan: &EmergencyPlan, evaluation: usize) -> Vec<EmergencyPlanFact> {
        let proposal = "增加灭火器".parse().unwrap();
        let learn = DraftImprovement { ticket: ticket_id(1), evaluation: event(evaluation), proposal };
        in_context("emergency_plan-fire", &as_head(), |cx| learn.decide(plan, cx)).unwrap()
    }

    #[test]
    fn what_was_learnt_gathers_in_a_copy_of_the_last_version_until_it_is_approved() {
        let mut plan = EmergencyPlan::default();
        let content = || plan_content("疏散人员");
        plan.evolve(&happened(0, PlanDrafted { version: 1, content: content(), lessons: Vec::new() }.into()));
        plan.evolve(&happened(0, PlanApproved { draft: event(0), version: 1, in_force_from: at(0) }.into()));
        for evaluation in [3, 4] {
            let facts = learn(&plan, evaluation);
            let [EmergencyPlanFact::Drafted(drafted)] = &facts[..] else { panic!("{facts:?}") };
            assert_eq!((drafted.version, &drafted.content, drafted.lessons.len()), (2, &content(), evaluation - 2));
            plan.evolve(&happened(60, facts[0].clone()));
        }
        plan.evolve(&happened(70, PlanApproved { draft: event(0), version: 2, in_force_from: at(70) }.into()));
        assert_eq!(learn(&plan, 3), [], "it is in the version");
        assert_eq!(learn(&plan, 5).len(), 1);
    }
}
