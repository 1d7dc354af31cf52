use events_schema::Timestamp;
use events_schema::facts::ticket::{ProgressReported, TicketFact};
use events_schema::text::Paragraph;
use schemars::JsonSchema;
use serde::Deserialize;

use super::URGENT;
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;
use crate::ticket::Ticket;

/// Reports the progress from on site to the head of after-sales, every 2 h (P3.2.c). Each slot of the grid that starts on site
/// wants a report of its own.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReportProgress {
    /// When it was reported; now if absent.
    #[serde(default)]
    pub reported_at: Option<Timestamp>,
    /// How far it is.
    pub progress: Paragraph,
}

impl Decide<Ticket> for ReportProgress {
    fn happened_at(&self) -> Option<Timestamp> {
        self.reported_at
    }

    fn decide(&self, ticket: &Ticket, cx: &Context<'_>) -> Result<Vec<TicketFact>, Refused> {
        ticket.handled_at(cx.at)?;
        ticket.of_class(URGENT)?;
        Ok(vec![ProgressReported { progress: self.progress.clone() }.into()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::Inadmissible;
    use crate::scenario::{at, classified, closed, emergency, given, important, reported, safe};
    use crate::ticket::{EmergencyRefusal, TicketRefusal};
    use events_schema::values::TicketClass;

    #[test]
    fn refusals_in_order_of_precedence() {
        let report = ReportProgress { reported_at: None, progress: "正在拆检".parse().unwrap() };
        given([reported(), closed()]).when(&report).refused(&TicketRefusal::Closed);
        given([reported()]).when(&report).refused(&TicketRefusal::NotClassified);
        let general = TicketRefusal::NotOfClass { class: TicketClass::General, classes: URGENT };
        given([reported(), classified()]).when(&report).refused(&general);
        given([reported(), emergency()]).when(&report).refused(&EmergencyRefusal::NotSafe);
        let early = ReportProgress { reported_at: Some(at(-1)), ..report.clone() };
        let before = Inadmissible::BeforeCause { at: at(-1), what: "the receipt", since: at(0) };
        given([reported(), important()]).when(&early).refused(&before);
        for history in [vec![reported(), important()], vec![reported(), emergency(), safe()]] {
            assert_eq!(given(history).when(&report).facts().len(), 1);
        }
    }
}
