//! Characteristics (质量特性) that are measured or judged: what they are called, in which unit, within which limits (P5.1).

mod defined;
mod retired;

pub use defined::{CharacteristicDefined, CharacteristicLimits};
pub use retired::CharacteristicRetired;

use crate::fact::fact_set;

fact_set! {
    /// The facts of `characteristic-*` streams.
    CharacteristicFact in "characteristic" {
        Defined(CharacteristicDefined),
        Retired(CharacteristicRetired),
    }
}
