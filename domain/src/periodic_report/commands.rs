use events_schema::Role::{Analyst, HeadOfAfterSales, Management, QualityEngineer, System};

use super::*;
use crate::command::CommandSpec;

/// What can be done to periodic reports, and by whom.
#[rustfmt::skip]
pub const COMMANDS: &[CommandSpec<PeriodicReport>] = &[
    CommandSpec::opening::<MakePeriodicReport>("make", "P5.3", &[System]),
    CommandSpec::on::<RequestPeriodicReport>("request", "P5.3", &[HeadOfAfterSales, QualityEngineer, Management, Analyst]).by_a_person(),
    CommandSpec::on::<SubmitPeriodicReport>("submit", "P5.3", &[HeadOfAfterSales]).by_a_person(),
    CommandSpec::on::<AcknowledgePeriodicReport>("acknowledge", "P5.3", &[Management]).by_a_person(),
];
