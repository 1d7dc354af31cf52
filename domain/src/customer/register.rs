use events_schema::facts::customer::{CustomerFact, CustomerRegistered};
use events_schema::ids::{CustomerId, TicketId};
use events_schema::text::Line;
use events_schema::{CommandId, StreamName};
use schemars::JsonSchema;
use serde::Deserialize;

use super::Customer;
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;

/// Registers a customer when a ticket tells of him for the first time (P2.1).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RegisterCustomer {
    /// The customer.
    pub customer: CustomerId,
    /// The ticket that he reported first.
    pub first_ticket: TicketId,
    /// His company, as the ticket has it.
    #[serde(default)]
    #[schemars(example = &"潍坊客运公司")]
    pub organisation: Option<Line>,
}

impl Decide<Customer> for RegisterCustomer {
    fn opens(&self, _: CommandId) -> Option<StreamName> {
        Some(self.customer.stream())
    }

    fn decide(&self, customer: &Customer, _: &Context<'_>) -> Result<Vec<CustomerFact>, Refused> {
        match customer {
            Customer::Known => Ok(Vec::new()),
            Customer::Unknown => {
                let (first_ticket, organisation) = (self.first_ticket, self.organisation.clone());
                Ok(vec![CustomerRegistered { first_ticket, organisation }.into()])
            }
        }
    }
}
