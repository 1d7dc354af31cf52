//! What happens to a ticket (工单).

mod assigned;
mod classified;
mod clock_breached;
mod clock_warned;
mod closed;
mod closed_unconfirmed;
mod contact_attempted;
mod cost_recorded;
mod customer_reached;
mod diagnosis_concluded;
mod diagnosis_step_recorded;
mod engine_back_in_service;
mod engine_identified;
mod engine_out_of_service;
mod entry_corrected;
mod entry_retracted;
mod intake_completed;
mod message_exchanged;
mod note_added;
mod progress_told;
mod reassigned;
mod reopened;
mod reported;
mod satisfaction_confirmed;
mod satisfaction_refused;
mod solution_approved;
mod solution_finished;
mod solution_proposed;
mod solution_returned;
mod solution_started;
mod taken_over;
mod withdrawn;

pub use assigned::TicketAssigned;
pub use classified::TicketClassified;
pub use clock_breached::ClockBreached;
pub use clock_warned::ClockWarned;
pub use closed::TicketClosed;
pub use closed_unconfirmed::TicketClosedUnconfirmed;
pub use contact_attempted::{ContactAttempted, ContactAttemptedV1, FailedAttempt};
pub use cost_recorded::CostRecorded;
pub use customer_reached::CustomerReached;
pub use diagnosis_concluded::DiagnosisConcluded;
pub use diagnosis_step_recorded::DiagnosisStepRecorded;
pub use engine_back_in_service::EngineBackInService;
pub use engine_identified::EngineIdentified;
pub use engine_out_of_service::EngineOutOfService;
pub use entry_corrected::{EntryCorrected, Replacement};
pub use entry_retracted::EntryRetracted;
pub use intake_completed::IntakeCompleted;
pub use message_exchanged::MessageExchanged;
pub use note_added::NoteAdded;
pub use progress_told::ProgressTold;
pub use reassigned::TicketReassigned;
pub use reopened::TicketReopened;
pub use reported::TicketReported;
pub use satisfaction_confirmed::SatisfactionConfirmed;
pub use satisfaction_refused::SatisfactionRefused;
pub use solution_approved::SolutionApproved;
pub use solution_finished::SolutionFinished;
pub use solution_proposed::SolutionProposed;
pub use solution_returned::SolutionReturned;
pub use solution_started::SolutionStarted;
pub use taken_over::TicketTakenOver;
pub use withdrawn::TicketWithdrawn;

use std::collections::HashMap;
use std::sync::LazyLock;

use schemars::Schema;

use crate::fact::{FactSet, FactSpec, fact_set};

fact_set! {
    /// The facts of `ticket-*` streams.
    TicketFact in "ticket" {
        Reported(TicketReported),
        Classified(TicketClassified),
        Assigned(TicketAssigned),
        Reassigned(TicketReassigned),
        CustomerReached(CustomerReached),
        ContactAttempted(ContactAttempted),
        IntakeCompleted(IntakeCompleted),
        EngineIdentified(EngineIdentified),
        TakenOver(TicketTakenOver),
        NoteAdded(NoteAdded),
        MessageExchanged(MessageExchanged),
        DiagnosisStepRecorded(DiagnosisStepRecorded),
        DiagnosisConcluded(DiagnosisConcluded),
        EngineOutOfService(EngineOutOfService),
        EngineBackInService(EngineBackInService),
        CostRecorded(CostRecorded),
        SolutionProposed(SolutionProposed),
        SolutionApproved(SolutionApproved),
        SolutionReturned(SolutionReturned),
        SolutionStarted(SolutionStarted),
        ProgressTold(ProgressTold),
        SolutionFinished(SolutionFinished),
        SatisfactionConfirmed(SatisfactionConfirmed),
        SatisfactionRefused(SatisfactionRefused),
        Closed(TicketClosed),
        ClosedUnconfirmed(TicketClosedUnconfirmed),
        Withdrawn(TicketWithdrawn),
        Reopened(TicketReopened),
        EntryCorrected(EntryCorrected),
        EntryRetracted(EntryRetracted),
        ClockWarned(ClockWarned),
        ClockBreached(ClockBreached),
    }
}

/// The names of the fields that a type of fact has today.
#[must_use]
pub fn field_names(kind: &str) -> &'static [String] {
    static NAMES: LazyLock<HashMap<&'static str, Vec<String>>> = LazyLock::new(|| {
        let names = |schema: &Schema| {
            let properties = schema.as_value().get("properties").and_then(|properties| properties.as_object());
            properties.into_iter().flatten().map(|(name, _)| name.clone()).collect()
        };
        let newest = |spec: FactSpec| spec.versions.last().map(|(_, schema)| (spec.kind, names(schema)));
        TicketFact::catalogue().into_iter().filter_map(newest).collect()
    });
    NAMES.get(kind).map_or(&[], Vec::as_slice)
}
