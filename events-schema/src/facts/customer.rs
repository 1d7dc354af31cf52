//! Customers (客户): the subjects of contact data.

mod registered;

pub use registered::CustomerRegistered;

use crate::fact::fact_set;

fact_set! {
    /// The facts of `customer-*` streams.
    CustomerFact in "customer" {
        Registered(CustomerRegistered),
    }
}
