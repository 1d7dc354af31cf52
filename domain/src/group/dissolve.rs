use events_schema::facts::group::{GroupDissolved, GroupFact};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Group, GroupRefusal};
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;

/// Dissolves a group: it takes no more tickets, those it has stay until they are reassigned (P3.1.a).
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DissolveGroup {}

impl Decide<Group> for DissolveGroup {
    fn decide(&self, state: &Group, _: &Context<'_>) -> Result<Vec<GroupFact>, Refused> {
        match state {
            Group::Active(_) => Ok(vec![GroupDissolved {}.into()]),
            Group::Dissolved(_) => Ok(Vec::new()),
            Group::Unknown => Err(GroupRefusal::Dissolved.into()),
        }
    }
}
