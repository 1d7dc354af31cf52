use events_schema::Timestamp;
use events_schema::facts::ticket::{SolutionFinished, TicketFact};
use events_schema::text::Paragraph;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::command::Decide;
use crate::context::{Context, Gate};
use crate::refusal::Refused;
use crate::ticket::{Solution, Ticket, TicketRefusal};

/// Declares the final solution finished (P3.1.d): the issue is solved, and the customer is asked whether it is.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FinishSolution {
    /// When it was finished; now if absent.
    #[serde(default)]
    pub finished_at: Option<Timestamp>,
    /// What was done.
    #[serde(default)]
    pub summary: Option<Paragraph>,
}

impl Decide<Ticket> for FinishSolution {
    fn happened_at(&self) -> Option<Timestamp> {
        self.finished_at
    }

    fn decide(&self, ticket: &Ticket, cx: &Context<'_>) -> Result<Vec<TicketFact>, Refused> {
        ticket.open()?;
        let solution = match &ticket.state().solution {
            Solution::Started(solution, _) => *solution,
            Solution::None | Solution::Proposed(_) | Solution::Approved(..) => {
                cx.shut(Gate::Started, TicketRefusal::NotStarted)?;
                None
            }
        };
        let policy_version = cx.reference.policy_at(cx.at).version;
        Ok(vec![SolutionFinished { solution, summary: self.summary.clone(), policy_version }.into()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{approved, given, proposed, reported, withdrawn};

    #[test]
    fn refusals_in_order_of_precedence() {
        let finish = FinishSolution { finished_at: None, summary: None };
        given([reported(), withdrawn()]).when(&finish).refused(&TicketRefusal::Withdrawn);
        given([reported(), proposed(), approved()]).when(&finish).refused(&TicketRefusal::NotStarted);
    }
}
