use events_schema::Timestamp;
use events_schema::facts::ticket::{FollowUpOutcome, FollowedUp, TicketFact};
use events_schema::text::Paragraph;
use schemars::JsonSchema;
use serde::Deserialize;

use super::EMERGENCY;
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;
use crate::ticket::Ticket;

/// Records a look after the running engine (持续跟进): either the next one is due, or it is solved for good. An emergency closes
/// when the last one says so, which it can once the solution is finished (P3.3.d).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FollowUp {
    /// When somebody looked; now if absent.
    #[serde(default)]
    pub looked_at: Option<Timestamp>,
    /// What was found.
    pub observation: Paragraph,
    /// What follows.
    pub outcome: FollowUpOutcome,
}

impl Decide<Ticket> for FollowUp {
    fn happened_at(&self) -> Option<Timestamp> {
        self.looked_at
    }

    fn decide(&self, ticket: &Ticket, cx: &Context<'_>) -> Result<Vec<TicketFact>, Refused> {
        ticket.handled_at(cx.at)?;
        ticket.of_class(EMERGENCY)?;
        Ok(vec![FollowedUp { observation: self.observation.clone(), outcome: self.outcome }.into()])
    }
}

#[cfg(test)]
mod tests {
    use super::super::EmergencyRefusal;
    use super::*;
    use crate::command::Inadmissible;
    use crate::scenario::{at, closed, emergency, given, important, look_again, reported, solved, solved_for_good};
    use crate::ticket::TicketRefusal;
    use events_schema::values::TicketClass;

    #[test]
    fn refusals_in_order_of_precedence() {
        let look = |outcome| FollowUp { looked_at: None, observation: "仍有渗油".parse().unwrap(), outcome };
        let due = |minute| FollowUpOutcome::LookAgain { due_at: at(minute) };
        given([reported(), closed()]).when(&look(due(60))).refused(&TicketRefusal::Closed);
        let other = TicketRefusal::NotOfClass { class: TicketClass::Important, classes: EMERGENCY };
        given([reported(), important()]).when(&look(due(60))).refused(&other);
        given([reported(), emergency()]).when(&look(due(60))).refused(&EmergencyRefusal::FollowUpInThePast);
        let early = FollowUp { looked_at: Some(at(-1)), ..look(due(90)) };
        let before = Inadmissible::BeforeCause { at: at(-1), what: "the receipt", since: at(0) };
        given([reported(), emergency()]).when(&early).refused(&before);
        assert_eq!(given([reported(), emergency()]).when(&look(due(90))).facts(), [look_again(90)]);
        let good = FollowUp { observation: "运行正常".parse().unwrap(), ..look(FollowUpOutcome::SolvedForGood) };
        given([reported(), emergency()]).when(&good).refused(&TicketRefusal::NotSolved);
        assert_eq!(given([reported(), emergency(), solved()]).when(&good).facts(), [solved_for_good()]);
    }
}
