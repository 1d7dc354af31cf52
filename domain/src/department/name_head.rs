use events_schema::facts::department::{DepartmentFact, DepartmentHeadNamed};
use events_schema::ids::PersonId;
use schemars::JsonSchema;
use serde::Deserialize;

use super::form::check_head;
use super::{Department, DepartmentRefusal};
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;

/// Names the head of a department, who speaks for it where it is held responsible (P4.1).
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NameHead {
    /// The head from now on; nobody if absent.
    #[serde(default)]
    pub head: Option<PersonId>,
}

impl Decide<Department> for NameHead {
    fn decide(&self, state: &Department, cx: &Context<'_>) -> Result<Vec<DepartmentFact>, Refused> {
        let charge = state.charge().ok_or(DepartmentRefusal::Dissolved)?;
        check_head(self.head.as_ref(), cx)?;
        if charge.head == self.head {
            return Ok(Vec::new());
        }
        Ok(vec![DepartmentHeadNamed { head: self.head.clone() }.into()])
    }
}
