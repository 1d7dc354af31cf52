use events_schema::Role::{self, HeadOfAfterSales, Management, QualityEngineer, Supplier, SupportLead, System};

use super::*;
use crate::command::CommandSpec;

/// Those who decide how a supplier stands.
const DECIDERS: &[Role] = &[HeadOfAfterSales, QualityEngineer, Management];

/// What can be done to the standing of suppliers, and by whom.
#[rustfmt::skip]
pub const COMMANDS: &[CommandSpec<SupplierStanding>] = &[
    CommandSpec::opening::<OpenStanding>("open", "open point 9", &[System, HeadOfAfterSales, QualityEngineer, Management]),
    CommandSpec::opening::<ProposeStanding>("propose", "open point 9", &[System]),
    CommandSpec::on::<DecideStanding>("decide", "open point 9", DECIDERS).by_a_person(),
    CommandSpec::on::<DeclineProposal>("decline-proposal", "open point 9", DECIDERS).by_a_person(),
    CommandSpec::on::<ObjectToStanding>("object", "open point 9", &[Supplier, SupportLead, HeadOfAfterSales, QualityEngineer]).by_a_person(),
    CommandSpec::on::<AnswerStandingObjection>("answer-objection", "open point 9", DECIDERS).by_a_person(),
    CommandSpec::on::<RecordReward>("record-reward", "P7.3", &[HeadOfAfterSales, Management]).by_a_person(),
    CommandSpec::on::<RecordPenalty>("record-penalty", "P7.3", &[HeadOfAfterSales, Management]).by_a_person(),
    CommandSpec::on::<WithdrawStandingConsequence>("withdraw-consequence", "open point 11", &[HeadOfAfterSales, Management]).by_a_person(),
];
