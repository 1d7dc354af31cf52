use events_schema::Role::{HeadOfAfterSales, Management, QualityEngineer, SupportLead, System};

use super::*;
use crate::command::CommandSpec;
use crate::duty::ACTING;

/// What can be done about responsibility, by which clause, and by whom.
#[rustfmt::skip]
pub const COMMANDS: &[CommandSpec<Responsibility>] = &[
    CommandSpec::opening::<Open>("open", "P4.2.a", &[HeadOfAfterSales]).by_a_person(),
    CommandSpec::on::<HoldMeeting>("hold-meeting", "P4.2.a", &[HeadOfAfterSales]).by_a_person(),
    CommandSpec::on::<DecideNoCause>("decide-no-cause", "P4.2.a", &[HeadOfAfterSales]).by_a_person(),
    CommandSpec::on::<Determine>("determine", "P4.2.a", &[HeadOfAfterSales]).by_a_person(),
    CommandSpec::on::<Object>("object", "P4.1", ACTING).by_a_person(),
    CommandSpec::on::<OpenInvestigation>("open-investigation", "P4.2.b", &[QualityEngineer, Management]).by_a_person(),
    CommandSpec::on::<RecordEvidence>("record-evidence", "P4.2.b", ACTING).by_a_person(),
    CommandSpec::on::<ConcludeDispute>("conclude-dispute", "P4.2.b", ACTING).by_a_person(),
    CommandSpec::on::<ReopenDispute>("reopen-dispute", "open point 11", &[Management]).by_a_person(),
    CommandSpec::on::<SubmitReport>("submit-report", "P4.2.c", &[HeadOfAfterSales, SupportLead]).by_a_person(),
    CommandSpec::on::<ApproveReport>("approve-report", "P4.2.c", &[Management]).by_a_person(),
    CommandSpec::on::<ReturnReport>("return-report", "P4.2.c", &[Management]).by_a_person(),
    CommandSpec::opening::<OpenRound>("open-round", "P4.2.a", &[System]),
    CommandSpec::on::<ResumeHandling>("resume-handling", "open point 5", &[System]),
    CommandSpec::on::<NoteConsequence>("note-consequence", "open point 11", &[System]),
    CommandSpec::on::<BecomeFinal>("become-final", "open point 10", &[System]),
];
