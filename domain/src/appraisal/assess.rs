use std::collections::BTreeSet;

use events_schema::facts::appraisal::{AppraisalAssessed, AppraisalFact, AppraisalOpened, Figure};
use events_schema::facts::appraisal_scheme::Weighted;
use events_schema::facts::responsibility::RestsOn;
use events_schema::values::Score;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Appraisal, AppraisalRefusal, Stage};
use crate::appraisal_scheme::counting;
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;

/// Assesses an appraisal, as somebody else than the appraised: a figure for each measure of the scheme (P4.3.a). What they come
/// to follows from their weights. After an objection, or once the result was withdrawn, it is assessed again.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Assess {
    /// The figures, one for each measure that counts.
    pub figures: Vec<Figure>,
}

/// The most determinations that count in one figure.
const MOST: usize = 200;

impl Decide<Appraisal> for Assess {
    fn decide(&self, state: &Appraisal, cx: &Context<'_>) -> Result<Vec<AppraisalFact>, Refused> {
        let opened = to_be_assessed(state)?;
        state.by_another(cx)?;
        let scheme = cx.reference.scheme_version(opened.scheme_version)?;
        let counting = counting(scheme, &opened.subject);
        let figures = self.in_order(counting)?;
        let result = Score::of(counting.iter().zip(&figures).map(|(of, figure)| (of.weight, figure.points)));
        let policy = cx.reference.policy();
        let objections_until = cx.now + policy.open.objection_period;
        Ok(vec![AppraisalAssessed { figures, result, objections_until, policy_version: policy.version }.into()])
    }
}

impl Assess {
    /// A figure for each measure, in the order of the scheme, and no other one.
    fn in_order(&self, counting: &[Weighted]) -> Result<Vec<Figure>, AppraisalRefusal> {
        let mut figures = Vec::new();
        for Weighted { measure, .. } in counting {
            let mut of_measure = self.figures.iter().filter(|figure| figure.measure == *measure);
            let (Some(figure), None) = (of_measure.next(), of_measure.next()) else {
                return Err(AppraisalRefusal::NotOneFigure(measure.clone()));
            };
            let rests_on: BTreeSet<RestsOn> = figure.rests_on.iter().copied().collect();
            if rests_on.len() > MOST {
                return Err(AppraisalRefusal::TooManyCases(rests_on.len()));
            }
            figures.push(Figure { rests_on: rests_on.into_iter().collect(), ..figure.clone() });
        }
        let counts = |figure: &&Figure| counting.iter().any(|of| of.measure == figure.measure);
        match self.figures.iter().find(|figure| !counts(figure)) {
            Some(other) => Err(AppraisalRefusal::NotInScheme(other.measure.clone())),
            None => Ok(figures),
        }
    }
}

fn to_be_assessed(state: &Appraisal) -> Result<&AppraisalOpened, AppraisalRefusal> {
    match (state.stage, &state.opened) {
        (Stage::Opened | Stage::Objected | Stage::Withdrawn, Some(opened)) => Ok(opened),
        (stage, _) => Err(AppraisalRefusal::AlreadyAssessed(stage)),
    }
}
