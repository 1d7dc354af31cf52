use events_schema::Role::Management;

use super::{AppraisalScheme, PublishScheme};
use crate::command::CommandSpec;

/// What can be done to the scheme, and by whom.
pub const COMMANDS: &[CommandSpec<AppraisalScheme>] =
    &[CommandSpec::opening::<PublishScheme>("publish", "P4.3.a", &[Management]).by_a_person()];
