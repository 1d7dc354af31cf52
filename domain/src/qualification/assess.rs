use events_schema::facts::course::AssessmentMethod;
use events_schema::facts::qualification::{AssessmentResult, QualificationAssessed, QualificationFact};
use events_schema::facts::training_session::Instructor;
use events_schema::text::Paragraph;
use events_schema::values::Mark;
use events_schema::{Digest256, EventId, Timestamp};
use schemars::JsonSchema;
use serde::Deserialize;

use super::round::standing;
use super::{Attempt, Qualification, QualificationRefusal};
use crate::attachments::Uploaded;
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;
use crate::training::check_people;

/// Records what somebody reached in an exam or a practical test after a training, as somebody else (P6.3). Whether that is a pass
/// follows from the course as it was taught.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AssessTrainee {
    /// By which method. How customers rate is not typed in (record-feedback).
    pub method: Scored,
    /// What he reached.
    #[schemars(example = &"86.5")]
    pub score: Mark,
    /// Who assessed, if not whoever records it.
    #[serde(default)]
    pub assessed_by: Option<Instructor>,
    /// When; now if absent.
    #[serde(default)]
    pub at: Option<Timestamp>,
    /// What was noticed.
    #[serde(default)]
    pub remark: Option<Paragraph>,
    /// The paper, as a file.
    #[serde(default)]
    pub file: Option<Uploaded>,
}

/// A method of which somebody tells the score.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Scored {
    /// 考试.
    Exam,
    /// 实际操作.
    PracticalTest,
}

impl From<Scored> for AssessmentMethod {
    fn from(scored: Scored) -> Self {
        match scored {
            Scored::Exam => Self::Exam,
            Scored::PracticalTest => Self::PracticalTest,
        }
    }
}

impl Decide<Qualification> for AssessTrainee {
    fn happened_at(&self) -> Option<Timestamp> {
        self.at
    }

    fn files(&self) -> Vec<Digest256> {
        self.file.iter().map(|file| file.hash).collect()
    }

    fn decide(&self, state: &Qualification, cx: &Context<'_>) -> Result<Vec<QualificationFact>, Refused> {
        let (person, course, round) = state.to_be_assessed()?;
        state.by_another(cx)?;
        let recorder = || cx.actor.person().map(|person| Instructor::Person { person: person.clone() });
        let assessed_by = self.assessed_by.clone().or_else(recorder);
        let assessor = assessed_by.as_ref().and_then(Instructor::person);
        if assessor == Some(person) {
            return Err(QualificationRefusal::Own.into());
        }
        check_people(assessor, cx)?;
        let course = round.taught(course, cx)?;
        let method = self.method.into();
        let assessment = round.left(course, method)?;
        if self.score > assessment.maximum() {
            return Err(QualificationRefusal::MoreThanCanBeReached(assessment.maximum()).into());
        }
        if cx.at < round.held_at {
            return Err(QualificationRefusal::BeforeTraining(round.held_at).into());
        }
        let attachment = self.file.as_ref().map(|file| file.attachment(cx)).transpose()?;
        let result = result(self.score, assessment.pass_mark());
        let attempt = Attempt { event: EventId::of(cx.command, 0), method, result, at: cx.at, by: cx.actor.id.clone() };
        let attempts = [&round.attempts[..], &[attempt]].concat();
        Ok(vec![
            QualificationAssessed {
                session: round.session,
                method,
                attempt: round.next_attempt(method),
                score: self.score,
                maximum: assessment.maximum(),
                pass_mark: assessment.pass_mark(),
                result,
                standing: standing(course, round.held_at, &attempts),
                assessed_by,
                feedback: Vec::new(),
                remark: self.remark.clone(),
                attachment,
            }
            .into(),
        ])
    }
}

/// What is enough is a pass.
pub(super) fn result(score: Mark, pass_mark: Mark) -> AssessmentResult {
    if score >= pass_mark { AssessmentResult::Passed } else { AssessmentResult::Failed }
}
