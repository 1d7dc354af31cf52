use events_schema::Role::{self, HeadOfAfterSales, Management, System};

use super::*;
use crate::command::CommandSpec;
use crate::training::PLANNERS;

/// Those who approve what others have planned.
const APPROVERS: &[Role] = &[Management, HeadOfAfterSales];

/// What can be done to training plans, and by whom.
#[rustfmt::skip]
pub const COMMANDS: &[CommandSpec<TrainingPlan>] = &[
    CommandSpec::opening::<DraftTrainingPlan>("draft", "P6.1", PLANNERS).by_a_person(),
    CommandSpec::opening::<TakeInNeed>("take-in-need", "P6.1", &[System]),
    CommandSpec::on::<AddTraining>("add-training", "P6.1", PLANNERS).by_a_person(),
    CommandSpec::on::<RemoveTraining>("remove-training", "P6.1", PLANNERS).by_a_person(),
    CommandSpec::on::<ApproveTrainingPlan>("approve", "P6.1", APPROVERS).by_a_person(),
    CommandSpec::on::<ReturnTrainingPlan>("return", "P6.1", APPROVERS).by_a_person(),
    CommandSpec::on::<NoteHeld>("note-held", "P6.1", &[System]),
    CommandSpec::on::<NoteTrainingsOverdue>("note-overdue", "P6.1", &[System]),
];
