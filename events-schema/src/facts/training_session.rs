//! Training sessions (培训活动): one event at which a course is taught, within a department or across several (P6.1, P6.2).

mod attendance_recorded;
mod cancelled;
mod held;
mod invited;
mod moved;
mod planned;

pub use attendance_recorded::{Attendance, Attended, TrainingAttendanceRecorded};
pub use cancelled::TrainingSessionCancelled;
pub use held::TrainingSessionHeld;
pub use invited::TrainingSessionInvited;
pub use moved::TrainingSessionMoved;
pub use planned::{Instructor, PlanItem, TrainingSessionPlanned};

use crate::fact::fact_set;

fact_set! {
    /// The facts of `training_session-*` streams.
    TrainingSessionFact in "training_session" {
        Planned(TrainingSessionPlanned),
        Invited(TrainingSessionInvited),
        Moved(TrainingSessionMoved),
        Cancelled(TrainingSessionCancelled),
        Held(TrainingSessionHeld),
        AttendanceRecorded(TrainingAttendanceRecorded),
    }
}
