use events_schema::Role::{HeadOfAfterSales, Management, QualityEngineer, Supplier, SupportLead, System};

use super::*;
use crate::command::CommandSpec;

/// What can be done to evaluations, and by whom.
#[rustfmt::skip]
pub const COMMANDS: &[CommandSpec<SupplierEvaluation>] = &[
    CommandSpec::opening::<ScoreSupplier>("score", "P7.3", &[System]),
    CommandSpec::on::<ObjectToEvaluation>("object", "open point 9", &[Supplier, SupportLead, HeadOfAfterSales, QualityEngineer]).by_a_person(),
    CommandSpec::on::<AnswerEvaluationObjection>("answer-objection", "open point 9", &[HeadOfAfterSales, QualityEngineer, Management]).by_a_person(),
];
