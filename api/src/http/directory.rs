//! `GET /v1/people`, `/v1/departments`, `/v1/rosters`, `/v1/groups`, `/v1/issue-types`, `/v1/emergency-plans`, `/v1/keys`: the
//! directory, small enough to be one answer.

use axum::Json;
use axum::extract::State;
use domain::access::ApiKey;
use domain::department::Department;
use domain::emergency_plan::{PlanDraft, PlanVersion};
use domain::group::Group;
use domain::issue_type::IssueType;
use domain::person::Deputy;
use domain::queries::{SHOW_DIRECTORY, SHOW_KEYS};
use events_schema::facts::person::Absence;
use events_schema::facts::roster::Shift;
use events_schema::ids::{DepartmentId, GroupId, IssueTypeId, KeyId, PersonId, PlanId, RosterId};
use events_schema::text::Line;
use events_schema::{PrincipalId, Revision, Role, Timestamp};
use schemars::JsonSchema;
use serde::Serialize;

use super::auth::Caller;
use super::{Problem, Served};

/// A person. Names are sealed and not listed.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct ShownPerson {
    /// The personnel number.
    person: PersonId,
    /// Whether the person works here.
    employed: bool,
    /// All roles.
    roles: Vec<Role>,
    /// The department.
    #[serde(skip_serializing_if = "Option::is_none")]
    department: Option<DepartmentId>,
    /// All technical support groups.
    groups: Vec<GroupId>,
    /// The superior.
    #[serde(skip_serializing_if = "Option::is_none")]
    superior: Option<PersonId>,
    /// Who acts for the person now or later, and when.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    deputies: Vec<ShownDeputy>,
    /// The revision of the stream.
    revision: Revision,
}

/// Somebody who acts for a person for some time (open point 2).
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct ShownDeputy {
    /// Who acts.
    person: PersonId,
    /// From when on.
    from: Timestamp,
    /// Until when.
    until: Timestamp,
    /// Why.
    absence: Absence,
}

/// An emergency plan.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct ShownPlan {
    /// The code.
    plan: PlanId,
    /// The version in force; absent until the first one is.
    #[serde(skip_serializing_if = "Option::is_none")]
    in_force: Option<u32>,
    /// All versions, in order.
    versions: Vec<PlanVersion>,
    /// The draft of the next version, which waits for another person's approval.
    #[serde(skip_serializing_if = "Option::is_none")]
    draft: Option<PlanDraft>,
}

/// A department.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct ShownDepartment {
    /// The code.
    department: DepartmentId,
    /// What people call it.
    title: Line,
    /// Its head, who speaks for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    head: Option<PersonId>,
    /// Whether people can belong to it.
    active: bool,
    /// The revision of the stream.
    revision: Revision,
}

/// A duty roster.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct ShownRoster {
    /// The code.
    roster: RosterId,
    /// What people call it.
    title: Line,
    /// The role of whoever is on duty.
    role: Role,
    /// Whether it is planned with.
    open: bool,
    /// Who is on duty now.
    on_duty: Vec<PersonId>,
    /// The shifts that are not over.
    shifts: Vec<Shift>,
    /// The revision of the stream.
    revision: Revision,
}

/// A technical support group.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct ShownGroup {
    /// The code.
    group: GroupId,
    /// What people call it.
    title: Line,
    /// Whether it takes tickets.
    active: bool,
    /// The issue types that it takes.
    issue_types: Vec<IssueTypeId>,
    /// The revision of the stream.
    revision: Revision,
}

/// A type of issue.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct ShownIssueType {
    /// The code.
    issue_type: IssueTypeId,
    /// What people call it.
    title: Line,
    /// Whether new tickets may have it.
    in_use: bool,
    /// The revision of the stream.
    revision: Revision,
}

pub(super) async fn people(State(served): State<Served>, caller: Caller) -> Result<Json<Vec<ShownPerson>>, Problem> {
    caller.may(&SHOW_DIRECTORY)?;
    let (reference, now) = (served.app.directory.now().reference, served.app.clock.now());
    let mut people = Vec::new();
    for (id, known) in reference.directory().people {
        let Some(employment) = known.is.last_employment().cloned() else { continue };
        let deputy = |deputy: &Deputy| ShownDeputy {
            person: deputy.person.clone(),
            from: deputy.from,
            until: deputy.until,
            absence: deputy.absence,
        };
        people.push(ShownPerson {
            person: id.clone(),
            employed: known.is.employment().is_some(),
            roles: employment.roles,
            department: employment.department,
            groups: employment.groups,
            superior: employment.superior,
            deputies: known.is.deputies().iter().filter(|deputy| deputy.until > now).map(deputy).collect(),
            revision: known.revision,
        });
    }
    people.sort_by(|a, b| a.person.cmp(&b.person));
    Ok(Json(people))
}

pub(super) async fn plans(State(served): State<Served>, caller: Caller) -> Result<Json<Vec<ShownPlan>>, Problem> {
    caller.may(&SHOW_DIRECTORY)?;
    let (reference, now) = (served.app.directory.now().reference, served.app.clock.now());
    let shown = reference.plans().map(|(id, plan)| ShownPlan {
        plan: id.clone(),
        in_force: plan.in_force_at(now).map(|version| version.version),
        versions: plan.versions().to_vec(),
        draft: plan.draft().cloned(),
    });
    let mut plans: Vec<_> = shown.collect();
    plans.sort_by(|a, b| a.plan.cmp(&b.plan));
    Ok(Json(plans))
}

pub(super) async fn departments(
    State(served): State<Served>,
    caller: Caller,
) -> Result<Json<Vec<ShownDepartment>>, Problem> {
    caller.may(&SHOW_DIRECTORY)?;
    let reference = served.app.directory.now().reference;
    let mut departments = Vec::new();
    for (id, known) in reference.directory().departments {
        let (active, charge) = match &known.is {
            Department::Unknown => continue,
            Department::Active(charge) => (true, charge.clone()),
            Department::Dissolved(charge) => (false, charge.clone()),
        };
        let (department, revision) = (id.clone(), known.revision);
        departments.push(ShownDepartment { department, title: charge.title, head: charge.head, active, revision });
    }
    departments.sort_by(|a, b| a.department.cmp(&b.department));
    Ok(Json(departments))
}

pub(super) async fn rosters(State(served): State<Served>, caller: Caller) -> Result<Json<Vec<ShownRoster>>, Problem> {
    caller.may(&SHOW_DIRECTORY)?;
    let (reference, now) = (served.app.directory.now().reference, served.app.clock.now());
    let mut rosters = Vec::new();
    for (id, known) in reference.directory().rosters {
        let Some(duty) = known.is.duty() else { continue };
        rosters.push(ShownRoster {
            roster: id.clone(),
            title: duty.title.clone(),
            role: duty.role,
            open: known.is.is_open(),
            on_duty: known.is.on_duty(now).cloned().collect(),
            shifts: known.is.shifts().iter().filter(|shift| now < shift.until).cloned().collect(),
            revision: known.revision,
        });
    }
    rosters.sort_by(|a, b| a.roster.cmp(&b.roster));
    Ok(Json(rosters))
}

pub(super) async fn groups(State(served): State<Served>, caller: Caller) -> Result<Json<Vec<ShownGroup>>, Problem> {
    caller.may(&SHOW_DIRECTORY)?;
    let reference = served.app.directory.now().reference;
    let mut groups = Vec::new();
    for (id, known) in reference.directory().groups {
        let (active, scope) = match &known.is {
            Group::Unknown => continue,
            Group::Active(scope) => (true, scope.clone()),
            Group::Dissolved(scope) => (false, scope.clone()),
        };
        let (title, issue_types) = (scope.title, scope.issue_types);
        groups.push(ShownGroup { group: id.clone(), title, active, issue_types, revision: known.revision });
    }
    groups.sort_by(|a, b| a.group.cmp(&b.group));
    Ok(Json(groups))
}

pub(super) async fn issue_types(
    State(served): State<Served>,
    caller: Caller,
) -> Result<Json<Vec<ShownIssueType>>, Problem> {
    caller.may(&SHOW_DIRECTORY)?;
    let reference = served.app.directory.now().reference;
    let mut types = Vec::new();
    for (id, known) in reference.directory().issue_types {
        let (in_use, title) = match &known.is {
            IssueType::Unknown => continue,
            IssueType::InUse(title) => (true, title.clone()),
            IssueType::Retired(title) => (false, title.clone()),
        };
        types.push(ShownIssueType { issue_type: id.clone(), title, in_use, revision: known.revision });
    }
    types.sort_by(|a, b| a.issue_type.cmp(&b.issue_type));
    Ok(Json(types))
}

/// An API key. Its secret is nowhere.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct ShownKey {
    /// The public part.
    key: KeyId,
    /// Whether it lets in: it is neither revoked nor past its end.
    valid: bool,
    /// As whom it acts.
    principal: PrincipalId,
    /// In which role.
    role: Role,
    /// What it is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    label: Option<Line>,
    /// When it ends by itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    expires_at: Option<Timestamp>,
}

pub(super) async fn keys(State(served): State<Served>, caller: Caller) -> Result<Json<Vec<ShownKey>>, Problem> {
    caller.may(&SHOW_KEYS)?;
    let now = served.app.clock.now();
    let mut shown = Vec::new();
    for (key, state) in &*served.app.directory.now().keys {
        let (created, revoked) = match state {
            ApiKey::Unknown => continue,
            ApiKey::Valid(created) => (created.clone(), false),
            ApiKey::Revoked(created) => (created.clone(), true),
        };
        let valid = !revoked && created.expires_at.is_none_or(|end| now < end);
        let (principal, role, label, expires_at) = (created.principal, created.role, created.label, created.expires_at);
        shown.push(ShownKey { key: key.clone(), valid, principal, role, label, expires_at });
    }
    shown.sort_by(|a, b| a.key.cmp(&b.key));
    Ok(Json(shown))
}
