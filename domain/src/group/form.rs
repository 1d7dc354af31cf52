use events_schema::facts::group::{GroupFact, GroupFormed};
use events_schema::ids::{GroupId, IssueTypeId};
use events_schema::text::Line;
use events_schema::{CommandId, StreamName};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Group, GroupRefusal};
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;

/// Forms a technical support group (P3.1.a).
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FormGroup {
    /// The code of the group.
    pub group: GroupId,
    /// What people call it.
    #[schemars(example = &"电气组")]
    pub title: Line,
    /// The issue types that it takes.
    pub issue_types: Vec<IssueTypeId>,
}

impl Decide<Group> for FormGroup {
    fn opens(&self, _: CommandId) -> Option<StreamName> {
        Some(self.group.stream())
    }

    fn decide(&self, state: &Group, cx: &Context<'_>) -> Result<Vec<GroupFact>, Refused> {
        match state {
            Group::Unknown => {}
            Group::Active(_) | Group::Dissolved(_) => return Err(GroupRefusal::AlreadyFormed.into()),
        }
        check_issue_types(&self.issue_types, cx)?;
        Ok(vec![GroupFormed { title: self.title.clone(), issue_types: self.issue_types.clone() }.into()])
    }
}

pub(super) fn check_issue_types(issue_types: &[IssueTypeId], cx: &Context<'_>) -> Result<(), GroupRefusal> {
    let known = |id| cx.reference.issue_type(id).is_some_and(|known| known.is.is_in_use());
    let unknown = issue_types.iter().find(|id| !known(id));
    unknown.map_or(Ok(()), |id| Err(GroupRefusal::UnknownIssueType(id.clone())))
}
