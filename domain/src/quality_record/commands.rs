use events_schema::Role::{self, Administrator, ProductionHead, QualityEngineer};

use super::{CorrectRecord, QualityRecord, TakeRecord, WithdrawRecord};
use crate::command::CommandSpec;

/// Production and quality control, their systems, and whoever brings in a file at the machine.
const SOURCES: &[Role] = &[QualityEngineer, ProductionHead, Administrator];

/// What can be done to records, and by whom.
pub const COMMANDS: &[CommandSpec<QualityRecord>] = &[
    CommandSpec::opening::<TakeRecord>("record", "P5.1", SOURCES),
    CommandSpec::on::<CorrectRecord>("correct", "P5.1", &[QualityEngineer, ProductionHead]),
    CommandSpec::on::<WithdrawRecord>("withdraw", "P5.1", &[QualityEngineer, ProductionHead]),
];
