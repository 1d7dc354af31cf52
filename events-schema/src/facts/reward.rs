//! Rewards (奖励) for fast solutions of complex issues, innovative ones, and recurrence brought down (P4.3.b).

mod approved;
mod declined;
mod granted;
mod proposed;
mod withdrawn;

pub use approved::RewardApproved;
pub use declined::RewardDeclined;
pub use granted::RewardGranted;
pub use proposed::{Award, ByRule, RewardGround, RewardProposed};
pub use withdrawn::{RewardWithdrawn, WithdrawnBecause};

use crate::fact::fact_set;

fact_set! {
    /// The facts of `reward-*` streams.
    RewardFact in "reward" {
        Proposed(RewardProposed),
        Approved(RewardApproved),
        Declined(RewardDeclined),
        Granted(RewardGranted),
        Withdrawn(RewardWithdrawn),
    }
}
