use events_schema::facts::issue_type::{IssueTypeDefined, IssueTypeFact};
use events_schema::ids::IssueTypeId;
use events_schema::text::{Line, Paragraph};
use events_schema::{CommandId, StreamName};
use schemars::JsonSchema;
use serde::Deserialize;

use super::IssueType;
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;

/// Defines an issue type, describes it anew, or takes it back into use (P3.1.a).
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DefineIssueType {
    /// The code of the type.
    pub issue_type: IssueTypeId,
    /// What people call it.
    #[schemars(example = &"起动困难")]
    pub title: Line,
    /// What belongs to it.
    #[serde(default)]
    #[schemars(example = &"starter motor")]
    pub description: Option<Paragraph>,
}

impl Decide<IssueType> for DefineIssueType {
    fn opens(&self, _: CommandId) -> Option<StreamName> {
        Some(self.issue_type.stream())
    }

    fn decide(&self, _: &IssueType, _: &Context<'_>) -> Result<Vec<IssueTypeFact>, Refused> {
        Ok(vec![IssueTypeDefined { title: self.title.clone(), description: self.description.clone() }.into()])
    }
}
