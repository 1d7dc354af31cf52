//! The timeline of a ticket (工单时间线): facts, clocks and their verdicts in one sequence, in words, as a person reads it.
//!
//! It shows what is known now: an entry stands where it happened, as corrected, and says that it was corrected; one that
//! was retracted stays and says so. It is for the factory's own people. Personal values stay sealed.

mod clocks;
mod details;
mod facts;
mod line;
#[cfg(test)]
mod tests;

pub use details::Detail;
pub use line::{Amendment, By, HowAmended, LineClock, LineEvent, LineIs, TimelineLine};

use std::collections::HashMap;

use events_schema::facts::ticket::TicketFact;
use events_schema::{Duration, Entry, EventId, Revision, Timestamp};

use crate::clocks::Clock;
use crate::words::Language;
use clocks::{Clocks, Lines};
use facts::Told;

/// What is recorded more than this after it happened was entered late (补录).
const AT_ONCE: Duration = Duration::from_minutes(5);

/// The lines of a ticket: what happened, in the order in which it did, then the clocks that are open at `now`, the next due
/// first.
///
/// `entries` are all of the ticket's in the order of recording, `clocks` those that they show at `now`.
#[must_use]
pub fn timeline(
    entries: &[Entry<TicketFact>],
    clocks: &[Clock],
    now: Timestamp,
    language: Language,
) -> Vec<TimelineLine> {
    let told = facts::told(entries, language);
    let Lines { mut placed, told: elsewhere } = Clocks::of(clocks, &told, now, language).lines();
    placed.extend(facts::lines(&told, &elsewhere, language));
    placed.sort_by_key(|placed| placed.place);
    placed.into_iter().map(|placed| placed.line).collect()
}

/// A line with its place in the order.
struct Placed {
    place: Place,
    line: TimelineLine,
}

/// What a line is sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    part: Part,
    at: Timestamp,
    /// The entry that it is, or that it follows from; of two at one instant the one that was recorded first. What follows
    /// from no entry comes behind them.
    by: Behind,
    order: Order,
}

/// The two parts of a timeline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    Past,
    Open,
}

/// Behind which entry, or behind all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Behind {
    Entry(Revision),
    All,
}

/// A fact comes before what it stops, and that before what it starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Order {
    Fact,
    End,
    Start,
}

impl Place {
    fn in_past(at: Timestamp, by: Option<Revision>, order: Order) -> Self {
        Self { part: Part::Past, at, by: by.map_or(Behind::All, Behind::Entry), order }
    }

    fn open(at: Timestamp) -> Self {
        Self { part: Part::Open, at, by: Behind::All, order: Order::End }
    }
}

/// The places of events in the ticket's history.
struct Places(HashMap<EventId, Revision>);

impl Places {
    fn of(told: &[Told<'_>]) -> Self {
        Self(told.iter().map(|told| (told.entry.id, told.entry.revision)).collect())
    }

    fn get(&self, event: EventId) -> Option<Revision> {
        self.0.get(&event).copied()
    }
}
