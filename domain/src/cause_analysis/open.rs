use events_schema::facts::cause_analysis::{AnalysisScope, CauseAnalysisFact, CauseAnalysisOpened};
use events_schema::ids::{CauseAnalysisId, PersonId, TicketId};
use events_schema::text::Line;
use events_schema::{CommandId, StreamName};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{CauseAnalysis, CauseAnalysisRefusal};
use crate::command::Decide;
use crate::context::Context;
use crate::factory_time::bounds;
use crate::refusal::Refused;

/// Opens the analysis of an effect (P5.2): why does it occur?
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OpenCauseAnalysis {
    /// What is to be explained.
    #[schemars(example = &"高压油管渗油")]
    pub effect: Line,
    /// What it concerns: at least one of these.
    pub scope: AnalysisScope,
    /// Who answers for the analysis.
    pub owner: PersonId,
}

impl Decide<CauseAnalysis> for OpenCauseAnalysis {
    fn opens(&self, command: CommandId) -> Option<StreamName> {
        Some(CauseAnalysisId::from_uuid(command.derive("cause-analysis")).stream())
    }

    fn other_ticket(&self) -> Option<TicketId> {
        self.scope.ticket
    }

    fn decide(&self, _: &CauseAnalysis, cx: &Context<'_>) -> Result<Vec<CauseAnalysisFact>, Refused> {
        if self.scope == AnalysisScope::default() {
            return Err(CauseAnalysisRefusal::ConcernsNothing.into());
        }
        if let Some(ticket) = self.scope.ticket.filter(|_| cx.other.is_none()) {
            return Err(CauseAnalysisRefusal::UnknownTicket(ticket).into());
        }
        if let Some(period) = self.scope.period.filter(|period| cx.now < bounds(*period).0) {
            return Err(CauseAnalysisRefusal::PeriodAhead(period).into());
        }
        let employment = cx.reference.employment(&self.owner);
        let employment = employment.ok_or_else(|| CauseAnalysisRefusal::UnknownOwner(self.owner.clone()))?;
        let opened = CauseAnalysisOpened {
            effect: self.effect.clone(),
            scope: self.scope.clone(),
            owner: self.owner.clone(),
            department: employment.department.clone(),
        };
        Ok(vec![opened.into()])
    }
}
