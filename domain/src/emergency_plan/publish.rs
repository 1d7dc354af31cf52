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
        let works_here = cx.reference.works_here(&self.approved_by);
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::Aggregate;
    use crate::scenario::{as_head, at, happened, in_context, person};

    fn role(code: &str) -> PlanRole {
        PlanRole { code: code.parse().unwrap(), title: "抢修".parse().unwrap() }
    }

    fn publish() -> PublishPlan {
        PublishPlan {
            plan: "fire".parse().unwrap(),
            title: "发动机起火应急预案".parse().unwrap(),
            in_force_from: None,
            notify: Vec::new(),
            team_roles: vec![role("repair")],
            checklist: vec!["疏散人员".parse().unwrap()],
            resources: Vec::new(),
            approved_by: person("e7001"),
        }
    }

    fn decided(plan: &EmergencyPlan, command: &PublishPlan) -> Result<Vec<EmergencyPlanFact>, String> {
        let decided = in_context("emergency_plan-fire", &as_head(), |cx| command.decide(plan, cx));
        decided.map_err(|refusal| refusal.to_string())
    }

    #[test]
    fn refusals_in_order_of_precedence() {
        let second = |number| PlanRefusal::NotASecondApprover(person(number));
        let approved_by = |number| PublishPlan { approved_by: person(number), ..publish() };
        let past = PublishPlan { in_force_from: Some(at(59)), ..publish() };
        let lines = |count| vec!["灭火器".parse().unwrap(); count];
        for (command, refusal) in [
            (PublishPlan { team_roles: Vec::new(), resources: lines(101), ..publish() }, PlanRefusal::Empty),
            (PublishPlan { checklist: Vec::new(), ..publish() }, PlanRefusal::Empty),
            (PublishPlan { team_roles: vec![role("repair"), role("repair")], ..past }, PlanRefusal::Unusable),
            (PublishPlan { resources: lines(101), ..approved_by("e8888") }, PlanRefusal::Unusable),
            (PublishPlan { in_force_from: Some(at(59)), ..approved_by("e8888") }, second("e8888")),
            (approved_by("e9001"), second("e9001")),
            (approved_by("e5001"), second("e5001")),
            (PublishPlan { in_force_from: Some(at(59)), ..publish() }, PlanRefusal::InThePast),
        ] {
            assert_eq!(decided(&EmergencyPlan::default(), &command), Err(refusal.to_string()));
        }
        let mut planned = EmergencyPlan::default();
        for fact in decided(&planned, &PublishPlan { in_force_from: Some(at(90)), ..publish() }).unwrap() {
            planned.evolve(&happened(60, fact));
        }
        assert_eq!(decided(&planned, &publish()), Err(PlanRefusal::InThePast.to_string()));
    }

    #[test]
    fn versions_count_up_and_come_into_force_at_their_time() {
        let mut plan = EmergencyPlan::default();
        for (from, version) in [(60, 1), (90, 2), (90, 3)] {
            let facts = decided(&plan, &PublishPlan { in_force_from: Some(at(from)), ..publish() }).unwrap();
            let [EmergencyPlanFact::Published(published)] = &facts[..] else { panic!("{facts:?}") };
            assert_eq!(published.version, version);
            plan.evolve(&happened(60, facts[0].clone()));
        }
        let in_force = |minute| plan.in_force_at(at(minute)).map(|version| version.version);
        assert_eq!([59, 60, 89, 90].map(in_force), [None, Some(1), Some(1), Some(3)]);
        assert_eq!(plan.version(2).map(|version| version.version), Some(2));
    }
}
