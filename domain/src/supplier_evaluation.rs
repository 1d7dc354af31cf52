//! Evaluations of suppliers (供应商评价), one for each and each period that is over (P7.3).
//!
//! The first figure stays. Where late data change what a closed period comes to, there is a second one that says what is
//! otherwise. The supplier may object to the last one; somebody else answers (open point 9). What was upheld stays so until
//! there is another score or band.

mod answer_objection;
mod commands;
pub mod figures;
mod object;
mod refusal;
mod score;
#[cfg(test)]
mod tests;

pub use answer_objection::AnswerEvaluationObjection;
pub use commands::COMMANDS;
pub use object::ObjectToEvaluation;
pub use refusal::EvaluationRefusal;
pub use score::ScoreSupplier;

use events_schema::facts::supplier_evaluation::{
    EvaluationFigures, EvaluationOutcome, EvaluationRescored, EvaluationScored, Ruling, SupplierEvaluationFact,
};
use events_schema::facts::supplier_standing::SupplierStep;
use events_schema::ids::SupplierId;
use events_schema::{Actor, Entry, EventId, Period, Position, PrincipalId, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::command::Aggregate;
use crate::queries::{QuerySpec, SHOW_SUPPLIERS};

/// An evaluation as it stands.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SupplierEvaluation {
    /// How far it is.
    pub stage: Stage,
    /// Who is evaluated, for which period, and by which version of the scheme.
    pub of: Option<(SupplierId, Period, u32)>,
    /// The figure that was found last.
    pub latest: Option<Figure>,
    /// The last objection.
    pub objection: Option<Objection>,
}

/// How far an evaluation is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// There is no such evaluation.
    #[default]
    Unscored,
    /// There is a figure, to which the supplier may object.
    Scored,
    /// He objects, and waits for an answer.
    Objected,
    /// He is right: the figure leads to nothing until one comes to something else.
    Upheld,
    /// He is not right: the figure stays.
    Rejected,
}

/// What was found of a supplier.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figure {
    /// The event that holds it.
    pub event: EventId,
    /// How far the log had come that was looked at.
    pub at: Position,
    /// What was counted.
    pub figures: EvaluationFigures,
    /// What that comes to.
    pub outcome: EvaluationOutcome,
    /// Until when the supplier may object.
    pub objections_until: Timestamp,
}

/// An objection to a figure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Objection {
    /// The event.
    pub event: EventId,
    /// The figure.
    pub figure: EventId,
    /// Who recorded it.
    pub by: PrincipalId,
    /// Whether there is a figure by now that comes to something else, of which the answer says nothing.
    pub is_overtaken: bool,
}

impl SupplierEvaluation {
    /// To which standing the last figure leads: none without a score, or where an objection to it was upheld.
    #[must_use]
    pub fn target(&self) -> Option<SupplierStep> {
        match (&self.latest.as_ref()?.outcome, self.stage) {
            (EvaluationOutcome::InsufficientData, _) | (_, Stage::Upheld) => None,
            (EvaluationOutcome::Score { target, .. }, _) => Some(*target),
        }
    }

    /// The figure that there is.
    fn scored(&self) -> Result<&Figure, EvaluationRefusal> {
        self.latest.as_ref().ok_or(EvaluationRefusal::NotScored)
    }

    fn answered(&mut self, ruling: Ruling) {
        let is_overtaken = self.objection.as_ref().is_some_and(|of| of.is_overtaken);
        self.stage = match (is_overtaken, ruling) {
            (true, Ruling::Upheld | Ruling::Rejected) => Stage::Scored,
            (false, Ruling::Upheld) => Stage::Upheld,
            (false, Ruling::Rejected) => Stage::Rejected,
        };
    }

    fn rescored(&mut self, event: EventId, fact: &EvaluationRescored) {
        let (figures, outcome) = (fact.figures.clone(), fact.outcome.clone());
        let is_otherwise = self.latest.as_ref().is_none_or(|latest| comes_to_else(&latest.outcome, &outcome));
        if let Some(objection) = &mut self.objection {
            objection.is_overtaken |= is_otherwise;
        }
        self.stage = match self.stage {
            // An objection that waits for its answer goes on waiting.
            Stage::Objected => Stage::Objected,
            // He is right as long as it comes to the same: whatever else is otherwise puts nothing right.
            Stage::Upheld if !is_otherwise => Stage::Upheld,
            Stage::Unscored | Stage::Scored | Stage::Upheld | Stage::Rejected => Stage::Scored,
        };
        let (at, objections_until) = (fact.at, fact.objections_until);
        self.latest = Some(Figure { event, at, figures, outcome, objections_until });
    }
}

/// Whether a figure comes to another score or another band.
fn comes_to_else(before: &EvaluationOutcome, now: &EvaluationOutcome) -> bool {
    let counts = |outcome: &EvaluationOutcome| match outcome {
        EvaluationOutcome::InsufficientData => None,
        EvaluationOutcome::Score { score, band, .. } => Some((*score, band.clone())),
    };
    counts(before) != counts(now)
}

impl Aggregate for SupplierEvaluation {
    type Fact = SupplierEvaluationFact;
    const COLLECTION: &'static str = "supplier-evaluations";
    const HISTORY: &'static QuerySpec = &SHOW_SUPPLIERS;

    fn evolve(&mut self, entry: &Entry<SupplierEvaluationFact>) {
        let event = entry.id;
        match &entry.fact {
            SupplierEvaluationFact::Scored(fact) => {
                let EvaluationScored { supplier, period, scheme_version, .. } = fact;
                (self.stage, self.of) = (Stage::Scored, Some((supplier.clone(), *period, *scheme_version)));
                let (figures, outcome) = (fact.figures.clone(), fact.outcome.clone());
                let (at, objections_until) = (fact.at, fact.objections_until);
                self.latest = Some(Figure { event, at, figures, outcome, objections_until });
            }
            SupplierEvaluationFact::Rescored(fact) => self.rescored(event, fact),
            SupplierEvaluationFact::Objected(fact) => {
                self.stage = Stage::Objected;
                let by = entry.envelope.actor.id.clone();
                self.objection = Some(Objection { event, figure: fact.figure, by, is_overtaken: false });
            }
            SupplierEvaluationFact::ObjectionAnswered(fact) => self.answered(fact.ruling),
        }
    }

    fn belongs_to(&self, actor: &Actor) -> bool {
        self.of.as_ref().is_some_and(|(supplier, ..)| actor.supplier() == Some(supplier))
    }
}
