//! Working calendars (工作日历).

mod published;

pub use published::{CalendarPublished, Date, MakeUpDay, Shift, WeekDay, ZoneName};

use crate::fact::fact_set;

fact_set! {
    /// The facts of `calendar-*` streams.
    CalendarFact in "calendar" {
        Published(CalendarPublished),
    }
}
