use events_schema::Role::{Administrator, HeadOfAfterSales, Hr, Management};

use super::{
    NameDeputy, NameSuperior, Person, RecallDeputy, RecordLeaving, RegisterPerson, SetContact, SetDepartment,
    SetGroups, SetRoles,
};
use crate::command::CommandSpec;

/// What can be done to people of the directory, and by whom.
pub const COMMANDS: &[CommandSpec<Person>] = &[
    CommandSpec::opening::<RegisterPerson>("register", "P1.2", &[Administrator, Hr]),
    CommandSpec::on::<SetRoles>("set-roles", "P1.2", &[Administrator, Hr]),
    CommandSpec::on::<SetDepartment>("set-department", "P1.2", &[Administrator, Hr]),
    CommandSpec::on::<SetContact>("set-contact", "P1.2", &[Administrator, Hr]),
    CommandSpec::on::<SetGroups>("set-groups", "P1.2", &[Administrator, Hr]),
    CommandSpec::on::<NameSuperior>("name-superior", "P3.1.d", &[Administrator, Hr]),
    CommandSpec::on::<NameDeputy>("name-deputy", "open point 2", &[Administrator, Hr, HeadOfAfterSales, Management]),
    CommandSpec::on::<RecallDeputy>(
        "recall-deputy",
        "open point 2",
        &[Administrator, Hr, HeadOfAfterSales, Management],
    ),
    CommandSpec::on::<RecordLeaving>("record-leaving", "P1.2", &[Administrator, Hr]),
];
