use events_schema::Role::{Administrator, HeadOfAfterSales, Hr, Management};

use super::{CloseRoster, OpenRoster, PlanShifts, Roster};
use crate::command::CommandSpec;

/// What can be done to duty rosters, and by whom.
pub const COMMANDS: &[CommandSpec<Roster>] = &[
    CommandSpec::opening::<OpenRoster>("open", "P3.2.a", &[Administrator, HeadOfAfterSales, Management]),
    CommandSpec::on::<PlanShifts>("plan", "P3.2.a", &[Administrator, Hr, HeadOfAfterSales, Management]),
    CommandSpec::on::<CloseRoster>("close", "P3.2.a", &[Administrator, HeadOfAfterSales, Management]),
];
