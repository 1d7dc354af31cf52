use events_schema::Role::System;

use super::{Customer, RegisterCustomer};
use crate::command::CommandSpec;

/// What can be done to customers, and by whom: so far only the program itself, when a ticket tells of a new one.
pub const COMMANDS: &[CommandSpec<Customer>] =
    &[CommandSpec::opening::<RegisterCustomer>("register", "P2.1", &[System])];
