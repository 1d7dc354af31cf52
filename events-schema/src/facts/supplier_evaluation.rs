//! Evaluations of suppliers (供应商评价), one for each and each period (P7.3).

mod objected;
mod objection_answered;
mod rescored;
mod scored;

pub use objected::EvaluationObjected;
pub use objection_answered::{EvaluationObjectionAnswered, Ruling};
pub use rescored::{EvaluationRescored, FigureDifference};
pub use scored::{EvaluationFigures, EvaluationOutcome, EvaluationScored, IndicatorFigures, RepeatFigures};

use crate::fact::fact_set;

fact_set! {
    /// The facts of `supplier_evaluation-*` streams.
    SupplierEvaluationFact in "supplier_evaluation" {
        Scored(EvaluationScored),
        Rescored(EvaluationRescored),
        Objected(EvaluationObjected),
        ObjectionAnswered(EvaluationObjectionAnswered),
    }
}
