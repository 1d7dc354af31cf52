use events_schema::Timestamp;
use events_schema::facts::training_session::{TrainingSessionFact, TrainingSessionMoved};
use events_schema::text::{Line, Paragraph};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{SessionRefusal, TrainingSession, check_length};
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;

/// Lets a session take place at another time, or elsewhere (P6.1).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MoveSession {
    /// When it begins.
    #[schemars(example = &"2100-01-02T00:00:00Z")]
    pub from: Timestamp,
    /// When it ends.
    #[schemars(example = &"2100-01-02T08:00:00Z")]
    pub until: Timestamp,
    /// Where, if it is elsewhere.
    #[serde(default)]
    #[schemars(example = &"一号培训教室")]
    pub place: Option<Line>,
    /// Why.
    #[schemars(example = &"讲师出差")]
    pub reason: Paragraph,
}

impl Decide<TrainingSession> for MoveSession {
    fn decide(&self, state: &TrainingSession, cx: &Context<'_>) -> Result<Vec<TrainingSessionFact>, Refused> {
        let planned = state.ahead()?;
        check_length(self.from, self.until)?;
        let limit = cx.reference.open_values().backdating_limit;
        if self.from < cx.now - limit {
            return Err(SessionRefusal::TooLongAgo(limit).into());
        }
        let place = self.place.clone().filter(|place| *place != planned.place);
        if place.is_none() && (self.from, self.until) == (planned.from, planned.until) {
            return Ok(Vec::new());
        }
        let (from, until, reason) = (self.from, self.until, self.reason.clone());
        Ok(vec![TrainingSessionMoved { from, until, place, reason }.into()])
    }
}
