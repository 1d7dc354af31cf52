//! Notices to suppliers (供应商通知): a part caused an issue; response, solution and liability (P7.1, P7.2).

mod cause_confirmed;
mod clock_breached;
mod clock_reassessed;
mod clock_warned;
mod closed;
mod cost_recovered;
mod dismissed;
mod evidence_added;
mod liability_agreed;
mod liability_disputed;
mod liability_proposed;
mod liability_waived;
mod proposed;
mod received;
mod responded;
mod responsibility_noted;
mod sent;
mod solution_accepted;
mod solution_given;
mod solution_returned;
mod withdrawn;

pub use cause_confirmed::NoticeCauseConfirmed;
pub use clock_breached::NoticeClockBreached;
pub use clock_reassessed::NoticeClockReassessed;
pub use clock_warned::NoticeClockWarned;
pub use closed::NoticeClosed;
pub use cost_recovered::{NoticeCostRecovered, Recovered};
pub use dismissed::NoticeDismissed;
pub use evidence_added::NoticeEvidenceAdded;
pub use liability_agreed::NoticeLiabilityAgreed;
pub use liability_disputed::NoticeLiabilityDisputed;
pub use liability_proposed::{NoticeLiabilityProposed, RepairCost};
pub use liability_waived::NoticeLiabilityWaived;
pub use proposed::{InvolvedPart, NoticeContent, NoticeProposed};
pub use received::{NoticeReceived, Receipt};
pub use responded::{NoticeResponded, ResponseIs};
pub use responsibility_noted::NoticeResponsibilityNoted;
pub use sent::NoticeSent;
pub use solution_accepted::NoticeSolutionAccepted;
pub use solution_given::NoticeSolutionGiven;
pub use solution_returned::NoticeSolutionReturned;
pub use withdrawn::NoticeWithdrawn;

use crate::fact::fact_set;

fact_set! {
    /// The facts of `supplier_notice-*` streams.
    SupplierNoticeFact in "supplier_notice" {
        Proposed(NoticeProposed),
        CauseConfirmed(NoticeCauseConfirmed),
        Dismissed(NoticeDismissed),
        EvidenceAdded(NoticeEvidenceAdded),
        Sent(NoticeSent),
        Received(NoticeReceived),
        Responded(NoticeResponded),
        SolutionGiven(NoticeSolutionGiven),
        SolutionAccepted(NoticeSolutionAccepted),
        SolutionReturned(NoticeSolutionReturned),
        LiabilityProposed(NoticeLiabilityProposed),
        LiabilityAgreed(NoticeLiabilityAgreed),
        LiabilityDisputed(NoticeLiabilityDisputed),
        LiabilityWaived(NoticeLiabilityWaived),
        CostRecovered(NoticeCostRecovered),
        ResponsibilityNoted(NoticeResponsibilityNoted),
        Withdrawn(NoticeWithdrawn),
        Closed(NoticeClosed),
        ClockWarned(NoticeClockWarned),
        ClockBreached(NoticeClockBreached),
        ClockReassessed(NoticeClockReassessed),
    }
}
