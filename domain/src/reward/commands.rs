use events_schema::Role::{Hr, Management, System};

use super::*;
use crate::command::CommandSpec;
use crate::duty::ACTING;

/// What can be done to rewards, and by whom.
#[rustfmt::skip]
pub const COMMANDS: &[CommandSpec<Reward>] = &[
    CommandSpec::opening::<ProposeReward>("propose", "P4.3.b", ACTING).by_a_person(),
    CommandSpec::opening::<ProposeByRule>("propose-by-rule", "P4.3.b", &[System]),
    CommandSpec::on::<ApproveReward>("approve", "P4.3.b", &[Management]).by_a_person(),
    CommandSpec::on::<DeclineReward>("decline", "P4.3.b", &[Management]).by_a_person(),
    CommandSpec::on::<GrantReward>("grant", "P4.3.b", &[Hr]).by_a_person(),
    CommandSpec::on::<WithdrawReward>("withdraw", "P4.3.b", &[Management]).by_a_person(),
    CommandSpec::on::<WithdrawConsequence>("withdraw-consequence", "open point 11", &[System]),
];
