use events_schema::EventId;
use events_schema::facts::course::{AssessmentMethod, CourseAssessment, CourseDefined};
use events_schema::facts::qualification::{QualificationAssessed, QualificationFact, QualificationFeedbackRecorded};
use events_schema::ids::TicketId;
use events_schema::values::{Mark, Rating};
use schemars::JsonSchema;
use serde::Deserialize;

use super::assess::result;
use super::round::standing;
use super::{Attempt, GivenRating, Qualification, QualificationRefusal, Round};
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;

/// Lets a customer's rating count in the assessment of whoever worked on his issue after the training, as somebody else (P6.3). The
/// rating is read from the ticket. When there are as many as the course wants, their mean is an attempt.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordFeedback {
    /// The ticket; where it was merged, the one that goes on.
    pub ticket: TicketId,
    /// The entry there by which the customer said whether he is satisfied.
    pub entry: EventId,
}

const METHOD: AssessmentMethod = AssessmentMethod::CustomerFeedback;

impl Decide<Qualification> for RecordFeedback {
    fn other_ticket(&self) -> Option<TicketId> {
        Some(self.ticket)
    }

    fn decide(&self, state: &Qualification, cx: &Context<'_>) -> Result<Vec<QualificationFact>, Refused> {
        if state.rated.contains(&self.entry) {
            return Ok(Vec::new());
        }
        let (person, course, round) = state.to_be_assessed()?;
        state.by_another(cx)?;
        let course = round.taught(course, cx)?;
        let assessment = round.left(course, METHOD)?;
        let ticket = cx.other.filter(|other| other.id == self.ticket).map(|other| &other.is);
        let ticket = ticket.ok_or(QualificationRefusal::UnknownTicket(self.ticket))?;
        let (rating, given_at) = ticket.rating(self.entry).ok_or(QualificationRefusal::NoRating(self.entry))?;
        if given_at < round.held_at {
            return Err(QualificationRefusal::BeforeTraining(round.held_at).into());
        }
        if !ticket.was_worked_on_by(person) {
            return Err(QualificationRefusal::NotHisWork.into());
        }
        let fact = QualificationFeedbackRecorded { ticket: self.ticket, entry: self.entry, rating, given_at };
        let given = GivenRating { event: EventId::of(cx.command, 0), rating };
        let ratings = [&round.ratings[..], &[given]].concat();
        let attempt = attempt(round, course, assessment, &ratings, cx);
        Ok([fact.into()].into_iter().chain(attempt.map(Into::into)).collect())
    }
}

/// The attempt that so many ratings are; `None` while there are too few.
fn attempt(
    round: &Round,
    course: &CourseDefined,
    assessment: &CourseAssessment,
    given: &[GivenRating],
    cx: &Context<'_>,
) -> Option<QualificationAssessed> {
    let wanted = match assessment {
        CourseAssessment::CustomerFeedback { ratings, .. } => usize::from(*ratings),
        CourseAssessment::Exam { .. } | CourseAssessment::PracticalTest { .. } => return None,
    };
    let ratings: Vec<Rating> = given.iter().map(|given| given.rating).collect();
    let score = Mark::mean(&ratings).filter(|_| ratings.len() >= wanted)?;
    let result = result(score, assessment.pass_mark());
    let (event, by) = (EventId::of(cx.command, 1), cx.actor.id.clone());
    let attempts = [&round.attempts[..], &[Attempt { event, method: METHOD, result, at: cx.at, by }]].concat();
    Some(QualificationAssessed {
        session: round.session,
        method: METHOD,
        attempt: round.next_attempt(METHOD),
        score,
        maximum: assessment.maximum(),
        pass_mark: assessment.pass_mark(),
        result,
        standing: standing(course, round.held_at, &attempts),
        assessed_by: None,
        feedback: given.iter().map(|given| given.event).collect(),
        remark: None,
        attachment: None,
    })
}
