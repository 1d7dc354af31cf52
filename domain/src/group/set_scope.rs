use events_schema::facts::group::{GroupFact, GroupScopeSet};
use events_schema::ids::IssueTypeId;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Group, GroupRefusal};
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;

/// Sets anew the issue types that a group takes (P3.1.a).
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SetScope {
    /// All issue types from now on.
    pub issue_types: Vec<IssueTypeId>,
}

impl Decide<Group> for SetScope {
    fn decide(&self, state: &Group, cx: &Context<'_>) -> Result<Vec<GroupFact>, Refused> {
        let scope = state.scope().ok_or(GroupRefusal::Dissolved)?;
        super::form::check_issue_types(&self.issue_types, cx)?;
        if scope.issue_types == self.issue_types {
            return Ok(Vec::new());
        }
        Ok(vec![GroupScopeSet { issue_types: self.issue_types.clone() }.into()])
    }
}
