use events_schema::Role::{
    self, Customer, HeadOfAfterSales, HotlineAgent, OnSiteEngineer, SupportEngineer, SupportLead, System,
    TechnicalExpert,
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

/// What can be done to a ticket, by which clause, and by whom.
#[rustfmt::skip]
pub const COMMANDS: &[CommandSpec<Ticket>] = &[
    CommandSpec::opening::<Report>("report", "P2.1", &[Customer, HotlineAgent, OnSiteEngineer]),
    CommandSpec::on::<CompleteIntake>("complete-intake", "P2.1", &[Customer, HotlineAgent, OnSiteEngineer, SupportEngineer]),
    CommandSpec::on::<IdentifyEngine>("identify-engine", "P5.1", &[HotlineAgent, OnSiteEngineer, SupportEngineer, SupportLead, TechnicalExpert]),
    CommandSpec::on::<Classify>("classify", "P2.2", &[HotlineAgent, OnSiteEngineer]).by_a_person(),
    CommandSpec::on::<Assign>("assign", "P3.1.a", &[HotlineAgent]).by_a_person(),
    CommandSpec::on::<Reassign>("reassign", "P3.1.a", &[HotlineAgent, SupportLead, HeadOfAfterSales]).by_a_person(),
    CommandSpec::on::<TakeOver>("take-over", "P3.1.a", SUPPORT).by_a_person().by_a_person(),
    CommandSpec::on::<ReachCustomer>("reach-customer", "P3.1.b", SUPPORT).by_a_person(),
    CommandSpec::on::<AttemptContact>("attempt-contact", "P3.1.b", SUPPORT).by_a_person(),
    CommandSpec::on::<AddNote>("add-note", "P5.1", HANDLERS),
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
    CommandSpec::on::<Correct>("correct", "P5.1", HANDLERS).by_a_person(),
    CommandSpec::on::<Retract>("retract", "P5.1", HANDLERS).by_a_person(),
    CommandSpec::on::<RecordClocks>("record-clocks", "P5.1", &[System]),
];
