use events_schema::Role::{Administrator, HeadOfAfterSales, Management};

use super::{NotificationRules, PublishNotificationRules};
use crate::command::CommandSpec;

/// What can be done to the rules, and by whom.
pub const COMMANDS: &[CommandSpec<NotificationRules>] = &[CommandSpec::opening::<PublishNotificationRules>(
    "publish",
    "P2.1.b",
    &[Administrator, HeadOfAfterSales, Management],
)];
