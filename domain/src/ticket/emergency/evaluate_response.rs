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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::Inadmissible;
    use crate::scenario::{at, emergency, given, important, reported, solved, withdrawn};
    use crate::ticket::TicketRefusal;
    use events_schema::values::TicketClass;

    #[test]
    fn refusals_in_order_of_precedence() {
        let assessment = "响应及时".parse().unwrap();
        let evaluate = EvaluateResponse { evaluated_at: None, assessment, plan_findings: PlanFindings::NoChange };
        given([reported(), withdrawn()]).when(&evaluate).refused(&TicketRefusal::Withdrawn);
        let other = TicketRefusal::NotOfClass { class: TicketClass::Important, classes: EMERGENCY };
        given([reported(), important()]).when(&evaluate).refused(&other);
        given([reported(), emergency()]).when(&evaluate).refused(&TicketRefusal::NotSolved);
        let early = EvaluateResponse { evaluated_at: Some(at(1)), ..evaluate.clone() };
        let before = Inadmissible::BeforeCause { at: at(1), what: "the solution", since: at(2) };
        given([reported(), emergency(), solved()]).when(&early).refused(&before);
        assert_eq!(given([reported(), emergency(), solved()]).when(&evaluate).facts().len(), 1);
    }
}
