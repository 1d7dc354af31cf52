use events_schema::Timestamp;
use events_schema::facts::ticket::{TicketFact, TicketReassigned};
use events_schema::ids::GroupId;
use events_schema::text::Paragraph;
use schemars::JsonSchema;
use serde::Deserialize;

use super::assign::group_for;
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;
use crate::ticket::{Ticket, TicketRefusal};

/// Gives the issue to another technical support group (P3.1.a). No clock starts anew by it.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Reassign {
    /// When it was reassigned; now if absent.
    #[serde(default)]
    pub reassigned_at: Option<Timestamp>,
    /// The group that is to solve it from now on.
    pub group: GroupId,
    /// Why.
    #[serde(default)]
    pub reason: Option<Paragraph>,
}

impl Decide<Ticket> for Reassign {
    fn happened_at(&self) -> Option<Timestamp> {
        self.reassigned_at
    }

    fn decide(&self, ticket: &Ticket, cx: &Context<'_>) -> Result<Vec<TicketFact>, Refused> {
        ticket.handled()?;
        let state = ticket.state();
        let assignment = state.assignment.as_ref().ok_or(TicketRefusal::NotAssigned)?;
        if assignment.group == self.group {
            return Ok(Vec::new());
        }
        let issue_type = state.classification.as_ref().and_then(|classification| classification.issue_type.as_ref());
        let reassigned = TicketReassigned {
            from: assignment.group.clone(),
            to: self.group.clone(),
            group_revision: group_for(&self.group, issue_type, cx)?,
            reason: self.reason.clone(),
        };
        Ok(vec![reassigned.into()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{assigned, classified, given, reported};

    #[test]
    fn refusals_in_order_of_precedence() {
        let to = |group: &str, reason: Option<&str>| Reassign {
            reassigned_at: None,
            group: group.parse().unwrap(),
            reason: reason.map(|reason| reason.parse().unwrap()),
        };
        let assigned = || vec![reported(), classified(), assigned()];
        let rows: [(Vec<TicketFact>, Reassign, TicketRefusal); 4] = [
            (vec![reported(), classified()], to("nowhere", None), TicketRefusal::NotAssigned),
            (assigned(), to("nowhere", None), TicketRefusal::UnknownGroup("nowhere".parse().unwrap())),
            (
                assigned(),
                to("painters", None),
                TicketRefusal::NotTheirType {
                    group: "painters".parse().unwrap(),
                    issue_type: "starting".parse().unwrap(),
                },
            ),
            (assigned(), to("crankers", None), TicketRefusal::ReasonMissing("P3.1.a")),
        ];
        for (history, command, refusal) in rows {
            given(history).when(&command).refused(&refusal);
        }
        given(assigned()).when(&to("starters", None)).nothing();
    }
}
