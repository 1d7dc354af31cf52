use events_schema::facts::ticket::TicketFact;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;
use crate::ticket::Ticket;

/// Records what the clocks of a ticket have come to: thresholds and deadlines that have passed and are not recorded yet.
/// The watch sends it; asking early or twice does no harm. After a long downtime it takes several.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordClocks {}

/// So many at once, the oldest first: a progress grid that nobody ended grows for ever, and the events of one command do not.
const MOST: usize = 200;

impl Decide<Ticket> for RecordClocks {
    fn decide(&self, ticket: &Ticket, cx: &Context<'_>) -> Result<Vec<TicketFact>, Refused> {
        let mut notices = ticket.marks().notices(cx.now, cx.reference)?;
        notices.truncate(MOST);
        Ok(notices)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::Inadmissible;
    use crate::scenario::{at, entries, given, given_entries, grounds, reported};
    use events_schema::facts::ticket::{StaffArrived, TicketClassified};
    use events_schema::values::TicketClass;
    use events_schema::{Duration, Role};

    #[test]
    fn records_a_long_downtime_in_portions() {
        let (class, issue_type) = (TicketClass::Important, Some("starting".parse().unwrap()));
        let classified = TicketClassified { class, grounds: Some(grounds()), issue_type, policy_version: 0 };
        let arrived = |person: &str, role| StaffArrived { person: person.parse().unwrap(), role, policy_version: 0 };
        let (expert, engineer) = (arrived("e1", Role::TechnicalExpert), arrived("e2", Role::OnSiteEngineer));
        let mut history = entries([reported(), classified.into(), expert.into(), engineer.into()]);
        for entry in &mut history {
            let long_ago = at(0) - Duration::from_hours(24 * 90);
            (entry.envelope.occurred_at, entry.envelope.recorded_at) = (long_ago, long_ago);
        }
        let recorded = given_entries(history).when(&RecordClocks {}).facts();
        assert_eq!(recorded.len(), MOST);
        assert!(recorded.iter().any(|fact| matches!(fact, TicketFact::ClockBreached(_))));
    }

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
