//! How suppliers stand (供应商资格): step by step, with rewards and penalties (P7.3, open point 9).

mod consequence_withdrawn;
mod decided;
mod objected;
mod objection_answered;
mod opened;
mod penalty_recorded;
mod proposal_declined;
mod proposal_lapsed;
mod proposed;
mod reward_recorded;

pub use consequence_withdrawn::StandingConsequenceWithdrawn;
pub use decided::{Business, StandingDecided, SupplierStep};
pub use objected::StandingObjected;
pub use objection_answered::StandingObjectionAnswered;
pub use opened::StandingOpened;
pub use penalty_recorded::StandingPenaltyRecorded;
pub use proposal_declined::StandingProposalDeclined;
pub use proposal_lapsed::StandingProposalLapsed;
pub use proposed::StandingProposed;
pub use reward_recorded::{StandingRewardRecorded, Worth};

use crate::fact::fact_set;

fact_set! {
    /// The facts of `supplier_standing-*` streams.
    SupplierStandingFact in "supplier_standing" {
        Opened(StandingOpened),
        Proposed(StandingProposed),
        ProposalDeclined(StandingProposalDeclined),
        ProposalLapsed(StandingProposalLapsed),
        Decided(StandingDecided),
        Objected(StandingObjected),
        ObjectionAnswered(StandingObjectionAnswered),
        RewardRecorded(StandingRewardRecorded),
        PenaltyRecorded(StandingPenaltyRecorded),
        ConsequenceWithdrawn(StandingConsequenceWithdrawn),
    }
}
