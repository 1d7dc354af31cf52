use events_schema::Timestamp;
use events_schema::facts::ticket::{TicketFact, TicketTakenOver};
use events_schema::ids::PersonId;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;
use crate::ticket::{Ticket, TicketRefusal};

/// Takes an assigned ticket over, or hands it to another member of the group (P3.1.a).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TakeOver {
    /// When it was taken over; now if absent.
    #[serde(default)]
    pub taken_over_at: Option<Timestamp>,
    /// Who handles it from now on; the one who sends the command if absent.
    #[serde(default)]
    pub person: Option<PersonId>,
}

impl Decide<Ticket> for TakeOver {
    fn happened_at(&self) -> Option<Timestamp> {
        self.taken_over_at
    }

    fn decide(&self, ticket: &Ticket, cx: &Context<'_>) -> Result<Vec<TicketFact>, Refused> {
        ticket.handled()?;
        let assignment = ticket.state().assignment.as_ref().ok_or(TicketRefusal::NotAssigned)?;
        let person = self.person.as_ref().or(cx.actor.person()).ok_or(TicketRefusal::PersonMissing)?;
        let known = cx.reference.employment(person);
        if !known.is_some_and(|employment| employment.groups.contains(&assignment.group)) {
            let (person, group) = (person.clone(), assignment.group.clone());
            return Err(TicketRefusal::NotInGroup { person, group }.into());
        }
        Ok(vec![TicketTakenOver { person: person.clone() }.into()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{assigned, classified, given, reported, withdrawn};

    #[test]
    fn refusals_in_order_of_precedence() {
        let by = |person: &str| TakeOver { taken_over_at: None, person: Some(person.parse().unwrap()) };
        given([reported(), withdrawn()]).when(&by("e2001")).refused(&TicketRefusal::Withdrawn);
        given([reported(), classified()]).when(&by("e2001")).refused(&TicketRefusal::NotAssigned);
        let outsider =
            TicketRefusal::NotInGroup { person: "e1042".parse().unwrap(), group: "starters".parse().unwrap() };
        given([reported(), classified(), assigned()]).when(&by("e1042")).refused(&outsider);
        assert_eq!(given([reported(), classified(), assigned()]).when(&by("e2001")).facts().len(), 1);
    }
}
