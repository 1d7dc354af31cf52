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
