use events_schema::Role::{Administrator, HeadOfAfterSales};

use super::{PublishCalendar, WorkCalendar};
use crate::command::CommandSpec;

/// What can be done to calendars, and by whom.
pub const COMMANDS: &[CommandSpec<WorkCalendar>] =
    &[CommandSpec::opening::<PublishCalendar>("publish", "P2.2", &[Administrator, HeadOfAfterSales])];
