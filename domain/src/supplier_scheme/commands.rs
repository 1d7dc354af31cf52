use events_schema::Role::Management;

use super::{PublishSupplierScheme, SupplierScheme};
use crate::command::CommandSpec;

/// What can be done to the scheme, and by whom.
pub const COMMANDS: &[CommandSpec<SupplierScheme>] =
    &[CommandSpec::opening::<PublishSupplierScheme>("publish", "P7.3", &[Management]).by_a_person()];
