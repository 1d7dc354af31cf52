use events_schema::Timestamp;
use events_schema::facts::ticket::{TicketAssigned, TicketFact};
use events_schema::ids::{GroupId, IssueTypeId};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::command::Decide;
use crate::context::{Context, Gate};
use crate::refusal::Refused;
use crate::ticket::{Ticket, TicketRefusal};

/// Assigns a classified issue to the technical support group that takes its type (P3.1.a). From then on the customer is to
/// be reached within 2 h (P3.1.b).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Assign {
    /// When it was assigned; now if absent.
    #[serde(default)]
    pub assigned_at: Option<Timestamp>,
    /// The group that is to solve it.
    pub group: GroupId,
}

impl Decide<Ticket> for Assign {
    fn happened_at(&self) -> Option<Timestamp> {
        self.assigned_at
    }

    fn decide(&self, ticket: &Ticket, cx: &Context<'_>) -> Result<Vec<TicketFact>, Refused> {
        ticket.handled()?;
        let state = ticket.state();
        if state.classification.is_none() {
            cx.shut(Gate::Classified, TicketRefusal::NotClassified)?;
        }
        if let Some(assignment) = &state.assignment {
            if assignment.group == self.group {
                return Ok(Vec::new());
            }
            return Err(TicketRefusal::AlreadyAssigned(assignment.group.clone()).into());
        }
        let issue_type = state.classification.as_ref().and_then(|classification| classification.issue_type.as_ref());
        let assigned = TicketAssigned {
            group: self.group.clone(),
            group_revision: group_for(&self.group, issue_type, cx)?,
            policy_version: cx.reference.policy_at(cx.at).version,
        };
        Ok(vec![assigned.into()])
    }
}

/// The revision of a group that takes such issues.
pub(super) fn group_for(
    group: &GroupId,
    issue_type: Option<&IssueTypeId>,
    cx: &Context<'_>,
) -> Result<events_schema::Revision, TicketRefusal> {
    let unknown = || TicketRefusal::UnknownGroup(group.clone());
    let known = cx.reference.group(group).ok_or_else(unknown)?;
    let scope = known.is.scope().ok_or_else(unknown)?;
    match issue_type {
        Some(issue_type) if !scope.issue_types.contains(issue_type) => {
            let (group, issue_type) = (group.clone(), issue_type.clone());
            cx.shut(Gate::GroupOfType, TicketRefusal::NotTheirType { group, issue_type })?;
        }
        Some(_) | None => {}
    }
    Ok(known.revision)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{classified, given, reported};

    fn to(group: &str) -> Assign {
        Assign { assigned_at: None, group: group.parse().unwrap() }
    }

    #[test]
    fn refusals_in_order_of_precedence() {
        let assigned = given([reported(), classified()]).when(&to("starters")).facts().remove(0);
        let starting = "starting".parse().unwrap();
        let rows: [(Vec<TicketFact>, Assign, TicketRefusal); 4] = [
            (vec![reported()], to("nowhere"), TicketRefusal::NotClassified),
            (
                vec![reported(), classified(), assigned],
                to("nowhere"),
                TicketRefusal::AlreadyAssigned("starters".parse().unwrap()),
            ),
            (vec![reported(), classified()], to("nowhere"), TicketRefusal::UnknownGroup("nowhere".parse().unwrap())),
            (
                vec![reported(), classified()],
                to("painters"),
                TicketRefusal::NotTheirType { group: "painters".parse().unwrap(), issue_type: starting },
            ),
        ];
        for (history, command, refusal) in rows {
            given(history).when(&command).refused(&refusal);
        }
    }

    #[test]
    fn the_same_group_again_is_already_so() {
        let assigned = given([reported(), classified()]).when(&to("starters")).facts().remove(0);
        given([reported(), classified(), assigned]).when(&to("starters")).nothing();
    }
}
