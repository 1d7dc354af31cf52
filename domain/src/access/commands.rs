use events_schema::Role::{Administrator, System};

use super::{ApiKey, CreateKey, RevokeKey};
use crate::command::CommandSpec;

/// What can be done to keys, and by whom. The program itself makes the first one.
pub const COMMANDS: &[CommandSpec<ApiKey>] = &[
    CommandSpec::opening::<CreateKey>("create", "P1.2", &[Administrator, System]),
    CommandSpec::on::<RevokeKey>("revoke", "P1.2", &[Administrator, System]),
];
