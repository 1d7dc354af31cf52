use events_schema::Role::{
    self, HeadOfAfterSales, Management, QualityEngineer, Supplier, SupportLead, System, TechnicalExpert,
};

use super::*;
use crate::command::CommandSpec;

/// Those who judge what a supplier answers.
const JUDGES: &[Role] = &[QualityEngineer, TechnicalExpert];

/// What can be done to corrective actions, and by whom.
#[rustfmt::skip]
pub const COMMANDS: &[CommandSpec<CorrectiveAction>] = &[
    CommandSpec::opening::<RequestAction>("request", "P7.2", &[QualityEngineer, HeadOfAfterSales]).by_a_person(),
    CommandSpec::on::<AnswerGate>("answer-gate", "P7.2", &[Supplier, QualityEngineer, HeadOfAfterSales, SupportLead]).by_a_person(),
    CommandSpec::on::<AcceptGate>("accept-gate", "P7.2", JUDGES).by_a_person(),
    CommandSpec::on::<ReturnGate>("return-gate", "P7.2", JUDGES).by_a_person(),
    CommandSpec::on::<MoveGate>("move-gate", "P7.2", &[QualityEngineer, HeadOfAfterSales]).by_a_person(),
    CommandSpec::on::<VerifyAction>("verify", "P7.2", &[QualityEngineer]).by_a_person(),
    CommandSpec::on::<CancelAction>("cancel", "P7.2", &[QualityEngineer, HeadOfAfterSales, Management]).by_a_person(),
    CommandSpec::on::<NoteGateOverdue>("note-overdue", "P7.2", &[System]),
];
