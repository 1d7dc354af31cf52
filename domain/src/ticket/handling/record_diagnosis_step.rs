use events_schema::Timestamp;
use events_schema::facts::ticket::{DiagnosisStepRecorded, TicketFact};
use events_schema::text::Paragraph;
use events_schema::values::DiagnosisMethod;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;
use crate::ticket::Ticket;

/// Records a step of the diagnosis and what it found (P3.1.c), by phone, remote or on site.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordDiagnosisStep {
    /// When it was examined; now if absent.
    #[serde(default)]
    pub examined_at: Option<Timestamp>,
    /// How it was examined.
    pub method: DiagnosisMethod,
    /// What was done (检查步骤).
    pub step: Paragraph,
    /// What was found (发现的问题点).
    pub finding: Paragraph,
}

impl Decide<Ticket> for RecordDiagnosisStep {
    fn happened_at(&self) -> Option<Timestamp> {
        self.examined_at
    }

    fn decide(&self, ticket: &Ticket, cx: &Context<'_>) -> Result<Vec<TicketFact>, Refused> {
        ticket.handled_at(cx.at)?;
        let (method, step, finding) = (self.method, self.step.clone(), self.finding.clone());
        Ok(vec![DiagnosisStepRecorded { method, step, finding }.into()])
    }
}
