use events_schema::facts::ticket::{SolutionApproved, TicketFact};
use events_schema::text::Paragraph;
use events_schema::{EventId, PrincipalId, Timestamp};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::command::Decide;
use crate::context::Context;
use crate::duty::{is_another, is_superior};
use crate::refusal::Refused;
use crate::ticket::{Solution, Ticket, TicketRefusal};

/// Approves the proposed solution (P3.1.d): by a superior of its author, or the head of after-sales, never by the author.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ApproveSolution {
    /// When it was approved; now if absent.
    #[serde(default)]
    pub approved_at: Option<Timestamp>,
    /// The proposal, by its event, so that nobody approves what he has not read.
    pub solution: EventId,
    /// What the superior adds.
    #[serde(default)]
    pub remark: Option<Paragraph>,
}

impl Decide<Ticket> for ApproveSolution {
    fn happened_at(&self) -> Option<Timestamp> {
        self.approved_at
    }

    fn decide(&self, ticket: &Ticket, cx: &Context<'_>) -> Result<Vec<TicketFact>, Refused> {
        ticket.open()?;
        let proposal = match &ticket.state().solution {
            Solution::Proposed(proposal) if proposal.id == self.solution => proposal,
            Solution::Approved(proposal, _) if proposal.id == self.solution => return Ok(Vec::new()),
            Solution::None | Solution::Proposed(_) | Solution::Approved(..) | Solution::Started(..) => {
                return Err(TicketRefusal::NotProposed(self.solution).into());
            }
        };
        check_superior(&proposal.author, cx)?;
        Ok(vec![SolutionApproved { solution: self.solution, remark: self.remark.clone() }.into()])
    }
}

/// Never the author himself, but 上级.
pub(super) fn check_superior(author: &PrincipalId, cx: &Context<'_>) -> Result<(), TicketRefusal> {
    if !is_another(author, cx) {
        return Err(TicketRefusal::OwnSolution);
    }
    if is_superior(author, cx) { Ok(()) } else { Err(TicketRefusal::NotASuperior) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{as_lead, as_lead_of_others, event, given, proposed, reported, withdrawn};

    fn approve(index: usize) -> ApproveSolution {
        ApproveSolution { approved_at: None, solution: event(index), remark: None }
    }

    #[test]
    fn refusals_in_order_of_precedence() {
        given([reported(), proposed(), withdrawn()]).when(&approve(1)).refused(&TicketRefusal::Withdrawn);
        given([reported()]).when(&approve(1)).refused(&TicketRefusal::NotProposed(event(1)));
        given([reported(), proposed()]).when(&approve(0)).refused(&TicketRefusal::NotProposed(event(0)));
        given([reported(), proposed()]).when(&approve(1)).refused(&TicketRefusal::OwnSolution);
        let other = given([reported(), proposed()]).by(as_lead_of_others());
        other.when(&approve(1)).refused(&TicketRefusal::NotASuperior);
    }

    #[test]
    fn a_superior_of_the_author_approves_once() {
        let approved = given([reported(), proposed()]).by(as_lead()).when(&approve(1)).facts().remove(0);
        given([reported(), proposed(), approved]).by(as_lead()).when(&approve(1)).nothing();
    }
}
