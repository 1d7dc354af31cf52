use events_schema::facts::ticket::{ResponsibilityReviewed, ReviewOutcome, TicketFact};
use events_schema::{EventId, Timestamp};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;
use crate::ticket::Ticket;

/// Notes on the ticket that its case was looked at (P4.2.a). The program sends it when that happened.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NoteReview {
    /// When it was looked at.
    pub reviewed_at: Timestamp,
    /// The event of the case.
    pub review: EventId,
    /// What it was.
    pub outcome: ReviewOutcome,
}

impl Decide<Ticket> for NoteReview {
    fn happened_at(&self) -> Option<Timestamp> {
        Some(self.reviewed_at)
    }

    /// Whatever became of the ticket meanwhile: the clock of the close knows which review was in its time.
    fn decide(&self, ticket: &Ticket, _: &Context<'_>) -> Result<Vec<TicketFact>, Refused> {
        ticket.intake()?;
        Ok(vec![ResponsibilityReviewed { review: self.review, outcome: self.outcome }.into()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::Inadmissible;
    use crate::scenario::{at, closed, event, given, merged, reported};
    use crate::ticket::TicketRefusal;
    use events_schema::{Actor, Role};

    #[test]
    fn only_the_program_says_so_whatever_became_of_the_ticket() {
        let review = |minute| NoteReview { reviewed_at: at(minute), review: event(0), outcome: ReviewOutcome::NoCause };
        let (command, role) = ("note-review", Role::HotlineAgent);
        let hotline = given([reported()]).by_the_table(command);
        hotline.when(&review(5)).refused(&Inadmissible::NotPermitted { command, role, may: &[Role::System] });
        given([]).when(&review(5)).refused(&TicketRefusal::NotReported);
        for history in [[reported(), closed()], [reported(), merged()]] {
            let program = given(history).by_the_table(command).by(Actor::system("reactions"));
            assert_eq!(program.when(&review(-1_000_000)).facts().len(), 1, "however long ago that was");
        }
    }
}
