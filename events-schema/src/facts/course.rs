//! Courses (培训课程): what is taught, and by what one sees who has learnt it (P6.1, P6.3).

mod defined;
mod retired;

pub use defined::{AssessmentMethod, CourseAssessment, CourseDefined, CourseKind, Evaluation};
pub use retired::CourseRetired;

use crate::fact::fact_set;

fact_set! {
    /// The facts of `course-*` streams.
    CourseFact in "course" {
        Defined(CourseDefined),
        Retired(CourseRetired),
    }
}
