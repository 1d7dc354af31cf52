use events_schema::Timestamp;
use events_schema::facts::ticket::{PlanActivated, TicketFact};
use events_schema::ids::PlanId;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{EMERGENCY, EmergencyRefusal};
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;
use crate::ticket::Ticket;

/// Starts an emergency plan (启动应急预案) in the version that is in force (P3.3.a).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ActivatePlan {
    /// When it was started; now if absent.
    #[serde(default)]
    pub activated_at: Option<Timestamp>,
    /// The plan.
    pub plan: PlanId,
    /// Its version, where somebody has a certain one in hand; it has to be in force.
    #[serde(default)]
    pub version: Option<u32>,
}

impl Decide<Ticket> for ActivatePlan {
    fn happened_at(&self) -> Option<Timestamp> {
        self.activated_at
    }

    fn decide(&self, ticket: &Ticket, cx: &Context<'_>) -> Result<Vec<TicketFact>, Refused> {
        ticket.handled_at(cx.at)?;
        ticket.of_class(EMERGENCY)?;
        let known = cx.reference.plan(&self.plan).ok_or_else(|| EmergencyRefusal::UnknownPlan(self.plan.clone()))?;
        let in_force = known.in_force_at(cx.at).map(|version| version.version);
        let version = match (in_force, self.version) {
            (Some(in_force), asked) if asked.is_none_or(|asked| asked == in_force) => in_force,
            (in_force, asked) => {
                return Err(EmergencyRefusal::PlanNotInForce { plan: self.plan.clone(), asked, in_force }.into());
            }
        };
        match &ticket.state().emergency.plan {
            Some(active) if active.plan == self.plan => return Ok(Vec::new()),
            Some(active) => return Err(EmergencyRefusal::PlanActive(active.plan.clone()).into()),
            None => {}
        }
        Ok(vec![PlanActivated { plan: self.plan.clone(), version }.into()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::Inadmissible;
    use crate::scenario::{at, closed, emergency, given, important, plan_started, reported};
    use crate::ticket::TicketRefusal;
    use events_schema::values::TicketClass;

    fn start(plan: &str, version: Option<u32>) -> ActivatePlan {
        ActivatePlan { activated_at: None, plan: plan.parse().unwrap(), version }
    }

    fn not_in_force(asked: Option<u32>, in_force: Option<u32>) -> EmergencyRefusal {
        EmergencyRefusal::PlanNotInForce { plan: "fire".parse().unwrap(), asked, in_force }
    }

    #[test]
    fn refusals_in_order_of_precedence() {
        let unheard_of = || start("flood", Some(7));
        given([reported(), closed()]).when(&unheard_of()).refused(&TicketRefusal::Closed);
        given([reported()]).when(&unheard_of()).refused(&TicketRefusal::NotClassified);
        let other = TicketRefusal::NotOfClass { class: TicketClass::Important, classes: EMERGENCY };
        given([reported(), important()]).when(&unheard_of()).refused(&other);
        let active = || vec![reported(), emergency(), plan_started()];
        let unknown = EmergencyRefusal::UnknownPlan("flood".parse().unwrap());
        given(active()).when(&unheard_of()).refused(&unknown);
        given(active()).when(&start("fire", Some(1))).refused(&not_in_force(Some(1), Some(2)));
        let fire = EmergencyRefusal::PlanActive("fire".parse().unwrap());
        given(active()).when(&start("leak", None)).refused(&fire);
        given(active()).when(&start("fire", None)).nothing();
        let early = ActivatePlan { activated_at: Some(at(0)), ..start("fire", None) };
        let before = Inadmissible::BeforeCause { at: at(0), what: "the classification", since: at(1) };
        given([reported(), emergency()]).when(&early).refused(&before);
    }

    #[test]
    fn it_starts_the_version_that_was_in_force_then() {
        let history = || given([reported(), emergency()]);
        assert_eq!(history().when(&start("fire", None)).facts(), [plan_started()]);
        let earlier = ActivatePlan { activated_at: Some(at(20)), ..start("fire", Some(1)) };
        let first = PlanActivated { plan: "fire".parse().unwrap(), version: 1 };
        assert_eq!(history().when(&earlier).facts(), [first.into()]);
        let earlier_in_the_second = ActivatePlan { version: Some(2), ..earlier };
        history().when(&earlier_in_the_second).refused(&not_in_force(Some(2), Some(1)));
    }
}
