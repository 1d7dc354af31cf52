//! The keeping of periodic reports (定期报告), one stream for each month, quarter and year (P5.3): made when the period is over, and
//! again when somebody wants it, submitted to management and acknowledged there. What a report says is `report`'s.

mod acknowledge;
mod commands;
mod make;
mod refusal;
mod request;
mod submit;
#[cfg(test)]
mod tests;

pub use acknowledge::AcknowledgePeriodicReport;
pub use commands::COMMANDS;
pub use make::MakePeriodicReport;
pub use refusal::PeriodicReportRefusal;
pub use request::RequestPeriodicReport;
pub use submit::SubmitPeriodicReport;

use events_schema::attachment::Attachment;
use events_schema::facts::periodic_report::PeriodicReportFact;
use events_schema::{Entry, EventId, Position, PrincipalId, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::command::Aggregate;
use crate::queries::{QuerySpec, SHOW_MEASURES};

/// The reports of a period as they stand.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PeriodicReport {
    /// How far the latest one is.
    pub stage: Stage,
    /// All that were made, the first one first.
    pub made: Vec<Made>,
    /// A request that waits for its report.
    pub requested: Option<EventId>,
    /// The submission of the latest one: the event, and by whom.
    pub submitted: Option<(EventId, PrincipalId)>,
}

/// How far a report is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// There is none.
    #[default]
    Unmade,
    /// It was made.
    Made,
    /// It lies before management.
    Submitted,
    /// Management took note of it.
    Acknowledged,
}

/// A report that was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Made {
    /// The event.
    pub event: EventId,
    /// The last event that was counted.
    pub at: Position,
    /// The instant up to which deadlines and windows are over.
    pub as_of: Timestamp,
    /// What it says.
    pub content: Attachment,
}

impl PeriodicReport {
    fn latest(&self) -> Result<&Made, PeriodicReportRefusal> {
        self.made.last().ok_or(PeriodicReportRefusal::NotMade)
    }
}

impl Aggregate for PeriodicReport {
    type Fact = PeriodicReportFact;
    const COLLECTION: &'static str = "periodic-reports";
    const HISTORY: &'static QuerySpec = &SHOW_MEASURES;

    fn evolve(&mut self, entry: &Entry<PeriodicReportFact>) {
        match &entry.fact {
            PeriodicReportFact::Requested(_) => self.requested = Some(entry.id),
            PeriodicReportFact::Made(fact) => {
                (self.stage, self.requested, self.submitted) = (Stage::Made, None, None);
                let (at, as_of, content) = (fact.at, fact.as_of, fact.content.clone());
                self.made.push(Made { event: entry.id, at, as_of, content });
            }
            PeriodicReportFact::Submitted(_) => {
                self.stage = Stage::Submitted;
                self.submitted = Some((entry.id, entry.envelope.actor.id.clone()));
            }
            PeriodicReportFact::Acknowledged(_) => self.stage = Stage::Acknowledged,
        }
    }
}
