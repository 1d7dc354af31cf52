use events_schema::Role::{
    self, HeadOfAfterSales, Management, QualityEngineer, Supplier, SupportEngineer, SupportLead, System,
    TechnicalExpert,
};

use super::*;
use crate::command::CommandSpec;

/// Those who can judge whether a part is the cause.
const JUDGES: &[Role] = &[QualityEngineer, TechnicalExpert, HeadOfAfterSales];

/// Those who deal with suppliers.
const DEALERS: &[Role] = &[SupportLead, HeadOfAfterSales, QualityEngineer];

/// The same, and the supplier himself.
const BOTH_SIDES: &[Role] = &[Supplier, SupportLead, HeadOfAfterSales, QualityEngineer];

/// What can be done to notices, and by whom.
#[rustfmt::skip]
pub const COMMANDS: &[CommandSpec<SupplierNotice>] = &[
    CommandSpec::opening::<ProposeNotice>("propose", "P7.1", &[System, SupportEngineer, SupportLead, TechnicalExpert, HeadOfAfterSales, QualityEngineer]),
    CommandSpec::on::<ConfirmCause>("confirm-cause", "P7.1", JUDGES).by_a_person(),
    CommandSpec::on::<DismissNotice>("dismiss", "P7.1", JUDGES).by_a_person(),
    CommandSpec::on::<AddEvidence>("add-evidence", "P7.1", &[SupportEngineer, SupportLead, TechnicalExpert, HeadOfAfterSales, QualityEngineer]),
    CommandSpec::on::<SendNotice>("send", "P7.1", DEALERS).by_a_person(),
    CommandSpec::on::<RecordReceipt>("record-receipt", "P7.2", BOTH_SIDES).by_a_person(),
    CommandSpec::on::<NoteOpened>("note-opened", "P7.2", &[System]),
    CommandSpec::on::<Respond>("respond", "P7.2", BOTH_SIDES).by_a_person(),
    CommandSpec::on::<GiveSolution>("give-solution", "P7.2", BOTH_SIDES).by_a_person(),
    CommandSpec::on::<AcceptSolution>("accept-solution", "P7.2", &[SupportLead, TechnicalExpert, HeadOfAfterSales, QualityEngineer]).by_a_person(),
    CommandSpec::on::<ReturnSolution>("return-solution", "P7.2", &[SupportLead, TechnicalExpert, HeadOfAfterSales, QualityEngineer]).by_a_person(),
    CommandSpec::on::<ProposeLiability>("propose-liability", "P7.2", DEALERS).by_a_person(),
    CommandSpec::on::<AgreeLiability>("agree-liability", "P7.2", BOTH_SIDES).by_a_person(),
    CommandSpec::on::<DisputeLiability>("dispute-liability", "P7.2", BOTH_SIDES).by_a_person(),
    CommandSpec::on::<WaiveLiability>("waive-liability", "P7.2", &[HeadOfAfterSales, Management]).by_a_person(),
    CommandSpec::on::<RecordRecovery>("record-recovery", "P7.2", DEALERS).by_a_person(),
    CommandSpec::on::<WithdrawNotice>("withdraw", "P7.1", &[QualityEngineer, HeadOfAfterSales, Management]).by_a_person(),
    CommandSpec::on::<CloseNotice>("close", "P7.2", DEALERS).by_a_person(),
    CommandSpec::on::<ReassessClock>("reassess-clock", "open point 8", &[HeadOfAfterSales, QualityEngineer, Management]).by_a_person(),
    CommandSpec::on::<NoteResponsibility>("note-responsibility", "P4.1", &[System]),
    CommandSpec::on::<RecordClocks>("record-clocks", "P7.2", &[System]),
];
