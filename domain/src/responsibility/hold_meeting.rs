use events_schema::Timestamp;
use events_schema::facts::responsibility::{ResponsibilityFact, ResponsibilityMeetingHeld};
use events_schema::ids::PersonId;
use events_schema::text::Paragraph;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Responsibility, ResponsibilityRefusal, Stage};
use crate::command::{Decide, Inadmissible};
use crate::context::Context;
use crate::refusal::Refused;

/// Holds the responsibility meeting (问题分析会议) with the departments, after handling (P4.2.a).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HoldMeeting {
    /// When it was held; now if absent.
    #[serde(default)]
    pub held_at: Option<Timestamp>,
    /// Who took part.
    pub attendees: Vec<PersonId>,
    /// What was said.
    #[serde(default)]
    pub minutes: Option<Paragraph>,
}

/// The most people of a meeting.
const MOST: usize = 100;

impl Decide<Responsibility> for HoldMeeting {
    fn happened_at(&self) -> Option<Timestamp> {
        self.held_at
    }

    fn decide(&self, state: &Responsibility, cx: &Context<'_>) -> Result<Vec<ResponsibilityFact>, Refused> {
        state.in_a_round()?;
        if !matches!(state.stage, Stage::MeetingDue | Stage::MeetingHeld) {
            return Err(ResponsibilityRefusal::AlreadyDecided.into());
        }
        if self.attendees.is_empty() || self.attendees.len() > MOST {
            return Err(ResponsibilityRefusal::Attendees.into());
        }
        let unknown = self.attendees.iter().find(|person| cx.reference.employed_at(person, cx.at).is_none());
        if let Some(person) = unknown {
            return Err(ResponsibilityRefusal::UnknownPerson(person.clone()).into());
        }
        if let Some(since) = state.closed_at.filter(|closed_at| cx.at < *closed_at) {
            return Err(Inadmissible::BeforeCause { at: cx.at, what: "the close of the ticket", since }.into());
        }
        let (attendees, minutes) = (self.attendees.clone(), self.minutes.clone());
        Ok(vec![ResponsibilityMeetingHeld { attendees, minutes }.into()])
    }
}
