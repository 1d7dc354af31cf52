use events_schema::facts::ticket::{EngineIdentified, TicketFact};
use events_schema::text::Paragraph;
use events_schema::values::EngineSerial;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;
use crate::ticket::{Engine, Ticket, TicketRefusal};

/// Records the serial number of the engine, or that it cannot be read and why (P5.1). A diagnosis concludes only then.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct IdentifyEngine {
    /// The serial number.
    #[serde(default)]
    pub serial: Option<EngineSerial>,
    /// Why the number cannot be read.
    #[serde(default)]
    pub unreadable: Option<Paragraph>,
}

impl Decide<Ticket> for IdentifyEngine {
    fn decide(&self, ticket: &Ticket, _: &Context<'_>) -> Result<Vec<TicketFact>, Refused> {
        ticket.not_withdrawn()?;
        match (&ticket.state().engine, &self.serial) {
            (Engine::Identified(known), Some(serial)) if known == serial => Ok(Vec::new()),
            (Engine::Identified(known), _) => Err(TicketRefusal::EngineKnown(known.clone()).into()),
            (Engine::Unidentified | Engine::Unreadable, serial) => {
                let unreadable = self.unreadable.clone();
                Ok(vec![EngineIdentified { serial: serial.clone(), unreadable }.into()])
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{given, identified, reported, withdrawn};

    #[test]
    fn refusals_in_order_of_precedence() {
        let serial = |serial: &str| IdentifyEngine { serial: Some(serial.parse().unwrap()), unreadable: None };
        let neither = IdentifyEngine { serial: None, unreadable: None };
        given([reported(), withdrawn()]).when(&neither).refused(&TicketRefusal::Withdrawn);
        given([reported()]).when(&neither).refused(&TicketRefusal::SerialOrReason);
        let known = TicketRefusal::EngineKnown("WP12-2025-004711".parse().unwrap());
        given([reported(), identified()]).when(&serial("WP12-2025-000001")).refused(&known);
        given([reported(), identified()]).when(&serial("wp12-2025-004711")).nothing();
    }
}
