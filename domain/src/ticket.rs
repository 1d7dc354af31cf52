//! A ticket (工单): one issue that a customer reported, under sections P2 and P3 of the policy.

mod amend;
mod commands;
mod entry;
mod refusal;
mod state;

mod add_note;
mod approve_solution;
mod assign;
mod attempt_contact;
mod classify;
mod close;
mod close_unconfirmed;
mod complete_intake;
mod conclude_diagnosis;
mod confirm_solved;
mod correct;
mod finish_solution;
mod identify_engine;
mod propose_solution;
mod reach_customer;
mod reassign;
mod record_back_in_service;
mod record_clocks;
mod record_cost;
mod record_diagnosis_step;
mod record_out_of_service;
mod refuse_solved;
mod reopen;
mod report;
mod retract;
mod return_solution;
mod send_message;
mod start_solution;
mod take_over;
mod tell_progress;
mod withdraw;

pub use add_note::AddNote;
pub use approve_solution::ApproveSolution;
pub use assign::Assign;
pub use attempt_contact::AttemptContact;
pub use classify::Classify;
pub use close::Close;
pub use close_unconfirmed::CloseUnconfirmed;
pub use commands::COMMANDS;
pub use complete_intake::CompleteIntake;
pub use conclude_diagnosis::ConcludeDiagnosis;
pub use confirm_solved::ConfirmSolved;
pub use correct::Correct;
pub use finish_solution::FinishSolution;
pub use identify_engine::IdentifyEngine;
pub use propose_solution::ProposeSolution;
pub use reach_customer::ReachCustomer;
pub use reassign::Reassign;
pub use record_back_in_service::RecordBackInService;
pub use record_clocks::RecordClocks;
pub use record_cost::RecordCost;
pub use record_diagnosis_step::RecordDiagnosisStep;
pub use record_out_of_service::RecordOutOfService;
pub use refusal::TicketRefusal;
pub use refuse_solved::RefuseSolved;
pub use reopen::Reopen;
pub use report::{Report, ReportedContact};
pub use retract::Retract;
pub use return_solution::ReturnSolution;
pub use send_message::SendMessage;
pub use start_solution::StartSolution;
pub use state::{Assignment, Classification, Engine, Intake, Proposal, Solution, Stage, State};
pub use take_over::TakeOver;
pub use tell_progress::TellProgress;
pub use withdraw::Withdraw;

use std::sync::Arc;

use events_schema::facts::ticket::{TicketFact, TicketReported};
use events_schema::{Actor, Entry, EventId, PrincipalId, Timestamp};

use crate::clocks::Marks;
use crate::command::{Aggregate, Inadmissible};
use crate::context::Context;
use crate::refusal::Refused;

/// A ticket, folded from its history as corrected.
///
/// The entries stay in memory because a correction replaces or removes one of them, and what follows from the rest is
/// folded anew. Corrections are rare, and a fold of some dozen entries takes microseconds.
#[derive(Debug, Clone, Default)]
pub struct Ticket {
    entries: Vec<Arc<Entry<TicketFact>>>,
    state: State,
    marks: Marks,
}

impl Ticket {
    /// What the ticket has come to.
    #[must_use]
    pub fn state(&self) -> &State {
        &self.state
    }

    /// What the clocks of the ticket are computed from.
    #[must_use]
    pub fn marks(&self) -> &Marks {
        &self.marks
    }

    /// An entry as corrected; `None` if there is none, or it was retracted.
    #[must_use]
    pub fn entry(&self, id: EventId) -> Option<&Entry<TicketFact>> {
        self.entries.iter().find(|entry| entry.id == id).map(|entry| &**entry)
    }

    /// The report as corrected.
    #[must_use]
    pub fn report(&self) -> Option<&TicketReported> {
        match &self.entries.first()?.fact {
            TicketFact::Reported(report) => Some(report),
            _ => None,
        }
    }

    /// The report's side of the ticket, whatever became of it.
    pub(crate) fn intake(&self) -> Result<&Intake, TicketRefusal> {
        self.state.intake.as_ref().ok_or(TicketRefusal::NotReported)
    }

    /// What can be done until the customer takes the report back.
    pub(crate) fn not_withdrawn(&self) -> Result<&Intake, TicketRefusal> {
        match self.state.stage {
            Stage::Withdrawn { .. } => Err(TicketRefusal::Withdrawn),
            Stage::Unreported | Stage::Open | Stage::Solved { .. } | Stage::Satisfied { .. } | Stage::Closed { .. } => {
                self.intake()
            }
        }
    }

    /// What can be done until the ticket is closed.
    pub(crate) fn handled(&self) -> Result<(), TicketRefusal> {
        match self.state.stage {
            Stage::Open | Stage::Solved { .. } | Stage::Satisfied { .. } => Ok(()),
            Stage::Unreported => Err(TicketRefusal::NotReported),
            Stage::Closed { .. } => Err(TicketRefusal::Closed),
            Stage::Withdrawn { .. } => Err(TicketRefusal::Withdrawn),
        }
    }

    /// What can have been done until the ticket was closed, also if it is entered later.
    pub(crate) fn handled_at(&self, at: Timestamp) -> Result<(), TicketRefusal> {
        match self.state.stage {
            Stage::Closed { at: closed_at } if at <= closed_at => Ok(()),
            _ => self.handled(),
        }
    }

    /// What can be done until the issue is solved.
    pub(crate) fn open(&self) -> Result<(), TicketRefusal> {
        match self.state.stage {
            Stage::Open => Ok(()),
            Stage::Unreported => Err(TicketRefusal::NotReported),
            Stage::Solved { .. } | Stage::Satisfied { .. } => Err(TicketRefusal::AlreadySolved),
            Stage::Closed { .. } => Err(TicketRefusal::Closed),
            Stage::Withdrawn { .. } => Err(TicketRefusal::Withdrawn),
        }
    }

    /// What can be done once technical support says that it is solved.
    pub(crate) fn solved(&self) -> Result<(), TicketRefusal> {
        match self.state.stage {
            // Whether an open one may pass is asked of the entry, since an import may.
            Stage::Open | Stage::Solved { .. } => Ok(()),
            Stage::Unreported => Err(TicketRefusal::NotReported),
            Stage::Satisfied { .. } => Err(TicketRefusal::AlreadySatisfied),
            Stage::Closed { .. } => Err(TicketRefusal::Closed),
            Stage::Withdrawn { .. } => Err(TicketRefusal::Withdrawn),
        }
    }
}

impl Aggregate for Ticket {
    type Fact = TicketFact;
    const COLLECTION: &'static str = "tickets";

    fn evolve(&mut self, entry: &Entry<TicketFact>) {
        self.marks.apply(entry);
        match &entry.fact {
            TicketFact::EntryCorrected(correction) => {
                self.replace(correction.corrects, &correction.replacement.0, correction.happened_at);
            }
            TicketFact::EntryRetracted(retraction) => self.remove(retraction.retracts),
            // Every other fact is an entry of its own.
            _ => {
                self.state = std::mem::take(&mut self.state).evolve(entry);
                self.entries.push(Arc::new(entry.clone()));
            }
        }
    }

    fn admits(&self, fact: &TicketFact, cx: &Context<'_>) -> Result<(), Refused> {
        entry::foundation(fact, &self.state, cx)?;
        entry::check(fact, cx)?;
        match entry::cause(fact, &self.state) {
            Some((what, since)) if cx.at < since => Err(Inadmissible::BeforeCause { at: cx.at, what, since }.into()),
            Some(_) | None => Ok(()),
        }
    }

    fn belongs_to(&self, actor: &Actor) -> bool {
        match (&actor.id, &self.state.intake) {
            (PrincipalId::Customer(customer), Some(intake)) => intake.customer == *customer,
            (PrincipalId::Customer(_), None) | (PrincipalId::Person(_) | PrincipalId::System(_), _) => false,
        }
    }
}
