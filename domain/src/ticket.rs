//! A ticket (工单): one issue that a customer reported, under sections P2 and P3 of the policy.

mod agenda;
mod amend;
mod commands;
mod entry;
mod ground;
mod refusal;
mod state;

mod emergency;
mod handling;
mod intake;
mod record;
mod solution;
mod timing;
mod urgent;

#[cfg(test)]
mod properties;

pub use agenda::{AgendaPiece, Situation, StandingHold, Task, ToDo, agenda, urgency};
pub use commands::COMMANDS;
pub use emergency::{
    ActivatePlan, ApplyTemporarySolution, CheckOff, ConfirmSafety, ContainDanger, EmergencyRefusal, EvaluateResponse,
    FollowUp, FormTeam, ProvideResource, RequestResource,
};
pub use entry::{Section, StageName, entry_spec, rests_on};
pub use handling::{
    AddNote, Assign, Attach, AttemptContact, ConcludeDiagnosis, ReachCustomer, Reassign, RecordBackInService,
    RecordCost, RecordDiagnosisStep, RecordOutOfService, SeenBy, SendMessage, TakeOver, TellProgress,
};
pub use intake::{
    ApproveClassChange, Classify, CompleteIntake, CorrectClass, IdentifyEngine, ProposeClassChange, Report,
    ReportedContact, Withdraw,
};
pub use record::{AbsorbDuplicate, Correct, Merge, MoveEntry, ReceiveEntry, RecordRefusal, Retract};
pub use refusal::TicketRefusal;
pub use solution::{
    ApproveSolution, Close, CloseUnconfirmed, ConfirmSolved, FinishSolution, ProposeSolution, RefuseSolved, Reopen,
    ReturnSolution, StartSolution,
};
pub use state::{
    ActivePlan, Assignment, Classification, Emergency, Engine, Hold, Intake, Permit, Proposal, Request, RequestKind,
    RequestRefusal, Requests, Solution, Stage, State, Visit,
};
pub use timing::{
    AllowLateEntry, ApproveReassessment, GrantWaiver, NoteReview, PlaceHold, RecordClocks, RefuseRequest, ReleaseHold,
    RequestReassessment, RequestWaiver, TimingRefusal,
};
pub use urgent::{
    Acknowledge, ApproveNoVisit, Dispatch, FileSummary, HoldFirstAnalysis, ProposeNoVisit, RecordArrival,
    RecordNotification, RelayProgress, ReportProgress, UrgentRefusal,
};

use std::sync::Arc;

use events_schema::facts::ticket::{TicketFact, TicketReported, unpacked};
use events_schema::ids::{PersonId, TicketId};
use events_schema::values::{Contact, Rating, TicketClass};
use events_schema::{Actor, Duration, Entry, EventId, PrincipalId, Role, Timestamp};

use crate::clocks::{Clock, Marks};
use crate::command::{Aggregate, Inadmissible};
use crate::context::Context;
use crate::queries::{QuerySpec, SHOW_HISTORY};
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

    /// All entries as corrected, in the order of recording.
    pub fn entries(&self) -> impl Iterator<Item = &Entry<TicketFact>> {
        self.entries.iter().map(|entry| &**entry)
    }

    /// The report as corrected.
    #[must_use]
    pub fn report(&self) -> Option<&TicketReported> {
        match &self.entries.first()?.fact {
            TicketFact::Reported(report) => Some(report),
            _ => None,
        }
    }

    /// How to reach the customer, as corrected: what the report said, or what was learnt where it said nothing (P2.1).
    #[must_use]
    pub fn contact(&self) -> Option<&Contact> {
        self.entries.iter().rev().find_map(|entry| match &entry.fact {
            TicketFact::Reported(report) => report.contact.as_deref(),
            TicketFact::IntakeCompleted(completed) => completed.contact.as_deref(),
            _ => None,
        })
    }

    /// The clocks of the ticket, when the time has come to `now`.
    pub(crate) fn clocks(&self, cx: &Context<'_>) -> Result<Vec<Clock>, Refused> {
        Ok(self.marks.clocks(cx.now, cx.reference)?)
    }

    /// The ticket with which it goes on, if it was merged.
    #[must_use]
    pub fn merged_into(&self) -> Option<TicketId> {
        match self.state.stage {
            Stage::Merged { into, .. } => Some(into),
            Stage::Unreported
            | Stage::Open
            | Stage::Solved { .. }
            | Stage::Satisfied { .. }
            | Stage::Closed { .. }
            | Stage::Withdrawn { .. } => None,
        }
    }

    /// Whether it is closed, and the customer said that he is satisfied (P3.1.e).
    #[must_use]
    pub fn is_closed_as_satisfied(&self) -> bool {
        let closings = |entry: &&Arc<Entry<TicketFact>>| {
            matches!(entry.fact, TicketFact::Closed(_) | TicketFact::ClosedUnconfirmed(_))
        };
        let closing = self.entries.iter().rfind(closings);
        matches!(self.state.stage, Stage::Closed { .. })
            && closing.is_some_and(|entry| matches!(entry.fact, TicketFact::Closed(_)))
    }

    /// Who handles it: who took it over since a group got it last, or else who declared it solved.
    #[must_use]
    pub fn handled_by(&self) -> Option<&PersonId> {
        let taken_over = self.entries.iter().rev().find_map(|entry| match &entry.fact {
            TicketFact::TakenOver(fact) => Some(Some(&fact.person)),
            TicketFact::Assigned(_) | TicketFact::Reassigned(_) => Some(None),
            _ => None,
        });
        let solved_by = self.state.solved_by.as_ref().and_then(|by| match by {
            PrincipalId::Person(person) => Some(person),
            PrincipalId::Customer(_) | PrincipalId::Supplier(_) | PrincipalId::System(_) => None,
        });
        taken_over.flatten().or(solved_by)
    }

    /// How long after the report it was recorded as solved, if that lasted: the customer is satisfied with the first solution.
    /// What somebody enters later counts as late, whatever time he gives.
    #[must_use]
    pub fn solved_at_first_within(&self) -> Option<Duration> {
        let is_another = |entry: &Arc<Entry<TicketFact>>| {
            matches!(entry.fact, TicketFact::SatisfactionRefused(_) | TicketFact::Reopened(_))
        };
        let is_first = self.is_closed_as_satisfied() && !self.entries.iter().any(is_another);
        let is_solution = |entry: &&Arc<Entry<TicketFact>>| matches!(entry.fact, TicketFact::SolutionFinished(_));
        let solved = self.entries.iter().rfind(is_solution)?;
        let intake = self.state.intake.as_ref()?;
        is_first.then(|| solved.envelope.recorded_at.since(intake.received_at))
    }

    /// The rating that an entry has by which the customer said whether he is satisfied, and when he gave it.
    #[must_use]
    pub fn rating(&self, entry: EventId) -> Option<(Rating, Timestamp)> {
        let entry = self.entry(entry)?;
        let rating = match &entry.fact {
            TicketFact::SatisfactionConfirmed(fact) => fact.rating,
            TicketFact::SatisfactionRefused(fact) => fact.rating,
            _ => None,
        };
        rating.map(|rating| (rating, entry.envelope.occurred_at))
    }

    /// Whether somebody did anything about it, or was sent to the customer.
    #[must_use]
    pub fn was_worked_on_by(&self, person: &PersonId) -> bool {
        self.entries.iter().any(|entry| {
            let was_sent = match &entry.fact {
                TicketFact::TakenOver(fact) => fact.person == *person,
                TicketFact::StaffDispatched(fact) => fact.people.iter().any(|sent| sent.person == *person),
                TicketFact::StaffArrived(fact) => fact.person == *person,
                _ => false,
            };
            was_sent || entry.envelope.actor.person() == Some(person)
        })
    }

    /// The report's side of the ticket, whatever became of it.
    pub(crate) fn intake(&self) -> Result<&Intake, TicketRefusal> {
        self.state.intake.as_ref().ok_or(TicketRefusal::NotReported)
    }

    /// Where a ticket was merged, another one goes on.
    pub(crate) fn not_merged(&self) -> Result<(), TicketRefusal> {
        self.merged_into().map_or(Ok(()), |into| Err(TicketRefusal::Merged(into)))
    }

    /// What is there for these classes only.
    pub(crate) fn of_class(&self, classes: &'static [TicketClass]) -> Result<TicketClass, TicketRefusal> {
        match self.state.class() {
            Some(class) if classes.contains(&class) => Ok(class),
            Some(class) => Err(TicketRefusal::NotOfClass { class, classes }),
            None => Err(TicketRefusal::NotClassified),
        }
    }

    /// What can be done until the customer takes the report back.
    pub(crate) fn not_withdrawn(&self) -> Result<&Intake, TicketRefusal> {
        match self.state.stage {
            Stage::Withdrawn { .. } => Err(TicketRefusal::Withdrawn),
            Stage::Merged { into, .. } => Err(TicketRefusal::Merged(into)),
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
            Stage::Merged { into, .. } => Err(TicketRefusal::Merged(into)),
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
            Stage::Merged { into, .. } => Err(TicketRefusal::Merged(into)),
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
            Stage::Merged { into, .. } => Err(TicketRefusal::Merged(into)),
        }
    }
}

impl Aggregate for Ticket {
    type Fact = TicketFact;
    const COLLECTION: &'static str = "tickets";
    const HISTORY: &'static QuerySpec = &SHOW_HISTORY;

    fn evolve(&mut self, entry: &Entry<TicketFact>) {
        self.marks.apply(entry);
        let entry = unpacked(entry);
        match (&entry.fact, entry.fact.removes()) {
            (TicketFact::EntryCorrected(correction), _) => {
                self.replace(correction.corrects, &correction.replacement.0, correction.happened_at);
            }
            (_, Some(removed)) => self.remove(removed),
            // Every other fact is an entry of its own.
            (_, None) => {
                self.state = std::mem::take(&mut self.state).evolve(&entry);
                self.entries.push(Arc::new(entry.into_owned()));
            }
        }
    }

    fn admits(&self, fact: &TicketFact, cx: &Context<'_>) -> Result<(), Refused> {
        ground::foundation(fact, &self.state, cx)?;
        ground::check(fact, cx)?;
        match entry::cause(fact, &self.state, &self.entries)? {
            Some((what, since)) if cx.at < since => Err(Inadmissible::BeforeCause { at: cx.at, what, since }.into()),
            Some(_) | None => Ok(()),
        }
    }

    fn consequences(&self, facts: &[TicketFact], cx: &Context<'_>) -> Result<Vec<TicketFact>, Refused> {
        timing::reassessments(self, facts, cx)
    }

    fn may_date_back(&self, actor: &Actor, at: Timestamp, now: Timestamp) -> bool {
        // What the program passes on from another ticket was asked for there.
        let mut permits = self.state.permits.iter();
        actor.role == Role::System
            || permits
                .any(|permit| actor.person() == Some(&permit.person) && permit.back_to <= at && now < permit.until)
    }

    fn belongs_to(&self, actor: &Actor) -> bool {
        match (&actor.id, &self.state.intake) {
            (PrincipalId::Customer(customer), Some(intake)) => intake.customer == *customer,
            (PrincipalId::Customer(_), None)
            | (PrincipalId::Person(_) | PrincipalId::Supplier(_) | PrincipalId::System(_), _) => false,
        }
    }
}
