//! The life stage of a ticket, as lists show it.

use events_schema::facts::ticket::TicketFact;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The life stages of a ticket.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// It is being handled.
    #[default]
    Open,
    /// Technical support says that it is solved.
    Solved,
    /// The customer says so too.
    Satisfied,
    /// It is over.
    Closed,
    /// It is over; the customer could not be reached, and does not count as satisfied.
    ClosedUnconfirmed,
    /// The customer took it back.
    Withdrawn,
}

impl Stage {
    /// The stage that a fact brings, if it brings one.
    #[must_use]
    pub fn after(fact: &TicketFact) -> Option<Self> {
        match fact {
            TicketFact::Reported(_) | TicketFact::SatisfactionRefused(_) | TicketFact::Reopened(_) => Some(Self::Open),
            TicketFact::SolutionFinished(_) => Some(Self::Solved),
            TicketFact::SatisfactionConfirmed(_) => Some(Self::Satisfied),
            TicketFact::Closed(_) => Some(Self::Closed),
            TicketFact::ClosedUnconfirmed(_) => Some(Self::ClosedUnconfirmed),
            TicketFact::Withdrawn(_) => Some(Self::Withdrawn),
            TicketFact::IntakeCompleted(_)
            | TicketFact::EngineIdentified(_)
            | TicketFact::Classified(_)
            | TicketFact::Assigned(_)
            | TicketFact::Reassigned(_)
            | TicketFact::TakenOver(_)
            | TicketFact::CustomerReached(_)
            | TicketFact::ContactAttempted(_)
            | TicketFact::NoteAdded(_)
            | TicketFact::MessageExchanged(_)
            | TicketFact::DiagnosisStepRecorded(_)
            | TicketFact::DiagnosisConcluded(_)
            | TicketFact::EngineOutOfService(_)
            | TicketFact::EngineBackInService(_)
            | TicketFact::CostRecorded(_)
            | TicketFact::SolutionProposed(_)
            | TicketFact::SolutionApproved(_)
            | TicketFact::SolutionReturned(_)
            | TicketFact::SolutionStarted(_)
            | TicketFact::ProgressTold(_)
            | TicketFact::EntryCorrected(_)
            | TicketFact::EntryRetracted(_)
            | TicketFact::ClockWarned(_)
            | TicketFact::ClockBreached(_) => None,
        }
    }
}
