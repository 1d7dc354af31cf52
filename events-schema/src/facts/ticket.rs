//! What happens to a ticket (工单).

mod assigned;
mod attachment_added;
mod attachment_shared;
mod checklist_item_done;
mod class_change_approved;
mod class_change_proposed;
mod class_corrected;
mod classified;
mod clock_breached;
mod clock_warned;
mod closed;
mod closed_unconfirmed;
mod contact_attempted;
mod cost_recorded;
mod customer_reached;
mod danger_contained;
mod diagnosis_concluded;
mod diagnosis_step_recorded;
mod duplicate_absorbed;
mod engine_back_in_service;
mod engine_identified;
mod engine_out_of_service;
mod entry_corrected;
mod entry_moved_in;
mod entry_moved_out;
mod entry_retracted;
mod first_analysis_held;
mod followed_up;
mod hold_placed;
mod hold_released;
mod intake_completed;
mod late_entry_allowed;
mod merged;
mod message_exchanged;
mod no_visit_approved;
mod no_visit_proposed;
mod note_added;
mod notification_acknowledged;
mod plan_activated;
mod progress_relayed;
mod progress_reported;
mod progress_told;
mod reassessed;
mod reassessment_opened;
mod reassigned;
mod reopened;
mod reported;
mod request_refused;
mod resource_provided;
mod resource_requested;
mod response_evaluated;
mod responsibility_reviewed;
mod role_notified;
mod safety_confirmed;
mod satisfaction_confirmed;
mod satisfaction_refused;
mod solution_approved;
mod solution_finished;
mod solution_proposed;
mod solution_returned;
mod solution_started;
mod staff_arrived;
mod staff_dispatched;
mod summary_filed;
mod taken_over;
mod team_formed;
mod temporary_solution_applied;
mod waiver_granted;
mod waiver_requested;
mod withdrawn;

pub use assigned::TicketAssigned;
pub use attachment_added::AttachmentAdded;
pub use attachment_shared::AttachmentShared;
pub use checklist_item_done::ChecklistItemDone;
pub use class_change_approved::ClassChangeApproved;
pub use class_change_proposed::ClassChangeProposed;
pub use class_corrected::ClassCorrected;
pub use classified::TicketClassified;
pub use clock_breached::ClockBreached;
pub use clock_warned::ClockWarned;
pub use closed::TicketClosed;
pub use closed_unconfirmed::TicketClosedUnconfirmed;
pub use contact_attempted::{ContactAttempted, ContactAttemptedV1, FailedAttempt};
pub use cost_recorded::CostRecorded;
pub use customer_reached::CustomerReached;
pub use danger_contained::DangerContained;
pub use diagnosis_concluded::DiagnosisConcluded;
pub use diagnosis_step_recorded::DiagnosisStepRecorded;
pub use duplicate_absorbed::DuplicateAbsorbed;
pub use engine_back_in_service::EngineBackInService;
pub use engine_identified::EngineIdentified;
pub use engine_out_of_service::EngineOutOfService;
pub use entry_corrected::{EntryCorrected, Replacement};
pub use entry_moved_in::{EntryMovedIn, unpacked};
pub use entry_moved_out::EntryMovedOut;
pub use entry_retracted::EntryRetracted;
pub use first_analysis_held::FirstAnalysisHeld;
pub use followed_up::{FollowUpOutcome, FollowedUp};
pub use hold_placed::HoldPlaced;
pub use hold_released::HoldReleased;
pub use intake_completed::IntakeCompleted;
pub use late_entry_allowed::LateEntryAllowed;
pub use merged::TicketMerged;
pub use message_exchanged::MessageExchanged;
pub use no_visit_approved::NoVisitApproved;
pub use no_visit_proposed::NoVisitProposed;
pub use note_added::NoteAdded;
pub use notification_acknowledged::NotificationAcknowledged;
pub use plan_activated::PlanActivated;
pub use progress_relayed::ProgressRelayed;
pub use progress_reported::ProgressReported;
pub use progress_told::ProgressTold;
pub use reassessed::ClockReassessed;
pub use reassessment_opened::ReassessmentOpened;
pub use reassigned::TicketReassigned;
pub use reopened::TicketReopened;
pub use reported::TicketReported;
pub use request_refused::RequestRefused;
pub use resource_provided::ResourceProvided;
pub use resource_requested::{ResourceRequested, ResourceSource};
pub use response_evaluated::{PlanFindings, ResponseEvaluated};
pub use responsibility_reviewed::{ResponsibilityReviewed, ReviewOutcome};
pub use role_notified::RoleNotified;
pub use safety_confirmed::SafetyConfirmed;
pub use satisfaction_confirmed::SatisfactionConfirmed;
pub use satisfaction_refused::SatisfactionRefused;
pub use solution_approved::SolutionApproved;
pub use solution_finished::SolutionFinished;
pub use solution_proposed::SolutionProposed;
pub use solution_returned::SolutionReturned;
pub use solution_started::SolutionStarted;
pub use staff_arrived::StaffArrived;
pub use staff_dispatched::{Dispatched, StaffDispatched};
pub use summary_filed::SummaryFiled;
pub use taken_over::TicketTakenOver;
pub use team_formed::{TeamFormed, TeamMember};
pub use temporary_solution_applied::TemporarySolutionApplied;
pub use waiver_granted::WaiverGranted;
pub use waiver_requested::{WaiverReason, WaiverRequested};
pub use withdrawn::TicketWithdrawn;

use std::collections::HashMap;
use std::sync::LazyLock;

use schemars::Schema;

use crate::fact::{FactSet, FactSpec, fact_set};
use crate::ids::EventId;

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
        AttachmentAdded(AttachmentAdded),
        AttachmentShared(AttachmentShared),
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
        RoleNotified(RoleNotified),
        NotificationAcknowledged(NotificationAcknowledged),
        FirstAnalysisHeld(FirstAnalysisHeld),
        StaffDispatched(StaffDispatched),
        StaffArrived(StaffArrived),
        NoVisitProposed(NoVisitProposed),
        NoVisitApproved(NoVisitApproved),
        ProgressReported(ProgressReported),
        ProgressRelayed(ProgressRelayed),
        SummaryFiled(SummaryFiled),
        PlanActivated(PlanActivated),
        TeamFormed(TeamFormed),
        ChecklistItemDone(ChecklistItemDone),
        SafetyConfirmed(SafetyConfirmed),
        DangerContained(DangerContained),
        TemporarySolutionApplied(TemporarySolutionApplied),
        ResourceRequested(ResourceRequested),
        ResourceProvided(ResourceProvided),
        FollowedUp(FollowedUp),
        ResponseEvaluated(ResponseEvaluated),
        HoldPlaced(HoldPlaced),
        HoldReleased(HoldReleased),
        WaiverRequested(WaiverRequested),
        WaiverGranted(WaiverGranted),
        ClassCorrected(ClassCorrected),
        ClassChangeProposed(ClassChangeProposed),
        ClassChangeApproved(ClassChangeApproved),
        RequestRefused(RequestRefused),
        LateEntryAllowed(LateEntryAllowed),
        Merged(TicketMerged),
        DuplicateAbsorbed(DuplicateAbsorbed),
        EntryMovedOut(EntryMovedOut),
        EntryMovedIn(EntryMovedIn),
        EntryCorrected(EntryCorrected),
        EntryRetracted(EntryRetracted),
        ClockWarned(ClockWarned),
        ClockBreached(ClockBreached),
        ReassessmentOpened(ReassessmentOpened),
        ClockReassessed(ClockReassessed),
        ResponsibilityReviewed(ResponsibilityReviewed),
    }
}

impl TicketFact {
    /// Whether it says something of an entry that was recorded before.
    #[must_use]
    pub fn is_amendment(&self) -> bool {
        self.amends().is_some()
    }

    /// The entry that it says something of, if it says something of one that was recorded before.
    #[must_use]
    pub fn amends(&self) -> Option<EventId> {
        match self {
            Self::EntryCorrected(fact) => Some(fact.corrects),
            fact => fact.removes(),
        }
    }

    /// The entry that counts no longer after this fact, if there is one: it was retracted, or moved to another ticket.
    #[must_use]
    pub fn removes(&self) -> Option<EventId> {
        match self {
            Self::EntryRetracted(fact) => Some(fact.retracts),
            Self::EntryMovedOut(fact) => Some(fact.moved),
            _ => None,
        }
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
