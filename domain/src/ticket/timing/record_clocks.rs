use events_schema::facts::ticket::TicketFact;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;
use crate::ticket::Ticket;

/// Records what the clocks of a ticket have come to: thresholds and deadlines that have passed and are not recorded yet.
/// The watch sends it; asking early or twice does no harm.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordClocks {}

impl Decide<Ticket> for RecordClocks {
    fn decide(&self, ticket: &Ticket, cx: &Context<'_>) -> Result<Vec<TicketFact>, Refused> {
        Ok(ticket.marks().notices(cx.now, cx.reference)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::Inadmissible;
    use crate::scenario::{given, reported};
    use events_schema::Role;

    #[test]
    fn it_is_the_program_s_own_and_says_nothing_twice() {
        let (command, role) = ("record-clocks", Role::HotlineAgent);
        let hotline = given([reported()]).by_the_table(command);
        hotline.when(&RecordClocks {}).refused(&Inadmissible::NotPermitted { command, role, may: &[Role::System] });
        given([reported()]).at_minute(29).when(&RecordClocks {}).nothing();
        let breached = given([reported()]).at_minute(61).when(&RecordClocks {}).facts();
        assert!(matches!(breached[..], [.., TicketFact::ClockBreached(_)]));
        given([reported()].into_iter().chain(breached)).at_minute(90).when(&RecordClocks {}).nothing();
    }
}
