//! Schemes by which is appraised (考核方案): which measures count, and how much (P4.3.a).

mod published;

pub use published::{AppraisalSchemePublished, Measure, RewardRule, RuledGround, Weighted};

use crate::fact::fact_set;

fact_set! {
    /// The facts of `appraisal_scheme-*` streams.
    AppraisalSchemeFact in "appraisal_scheme" {
        Published(AppraisalSchemePublished),
    }
}
