//! Which entries may be corrected or retracted: the one place that says so.

use events_schema::facts::ticket::TicketFact;

/// What may be done to an entry afterwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Amendment {
    /// Nothing: other decisions rest on it, and there is a command for the change itself.
    None,
    /// It may be corrected but for these fields, on which other decisions rest.
    Correct(&'static [&'static str]),
    /// It may be corrected, and also taken out: it was recorded beside the course of the ticket.
    CorrectOrRetract,
}

pub(super) fn amendment(fact: &TicketFact) -> Amendment {
    use Amendment::{Correct, CorrectOrRetract};
    match fact {
        TicketFact::Reported(_) => Correct(&["customer", "policy_version"]),
        TicketFact::Classified(_) => Correct(&["class", "policy_version"]),
        TicketFact::Reassigned(_) => Correct(&["from", "to", "group_revision"]),
        TicketFact::SatisfactionConfirmed(_) | TicketFact::SatisfactionRefused(_) => Correct(&["rating"]),
        TicketFact::SolutionApproved(_)
        | TicketFact::SolutionReturned(_)
        | TicketFact::SolutionStarted(_)
        | TicketFact::SolutionFinished(_) => Correct(&["solution"]),
        TicketFact::IntakeCompleted(_)
        | TicketFact::EngineIdentified(_)
        | TicketFact::DiagnosisConcluded(_)
        | TicketFact::EngineOutOfService(_)
        | TicketFact::EngineBackInService(_)
        | TicketFact::Closed(_)
        | TicketFact::ClosedUnconfirmed(_)
        | TicketFact::Withdrawn(_)
        | TicketFact::Reopened(_) => Correct(&[]),
        TicketFact::CustomerReached(_)
        | TicketFact::ContactAttempted(_)
        | TicketFact::NoteAdded(_)
        | TicketFact::MessageExchanged(_)
        | TicketFact::DiagnosisStepRecorded(_)
        | TicketFact::CostRecorded(_)
        | TicketFact::ProgressTold(_) => CorrectOrRetract,
        TicketFact::Assigned(_)
        | TicketFact::TakenOver(_)
        // What was approved must stay what was approved: a wrong proposal is replaced by another one.
        | TicketFact::SolutionProposed(_)
        | TicketFact::EntryCorrected(_)
        | TicketFact::EntryRetracted(_)
        | TicketFact::ClockWarned(_)
        | TicketFact::ClockBreached(_) => Amendment::None,
    }
}
