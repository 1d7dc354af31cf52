//! How somebody stands in a course (培训合格): a chain of training, assessment, retakes and repeated training that ends with a
//! pass or a decision, and not otherwise (P6.3).

mod assessed;
mod assessment_voided;
mod attendance_noted;
mod decided;
mod feedback_recorded;
mod lapsed;
mod required;

pub use assessed::{AssessmentResult, QualificationAssessed, Standing};
pub use assessment_voided::QualificationAssessmentVoided;
pub use attendance_noted::QualificationAttendanceNoted;
pub use decided::{QualificationDecided, QualificationDecision};
pub use feedback_recorded::QualificationFeedbackRecorded;
pub use lapsed::QualificationLapsed;
pub use required::QualificationRequired;

use crate::fact::fact_set;

fact_set! {
    /// The facts of `qualification-*` streams.
    QualificationFact in "qualification" {
        Required(QualificationRequired),
        AttendanceNoted(QualificationAttendanceNoted),
        FeedbackRecorded(QualificationFeedbackRecorded),
        Assessed(QualificationAssessed),
        AssessmentVoided(QualificationAssessmentVoided),
        Decided(QualificationDecided),
        Lapsed(QualificationLapsed),
    }
}
