use events_schema::Timestamp;
use events_schema::facts::ticket::{SolutionStarted, TicketFact};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::command::Decide;
use crate::context::{Context, Gate};
use crate::refusal::Refused;
use crate::ticket::{Solution, Ticket, TicketRefusal};

/// Begins to carry the approved solution out (P3.1.d).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StartSolution {
    /// When it was begun; now if absent.
    #[serde(default)]
    pub started_at: Option<Timestamp>,
}

impl Decide<Ticket> for StartSolution {
    fn happened_at(&self) -> Option<Timestamp> {
        self.started_at
    }

    fn decide(&self, ticket: &Ticket, cx: &Context<'_>) -> Result<Vec<TicketFact>, Refused> {
        ticket.open()?;
        let solution = match &ticket.state().solution {
            Solution::Approved(proposal, _) => Some(proposal.id),
            Solution::Started(..) => return Ok(Vec::new()),
            Solution::Proposed(proposal) => {
                cx.shut(Gate::Approved, TicketRefusal::NotApproved)?;
                Some(proposal.id)
            }
            Solution::None => {
                cx.shut(Gate::Approved, TicketRefusal::NotApproved)?;
                None
            }
        };
        Ok(vec![SolutionStarted { solution }.into()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{approved, given, proposed, reported, withdrawn};

    #[test]
    fn refusals_in_order_of_precedence() {
        let start = StartSolution { started_at: None };
        given([reported(), withdrawn()]).when(&start).refused(&TicketRefusal::Withdrawn);
        given([reported()]).when(&start).refused(&TicketRefusal::NotApproved);
        given([reported(), proposed()]).when(&start).refused(&TicketRefusal::NotApproved);
        let started = given([reported(), proposed(), approved()]).when(&start).facts().remove(0);
        given([reported(), proposed(), approved(), started]).when(&start).nothing();
    }
}
