use events_schema::Timestamp;
use events_schema::facts::ticket::{TemporarySolutionApplied, TicketFact};
use events_schema::text::Paragraph;
use schemars::JsonSchema;
use serde::Deserialize;

use super::URGENT;
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;
use crate::ticket::Ticket;

/// Records a temporary solution (临时解决方案) with which the engine runs safely; nobody has to approve it. It is not "solved"
/// (P3.3.b).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ApplyTemporarySolution {
    /// When it was done; now if absent.
    #[serde(default)]
    pub applied_at: Option<Timestamp>,
    /// What was done.
    pub description: Paragraph,
    /// Within which limits the engine may run until it is solved.
    #[serde(default)]
    pub limits: Option<Paragraph>,
}

impl Decide<Ticket> for ApplyTemporarySolution {
    fn happened_at(&self) -> Option<Timestamp> {
        self.applied_at
    }

    fn decide(&self, ticket: &Ticket, cx: &Context<'_>) -> Result<Vec<TicketFact>, Refused> {
        ticket.handled_at(cx.at)?;
        ticket.of_class(URGENT)?;
        let (description, limits) = (self.description.clone(), self.limits.clone());
        Ok(vec![TemporarySolutionApplied { description, limits }.into()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{classified, closed, emergency, entries, given, important, reported, safe, stopgap, ticket};
    use crate::ticket::{EmergencyRefusal, Stage, TicketRefusal};
    use events_schema::values::TicketClass;

    #[test]
    fn refusals_in_order_of_precedence() {
        let apply =
            ApplyTemporarySolution { applied_at: None, description: "临时密封".parse().unwrap(), limits: None };
        given([reported(), closed()]).when(&apply).refused(&TicketRefusal::Closed);
        let general = TicketRefusal::NotOfClass { class: TicketClass::General, classes: URGENT };
        given([reported(), classified()]).when(&apply).refused(&general);
        given([reported(), emergency()]).when(&apply).refused(&EmergencyRefusal::NotSafe);
        for history in [vec![reported(), important()], vec![reported(), emergency(), safe()]] {
            assert_eq!(given(history).when(&apply).facts(), [stopgap()], "nobody has to approve it");
        }
    }

    #[test]
    fn it_is_not_solved_by_it() {
        let patched = ticket(entries([reported(), emergency(), safe(), stopgap()]));
        assert_eq!((patched.state().stage, patched.state().solved_at), (Stage::Open, None));
    }
}
