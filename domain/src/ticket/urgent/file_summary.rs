use events_schema::Timestamp;
use events_schema::facts::ticket::{SummaryFiled, TicketFact};
use events_schema::text::Paragraph;
use schemars::JsonSchema;
use serde::Deserialize;

use super::URGENT;
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;
use crate::ticket::Ticket;

/// Files the summary report of an important issue, led by a technical expert (P3.2.d).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FileSummary {
    /// When it was filed; now if absent.
    #[serde(default)]
    pub filed_at: Option<Timestamp>,
    /// The root cause (根本原因).
    pub root_cause: Paragraph,
    /// What is to keep it from happening again (预防措施).
    pub preventive_measures: Vec<Paragraph>,
}

impl Decide<Ticket> for FileSummary {
    fn happened_at(&self) -> Option<Timestamp> {
        self.filed_at
    }

    fn decide(&self, ticket: &Ticket, _: &Context<'_>) -> Result<Vec<TicketFact>, Refused> {
        ticket.not_withdrawn()?;
        ticket.of_class(URGENT)?;
        let (root_cause, preventive_measures) = (self.root_cause.clone(), self.preventive_measures.clone());
        Ok(vec![SummaryFiled { root_cause, preventive_measures }.into()])
    }
}

#[cfg(test)]
mod tests {
    use super::super::UrgentRefusal;
    use super::*;
    use crate::command::Inadmissible;
    use crate::scenario::{at, classified, closed, given, important, reported, satisfied, solved, withdrawn};
    use crate::ticket::TicketRefusal;
    use events_schema::values::TicketClass;

    fn summary() -> FileSummary {
        let (root_cause, measure) = ("密封老化".parse().unwrap(), "缩短更换周期".parse().unwrap());
        FileSummary { filed_at: None, root_cause, preventive_measures: vec![measure] }
    }

    #[test]
    fn refusals_in_order_of_precedence() {
        let empty = FileSummary { preventive_measures: Vec::new(), ..summary() };
        given([reported(), withdrawn()]).when(&empty).refused(&TicketRefusal::Withdrawn);
        given([reported()]).when(&empty).refused(&TicketRefusal::NotClassified);
        let general = TicketRefusal::NotOfClass { class: TicketClass::General, classes: URGENT };
        given([reported(), classified()]).when(&empty).refused(&general);
        given([reported(), important()]).when(&empty).refused(&TicketRefusal::NotSolved);
        given([reported(), important(), solved()]).when(&empty).refused(&UrgentRefusal::PreventionMissing);
        let early = FileSummary { filed_at: Some(at(1)), ..summary() };
        let before = Inadmissible::BeforeCause { at: at(1), what: "the solution", since: at(2) };
        given([reported(), important(), solved()]).when(&early).refused(&before);
    }

    #[test]
    fn it_may_come_after_the_close() {
        let over = given([reported(), important(), solved(), satisfied(), closed()]);
        assert_eq!(over.when(&summary()).facts().len(), 1);
    }
}
