use events_schema::Role::{Administrator, Analyst};

use super::{LiftQuarantine, PlaceQuarantine, Quarantine};
use crate::command::CommandSpec;

/// What can be left out of read models, and by whom.
pub const COMMANDS: &[CommandSpec<Quarantine>] = &[
    CommandSpec::opening::<PlaceQuarantine>("place", "P5.1", &[Administrator, Analyst]),
    CommandSpec::on::<LiftQuarantine>("lift", "P5.1", &[Administrator, Analyst]),
];
