//! A line of a timeline.

use std::borrow::Cow;

use events_schema::facts::sla_policy::ClockKind;
use events_schema::values::Verdict;
use events_schema::{EventId, PrincipalId, Revision, Role, Timestamp};
use schemars::JsonSchema;
use serde::Serialize;

use super::Detail;
use crate::clocks::ClockId;
use crate::ticket::Section;
use crate::words::{Language, Named, of_value};

/// Something that happened to a ticket, or to one of its clocks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct TimelineLine {
    /// When it happened, as corrected; of an open clock when it is due.
    pub at: Timestamp,
    /// What it is.
    pub what: Named<LineIs>,
    /// The same in a few words.
    pub title: String,
    /// The clause of the policy that it comes from, where one asks for it; an open point in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clause: Option<Cow<'static, str>>,
    /// The part of the ticket that it belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub section: Option<Named<Section>>,
    /// The event that says so; absent where it follows from the policy alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event: Option<LineEvent>,
    /// The clock that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clock: Option<LineClock>,
    /// What became of the clock.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verdict: Option<Named<Verdict>>,
    /// More of it, in words.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub details: Vec<Detail>,
    /// What was done to the entry afterwards, in the order of recording.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub amended: Vec<Amendment>,
}

/// What a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum LineIs {
    /// An entry of the ticket.
    Fact,
    /// A clock began to run.
    ClockStarted,
    /// A share of its target had passed.
    ClockWarned,
    /// What it waited for happened.
    ClockStopped,
    /// Its deadline passed.
    ClockBreached,
    /// A slot of the progress grid passed without a report, or several in a row.
    ClockMissed,
    /// What it waited for is not to come any more.
    ClockCancelled,
    /// Its deadline was waived (open point 2).
    ClockWaived,
    /// What was recorded late speaks against its verdict (open point 8).
    ClockContested,
    /// Another person changed its verdict (open point 8).
    ClockReassessed,
    /// It runs.
    ClockOpen,
}

/// The event behind a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct LineEvent {
    /// Its id.
    pub id: EventId,
    /// Its place in the history.
    pub revision: Revision,
    /// Its type; of an entry that was moved here, the type of what it says.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// When it was recorded.
    pub recorded_at: Timestamp,
    /// Whether somebody told of it much later than it happened. That is not said of what a watch noticed, of what was moved
    /// here, and of what was imported.
    pub entered_late: bool,
    /// Who did it.
    pub by: By,
}

/// Who did something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct By {
    /// The person or system.
    pub id: PrincipalId,
    /// The role in which it was done.
    pub role: Named<Role>,
    /// For whom, if for somebody else.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on_behalf_of: Option<PrincipalId>,
}

/// A clock of the ticket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct LineClock {
    /// Which clock.
    pub kind: Named<ClockKind>,
    /// The episode of the ticket, from 1.
    pub episode: u32,
    /// Which of its kind in the episode, from 1.
    pub number: u32,
}

/// What was done to an entry after it was recorded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Amendment {
    /// What.
    pub how: Named<HowAmended>,
    /// When that was recorded.
    pub recorded_at: Timestamp,
    /// By which event.
    pub event: EventId,
    /// Its place in the history.
    pub revision: Revision,
}

/// What can be done to an entry after it was recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum HowAmended {
    /// It says something else; the line shows what it says now.
    Corrected,
    /// It should not be there, and counts no longer.
    Retracted,
    /// It counts on another ticket.
    MovedOut,
    /// It was recorded on another ticket.
    MovedIn,
}

impl LineClock {
    pub(super) fn of(clock: ClockId, language: Language) -> Self {
        Self { kind: Named::of(clock.clock, language), episode: clock.episode, number: clock.number }
    }
}

/// A clock as people tell it from others: the slots of a grid and new starts by their number, later episodes by theirs.
pub(super) fn name_of(clock: ClockId, language: Language) -> String {
    let mut name = of_value(&clock.clock, language);
    if clock.number > 1 || clock.clock == ClockKind::ProgressReport {
        name.push_str(&format!(" #{}", clock.number));
    }
    match (clock.episode, language) {
        (1, _) => {}
        (episode, Language::Chinese) => name.push_str(&format!("(第{episode}轮)")),
        (episode, Language::English) => name.push_str(&format!(" (episode {episode})")),
    }
    name
}
