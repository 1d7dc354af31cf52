use events_schema::Role::{self, HeadOfAfterSales, Hr, Management, System, Trainer};

use super::*;
use crate::command::CommandSpec;
use crate::duty::ACTING;

/// Those who decide what is trained.
const DECIDERS: &[Role] = &[Trainer, Hr, HeadOfAfterSales, Management];

/// What can be done to training needs, and by whom.
#[rustfmt::skip]
pub const COMMANDS: &[CommandSpec<TrainingNeed>] = &[
    CommandSpec::opening::<ProposeNeed>("propose", "P6.1", ACTING).by_a_person(),
    CommandSpec::opening::<ProposeFromIssues>("propose-from-issues", "P6.1", &[System]),
    CommandSpec::on::<AcceptNeed>("accept", "P6.1", DECIDERS).by_a_person(),
    CommandSpec::on::<DeclineNeed>("decline", "P6.1", DECIDERS).by_a_person(),
    CommandSpec::on::<NoteDropped>("note-dropped", "P6.1", &[System]),
    CommandSpec::on::<NoteMet>("note-met", "P6.1", &[System]),
];
