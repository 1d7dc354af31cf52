use events_schema::facts::ticket::{SolutionReturned, TicketFact};
use events_schema::text::Paragraph;
use events_schema::{EventId, Timestamp};
use schemars::JsonSchema;
use serde::Deserialize;

use super::approve_solution::check_superior;
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;
use crate::ticket::{Solution, Ticket, TicketRefusal};

/// Returns the proposed solution to its author (P3.1.d). Another one has to be proposed.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReturnSolution {
    /// When it was returned; now if absent.
    #[serde(default)]
    pub returned_at: Option<Timestamp>,
    /// The proposal, by its event.
    pub solution: EventId,
    /// Why.
    pub reason: Paragraph,
}

impl Decide<Ticket> for ReturnSolution {
    fn happened_at(&self) -> Option<Timestamp> {
        self.returned_at
    }

    fn decide(&self, ticket: &Ticket, cx: &Context<'_>) -> Result<Vec<TicketFact>, Refused> {
        ticket.open()?;
        let proposal = match &ticket.state().solution {
            Solution::Proposed(proposal) if proposal.id == self.solution => proposal,
            Solution::None | Solution::Proposed(_) | Solution::Approved(..) | Solution::Started(..) => {
                return Err(TicketRefusal::NotProposed(self.solution).into());
            }
        };
        check_superior(&proposal.author, cx)?;
        Ok(vec![SolutionReturned { solution: self.solution, reason: self.reason.clone() }.into()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{as_lead, event, given, proposed, reported};

    #[test]
    fn refusals_in_order_of_precedence() {
        let back = ReturnSolution { returned_at: None, solution: event(1), reason: "太贵".parse().unwrap() };
        given([reported()]).when(&back).refused(&TicketRefusal::NotProposed(event(1)));
        given([reported(), proposed()]).when(&back).refused(&TicketRefusal::OwnSolution);
        let returned = given([reported(), proposed()]).by(as_lead()).when(&back).facts().remove(0);
        let again = given([reported(), proposed(), returned]).by(as_lead());
        again.when(&back).refused(&TicketRefusal::NotProposed(event(1)));
    }
}
