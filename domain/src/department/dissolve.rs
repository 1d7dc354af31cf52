use events_schema::facts::department::{DepartmentDissolved, DepartmentFact};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Department, DepartmentRefusal};
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;

/// Dissolves a department, once nobody belongs to it; what was its share of responsibility stays (P1.2).
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DissolveDepartment {}

impl Decide<Department> for DissolveDepartment {
    fn decide(&self, state: &Department, cx: &Context<'_>) -> Result<Vec<DepartmentFact>, Refused> {
        match state {
            Department::Unknown => Err(DepartmentRefusal::Dissolved.into()),
            Department::Dissolved(_) => Ok(Vec::new()),
            Department::Active(_) => {
                let people = cx.reference.directory().people.iter();
                let mut members = people.filter(|(_, known)| {
                    let department = known.is.employment().and_then(|employment| employment.department.as_ref());
                    department.is_some_and(|id| id.code().as_str() == cx.stream.key())
                });
                if let Some((person, _)) = members.next() {
                    return Err(DepartmentRefusal::HasMembers(person.clone()).into());
                }
                Ok(vec![DepartmentDissolved {}.into()])
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::department::Charge;
    use crate::scenario::{as_head, in_context, person};

    #[test]
    fn a_department_ends_when_nobody_belongs_to_it() {
        let of = |department: &str, state: &Department| {
            let decided = in_context(&format!("department-{department}"), &as_head(), |cx| {
                DissolveDepartment {}.decide(state, cx)
            });
            decided.map(|facts| facts.len()).map_err(|refusal| refusal.to_string())
        };
        let charge = || Charge { title: "部门".parse().unwrap(), head: None };
        assert_eq!(of("nobody", &Department::Unknown), Err(DepartmentRefusal::Dissolved.to_string()));
        let has_members = DepartmentRefusal::HasMembers(person("e6001")).to_string();
        assert_eq!(of("production", &Department::Active(charge())), Err(has_members));
        assert_eq!(of("nobody", &Department::Active(charge())), Ok(1));
        assert_eq!(of("nobody", &Department::Dissolved(charge())), Ok(0));
    }
}
