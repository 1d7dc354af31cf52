use events_schema::facts::training_need::{NeedSource, Trainees, TrainingNeedFact, TrainingNeedProposed};
use events_schema::ids::{CourseId, TrainingNeedId};
use events_schema::text::Paragraph;
use events_schema::{CommandId, StreamName};
use schemars::JsonSchema;
use serde::Deserialize;

use super::TrainingNeed;
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;
use crate::training::{check_trainees, course_in_use};

/// Proposes that somebody be trained (P6.1). Somebody else decides.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ProposeNeed {
    /// Who has to learn it.
    pub trainees: Trainees,
    /// What, and why.
    #[schemars(example = &"新机型下半年投产")]
    pub reason: Paragraph,
    /// The course that would meet it, where one is known.
    #[serde(default)]
    pub course: Option<CourseId>,
}

impl Decide<TrainingNeed> for ProposeNeed {
    fn opens(&self, command: CommandId) -> Option<StreamName> {
        Some(TrainingNeedId::from_uuid(command.derive("training-need")).stream())
    }

    fn decide(&self, _: &TrainingNeed, cx: &Context<'_>) -> Result<Vec<TrainingNeedFact>, Refused> {
        check_trainees(&self.trainees, cx)?;
        if let Some(course) = &self.course {
            course_in_use(course, cx)?;
        }
        let source = NeedSource::Person { reason: self.reason.clone() };
        Ok(vec![TrainingNeedProposed { source, trainees: self.trainees.clone(), course: self.course.clone() }.into()])
    }
}
