//! Appraisals (考核) of departments and people, one for each and each period, and what follows from them (P4.3.a).
//!
//! A result is assessed by one, acknowledged by the appraised or objected to, and approved by another. What follows from it
//! stands for as long as what it rests on does: a dispute that overturns that withdraws the result by an event (open point 11).

mod acknowledge;
mod answer_objection;
mod approve;
mod assess;
mod commands;
mod object;
mod open;
mod record_outcome;
mod refusal;
#[cfg(test)]
mod tests;
mod withdraw_result;

pub use acknowledge::AcknowledgeResult;
pub use answer_objection::AnswerObjection;
pub use approve::ApproveResult;
pub use assess::Assess;
pub use commands::COMMANDS;
pub use object::ObjectToResult;
pub use open::OpenAppraisal;
pub use record_outcome::RecordOutcome;
pub use refusal::AppraisalRefusal;
pub use withdraw_result::WithdrawResult;

use events_schema::facts::appraisal::{AppraisalFact, AppraisalOpened};
use events_schema::values::{OwnParty, Score};
use events_schema::{Entry, EventId, PrincipalId, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::command::Aggregate;
use crate::context::Context;
use crate::duty::speaks_for;
use crate::notification::Reader;
use crate::queries::{QuerySpec, SHOW_APPRAISALS};

/// An appraisal as it stands.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Appraisal {
    /// How far it is.
    pub stage: Stage,
    /// What it was opened as.
    pub opened: Option<AppraisalOpened>,
    /// The result that there is.
    pub assessment: Option<Assessment>,
    /// What followed from the result, by the events that recorded it.
    pub outcomes: Vec<EventId>,
}

/// How far an appraisal is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// There is no such appraisal.
    #[default]
    Unopened,
    /// It is to be assessed.
    Opened,
    /// There is a result, to which the appraised may object.
    Assessed,
    /// The appraised accepts the result.
    Acknowledged,
    /// The appraised objects to the result.
    Objected,
    /// The objection was answered, and the result stays.
    Answered,
    /// The result counts.
    Approved,
    /// What the result rested on was overturned; it is to be assessed again.
    Withdrawn,
}

/// A result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assessment {
    /// The event.
    pub event: EventId,
    /// Who assessed.
    pub by: PrincipalId,
    /// What it came to.
    pub result: Score,
    /// Until when the appraised may object.
    pub objections_until: Timestamp,
    /// The event by which the appraised objected, and who did so.
    pub objection: Option<(EventId, PrincipalId)>,
}

impl Appraisal {
    /// The result that there is.
    fn assessed(&self) -> Result<&Assessment, AppraisalRefusal> {
        self.assessment.as_ref().ok_or(AppraisalRefusal::NotAssessed)
    }

    /// Whether the actor is the appraised, heads the appraised department, or acts for whoever does.
    fn is_about_actor(&self, cx: &Context<'_>) -> bool {
        self.opened.as_ref().is_some_and(|opened| speaks_for(&opened.subject, cx))
    }

    /// Refuses the appraised.
    fn by_another(&self, cx: &Context<'_>) -> Result<(), AppraisalRefusal> {
        if self.is_about_actor(cx) { Err(AppraisalRefusal::Own) } else { Ok(()) }
    }

    /// Refuses everybody but the appraised.
    fn by_the_appraised(&self, cx: &Context<'_>) -> Result<(), AppraisalRefusal> {
        if self.is_about_actor(cx) { Ok(()) } else { Err(AppraisalRefusal::NotTheAppraised) }
    }
}

impl Aggregate for Appraisal {
    type Fact = AppraisalFact;
    const COLLECTION: &'static str = "appraisals";
    const HISTORY: &'static QuerySpec = &SHOW_APPRAISALS;

    fn concerns(&self, reader: &Reader) -> bool {
        self.opened.as_ref().is_some_and(|opened| match &opened.subject {
            OwnParty::Person { person } => reader.own.as_ref() == Some(person),
            OwnParty::Department { department } => reader.departments.contains(department),
        })
    }

    fn evolve(&mut self, entry: &Entry<AppraisalFact>) {
        let by = &entry.envelope.actor.id;
        match &entry.fact {
            AppraisalFact::Opened(fact) => (self.stage, self.opened) = (Stage::Opened, Some(fact.clone())),
            AppraisalFact::Assessed(fact) => {
                self.stage = Stage::Assessed;
                self.assessment = Some(Assessment {
                    event: entry.id,
                    by: by.clone(),
                    result: fact.result,
                    objections_until: fact.objections_until,
                    objection: None,
                });
            }
            AppraisalFact::Acknowledged(_) => self.stage = Stage::Acknowledged,
            AppraisalFact::Objected(_) => {
                self.stage = Stage::Objected;
                if let Some(assessment) = &mut self.assessment {
                    assessment.objection = Some((entry.id, by.clone()));
                }
            }
            AppraisalFact::ObjectionAnswered(_) => self.stage = Stage::Answered,
            AppraisalFact::Approved(_) => self.stage = Stage::Approved,
            AppraisalFact::OutcomeRecorded(_) => self.outcomes.push(entry.id),
            AppraisalFact::ResultWithdrawn(_) => {
                (self.stage, self.assessment) = (Stage::Withdrawn, None);
                self.outcomes.clear();
            }
        }
    }
}
