use events_schema::EventId;
use events_schema::facts::qualification::{QualificationAssessmentVoided, QualificationFact};
use events_schema::text::Paragraph;
use schemars::JsonSchema;
use serde::Deserialize;

use super::round::standing;
use super::{Attempt, Qualification, QualificationRefusal, Stage};
use crate::command::Decide;
use crate::context::Context;
use crate::duty::is_another;
use crate::refusal::Refused;

/// Lets an assessment not count, because it was written down wrongly or was not as it should have been: as somebody else than who
/// recorded it and than who was assessed (P6.3). A pass that rests on it goes with it.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct VoidAssessment {
    /// The assessment, after the last training.
    pub assessment: EventId,
    /// Why.
    #[schemars(example = &"成绩录入错误")]
    pub reason: Paragraph,
}

impl Decide<Qualification> for VoidAssessment {
    fn decide(&self, state: &Qualification, cx: &Context<'_>) -> Result<Vec<QualificationFact>, Refused> {
        if state.stage == Stage::Decided {
            return Err(QualificationRefusal::AlreadyDecided.into());
        }
        let none = || QualificationRefusal::NoSuchAssessment(self.assessment);
        let (Some((_, course)), Some(round)) = (&state.of, &state.round) else { return Err(none().into()) };
        let attempt = round.attempts.iter().find(|attempt| attempt.event == self.assessment).ok_or_else(none)?;
        state.by_another(cx)?;
        if !is_another(&attempt.by, cx) {
            return Err(QualificationRefusal::OwnAssessment.into());
        }
        let others = round.attempts.iter().filter(|attempt| attempt.event != self.assessment);
        let others: Vec<Attempt> = others.cloned().collect();
        let standing = standing(round.taught(course, cx)?, round.held_at, &others);
        let (assessment, reason) = (self.assessment, self.reason.clone());
        Ok(vec![QualificationAssessmentVoided { assessment, reason, standing }.into()])
    }
}
