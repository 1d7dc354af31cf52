use events_schema::Timestamp;
use events_schema::facts::ticket::{FirstAnalysisHeld, TicketFact};
use events_schema::ids::PersonId;
use events_schema::text::Paragraph;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{URGENT, check_people};
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;
use crate::ticket::Ticket;

/// Records the first analysis meeting (问题分析会议), which the head of after-sales holds within 30 min, with the first measures
/// that it set (P3.2.a).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HoldFirstAnalysis {
    /// When it was held; now if absent.
    #[serde(default)]
    pub held_at: Option<Timestamp>,
    /// Who took part.
    pub attendees: Vec<PersonId>,
    /// The first measures (初步应对措施).
    pub first_measures: Vec<Paragraph>,
}

impl Decide<Ticket> for HoldFirstAnalysis {
    fn happened_at(&self) -> Option<Timestamp> {
        self.held_at
    }

    fn decide(&self, ticket: &Ticket, cx: &Context<'_>) -> Result<Vec<TicketFact>, Refused> {
        ticket.handled_at(cx.at)?;
        ticket.of_class(URGENT)?;
        check_people(&self.attendees, cx)?;
        let (attendees, first_measures) = (self.attendees.clone(), self.first_measures.clone());
        Ok(vec![FirstAnalysisHeld { attendees, first_measures }.into()])
    }
}
