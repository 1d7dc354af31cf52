//! One training, and the assessments that rest on it.

use events_schema::facts::course::{AssessmentMethod, CourseAssessment, CourseDefined};
use events_schema::facts::qualification::{AssessmentResult, QualificationAttendanceNoted, Standing};
use events_schema::ids::{CourseId, TrainingSessionId};
use events_schema::values::Rating;
use events_schema::{EventId, PrincipalId, Timestamp};
use serde::{Deserialize, Serialize};

use super::QualificationRefusal;
use crate::context::Context;

/// A training that somebody had, and what came of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Round {
    /// The session.
    pub session: TrainingSessionId,
    /// The version of the course that was taught.
    pub course_version: u32,
    /// When it was held.
    pub held_at: Timestamp,
    /// The assessments that count.
    pub attempts: Vec<Attempt>,
    /// The ratings of customers that wait for enough of them.
    pub ratings: Vec<GivenRating>,
}

/// An assessment that counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attempt {
    /// The event.
    pub event: EventId,
    /// By which method.
    pub method: AssessmentMethod,
    /// What it came to.
    pub result: AssessmentResult,
    /// When it was.
    pub at: Timestamp,
    /// Who recorded it.
    pub by: PrincipalId,
}

/// A customer's rating that counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct GivenRating {
    /// The event that recorded it.
    pub event: EventId,
    /// What it is.
    pub rating: Rating,
}

impl Round {
    pub(super) fn of(fact: &QualificationAttendanceNoted) -> Self {
        Self {
            session: fact.session,
            course_version: fact.course_version,
            held_at: fact.held_at,
            attempts: Vec::new(),
            ratings: Vec::new(),
        }
    }

    /// The course as it was taught.
    pub(super) fn taught<'a>(
        &self,
        course: &CourseId,
        cx: &Context<'a>,
    ) -> Result<&'a CourseDefined, QualificationRefusal> {
        taught(course, self.course_version, cx)
    }

    /// What is to be passed by a method, as long as it was not.
    pub(super) fn left<'a>(
        &self,
        course: &'a CourseDefined,
        method: AssessmentMethod,
    ) -> Result<&'a CourseAssessment, QualificationRefusal> {
        let assessment = course.evaluation.assessments().iter().find(|assessment| assessment.method() == method);
        let assessment = assessment.ok_or(QualificationRefusal::NotAssessedBy(method))?;
        if has_passed(&self.attempts, method) { Err(QualificationRefusal::PassedBy(method)) } else { Ok(assessment) }
    }

    /// Which attempt by a method the next one is, from 1.
    pub(super) fn next_attempt(&self, method: AssessmentMethod) -> u32 {
        u32::try_from(tries(&self.attempts, method)).unwrap_or(u32::MAX).saturating_add(1)
    }
}

/// The version of a course that was taught.
pub(super) fn taught<'a>(
    course: &CourseId,
    version: u32,
    cx: &Context<'a>,
) -> Result<&'a CourseDefined, QualificationRefusal> {
    let known = cx.reference.course(course).and_then(|known| known.version(version));
    known.ok_or_else(|| QualificationRefusal::UnknownVersion(course.clone(), version))
}

fn has_passed(attempts: &[Attempt], method: AssessmentMethod) -> bool {
    attempts.iter().any(|attempt| attempt.method == method && attempt.result == AssessmentResult::Passed)
}

fn tries(attempts: &[Attempt], method: AssessmentMethod) -> usize {
    attempts.iter().filter(|attempt| attempt.method == method).count()
}

/// How somebody stands who was trained then, and assessed so (P6.3): he has passed when he has passed by every method; he has to be
/// trained again when he has no attempt left by one of them.
pub(super) fn standing(course: &CourseDefined, held_at: Timestamp, attempts: &[Attempt]) -> Standing {
    let left = || course.evaluation.assessments().iter().filter(|left| !has_passed(attempts, left.method()));
    if left().next().is_none() {
        let passing = attempts.iter().filter(|attempt| attempt.result == AssessmentResult::Passed);
        let passed_at = passing.map(|attempt| attempt.at).fold(held_at, Timestamp::max);
        return Standing::Passed { valid_until: course.valid_for.map(|valid_for| passed_at + valid_for) };
    }
    let tried = |assessment: &CourseAssessment| tries(attempts, assessment.method());
    if left().any(|assessment| tried(assessment) >= usize::from(assessment.attempts())) {
        Standing::RepeatDue
    } else if left().any(|assessment| tried(assessment) > 0) {
        Standing::RetakeDue
    } else {
        Standing::AssessmentDue
    }
}
