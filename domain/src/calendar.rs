//! Working calendars (工作日历), versioned; clocks keep the version that they started with (`policy.md`, open points 1, 7).

mod commands;
mod publish;
mod refusal;

pub use commands::COMMANDS;
pub use publish::PublishCalendar;
pub use refusal::CalendarRefusal;

use events_schema::Entry;
use events_schema::facts::calendar::CalendarFact;

use crate::calculation::calendar::Calendar;
use crate::command::Aggregate;

/// A calendar with all its versions.
#[derive(Debug, Clone, Default)]
pub struct WorkCalendar {
    versions: Vec<Calendar>,
}

impl WorkCalendar {
    /// The calendar as this version, from 1, has it.
    #[must_use]
    pub fn version(&self, version: u32) -> Option<&Calendar> {
        self.versions.get(usize::try_from(version).ok()?.checked_sub(1)?)
    }

    /// The same with another version, as if it had been published.
    pub(crate) fn with(mut self, next: Calendar) -> Self {
        self.versions.push(next);
        self
    }

    /// The same, had every version been like this.
    pub(crate) fn supposing(&self, calendar: &Calendar) -> Self {
        Self { versions: vec![calendar.clone(); self.versions.len()] }
    }

    /// The number of the next version.
    fn next_version(&self) -> u32 {
        u32::try_from(self.versions.len()).unwrap_or(u32::MAX).saturating_add(1)
    }
}

impl Aggregate for WorkCalendar {
    type Fact = CalendarFact;
    const COLLECTION: &'static str = "calendars";

    fn evolve(&mut self, entry: &Entry<CalendarFact>) {
        match &entry.fact {
            CalendarFact::Published(fact) => self.versions.push(Calendar::new(fact)),
        }
    }
}
