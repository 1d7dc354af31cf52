use events_schema::Role::{Administrator, HeadOfAfterSales};

use super::{EmergencyPlan, PublishPlan};
use crate::command::CommandSpec;

/// What can be done to emergency plans, and by whom.
pub const COMMANDS: &[CommandSpec<EmergencyPlan>] =
    &[CommandSpec::opening::<PublishPlan>("publish", "P3.3.a", &[HeadOfAfterSales, Administrator])];
