use events_schema::facts::ticket::{ClassCorrected, TicketFact};
use events_schema::ids::IssueTypeId;
use events_schema::text::Paragraph;
use events_schema::values::{Grounds, TicketClass};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;
use crate::ticket::{Ticket, TicketRefusal};

/// Says that the class was wrong from the beginning (open point 6): the clocks of the right class start where those of the wrong
/// one did, what had stood still stands still, and what is judged stays judged.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CorrectClass {
    /// The right class; never below what the grounds imply.
    pub class: TicketClass,
    /// What was weighed; what was recorded with the wrong class if absent.
    #[serde(default)]
    pub grounds: Option<Grounds>,
    /// The type of issue, where that was wrong too.
    #[serde(default)]
    pub issue_type: Option<IssueTypeId>,
    /// Why.
    pub reason: Paragraph,
}

impl Decide<Ticket> for CorrectClass {
    fn decide(&self, ticket: &Ticket, cx: &Context<'_>) -> Result<Vec<TicketFact>, Refused> {
        ticket.handled()?;
        let classified = ticket.state().classification.as_ref().ok_or(TicketRefusal::NotClassified)?;
        let grounds = self.grounds.or(classified.grounds).ok_or(TicketRefusal::GroundsMissing)?;
        if classified.class == self.class
            && self.issue_type.as_ref().is_none_or(|id| Some(id) == classified.issue_type.as_ref())
        {
            return Err(TicketRefusal::AlreadyClassified(self.class).into());
        }
        let corrected = ClassCorrected {
            class: self.class,
            grounds,
            issue_type: self.issue_type.clone(),
            reason: self.reason.clone(),
            policy_version: cx.reference.policy_at(cx.at).version,
        };
        Ok(vec![corrected.into()])
    }
}
