use events_schema::Role::{self, Administrator, ProductionHead, QualityEngineer};

use super::{Characteristic, DefineCharacteristic, RetireCharacteristic};
use crate::command::CommandSpec;

/// Those who say what is measured.
const KEEPERS: &[Role] = &[QualityEngineer, ProductionHead, Administrator];

/// What can be done to the register, and by whom.
pub const COMMANDS: &[CommandSpec<Characteristic>] = &[
    CommandSpec::opening::<DefineCharacteristic>("define", "P5.1", KEEPERS),
    CommandSpec::on::<RetireCharacteristic>("retire", "P5.1", KEEPERS),
];
