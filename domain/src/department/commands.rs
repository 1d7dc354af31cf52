use events_schema::Role::{Administrator, Hr, Management};

use super::{Department, DissolveDepartment, FormDepartment, NameHead};
use crate::command::CommandSpec;

/// What can be done to departments, and by whom.
pub const COMMANDS: &[CommandSpec<Department>] = &[
    CommandSpec::opening::<FormDepartment>("form", "P1.2", &[Administrator, Hr, Management]),
    CommandSpec::on::<NameHead>("name-head", "P1.2", &[Administrator, Hr, Management]),
    CommandSpec::on::<DissolveDepartment>("dissolve", "P1.2", &[Administrator, Hr, Management]),
];
