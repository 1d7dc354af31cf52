//! How somebody stands in a course (培训合格): required, trained, assessed, and again where it was not enough, until he passes or
//! somebody else decides otherwise (P6.3). A pass may lapse; then it begins anew.
//!
//! One stream holds the whole chain, across all sessions, so that nobody is assessed who was not trained, nobody tries more
//! often than he may, and nothing goes on that was decided. A session passes on who was there.

mod assess;
mod commands;
mod decide;
mod note_attendance;
mod note_lapsed;
mod record_feedback;
mod refusal;
mod replaced;
mod require;
mod round;
#[cfg(test)]
mod tests;
mod void_assessment;

pub use assess::{AssessTrainee, Scored};
pub use commands::COMMANDS;
pub use decide::DecideChain;
pub use note_attendance::NoteAttendance;
pub use note_lapsed::NoteLapsed;
pub use record_feedback::RecordFeedback;
pub use refusal::QualificationRefusal;
pub use replaced::Replaced;
pub use require::RequireQualification;
pub use round::{Attempt, GivenRating, Round};
pub use void_assessment::VoidAssessment;

use std::collections::{BTreeMap, BTreeSet};

use events_schema::facts::qualification::{
    QualificationAttendanceNoted, QualificationDecision, QualificationFact, Standing,
};
use events_schema::facts::training_session::Attendance;
use events_schema::ids::{CourseId, PersonId, TrainingSessionId};
use events_schema::{Entry, EventId, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::command::{Aggregate, INSTANT};
use crate::context::Context;
use crate::duty::acts_as;
use crate::notification::Reader;
use crate::queries::{QuerySpec, SHOW_QUALIFICATIONS};

/// How somebody stands in a course.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Qualification {
    /// How he stands.
    pub stage: Stage,
    /// Who, and in which course.
    pub of: Option<(PersonId, CourseId)>,
    /// How many chains there are; the last one goes on, or has ended.
    pub chains: u32,
    /// How often he was trained in this chain.
    pub trainings: u32,
    /// The training on which assessments rest.
    pub round: Option<Round>,
    /// What sessions of this chain have said of him.
    pub noted: BTreeMap<TrainingSessionId, Attendance>,
    /// The ratings of customers that have counted, by their entries.
    pub rated: BTreeSet<EventId>,
    /// When the chain ended that ended last: what was held before does not open it again.
    pub ended_at: Option<Timestamp>,
    /// When he passed last, and until when that holds or held.
    pub passed: Option<(Timestamp, Option<Timestamp>)>,
    /// What was decided last.
    pub decided: Option<QualificationDecision>,
    /// What trainings took the place of, the one before the last training at the end.
    pub replaced: Vec<Replaced>,
}

/// How somebody stands in a course.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// He has nothing to do with it.
    #[default]
    Unknown,
    /// He has to be trained.
    TrainingDue,
    /// He was trained, and an assessment is left.
    AssessmentDue,
    /// He failed, and may try again.
    RetakeDue,
    /// He failed, and has no attempt left.
    RepeatDue,
    /// He has passed.
    Passed,
    /// Somebody else decided that he need not.
    Decided,
    /// He had passed, and has to be trained again.
    Lapsed,
}

impl Stage {
    const fn of(standing: Standing) -> Self {
        match standing {
            Standing::TrainingDue => Self::TrainingDue,
            Standing::AssessmentDue => Self::AssessmentDue,
            Standing::RetakeDue => Self::RetakeDue,
            Standing::RepeatDue => Self::RepeatDue,
            Standing::Passed { .. } => Self::Passed,
        }
    }

    /// Whether the chain has ended: with a pass, or with a decision (P6.3).
    #[must_use]
    pub const fn is_over(self) -> bool {
        match self {
            Self::Passed | Self::Decided => true,
            Self::Unknown
            | Self::TrainingDue
            | Self::AssessmentDue
            | Self::RetakeDue
            | Self::RepeatDue
            | Self::Lapsed => false,
        }
    }
}

impl Qualification {
    /// When something becomes so by the passing of time alone: a pass lapses.
    #[must_use]
    pub fn lapses_at(&self) -> Option<Timestamp> {
        self.valid_until().map(|valid_until| valid_until + INSTANT)
    }

    /// Until when the pass holds that ended the chain.
    fn valid_until(&self) -> Option<Timestamp> {
        let (_, valid_until) = self.passed.filter(|_| self.stage == Stage::Passed)?;
        valid_until
    }

    /// The training after which somebody may be assessed now.
    fn to_be_assessed(&self) -> Result<(&PersonId, &CourseId, &Round), QualificationRefusal> {
        match self.stage {
            Stage::AssessmentDue | Stage::RetakeDue => {}
            Stage::RepeatDue => return Err(QualificationRefusal::AttemptsUsedUp),
            Stage::Passed => return Err(QualificationRefusal::AlreadyPassed),
            Stage::Decided => return Err(QualificationRefusal::AlreadyDecided),
            Stage::Unknown | Stage::TrainingDue | Stage::Lapsed => return Err(QualificationRefusal::NotTrained),
        }
        match (&self.of, &self.round) {
            (Some((person, course)), Some(round)) => Ok((person, course, round)),
            (_, None) | (None, Some(_)) => Err(QualificationRefusal::NotTrained),
        }
    }

    /// Refuses whoever it is about, and whoever acts for him.
    fn by_another(&self, cx: &Context<'_>) -> Result<(), QualificationRefusal> {
        let is_own = self.of.as_ref().is_some_and(|(person, _)| acts_as(person, cx));
        if is_own { Err(QualificationRefusal::Own) } else { Ok(()) }
    }

    fn begin(&mut self) {
        self.chains += 1;
        self.trainings = 0;
        self.round = None;
        self.noted.clear();
    }

    /// A chain that does not begin with a training: no training took the place of what was before.
    fn begin_anew(&mut self, stage: Stage) {
        self.begin();
        self.replaced.clear();
        self.stage = stage;
    }

    fn stand(&mut self, standing: Standing, at: Timestamp) {
        if let Standing::Passed { valid_until } = standing {
            (self.ended_at, self.passed) = (Some(at), Some((at, valid_until)));
        } else if self.stage == Stage::Passed {
            // A pass that came to nothing; one of an earlier chain holds for as long as it does.
            (self.ended_at, self.passed) = (None, None);
        }
        self.stage = Stage::of(standing);
    }

    fn attend(&mut self, fact: &QualificationAttendanceNoted) {
        let is_same = self.round.as_ref().is_some_and(|round| round.session == fact.session);
        if fact.attendance != Attendance::Attended && is_same && self.restore(fact) {
            return;
        }
        let replaced = Replaced::by(fact.session, self);
        if self.chains == 0 || (self.stage.is_over() && !is_same) {
            self.begin();
            self.stage = Stage::TrainingDue;
        }
        self.noted.insert(fact.session, fact.attendance);
        match (fact.attendance, is_same) {
            (Attendance::Attended, false) => {
                self.replace(replaced);
                self.round = Some(Round::of(fact));
                self.trainings += 1;
            }
            (Attendance::Excused | Attendance::Absent, true) => {
                self.round = None;
                self.trainings = self.trainings.saturating_sub(1);
            }
            (Attendance::Excused | Attendance::Absent, false) => self.forget(fact.session),
            (Attendance::Attended, true) => {}
        }
        // Where nothing is assessed, whoever was there has passed by then.
        self.stand(fact.standing, fact.held_at);
    }
}

impl Aggregate for Qualification {
    type Fact = QualificationFact;
    const COLLECTION: &'static str = "qualifications";
    const HISTORY: &'static QuerySpec = &SHOW_QUALIFICATIONS;

    fn concerns(&self, reader: &Reader) -> bool {
        self.of.as_ref().is_some_and(|(person, _)| reader.own.as_ref() == Some(person))
    }

    fn evolve(&mut self, entry: &Entry<QualificationFact>) {
        let at = entry.envelope.occurred_at;
        match &entry.fact {
            QualificationFact::Required(fact) => {
                self.of = Some((fact.person.clone(), fact.course.clone()));
                self.begin_anew(Stage::TrainingDue);
            }
            QualificationFact::AttendanceNoted(fact) => {
                self.of = Some((fact.person.clone(), fact.course.clone()));
                self.attend(fact);
            }
            QualificationFact::FeedbackRecorded(fact) => {
                self.rated.insert(fact.entry);
                if let Some(round) = &mut self.round {
                    round.ratings.push(GivenRating { event: entry.id, rating: fact.rating });
                }
            }
            QualificationFact::Assessed(fact) => {
                if let Some(round) = &mut self.round {
                    round.attempts.push(Attempt {
                        event: entry.id,
                        method: fact.method,
                        result: fact.result,
                        at,
                        by: entry.envelope.actor.id.clone(),
                    });
                    round.ratings.retain(|given| !fact.feedback.contains(&given.event));
                }
                self.stand(fact.standing, at);
            }
            QualificationFact::AssessmentVoided(fact) => {
                if let Some(round) = &mut self.round {
                    round.attempts.retain(|attempt| attempt.event != fact.assessment);
                }
                // A pass that stays is as old as it was.
                let passed_at = self.passed.map_or(at, |(passed_at, _)| passed_at);
                self.stand(fact.standing, passed_at);
            }
            QualificationFact::Decided(fact) => {
                self.stage = Stage::Decided;
                (self.ended_at, self.decided) = (Some(at), Some(fact.decision));
            }
            QualificationFact::Lapsed(_) => self.begin_anew(Stage::Lapsed),
        }
    }
}
