use events_schema::facts::person::{PersonFact, PersonRegistered};
use events_schema::ids::{DepartmentId, GroupId, PersonId};
use events_schema::personal::PersonalText;
use events_schema::{ActorKind, CommandId, Personal, Role, StreamName};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Person, PersonRefusal};
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;

/// Enters a person of the factory into the directory (P1.2).
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RegisterPerson {
    /// The personnel number.
    pub person: PersonId,
    /// The name. It is stored sealed.
    #[schemars(example = &"张工")]
    pub name: PersonalText,
    /// What the person does here.
    pub roles: Vec<Role>,
    /// The department the person belongs to.
    #[serde(default)]
    pub department: Option<DepartmentId>,
    /// The technical support groups the person belongs to.
    #[serde(default)]
    pub groups: Vec<GroupId>,
    /// The person's superior (上级).
    #[serde(default)]
    pub superior: Option<PersonId>,
}

impl Decide<Person> for RegisterPerson {
    fn opens(&self, _: CommandId) -> Option<StreamName> {
        Some(self.person.stream())
    }

    fn decide(&self, state: &Person, cx: &Context<'_>) -> Result<Vec<PersonFact>, Refused> {
        if state.is_known() {
            return Err(PersonRefusal::AlreadyRegistered.into());
        }
        check_roles(&self.roles)?;
        check_department(self.department.as_ref(), cx)?;
        check_groups(&self.groups, cx)?;
        check_superior(&self.person, self.superior.as_ref(), cx)?;
        let registered = PersonRegistered {
            name: Personal::open(self.person.stream(), self.name.clone()),
            roles: self.roles.clone(),
            department: self.department.clone(),
            groups: self.groups.clone(),
            superior: self.superior.clone(),
        };
        Ok(vec![registered.into()])
    }
}

pub(super) fn check_roles(roles: &[Role]) -> Result<(), PersonRefusal> {
    if roles.is_empty() {
        return Err(PersonRefusal::NoRole);
    }
    let outside = roles.iter().find(|role| role.kind() != ActorKind::Staff);
    outside.map_or(Ok(()), |role| Err(PersonRefusal::NotAStaffRole(*role)))
}

pub(super) fn check_department(department: Option<&DepartmentId>, cx: &Context<'_>) -> Result<(), PersonRefusal> {
    let unknown = department.filter(|id| cx.reference.active_department(id).is_none());
    unknown.map_or(Ok(()), |id| Err(PersonRefusal::UnknownDepartment(id.clone())))
}

pub(super) fn check_groups(groups: &[GroupId], cx: &Context<'_>) -> Result<(), PersonRefusal> {
    let unknown = groups.iter().find(|group| cx.reference.group(group).is_none());
    unknown.map_or(Ok(()), |group| Err(PersonRefusal::UnknownGroup(group.clone())))
}

/// A superior works here, and nobody stands above himself, however long the line.
pub(super) fn check_superior(
    person: &PersonId,
    superior: Option<&PersonId>,
    cx: &Context<'_>,
) -> Result<(), PersonRefusal> {
    let Some(superior) = superior else { return Ok(()) };
    let employed = |id: &PersonId| cx.reference.employment(id);
    if superior != person && employed(superior).is_none() {
        return Err(PersonRefusal::UnknownSuperior(superior.clone()));
    }
    // Two changes at once can close a circle that neither saw, so the walk is bounded by the number of people.
    let people = cx.reference.directory().people.len() + 1;
    let above = std::iter::successors(Some(superior), |id| employed(id)?.superior.as_ref());
    if above.take(people).any(|id| id == person) {
        return Err(PersonRefusal::CircleOfSuperiors(superior.clone()));
    }
    Ok(())
}
