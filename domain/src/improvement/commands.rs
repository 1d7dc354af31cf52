use events_schema::Role::{
    self, HeadOfAfterSales, Management, ProductionHead, QualityEngineer, SupportLead, System, TechnicalExpert,
};

use super::*;
use crate::command::CommandSpec;
use crate::duty::ACTING;

/// Those who see to it that something improves.
const LEADERS: &[Role] = &[HeadOfAfterSales, SupportLead, TechnicalExpert, QualityEngineer, ProductionHead, Management];

/// What can be done to improvement measures, and by whom.
#[rustfmt::skip]
pub const COMMANDS: &[CommandSpec<Improvement>] = &[
    CommandSpec::opening::<OpenImprovement>("open", "P1.3", LEADERS).by_a_person(),
    CommandSpec::on::<RecordStep>("record-step", "P1.3", ACTING).by_a_person(),
    CommandSpec::on::<DeclareDone>("declare-done", "P1.3", ACTING).by_a_person(),
    CommandSpec::on::<Verify>("verify", "P1.3", LEADERS).by_a_person(),
    CommandSpec::on::<MoveDueDate>("move-due-date", "P1.3", LEADERS).by_a_person(),
    CommandSpec::on::<ChangeOwner>("change-owner", "P1.3", LEADERS).by_a_person(),
    CommandSpec::on::<CancelImprovement>("cancel", "P1.3", &[HeadOfAfterSales, QualityEngineer, Management]).by_a_person(),
    CommandSpec::on::<NoteOverdue>("note-overdue", "P5.3", &[System]),
];
