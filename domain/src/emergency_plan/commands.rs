use events_schema::Role::{
    Administrator, HeadOfAfterSales, Management, ProductionHead, QualityEngineer, System, TechnicalExpert,
};

use super::{ApprovePlan, DraftImprovement, DraftPlan, EmergencyPlan, ReturnDraft};
use crate::command::CommandSpec;

/// What can be done to emergency plans, and by whom.
pub const COMMANDS: &[CommandSpec<EmergencyPlan>] = &[
    CommandSpec::opening::<DraftPlan>(
        "draft",
        "P3.3.a",
        &[HeadOfAfterSales, TechnicalExpert, ProductionHead, QualityEngineer, Management, Administrator],
    ),
    CommandSpec::on::<ApprovePlan>("approve", "P3.3.a", &[HeadOfAfterSales, Management]).by_a_person(),
    CommandSpec::on::<ReturnDraft>("return-draft", "P3.3.a", &[HeadOfAfterSales, Management]).by_a_person(),
    CommandSpec::on::<DraftImprovement>("draft-improvement", "P3.3.d", &[System]),
];
