use events_schema::Timestamp;
use events_schema::facts::ticket::{ChecklistItemDone, TicketFact};
use events_schema::text::Paragraph;
use schemars::JsonSchema;
use serde::Deserialize;

use super::EmergencyRefusal;
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;
use crate::ticket::Ticket;

/// Records that an item of the active plan's checklist was done (P3.3.a).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CheckOff {
    /// When it was done; now if absent.
    #[serde(default)]
    pub done_at: Option<Timestamp>,
    /// The item, by its place in the checklist, from 1.
    pub item: u32,
    /// What came of it.
    #[serde(default)]
    pub remark: Option<Paragraph>,
}

impl Decide<Ticket> for CheckOff {
    fn happened_at(&self) -> Option<Timestamp> {
        self.done_at
    }

    fn decide(&self, ticket: &Ticket, cx: &Context<'_>) -> Result<Vec<TicketFact>, Refused> {
        ticket.handled_at(cx.at)?;
        let active = ticket.state().emergency.plan.as_ref().ok_or(EmergencyRefusal::NoPlan)?;
        let plan = cx.reference.plan(&active.plan).and_then(|plan| plan.version(active.version));
        let items = plan.map_or(0, |plan| plan.checklist.len());
        if self.item == 0 || usize::try_from(self.item).is_ok_and(|item| item > items) {
            return Err(EmergencyRefusal::NoSuchItem { item: self.item, items }.into());
        }
        Ok(vec![ChecklistItemDone { item: self.item, remark: self.remark.clone() }.into()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::Inadmissible;
    use crate::scenario::{at, closed, emergency, given, plan_started, reported};
    use crate::ticket::TicketRefusal;

    #[test]
    fn refusals_in_order_of_precedence() {
        let item = |item| CheckOff { done_at: None, item, remark: None };
        let active = || given([reported(), emergency(), plan_started()]);
        given([reported(), closed()]).when(&item(3)).refused(&TicketRefusal::Closed);
        given([reported(), emergency()]).when(&item(3)).refused(&EmergencyRefusal::NoPlan);
        for absent in [0, 3] {
            active().when(&item(absent)).refused(&EmergencyRefusal::NoSuchItem { item: absent, items: 2 });
        }
        let early = CheckOff { done_at: Some(at(1)), ..item(1) };
        let before = Inadmissible::BeforeCause { at: at(1), what: "the start of the plan", since: at(2) };
        active().when(&early).refused(&before);
        assert_eq!(active().when(&item(2)).facts().len(), 1);
    }
}
