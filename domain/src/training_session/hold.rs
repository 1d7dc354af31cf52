use events_schema::facts::training_session::{TrainingSessionFact, TrainingSessionHeld};
use events_schema::text::Paragraph;
use events_schema::{Digest256, Timestamp};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{SessionRefusal, Stage, TrainingSession};
use crate::attachments::Uploaded;
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;

/// Records that a session was held (P6.1). Then it is recorded who was there.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HoldSession {
    /// What was taught, beside what the course says.
    #[serde(default)]
    pub summary: Option<Paragraph>,
    /// When it was over; now if absent.
    #[serde(default)]
    pub at: Option<Timestamp>,
    /// The material, or the signed list, as a file.
    #[serde(default)]
    pub file: Option<Uploaded>,
}

impl Decide<TrainingSession> for HoldSession {
    fn happened_at(&self) -> Option<Timestamp> {
        self.at
    }

    fn files(&self) -> Vec<Digest256> {
        self.file.iter().map(|file| file.hash).collect()
    }

    fn decide(&self, state: &TrainingSession, cx: &Context<'_>) -> Result<Vec<TrainingSessionFact>, Refused> {
        if state.stage == Stage::Held {
            return Ok(Vec::new());
        }
        let planned = state.ahead()?;
        if cx.at <= planned.from {
            return Err(SessionRefusal::NotBegun(planned.from).into());
        }
        let attachment = self.file.as_ref().map(|file| file.attachment(cx)).transpose()?;
        let (course, summary) = (planned.course.clone(), self.summary.clone());
        Ok(vec![TrainingSessionHeld { course, summary, fulfils: planned.fulfils, attachment }.into()])
    }
}
