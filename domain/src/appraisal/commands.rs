use events_schema::Role::{self, HeadOfAfterSales, Hr, Management, System};

use super::*;
use crate::command::CommandSpec;
use crate::duty::ACTING;

/// Those who appraise.
const APPRAISERS: &[Role] = &[Hr, HeadOfAfterSales, Management];

/// What can be done to appraisals, and by whom.
#[rustfmt::skip]
pub const COMMANDS: &[CommandSpec<Appraisal>] = &[
    CommandSpec::opening::<OpenAppraisal>("open", "P4.3.a", APPRAISERS).by_a_person(),
    CommandSpec::on::<Assess>("assess", "P4.3.a", APPRAISERS).by_a_person(),
    CommandSpec::on::<AcknowledgeResult>("acknowledge", "P4.3.a", ACTING).by_a_person(),
    CommandSpec::on::<ObjectToResult>("object", "P4.1", ACTING).by_a_person(),
    CommandSpec::on::<AnswerObjection>("answer-objection", "P4.1", APPRAISERS).by_a_person(),
    CommandSpec::on::<ApproveResult>("approve", "P4.3.a", &[Management]).by_a_person(),
    CommandSpec::on::<RecordOutcome>("record-outcome", "P4.3.a", &[Hr, Management]).by_a_person(),
    CommandSpec::on::<WithdrawResult>("withdraw-result", "open point 11", &[System]),
];
