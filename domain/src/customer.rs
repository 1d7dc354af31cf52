//! Customers (客户): who has reported to us (P2.1). The stream is the subject of the customer's personal data.

mod commands;
mod register;

pub use commands::COMMANDS;
pub use register::RegisterCustomer;

use events_schema::Entry;
use events_schema::facts::customer::CustomerFact;

use crate::command::Aggregate;

/// A customer as we know him.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Customer {
    /// Nobody has heard of him.
    #[default]
    Unknown,
    /// He has reported something.
    Known,
}

impl Aggregate for Customer {
    type Fact = CustomerFact;
    const COLLECTION: &'static str = "customers";

    fn evolve(&mut self, entry: &Entry<CustomerFact>) {
        match &entry.fact {
            CustomerFact::Registered(_) => *self = Self::Known,
        }
    }
}
