use events_schema::facts::supplier_evaluation::{
    EvaluationFigures, EvaluationOutcome, EvaluationRescored, EvaluationScored, FigureDifference,
    SupplierEvaluationFact,
};
use events_schema::ids::{SupplierEvaluationId, SupplierId};
use events_schema::{CommandId, Period, Position, StreamName};
use schemars::JsonSchema;
use serde::Deserialize;

use super::figures::outcome;
use super::{EvaluationRefusal, Figure, SupplierEvaluation};
use crate::command::Decide;
use crate::context::Context;
use crate::factory_time::is_over;
use crate::refusal::Refused;

/// Scores a supplier for a period that is over (P7.3). Where he has a figure for it, this is a second one; nothing is recorded if
/// nothing is otherwise, or if less of the log was looked at than before.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ScoreSupplier {
    /// The supplier.
    pub supplier: SupplierId,
    /// The period.
    pub period: Period,
    /// The version of the scheme by which was counted; for a second figure that of the first.
    pub scheme_version: u32,
    /// How far the log had come that was looked at.
    pub at: Position,
    /// What was counted.
    pub figures: EvaluationFigures,
}

impl Decide<SupplierEvaluation> for ScoreSupplier {
    fn opens(&self, _: CommandId) -> Option<StreamName> {
        Some(SupplierEvaluationId::of(self.period, &self.supplier).stream())
    }

    fn decide(&self, state: &SupplierEvaluation, cx: &Context<'_>) -> Result<Vec<SupplierEvaluationFact>, Refused> {
        if cx.reference.supplier(&self.supplier).is_none() {
            return Err(EvaluationRefusal::UnknownSupplier(self.supplier.clone()).into());
        }
        if !is_over(self.period, cx.now) {
            return Err(EvaluationRefusal::PeriodNotOver(self.period).into());
        }
        let scheme = cx.reference.supplier_scheme_version(self.scheme_version)?;
        if let Some((_, _, scored_by)) = state.of.as_ref().filter(|(_, _, version)| *version != self.scheme_version) {
            return Err(EvaluationRefusal::OtherScheme { scored_by: *scored_by, sent: self.scheme_version }.into());
        }
        if scheme.period != self.period.kind() {
            return Err(EvaluationRefusal::OtherPeriod { period: self.period, kind: scheme.period }.into());
        }
        let outcome = outcome(&self.figures, scheme)?;
        match &state.latest {
            None => Ok(vec![self.scored(outcome, cx)]),
            Some(latest) if self.at <= latest.at => Ok(Vec::new()),
            Some(latest) => Ok(self.rescored(latest, outcome, cx).into_iter().collect()),
        }
    }
}

impl ScoreSupplier {
    fn scored(&self, outcome: EvaluationOutcome, cx: &Context<'_>) -> SupplierEvaluationFact {
        let policy = cx.reference.policy();
        let scored = EvaluationScored {
            supplier: self.supplier.clone(),
            period: self.period,
            scheme_version: self.scheme_version,
            at: self.at,
            figures: self.figures.clone(),
            outcome,
            objections_until: cx.now + policy.open.objection_period,
            policy_version: policy.version,
        };
        scored.into()
    }

    fn rescored(
        &self,
        latest: &Figure,
        outcome: EvaluationOutcome,
        cx: &Context<'_>,
    ) -> Option<SupplierEvaluationFact> {
        let differences = differences((&latest.figures, &latest.outcome), (&self.figures, &outcome));
        if differences.is_empty() {
            return None;
        }
        let policy = cx.reference.policy();
        let rescored = EvaluationRescored {
            at: self.at,
            figures: self.figures.clone(),
            outcome,
            differences,
            objections_until: cx.now + policy.open.objection_period,
            policy_version: policy.version,
        };
        Some(rescored.into())
    }
}

/// What is otherwise, in the order of the figures.
fn differences(
    (before, outcome_before): (&EvaluationFigures, &EvaluationOutcome),
    (now, outcome): (&EvaluationFigures, &EvaluationOutcome),
) -> Vec<FigureDifference> {
    // Every field has its line: one that is added has to be compared too.
    let EvaluationFigures {
        cases,
        response,
        solution,
        corrective_action,
        repeats,
        median_response,
        delivered,
        turnover,
        earlier,
    } = before;
    let all = [
        (*cases != now.cases).then_some(FigureDifference::Cases { was: *cases, is: now.cases }),
        (*response != now.response).then_some(FigureDifference::Response { was: *response, is: now.response }),
        (*solution != now.solution).then_some(FigureDifference::Solution { was: *solution, is: now.solution }),
        (*corrective_action != now.corrective_action)
            .then_some(FigureDifference::CorrectiveAction { was: *corrective_action, is: now.corrective_action }),
        (*repeats != now.repeats).then_some(FigureDifference::Repeats { was: *repeats, is: now.repeats }),
        (*median_response != now.median_response)
            .then_some(FigureDifference::MedianResponse { was: *median_response, is: now.median_response }),
        (*delivered != now.delivered).then_some(FigureDifference::Delivered { was: *delivered, is: now.delivered }),
        (*turnover != now.turnover).then_some(FigureDifference::Turnover { was: *turnover, is: now.turnover }),
        (*earlier != now.earlier).then(|| FigureDifference::Earlier { was: earlier.clone(), is: now.earlier.clone() }),
        (outcome_before != outcome)
            .then(|| FigureDifference::Outcome { was: outcome_before.clone(), is: outcome.clone() }),
    ];
    all.into_iter().flatten().collect()
}
