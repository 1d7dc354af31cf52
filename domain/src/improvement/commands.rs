use events_schema::Role::{
    self, HeadOfAfterSales, HotlineAgent, Hr, Management, OnSiteEngineer, ProductionHead, QualityEngineer,
    SupportEngineer, SupportLead, System, TechnicalExpert, Trainer,
};

use super::*;
use crate::command::CommandSpec;

/// Those who see to it that something improves.
const LEADERS: &[Role] = &[HeadOfAfterSales, SupportLead, TechnicalExpert, QualityEngineer, ProductionHead, Management];

/// Everybody who can own a measure; the rule asks whether he does.
const STAFF: &[Role] = &[
    HotlineAgent,
    SupportEngineer,
    SupportLead,
    OnSiteEngineer,
    TechnicalExpert,
    HeadOfAfterSales,
    ProductionHead,
    QualityEngineer,
    Management,
    Trainer,
    Hr,
];

/// What can be done to improvement measures, and by whom.
#[rustfmt::skip]
pub const COMMANDS: &[CommandSpec<Improvement>] = &[
    CommandSpec::opening::<OpenImprovement>("open", "P1.3", LEADERS).by_a_person(),
    CommandSpec::on::<RecordStep>("record-step", "P1.3", STAFF).by_a_person(),
    CommandSpec::on::<DeclareDone>("declare-done", "P1.3", STAFF).by_a_person(),
    CommandSpec::on::<Verify>("verify", "P1.3", LEADERS).by_a_person(),
    CommandSpec::on::<MoveDueDate>("move-due-date", "P1.3", LEADERS).by_a_person(),
    CommandSpec::on::<ChangeOwner>("change-owner", "P1.3", LEADERS).by_a_person(),
    CommandSpec::on::<CancelImprovement>("cancel", "P1.3", &[HeadOfAfterSales, QualityEngineer, Management]).by_a_person(),
    CommandSpec::on::<NoteOverdue>("note-overdue", "P5.3", &[System]),
];
