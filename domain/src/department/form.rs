use events_schema::facts::department::{DepartmentFact, DepartmentFormed};
use events_schema::ids::{DepartmentId, PersonId};
use events_schema::text::Line;
use events_schema::{CommandId, StreamName};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Department, DepartmentRefusal};
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;

/// Forms a department (P1.2).
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FormDepartment {
    /// The code of the department.
    pub department: DepartmentId,
    /// What people call it.
    #[schemars(example = &"质量控制部门")]
    pub title: Line,
    /// Its head, who speaks for it.
    #[serde(default)]
    pub head: Option<PersonId>,
}

impl Decide<Department> for FormDepartment {
    fn opens(&self, _: CommandId) -> Option<StreamName> {
        Some(self.department.stream())
    }

    fn decide(&self, state: &Department, cx: &Context<'_>) -> Result<Vec<DepartmentFact>, Refused> {
        match state {
            Department::Unknown => {}
            Department::Active(_) | Department::Dissolved(_) => return Err(DepartmentRefusal::AlreadyFormed.into()),
        }
        check_head(self.head.as_ref(), cx)?;
        Ok(vec![DepartmentFormed { title: self.title.clone(), head: self.head.clone() }.into()])
    }
}

pub(super) fn check_head(head: Option<&PersonId>, cx: &Context<'_>) -> Result<(), DepartmentRefusal> {
    let unknown = head.filter(|person| !cx.reference.works_here(person));
    unknown.map_or(Ok(()), |person| Err(DepartmentRefusal::UnknownHead(person.clone())))
}
