use events_schema::Timestamp;
use events_schema::facts::ticket::{CostRecorded, TicketFact};
use events_schema::text::Line;
use events_schema::values::{Amount, CostKind, Currency};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;
use crate::ticket::Ticket;

/// Records a cost that arose, exactly (P5.1). Possible at any time.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordCost {
    /// When it arose; now if absent.
    #[serde(default)]
    pub arisen_at: Option<Timestamp>,
    /// What for.
    pub kind: CostKind,
    /// How much.
    pub amount: Amount,
    /// In which currency (ISO 4217).
    pub currency: Currency,
    /// What it was.
    #[serde(default)]
    #[schemars(example = &"starter motor")]
    pub description: Option<Line>,
}

impl Decide<Ticket> for RecordCost {
    fn happened_at(&self) -> Option<Timestamp> {
        self.arisen_at
    }

    fn decide(&self, _: &Ticket, _: &Context<'_>) -> Result<Vec<TicketFact>, Refused> {
        let (kind, amount, currency) = (self.kind, self.amount, self.currency);
        Ok(vec![CostRecorded { kind, amount, currency, description: self.description.clone() }.into()])
    }
}
