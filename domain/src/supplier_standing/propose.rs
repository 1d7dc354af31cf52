use events_schema::facts::supplier_standing::{
    StandingOpened, StandingProposalLapsed, StandingProposed, SupplierStandingFact, SupplierStep,
};
use events_schema::ids::{SupplierEvaluationId, SupplierId, SupplierStandingId};
use events_schema::{CommandId, EventId, Period, StreamName};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{StandingRefusal, SupplierStanding, towards};
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;

/// Passes on to which standing the figure of a period leads (open point 9): the next step towards it is proposed, and takes the
/// place of what was proposed before. Where it leads nowhere any more, its proposal lapses.
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
    /// A period moves somebody once, a later one was looked at already, or somebody has decided about this very score.
    fn is_past(&self, state: &SupplierStanding) -> bool {
        let begins_later = |latest: &Period| latest.month_after() > self.period.month_after();
        state.moved_by.contains(&self.period)
            || state.settled.contains(&self.score_event)
            || state.latest.as_ref().is_some_and(begins_later)
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
