use events_schema::Role::{Administrator, HeadOfAfterSales};

use super::{DissolveGroup, FormGroup, Group, SetScope};
use crate::command::CommandSpec;

/// What can be done to groups, and by whom.
pub const COMMANDS: &[CommandSpec<Group>] = &[
    CommandSpec::opening::<FormGroup>("form", "P3.1.a", &[Administrator, HeadOfAfterSales]),
    CommandSpec::on::<SetScope>("set-scope", "P3.1.a", &[Administrator, HeadOfAfterSales]),
    CommandSpec::on::<DissolveGroup>("dissolve", "P3.1.a", &[Administrator, HeadOfAfterSales]),
];
