use events_schema::facts::issue_type::{IssueTypeFact, IssueTypeRetired};
use schemars::JsonSchema;
use serde::Deserialize;

use super::IssueType;
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;

/// Retires an issue type: no new ticket gets it (P3.1.a).
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RetireIssueType {}

impl Decide<IssueType> for RetireIssueType {
    fn decide(&self, state: &IssueType, _: &Context<'_>) -> Result<Vec<IssueTypeFact>, Refused> {
        if state.is_in_use() { Ok(vec![IssueTypeRetired {}.into()]) } else { Ok(Vec::new()) }
    }
}
