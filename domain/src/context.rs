//! What a decision may know beside the state and the command.

use events_schema::ids::{CustomerId, TicketId};
use events_schema::text::Code;
use events_schema::{Actor, CommandId, Digest256, Origin, StreamName, Timestamp};

use crate::attachments::Kept;
use crate::improvement::Improvement;
use crate::reference::Reference;
use crate::ticket::Ticket;

/// Time, actor and reference data, all as values.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The stream that the command is sent to, or that it opens.
    pub stream: &'a StreamName,
    /// The command, from which ids of new things derive.
    pub command: CommandId,
    /// When it happened, as reported.
    pub at: Timestamp,
    /// When it is recorded.
    pub now: Timestamp,
    /// Who does it.
    pub actor: &'a Actor,
    /// Directory, policies and calendars as they stand.
    pub reference: &'a Reference,
    /// The customer that a reporter is known as, or is to be known as.
    pub reporter: Option<CustomerId>,
    /// Another ticket that the command names, as it stands.
    pub other: Option<&'a OtherTicket>,
    /// The improvement measure that the command names, as it stands.
    pub improvement: Option<&'a Improvement>,
    /// What became of the statement that the command holds, when it was checked.
    pub question: Option<&'a Checked>,
    /// The files that the command refers to, and what became of them.
    pub files: &'a [(Digest256, Kept)],
    /// Where the history comes from.
    pub origin: &'a Origin,
    /// The gates that an import passes because its source does not prove them. Nobody else passes any.
    pub unproven: &'a [Gate],
}

/// A statement in SQL, looked at by whoever can.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Checked {
    /// It is a question over published views.
    Reads {
        /// The columns of its answer.
        columns: Vec<String>,
        /// The views that it reads.
        views: Vec<Code>,
    },
    /// It is none, and why.
    Wrong(String),
}

/// Another ticket that a command names.
#[derive(Debug, Clone)]
pub struct OtherTicket {
    /// Its id; where the one that was named was merged into another, of the one that goes on.
    pub id: TicketId,
    /// As it stands.
    pub is: Ticket,
}

impl Context<'_> {
    /// Refuses, unless this is an import that passes the gate as unproven.
    ///
    /// # Errors
    /// The refusal itself.
    pub fn shut<R>(&self, gate: Gate, refusal: R) -> Result<(), R> {
        if self.origin.is_import() && self.unproven.contains(&gate) { Ok(()) } else { Err(refusal) }
    }
}

/// A gate of the policy: what must be so before something else may happen (`policy.md`, Gates).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Gate {
    /// The four fields of a report (P2.1).
    FourFields,
    /// Grounds and issue type of a classification (P2.2).
    Grounds,
    /// Classified before assigned (P2.2).
    Classified,
    /// A group that the directory knows and that takes the issue type (P3.1.a).
    GroupOfType,
    /// A reason for a reassignment, a withdrawal or a reopening.
    Reason,
    /// How the customer was reached (P3.1.b).
    ContactMethod,
    /// An identified engine before a diagnosis concludes (P5.1).
    EngineIdentified,
    /// Approved before a final solution starts (P3.1.d).
    Approved,
    /// Started before finished (P3.1.d).
    Started,
    /// Solved before the customer confirms it (P3.1.e).
    Solved,
    /// A rating with a confirmation (P3.1.e).
    Rating,
    /// Where a confirmation that staff recorded can be looked up (`policy.md`, open point 5).
    OnBehalf,
    /// The customer satisfied before it closes (P3.1.e).
    Satisfied,
    /// The handling result before it closes (P3.1.e).
    HandlingResult,
    /// Closed before it is reopened (P3.1.e).
    Closed,
    /// People's safety confirmed before anything else on site (P3.3.b).
    SafetyConfirmed,
    /// The last follow-up says "solved for good" before an emergency closes (P3.3.d).
    SolvedForGood,
}

impl Gate {
    /// The name under which an import records it as unproven.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::FourFields => "four_fields",
            Self::Grounds => "grounds",
            Self::Classified => "classified",
            Self::GroupOfType => "group_of_type",
            Self::Reason => "reason",
            Self::ContactMethod => "contact_method",
            Self::EngineIdentified => "engine_identified",
            Self::Approved => "approved",
            Self::Started => "started",
            Self::Solved => "solved",
            Self::Rating => "rating",
            Self::OnBehalf => "on_behalf",
            Self::Satisfied => "satisfied",
            Self::HandlingResult => "handling_result",
            Self::Closed => "closed",
            Self::SafetyConfirmed => "safety_confirmed",
            Self::SolvedForGood => "solved_for_good",
        }
    }
}
