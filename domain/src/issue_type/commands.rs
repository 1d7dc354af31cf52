use events_schema::Role::{Administrator, HeadOfAfterSales};

use super::{DefineIssueType, IssueType, RetireIssueType};
use crate::command::CommandSpec;

/// What can be done to the catalogue, and by whom.
pub const COMMANDS: &[CommandSpec<IssueType>] = &[
    CommandSpec::opening::<DefineIssueType>("define", "P3.1.a", &[Administrator, HeadOfAfterSales]),
    CommandSpec::on::<RetireIssueType>("retire", "P3.1.a", &[Administrator, HeadOfAfterSales]),
];
