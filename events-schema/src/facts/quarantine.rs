//! Quarantines: streams that a read model leaves out from some event on, because it cannot take that event in.

mod lifted;
mod placed;

pub use lifted::QuarantineLifted;
pub use placed::QuarantinePlaced;

use crate::fact::fact_set;

fact_set! {
    /// The facts of `quarantine-*` streams, one for each read model.
    QuarantineFact in "quarantine" {
        Placed(QuarantinePlaced),
        Lifted(QuarantineLifted),
    }
}
