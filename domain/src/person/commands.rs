use events_schema::Role::{Administrator, Hr};

use super::{NameSuperior, Person, RecordLeaving, RegisterPerson, SetGroups, SetRoles};
use crate::command::CommandSpec;

/// What can be done to people of the directory, and by whom.
pub const COMMANDS: &[CommandSpec<Person>] = &[
    CommandSpec::opening::<RegisterPerson>("register", "P1.2", &[Administrator, Hr]),
    CommandSpec::on::<SetRoles>("set-roles", "P1.2", &[Administrator, Hr]),
    CommandSpec::on::<SetGroups>("set-groups", "P1.2", &[Administrator, Hr]),
    CommandSpec::on::<NameSuperior>("name-superior", "P3.1.d", &[Administrator, Hr]),
    CommandSpec::on::<RecordLeaving>("record-leaving", "P1.2", &[Administrator, Hr]),
];
