use events_schema::facts::person::{PersonDepartmentSet, PersonFact};
use events_schema::ids::DepartmentId;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Person, PersonRefusal};
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;

/// Sets anew the department of a person (P1.2). What the person answers for in a determination stays with the department of
/// that time.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SetDepartment {
    /// The department from now on; none if absent.
    #[serde(default)]
    pub department: Option<DepartmentId>,
}

impl Decide<Person> for SetDepartment {
    fn decide(&self, state: &Person, cx: &Context<'_>) -> Result<Vec<PersonFact>, Refused> {
        let person = state.employment().ok_or(PersonRefusal::HasLeft)?;
        super::register::check_department(self.department.as_ref(), cx)?;
        if person.department == self.department {
            return Ok(Vec::new());
        }
        Ok(vec![PersonDepartmentSet { department: self.department.clone() }.into()])
    }
}
