use events_schema::Role::{self, Administrator, HeadOfAfterSales, Management, QualityEngineer};

use super::*;
use crate::command::CommandSpec;

/// Those who keep the register.
const KEEPERS: &[Role] = &[HeadOfAfterSales, QualityEngineer, Management, Administrator];

/// What can be done to suppliers, and by whom.
#[rustfmt::skip]
pub const COMMANDS: &[CommandSpec<Supplier>] = &[
    CommandSpec::opening::<RegisterSupplier>("register", "P7.1", KEEPERS),
    CommandSpec::on::<RenameSupplier>("rename", "P7.1", KEEPERS),
    CommandSpec::on::<SetParts>("set-parts", "P7.1", KEEPERS),
    CommandSpec::on::<AddContact>("add-contact", "P7.1", KEEPERS),
    CommandSpec::on::<RemoveContact>("remove-contact", "P7.1", KEEPERS),
    CommandSpec::on::<RecordVolume>("record-volume", "P7.3", KEEPERS),
    CommandSpec::on::<RetireSupplier>("retire", "P7.1", KEEPERS),
];
