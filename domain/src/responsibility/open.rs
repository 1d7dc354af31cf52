use events_schema::facts::responsibility::{HandlingResumed, ResponsibilityFact, ResponsibilityOpened};
use events_schema::ids::{ResponsibilityId, TicketId};
use events_schema::{CommandId, EventId, StreamName, Timestamp};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Responsibility, ResponsibilityRefusal, Stage};
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;

/// Opens the case of a ticket that was brought in, by an import or a simulation, and so has none by itself (P4.2.a).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Open {
    /// The ticket, which is closed.
    pub ticket: TicketId,
}

impl Decide<Responsibility> for Open {
    fn opens(&self, _: CommandId) -> Option<StreamName> {
        Some(ResponsibilityId::of(self.ticket).stream())
    }

    fn other_ticket(&self) -> Option<TicketId> {
        Some(self.ticket)
    }

    fn decide(&self, state: &Responsibility, cx: &Context<'_>) -> Result<Vec<ResponsibilityFact>, Refused> {
        if state.stage != Stage::Unopened {
            return Err(ResponsibilityRefusal::AlreadyOpened.into());
        }
        let ticket = cx.other.filter(|other| other.id == self.ticket).ok_or(ResponsibilityRefusal::NotClosed)?;
        let crate::ticket::Stage::Closed { at } = ticket.is.state().stage else {
            return Err(ResponsibilityRefusal::NotClosed.into());
        };
        Ok(vec![ResponsibilityOpened { ticket: self.ticket, closing: None, closed_at: at }.into()])
    }
}

/// Opens a round of the case, because handling ended (P4.2.a).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OpenRound {
    /// The ticket.
    pub ticket: TicketId,
    /// The close.
    pub closing: EventId,
    /// When handling ended.
    pub closed_at: Timestamp,
}

impl Decide<Responsibility> for OpenRound {
    fn opens(&self, _: CommandId) -> Option<StreamName> {
        Some(ResponsibilityId::of(self.ticket).stream())
    }

    /// What is known already, or is being decided, is not begun again: the close may be seen twice, or after somebody has opened
    /// the case by hand.
    fn decide(&self, state: &Responsibility, _: &Context<'_>) -> Result<Vec<ResponsibilityFact>, Refused> {
        let is_known = state.closed_at.is_some_and(|known| known >= self.closed_at);
        let waits = matches!(state.stage, Stage::Unopened | Stage::Suspended | Stage::Final | Stage::NoCause);
        if is_known || !waits {
            return Ok(Vec::new());
        }
        let (ticket, closing, closed_at) = (self.ticket, Some(self.closing), self.closed_at);
        Ok(vec![ResponsibilityOpened { ticket, closing, closed_at }.into()])
    }
}

/// Records that the ticket is being handled again: what is not final lapses (open point 5).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ResumeHandling {
    /// The reopening.
    pub reopening: EventId,
    /// When that was.
    pub reopened_at: Timestamp,
}

impl Decide<Responsibility> for ResumeHandling {
    /// A reopening before the close that the case is about has been dealt with.
    fn decide(&self, state: &Responsibility, _: &Context<'_>) -> Result<Vec<ResponsibilityFact>, Refused> {
        let is_past = state.closed_at.is_none_or(|closed_at| closed_at > self.reopened_at);
        if is_past || state.is_handled_again {
            return Ok(Vec::new());
        }
        Ok(vec![HandlingResumed { reopening: self.reopening }.into()])
    }
}
