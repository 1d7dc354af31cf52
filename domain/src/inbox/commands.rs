use super::{Inbox, ReadInbox};
use crate::command::CommandSpec;
use crate::queries::SHOW_INBOX;

/// What can be done to an inbox, and by whom.
pub const COMMANDS: &[CommandSpec<Inbox>] =
    &[CommandSpec::opening::<ReadInbox>("read", "P2.1.b", SHOW_INBOX.may).by_a_person()];
