use events_schema::Timestamp;
use events_schema::facts::ticket::{DiagnosisConcluded, TicketFact};
use events_schema::text::{Line, Paragraph};
use events_schema::values::{CauseCategory, Part};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;
use crate::ticket::Ticket;

/// Concludes the diagnosis with its cause (P3.1.c). It needs the engine's serial number, or the reason why it is unreadable
/// (P5.1).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ConcludeDiagnosis {
    /// When it was concluded; now if absent.
    #[serde(default)]
    pub concluded_at: Option<Timestamp>,
    /// The category of the cause (人机料法环测).
    pub category: CauseCategory,
    /// The code of the failure, from the factory's own list.
    #[schemars(example = &"E-2107")]
    pub failure_code: Line,
    /// The root cause.
    pub root_cause: Paragraph,
    /// The part at fault, if one is.
    #[serde(default)]
    pub part: Option<Part>,
}

impl Decide<Ticket> for ConcludeDiagnosis {
    fn happened_at(&self) -> Option<Timestamp> {
        self.concluded_at
    }

    fn decide(&self, ticket: &Ticket, cx: &Context<'_>) -> Result<Vec<TicketFact>, Refused> {
        ticket.handled_at(cx.at)?;
        let concluded = DiagnosisConcluded {
            category: self.category,
            failure_code: self.failure_code.clone(),
            root_cause: self.root_cause.clone(),
            part: self.part.clone(),
        };
        Ok(vec![concluded.into()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{given, identified, reported, withdrawn};
    use crate::ticket::TicketRefusal;

    #[test]
    fn refusals_in_order_of_precedence() {
        let conclude = ConcludeDiagnosis {
            concluded_at: None,
            category: CauseCategory::Material,
            failure_code: "A12".parse().unwrap(),
            root_cause: "水泵密封老化".parse().unwrap(),
            part: None,
        };
        given([reported(), withdrawn()]).when(&conclude).refused(&TicketRefusal::Withdrawn);
        given([reported()]).when(&conclude).refused(&TicketRefusal::EngineUnidentified);
        assert_eq!(given([reported(), identified()]).when(&conclude).facts().len(), 1);
    }
}
