//! Who is responsible for an issue (责任认定), from the close of its ticket on (P4.2).

mod became_final;
mod consequence_noted;
mod determined;
mod dispute_concluded;
mod dispute_reopened;
mod evidence_recorded;
mod handling_resumed;
mod investigation_opened;
mod meeting_held;
mod no_cause_decided;
mod objected;
mod opened;
mod report_approved;
mod report_returned;
mod report_submitted;

pub use became_final::DeterminationBecameFinal;
pub use consequence_noted::{Consequence, ConsequenceNoted, Overturned, RestsOn};
pub use determined::{Party, ResponsibilityDetermined, Share, ShareOf};
pub use dispute_concluded::{Conclusion, DisputeConcluded, ObjectionPeriod};
pub use dispute_reopened::DisputeReopened;
pub use evidence_recorded::{EvidenceKind, EvidenceRecorded};
pub use handling_resumed::HandlingResumed;
pub use investigation_opened::InvestigationOpened;
pub use meeting_held::ResponsibilityMeetingHeld;
pub use no_cause_decided::NoCauseDecided;
pub use objected::ObjectionRaised;
pub use opened::ResponsibilityOpened;
pub use report_approved::ReportApproved;
pub use report_returned::ReportReturned;
pub use report_submitted::ReportSubmitted;

use crate::fact::fact_set;

fact_set! {
    /// The facts of `responsibility-*` streams.
    ResponsibilityFact in "responsibility" {
        Opened(ResponsibilityOpened),
        HandlingResumed(HandlingResumed),
        MeetingHeld(ResponsibilityMeetingHeld),
        NoCauseDecided(NoCauseDecided),
        Determined(ResponsibilityDetermined),
        Objected(ObjectionRaised),
        BecameFinal(DeterminationBecameFinal),
        DisputeReopened(DisputeReopened),
        InvestigationOpened(InvestigationOpened),
        EvidenceRecorded(EvidenceRecorded),
        DisputeConcluded(DisputeConcluded),
        ReportSubmitted(ReportSubmitted),
        ReportApproved(ReportApproved),
        ReportReturned(ReportReturned),
        ConsequenceNoted(ConsequenceNoted),
    }
}
