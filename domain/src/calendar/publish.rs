use events_schema::facts::calendar::{CalendarFact, CalendarPublished, Date, MakeUpDay, Shift, ZoneName};
use events_schema::ids::CalendarId;
use events_schema::text::Line;
use events_schema::{CommandId, StreamName};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{CalendarRefusal, WorkCalendar};
use crate::calculation::calendar::problem;
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;

/// Publishes a version of a working calendar (`policy.md`, open point 1). Clocks that run keep theirs.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PublishCalendar {
    /// The code of the calendar.
    pub calendar: CalendarId,
    /// What people call it.
    #[schemars(example = &"潍坊五天八小时")]
    pub title: Line,
    /// The time zone of all hours and days.
    pub zone: ZoneName,
    /// The shifts of an ordinary week; a day without shifts is closed.
    pub week: Vec<Shift>,
    /// Days on which nobody works.
    #[serde(default)]
    pub holidays: Vec<Date>,
    /// Make-up working days (调休).
    #[serde(default)]
    pub make_up_days: Vec<MakeUpDay>,
    /// The years whose holidays are loaded.
    pub years: Vec<u16>,
}

impl Decide<WorkCalendar> for PublishCalendar {
    fn opens(&self, _: CommandId) -> Option<StreamName> {
        Some(self.calendar.stream())
    }

    fn decide(&self, state: &WorkCalendar, _: &Context<'_>) -> Result<Vec<CalendarFact>, Refused> {
        let published = CalendarPublished {
            version: state.next_version(),
            title: self.title.clone(),
            zone: self.zone.clone(),
            week: self.week.clone(),
            holidays: self.holidays.clone(),
            make_up_days: self.make_up_days.clone(),
            years: self.years.clone(),
        };
        match problem(&published) {
            Some(problem) => Err(CalendarRefusal::Unusable(problem).into()),
            None => Ok(vec![published.into()]),
        }
    }
}
