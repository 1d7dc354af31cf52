use events_schema::Timestamp;
use events_schema::facts::ticket::{ClassChangeProposed, TicketFact};
use events_schema::ids::IssueTypeId;
use events_schema::text::Paragraph;
use events_schema::values::{Grounds, TicketClass};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;
use crate::ticket::{RequestKind, RequestRefusal, Ticket, TicketRefusal};

/// Says that the situation changed, and with it the class (open point 6). Another person has to agree; then the clocks of the
/// new class count from when it changed.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ProposeClassChange {
    /// When the situation changed; now if absent.
    #[serde(default)]
    pub changed_at: Option<Timestamp>,
    /// The class from then on; never below what the grounds imply.
    pub class: TicketClass,
    /// What was weighed.
    pub grounds: Grounds,
    /// The type of issue, where that changed too.
    #[serde(default)]
    pub issue_type: Option<IssueTypeId>,
    /// What changed.
    pub reason: Paragraph,
}

impl Decide<Ticket> for ProposeClassChange {
    fn happened_at(&self) -> Option<Timestamp> {
        self.changed_at
    }

    fn decide(&self, ticket: &Ticket, _: &Context<'_>) -> Result<Vec<TicketFact>, Refused> {
        ticket.handled()?;
        let classified = ticket.state().classification.as_ref().ok_or(TicketRefusal::NotClassified)?;
        if classified.class == self.class {
            return Err(TicketRefusal::AlreadyClassified(self.class).into());
        }
        if let Some(open) = ticket.state().requests.open().find(|request| request.kind == RequestKind::ClassChange) {
            return Err(RequestRefusal::AlreadyRequested(open.id).into());
        }
        let proposed = ClassChangeProposed {
            class: self.class,
            grounds: self.grounds,
            issue_type: self.issue_type.clone(),
            reason: self.reason.clone(),
        };
        Ok(vec![proposed.into()])
    }
}
