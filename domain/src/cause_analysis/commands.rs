use events_schema::Role::{
    self, HeadOfAfterSales, ProductionHead, QualityEngineer, SupportEngineer, SupportLead, TechnicalExpert,
};

use super::*;
use crate::command::CommandSpec;

/// Those who look for causes.
const ANALYSTS: &[Role] =
    &[SupportEngineer, TechnicalExpert, SupportLead, HeadOfAfterSales, QualityEngineer, ProductionHead];

/// Those who judge what was found.
const JUDGES: &[Role] = &[TechnicalExpert, SupportLead, HeadOfAfterSales, QualityEngineer];

/// Those who decide what the root cause is.
const CONCLUDERS: &[Role] = &[HeadOfAfterSales, QualityEngineer, SupportLead];

/// What can be done to cause-and-effect analyses, and by whom.
#[rustfmt::skip]
pub const COMMANDS: &[CommandSpec<CauseAnalysis>] = &[
    CommandSpec::opening::<OpenCauseAnalysis>("open", "P5.2", ANALYSTS).by_a_person(),
    CommandSpec::on::<AddCause>("add-cause", "P5.2", ANALYSTS).by_a_person(),
    CommandSpec::on::<AddCauseEvidence>("add-evidence", "P5.2", ANALYSTS).by_a_person(),
    CommandSpec::on::<JudgeCause>("judge-cause", "P5.2", JUDGES).by_a_person(),
    CommandSpec::on::<WithdrawCause>("withdraw-cause", "P5.2", ANALYSTS).by_a_person(),
    CommandSpec::on::<ConcludeCauseAnalysis>("conclude", "P5.2", CONCLUDERS).by_a_person(),
    CommandSpec::on::<ReopenCauseAnalysis>("reopen", "P5.2", CONCLUDERS).by_a_person(),
];
