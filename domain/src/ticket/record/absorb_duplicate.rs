use events_schema::EventId;
use events_schema::facts::ticket::{DuplicateAbsorbed, TicketFact};
use events_schema::ids::TicketId;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;
use crate::ticket::Ticket;

/// Notes on the ticket that goes on that another one was merged into it. The program sends it when that happened.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AbsorbDuplicate {
    /// The ticket that was merged.
    pub duplicate: TicketId,
    /// The event there that says so.
    pub merge: EventId,
}

impl Decide<Ticket> for AbsorbDuplicate {
    fn decide(&self, ticket: &Ticket, _: &Context<'_>) -> Result<Vec<TicketFact>, Refused> {
        ticket.intake()?;
        // The program looks for the ticket that goes on, and tries again where that was merged meanwhile.
        ticket.not_merged()?;
        Ok(vec![DuplicateAbsorbed { duplicate: self.duplicate, merge: self.merge }.into()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::Inadmissible;
    use crate::scenario::{closed, event, given, merged, reported, ticket_id};
    use crate::ticket::TicketRefusal;
    use events_schema::{Actor, Role};

    #[test]
    fn only_the_program_says_so_whatever_became_of_the_ticket() {
        let absorb = AbsorbDuplicate { duplicate: ticket_id(2), merge: event(0) };
        let (command, role) = ("absorb-duplicate", Role::HotlineAgent);
        let hotline = given([reported()]).by_the_table(command);
        hotline.when(&absorb).refused(&Inadmissible::NotPermitted { command, role, may: &[Role::System] });
        given([]).when(&absorb).refused(&TicketRefusal::NotReported);
        let program = given([reported(), closed()]).by_the_table(command).by(Actor::system("reactions"));
        assert_eq!(program.when(&absorb).facts().len(), 1);
        let merged = given([reported(), merged()]).by_the_table(command).by(Actor::system("reactions"));
        merged.when(&absorb).refused(&TicketRefusal::Merged(ticket_id(0)));
    }
}
