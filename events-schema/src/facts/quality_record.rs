//! Records of production and quality control (生产与质检记录), by engine serial number and batch (P5.1).

mod content;
mod corrected;
mod taken;
mod withdrawn;

pub use content::{
    Conformity, DefectFound, InspectionVerdict, MeasuredValue, RecordContent, RecordKind, StatedVerdict,
};
pub use corrected::QualityRecordCorrected;
pub use taken::{CheckedValue, FromFile, LimitsOf, QualityRecordTaken, RecordSource};
pub use withdrawn::QualityRecordWithdrawn;

use crate::fact::fact_set;

fact_set! {
    /// The facts of `quality_record-*` streams.
    QualityRecordFact in "quality_record" {
        Taken(QualityRecordTaken),
        Corrected(QualityRecordCorrected),
        Withdrawn(QualityRecordWithdrawn),
    }
}
