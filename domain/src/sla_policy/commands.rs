use events_schema::Role::{Administrator, HeadOfAfterSales, Management};

use super::{PublishPolicy, SlaPolicy};
use crate::command::CommandSpec;

/// What can be done to the policy, and by whom.
pub const COMMANDS: &[CommandSpec<SlaPolicy>] =
    &[CommandSpec::opening::<PublishPolicy>("publish", "P2.2", &[Administrator, HeadOfAfterSales, Management])];
