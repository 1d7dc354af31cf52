use events_schema::Role::{
    self, Customer, HeadOfAfterSales, HotlineAgent, Management, OnSiteEngineer, ProductionHead, QualityEngineer,
    SupportEngineer, SupportLead, System, TechnicalExpert,
};

use super::*;
use crate::command::CommandSpec;

/// Those who examine and repair.
const ENGINEERS: &[Role] = &[SupportEngineer, SupportLead, TechnicalExpert, OnSiteEngineer];
/// Those who answer for a group's work to the customer.
const SUPPORT: &[Role] = &[SupportEngineer, SupportLead, TechnicalExpert];
/// Everybody who handles tickets.
const HANDLERS: &[Role] =
    &[HotlineAgent, OnSiteEngineer, SupportEngineer, SupportLead, TechnicalExpert, HeadOfAfterSales];
/// 上级: those who may stand above the author of a solution.
const SUPERIORS: &[Role] = &[SupportLead, TechnicalExpert, HeadOfAfterSales];

/// Those who may say of what class an issue is.
const CLASSIFIERS: &[Role] =
    &[HotlineAgent, OnSiteEngineer, SupportEngineer, SupportLead, TechnicalExpert, HeadOfAfterSales];
/// Everybody who can be at the customer's, and those who speak with them on the phone.
const AT_THE_CUSTOMER: &[Role] =
    &[HotlineAgent, OnSiteEngineer, SupportEngineer, SupportLead, TechnicalExpert, HeadOfAfterSales, ProductionHead];

/// What can be done to a ticket, by which clause, and by whom.
#[rustfmt::skip]
pub const COMMANDS: &[CommandSpec<Ticket>] = &[
    CommandSpec::opening::<Report>("report", "P2.1", &[Customer, HotlineAgent, OnSiteEngineer]),
    CommandSpec::on::<CompleteIntake>("complete-intake", "P2.1", &[Customer, HotlineAgent, OnSiteEngineer, SupportEngineer]),
    CommandSpec::on::<IdentifyEngine>("identify-engine", "P5.1", &[HotlineAgent, OnSiteEngineer, SupportEngineer, SupportLead, TechnicalExpert]),
    CommandSpec::on::<Classify>("classify", "P2.2", &[HotlineAgent, OnSiteEngineer]).by_a_person(),
    CommandSpec::on::<Assign>("assign", "P3.1.a", &[HotlineAgent]).by_a_person(),
    CommandSpec::on::<Reassign>("reassign", "P3.1.a", &[HotlineAgent, SupportLead, HeadOfAfterSales]).by_a_person(),
    CommandSpec::on::<TakeOver>("take-over", "P3.1.a", SUPPORT).by_a_person(),
    CommandSpec::on::<ReachCustomer>("reach-customer", "P3.1.b", SUPPORT).by_a_person(),
    CommandSpec::on::<AttemptContact>("attempt-contact", "P3.1.b", SUPPORT).by_a_person(),
    CommandSpec::on::<AddNote>("add-note", "P5.1", HANDLERS),
    CommandSpec::on::<Attach>("attach", "P5.1", &[Customer, HotlineAgent, OnSiteEngineer, SupportEngineer, SupportLead, TechnicalExpert, HeadOfAfterSales, ProductionHead, QualityEngineer]),
    CommandSpec::on::<SendMessage>("send-message", "P3.1.d", &[Customer, HotlineAgent, SupportEngineer, SupportLead, TechnicalExpert, HeadOfAfterSales]),
    CommandSpec::on::<RecordDiagnosisStep>("record-diagnosis-step", "P3.1.c", ENGINEERS),
    CommandSpec::on::<ConcludeDiagnosis>("conclude-diagnosis", "P3.1.c", ENGINEERS).by_a_person(),
    CommandSpec::on::<RecordOutOfService>("record-out-of-service", "P5.1", HANDLERS),
    CommandSpec::on::<RecordBackInService>("record-back-in-service", "P5.1", HANDLERS),
    CommandSpec::on::<RecordCost>("record-cost", "P5.1", ENGINEERS),
    CommandSpec::on::<ProposeSolution>("propose-solution", "P3.1.d", ENGINEERS).by_a_person(),
    CommandSpec::on::<ApproveSolution>("approve-solution", "P3.1.d", SUPERIORS).by_a_person(),
    CommandSpec::on::<ReturnSolution>("return-solution", "P3.1.d", SUPERIORS).by_a_person(),
    CommandSpec::on::<StartSolution>("start-solution", "P3.1.d", ENGINEERS).by_a_person(),
    CommandSpec::on::<TellProgress>("tell-progress", "P3.1.d", SUPPORT).by_a_person(),
    CommandSpec::on::<FinishSolution>("finish-solution", "P3.1.d", ENGINEERS).by_a_person(),
    CommandSpec::on::<ConfirmSolved>("confirm-solved", "P3.1.e", &[Customer, HotlineAgent, SupportEngineer, SupportLead, TechnicalExpert]).by_a_person(),
    CommandSpec::on::<RefuseSolved>("refuse-solved", "P3.1.e", &[Customer, HotlineAgent, SupportEngineer, SupportLead, TechnicalExpert]).by_a_person(),
    CommandSpec::on::<Close>("close", "P3.1.e", SUPPORT).by_a_person(),
    CommandSpec::on::<CloseUnconfirmed>("close-unconfirmed", "P3.1.e", &[SupportLead, HeadOfAfterSales]).by_a_person(),
    CommandSpec::on::<Withdraw>("withdraw", "P5.1", &[Customer, HotlineAgent]).by_a_person(),
    CommandSpec::on::<Reopen>("reopen", "P3.1.e", &[Customer, HotlineAgent, SupportLead, HeadOfAfterSales]).by_a_person(),
    CommandSpec::on::<CorrectClass>("correct-class", "open point 6", CLASSIFIERS).by_a_person(),
    CommandSpec::on::<ProposeClassChange>("propose-class-change", "open point 6", CLASSIFIERS).by_a_person(),
    CommandSpec::on::<ApproveClassChange>("approve-class-change", "open point 6", RequestKind::ClassChange.deciders()).by_a_person(),
    CommandSpec::on::<RecordNotification>("record-notification", "P3.2.a", &[HotlineAgent, SupportLead, TechnicalExpert, HeadOfAfterSales]).by_a_person(),
    CommandSpec::on::<Acknowledge>("acknowledge", "P3.2.a", &[HeadOfAfterSales, TechnicalExpert, ProductionHead]).by_a_person(),
    CommandSpec::on::<HoldFirstAnalysis>("hold-first-analysis", "P3.2.a", &[HeadOfAfterSales]).by_a_person(),
    CommandSpec::on::<Dispatch>("dispatch", "P3.2.b", &[HotlineAgent, SupportLead, HeadOfAfterSales]).by_a_person(),
    CommandSpec::on::<RecordArrival>("record-arrival", "P3.2.b", AT_THE_CUSTOMER).by_a_person(),
    CommandSpec::on::<ProposeNoVisit>("propose-no-visit", "P3.2.b", HANDLERS).by_a_person(),
    CommandSpec::on::<ApproveNoVisit>("approve-no-visit", "P3.2.b", RequestKind::NoVisit.deciders()).by_a_person(),
    CommandSpec::on::<ReportProgress>("report-progress", "P3.2.c", ENGINEERS).by_a_person(),
    CommandSpec::on::<RelayProgress>("relay-progress", "P3.2.c", &[HeadOfAfterSales]).by_a_person(),
    CommandSpec::on::<FileSummary>("file-summary", "P3.2.d", &[TechnicalExpert]).by_a_person(),
    CommandSpec::on::<ActivatePlan>("activate-plan", "P3.3.a", &[HotlineAgent, HeadOfAfterSales]).by_a_person(),
    CommandSpec::on::<FormTeam>("form-team", "P3.3.a", &[HotlineAgent, HeadOfAfterSales]).by_a_person(),
    CommandSpec::on::<CheckOff>("check-off", "P3.3.a", AT_THE_CUSTOMER).by_a_person(),
    CommandSpec::on::<ConfirmSafety>("confirm-safety", "P3.3.b", ENGINEERS).by_a_person(),
    CommandSpec::on::<ContainDanger>("contain-danger", "P3.3.b", ENGINEERS).by_a_person(),
    CommandSpec::on::<ApplyTemporarySolution>("apply-temporary-solution", "P3.3.b", ENGINEERS).by_a_person(),
    CommandSpec::on::<RequestResource>("request-resource", "P3.3.c", HANDLERS),
    CommandSpec::on::<ProvideResource>("provide-resource", "P3.3.c", AT_THE_CUSTOMER),
    CommandSpec::on::<FollowUp>("follow-up", "P3.3.d", HANDLERS).by_a_person(),
    CommandSpec::on::<EvaluateResponse>("evaluate-response", "P3.3.d", &[HeadOfAfterSales, TechnicalExpert]).by_a_person(),
    CommandSpec::on::<PlaceHold>("place-hold", "open point 3", HANDLERS).by_a_person(),
    CommandSpec::on::<ReleaseHold>("release-hold", "open point 3", HANDLERS).by_a_person(),
    CommandSpec::on::<RequestWaiver>("request-waiver", "open point 2", HANDLERS).by_a_person(),
    CommandSpec::on::<GrantWaiver>("grant-waiver", "open point 2", RequestKind::Waiver.deciders()).by_a_person(),
    CommandSpec::on::<RequestReassessment>("request-reassessment", "open point 8", HANDLERS).by_a_person(),
    CommandSpec::on::<ApproveReassessment>("approve-reassessment", "open point 8", RequestKind::Reassessment.deciders()).by_a_person(),
    CommandSpec::on::<RefuseRequest>("refuse-request", "open point 2", &[HotlineAgent, OnSiteEngineer, SupportLead, TechnicalExpert, HeadOfAfterSales, Management]).by_a_person(),
    CommandSpec::on::<AllowLateEntry>("allow-late-entry", "open point 8", &[SupportLead, HeadOfAfterSales, Management]).by_a_person(),
    CommandSpec::on::<Merge>("merge", "P5.1", HANDLERS).by_a_person(),
    CommandSpec::on::<MoveEntry>("move-entry", "P5.1", HANDLERS).by_a_person(),
    CommandSpec::on::<AbsorbDuplicate>("absorb-duplicate", "P5.1", &[System]),
    CommandSpec::on::<NoteReview>("note-review", "P4.2.a", &[System]),
    CommandSpec::on::<ReceiveEntry>("receive-entry", "P5.1", &[System]),
    CommandSpec::on::<Correct>("correct", "P5.1", HANDLERS).by_a_person(),
    CommandSpec::on::<Retract>("retract", "P5.1", HANDLERS).by_a_person(),
    CommandSpec::on::<RecordClocks>("record-clocks", "P5.1", &[System]),
];
