use events_schema::Role::{self, HeadOfAfterSales, Hr, Management, System};

use super::*;
use crate::command::CommandSpec;
use crate::training::PLANNERS;

/// Those who decide what becomes of somebody.
const DECIDERS: &[Role] = &[Hr, HeadOfAfterSales, Management];

/// What can be done to qualifications, and by whom.
#[rustfmt::skip]
pub const COMMANDS: &[CommandSpec<Qualification>] = &[
    CommandSpec::opening::<RequireQualification>("require", "P6.3", PLANNERS).by_a_person(),
    CommandSpec::opening::<NoteAttendance>("note-attendance", "P6.3", &[System]),
    CommandSpec::on::<AssessTrainee>("assess", "P6.3", PLANNERS).by_a_person(),
    CommandSpec::on::<RecordFeedback>("record-feedback", "P6.3", PLANNERS).by_a_person(),
    CommandSpec::on::<VoidAssessment>("void-assessment", "P6.3", DECIDERS).by_a_person(),
    CommandSpec::on::<DecideChain>("decide", "P6.3", DECIDERS).by_a_person(),
    CommandSpec::on::<NoteLapsed>("note-lapsed", "P6.1", &[System]),
];
