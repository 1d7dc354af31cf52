use events_schema::Timestamp;
use events_schema::facts::ticket::{ContactAttempted, FailedAttempt, TicketFact};
use events_schema::values::ContactMethod;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;
use crate::ticket::Ticket;

/// Records a failed attempt to reach the customer (P3.1.b). It stops no clock.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AttemptContact {
    /// When it was tried; now if absent.
    #[serde(default)]
    pub attempted_at: Option<Timestamp>,
    /// How it was tried.
    pub method: ContactMethod,
    /// Why it failed.
    pub outcome: FailedAttempt,
}

impl Decide<Ticket> for AttemptContact {
    fn happened_at(&self) -> Option<Timestamp> {
        self.attempted_at
    }

    fn decide(&self, ticket: &Ticket, cx: &Context<'_>) -> Result<Vec<TicketFact>, Refused> {
        ticket.handled_at(cx.at)?;
        Ok(vec![ContactAttempted { method: self.method, outcome: self.outcome }.into()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{assigned, classified, given, reported};
    use crate::ticket::TicketRefusal;

    #[test]
    fn needs_a_group_that_tries() {
        let attempt =
            AttemptContact { attempted_at: None, method: ContactMethod::Phone, outcome: FailedAttempt::NoAnswer };
        given([reported(), classified()]).when(&attempt).refused(&TicketRefusal::NotAssigned);
        assert_eq!(given([reported(), classified(), assigned()]).when(&attempt).facts().len(), 1);
    }
}
