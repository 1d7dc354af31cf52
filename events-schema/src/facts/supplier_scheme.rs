//! Schemes by which suppliers are evaluated (供应商评价方案): formula, weights and bands, and the gates of corrective actions (P7.3).

mod published;

pub use published::{
    GateWithin, GatesByLevel, GravityWeights, ScoreBand, ScoreCriterion, ScoreFormula, ScoreIndicator,
    SupplierSchemePublished,
};

use crate::fact::fact_set;

fact_set! {
    /// The facts of `supplier_scheme-*` streams.
    SupplierSchemeFact in "supplier_scheme" {
        Published(SupplierSchemePublished),
    }
}
