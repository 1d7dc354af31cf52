use events_schema::Timestamp;
use events_schema::facts::ticket::{PlanFindings, ResponseEvaluated, TicketFact};
use events_schema::text::Paragraph;
use schemars::JsonSchema;
use serde::Deserialize;

use super::EMERGENCY;
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;
use crate::ticket::Ticket;

/// Evaluates the response to an emergency, and the plan with it (P3.3.d).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EvaluateResponse {
    /// When it was evaluated; now if absent.
    #[serde(default)]
    pub evaluated_at: Option<Timestamp>,
    /// What went well and what did not (总结评估).
    pub assessment: Paragraph,
    /// What follows for the plan (完善应急预案).
    pub plan_findings: PlanFindings,
}

impl Decide<Ticket> for EvaluateResponse {
    fn happened_at(&self) -> Option<Timestamp> {
        self.evaluated_at
    }

    fn decide(&self, ticket: &Ticket, _: &Context<'_>) -> Result<Vec<TicketFact>, Refused> {
        ticket.not_withdrawn()?;
        ticket.of_class(EMERGENCY)?;
        let (assessment, plan_findings) = (self.assessment.clone(), self.plan_findings.clone());
        Ok(vec![ResponseEvaluated { assessment, plan_findings }.into()])
    }
}
