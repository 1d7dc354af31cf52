use events_schema::facts::supplier_standing::{
    StandingOpened, StandingProposalLapsed, StandingProposed, SupplierStandingFact, SupplierStep,
};
use events_schema::ids::{SupplierEvaluationId, SupplierId, SupplierStandingId};
use events_schema::{CommandId, EventId, Period, StreamName};
use schemars::JsonSchema;
use serde::Deserialize;

use super::step::{is_better, towards};
use super::{StandingRefusal, SupplierStanding};
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;

/// Passes on to which standing the figure of a period leads (open point 9): the next step towards it is proposed, and takes the
/// place of what was proposed before. Where it leads nowhere any more, its proposal lapses; where it is better after all than the
/// step that was decided because of it, the step back is proposed.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ProposeStanding {
    /// The supplier.
    pub supplier: SupplierId,
    /// The period.
    pub period: Period,
    /// To which standing its band leads; nowhere without a band.
    #[serde(default)]
    pub target: Option<SupplierStep>,
    /// The event that holds the score, or that upheld an objection to it.
    pub score_event: EventId,
}

impl Decide<SupplierStanding> for ProposeStanding {
    fn opens(&self, _: CommandId) -> Option<StreamName> {
        Some(SupplierStandingId::of(&self.supplier).stream())
    }

    fn decide(&self, state: &SupplierStanding, cx: &Context<'_>) -> Result<Vec<SupplierStandingFact>, Refused> {
        if cx.reference.supplier(&self.supplier).is_none() {
            return Err(StandingRefusal::UnknownSupplier(self.supplier.clone()).into());
        }
        let next = self.target.and_then(|target| towards(state.step, target));
        let next = next.filter(|to| !state.moved_by.contains(&self.period) || self.takes_back(state, *to));
        let open = state.proposal.as_ref().filter(|open| open.period == self.period);
        match (next, open) {
            (Some(to), Some(open)) if open.to == to && open.score_event == self.score_event => Ok(Vec::new()),
            (Some(_), None) if self.is_past(state) => Ok(Vec::new()),
            (Some(to), _) => Ok(self.proposed(state, to)),
            (None, Some(open)) => {
                Ok(vec![StandingProposalLapsed { proposal: open.event, score_event: self.score_event }.into()])
            }
            (None, None) => Ok(Vec::new()),
        }
    }
}

impl ProposeStanding {
    /// Somebody has decided about this very score, or a later period was looked at already. What was decided because of this
    /// period is taken back all the same.
    fn is_past(&self, state: &SupplierStanding) -> bool {
        let begins_later = |latest: &Period| latest.month_after() > self.period.month_after();
        let is_overtaken = !state.moved_by.contains(&self.period) && state.latest.as_ref().is_some_and(begins_later);
        state.settled.contains(&self.score_event) || is_overtaken
    }

    /// Whether the last decision put the supplier lower because of this period, which is better after all (open point 11). What
    /// another period proposes goes first.
    fn takes_back(&self, state: &SupplierStanding, to: SupplierStep) -> bool {
        let put_lower = state.decision.filter(|decision| is_better(decision.from, state.step));
        put_lower.is_some_and(|decision| decision.because_of == Some(self.period))
            && is_better(to, state.step)
            && state.proposal.as_ref().is_none_or(|open| open.period == self.period)
    }

    fn proposed(&self, state: &SupplierStanding, to: SupplierStep) -> Vec<SupplierStandingFact> {
        let supplier = self.supplier.clone();
        let opened = StandingOpened { supplier: supplier.clone() };
        let proposed = StandingProposed {
            evaluation: SupplierEvaluationId::of(self.period, &supplier),
            supplier,
            from: state.step,
            to,
            period: self.period,
            score_event: self.score_event,
        };
        let opened = state.supplier.is_none().then(|| opened.into());
        opened.into_iter().chain([proposed.into()]).collect()
    }
}
