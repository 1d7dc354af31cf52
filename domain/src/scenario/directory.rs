//! Who works at the factory, for whom somebody acts, and what lies ready.

use std::sync::LazyLock;

use events_schema::facts::department::DepartmentFormed;
use events_schema::facts::emergency_plan::{PlanApproved, PlanContent, PlanDrafted, PlanRole};
use events_schema::facts::group::GroupFormed;
use events_schema::facts::issue_type::IssueTypeDefined;
use events_schema::facts::person::{Absence, DeputyNamed, PersonLeft, PersonRegistered};
use events_schema::facts::sla_policy::PolicyPublished;
use events_schema::facts::supplier::SupplierRegistered;
use events_schema::ids::PersonId;
use events_schema::{Actor, Channel, Fact, Position, PrincipalId, RecordedEvent, Revision, Role, StreamName};

use super::courses::courses;
use super::facts::sealed;
use super::{at, envelope, event};
use crate::reference::Reference;
use crate::sla_policy::default_policy;

pub(crate) fn person(number: &str) -> PersonId {
    number.parse().unwrap()
}

fn as_person(number: &str, role: Role) -> Actor {
    Actor::new(PrincipalId::Person(person(number)), role, Channel::Http)
}

/// The superior of the hotline and of the engineers.
pub(crate) fn as_lead() -> Actor {
    as_person("e3001", Role::SupportLead)
}

/// The superior of somebody else.
pub(crate) fn as_lead_of_others() -> Actor {
    as_person("e3002", Role::SupportLead)
}

pub(crate) fn as_expert() -> Actor {
    as_person("e4001", Role::TechnicalExpert)
}

pub(crate) fn as_engineer() -> Actor {
    as_person("e4002", Role::OnSiteEngineer)
}

pub(crate) fn as_head() -> Actor {
    as_person("e5001", Role::HeadOfAfterSales)
}

/// Who acts for the head of after-sales, and may do nothing to a ticket for himself.
pub(crate) fn as_deputy() -> Actor {
    as_person("e5002", Role::QualityEngineer)
}

/// Of quality control, and deputy of nobody.
pub(crate) fn as_inspector() -> Actor {
    as_person("e5003", Role::QualityEngineer)
}

/// Of a department without a head.
pub(crate) fn as_trainer() -> Actor {
    as_person("e8002", Role::Trainer)
}

pub(crate) fn as_management() -> Actor {
    as_person("e7001", Role::Management)
}

pub(crate) fn as_hr() -> Actor {
    as_person("e8001", Role::Hr)
}

pub(crate) fn as_production_head() -> Actor {
    as_person("e6001", Role::ProductionHead)
}

/// Somebody whose superior has left, with a deputy.
pub(crate) fn as_supplier() -> Actor {
    Actor::new("supplier-supplier-a".parse().unwrap(), Role::Supplier, Channel::Http)
}

pub(crate) fn as_engineer_of_nobody() -> Actor {
    as_person("e2002", Role::SupportEngineer)
}

/// A fact of the directory as the log has it.
pub(crate) fn recorded<F: Fact>(stream: &str, (revision, minute): (u64, i64), fact: &F) -> RecordedEvent {
    let stream: StreamName = stream.parse().unwrap();
    RecordedEvent {
        position: Position(0),
        stream,
        revision: Revision(revision),
        id: event(0),
        kind: F::TYPE.into(),
        version: F::VERSION,
        metadata: serde_json::to_vec(&envelope(at(minute))).unwrap().into(),
        data: serde_json::to_vec(fact).unwrap().into(),
    }
}

/// Everybody by number, role and superior.
const PEOPLE: [(&str, Role, Option<&str>); 16] = [
    ("e1042", Role::HotlineAgent, Some("e3001")),
    ("e1043", Role::HotlineAgent, Some("e3001")),
    ("e2001", Role::SupportEngineer, Some("e3001")),
    ("e2002", Role::SupportEngineer, Some("e9001")),
    ("e3001", Role::SupportLead, None),
    ("e3002", Role::SupportLead, None),
    ("e4001", Role::TechnicalExpert, Some("e5001")),
    ("e4002", Role::OnSiteEngineer, Some("e3001")),
    ("e5001", Role::HeadOfAfterSales, None),
    ("e5002", Role::QualityEngineer, None),
    ("e5003", Role::QualityEngineer, None),
    ("e6001", Role::ProductionHead, None),
    ("e7001", Role::Management, None),
    ("e8001", Role::Hr, None),
    ("e8002", Role::Trainer, None),
    ("e9001", Role::SupportLead, Some("e3002")),
];

/// A plan whose checklist begins so.
pub(crate) fn plan_content(first: &str) -> PlanContent {
    PlanContent {
        title: "应急预案".parse().unwrap(),
        notify: vec![Role::QualityEngineer],
        team_roles: vec![PlanRole { code: "repair".parse().unwrap(), title: "抢修".parse().unwrap() }],
        checklist: vec![first.parse().unwrap(), "切断燃油".parse().unwrap()],
        resources: Vec::new(),
    }
}

fn department_of(role: Role) -> Option<&'static str> {
    match role {
        Role::HotlineAgent | Role::OnSiteEngineer | Role::HeadOfAfterSales => Some("after-sales"),
        Role::SupportEngineer | Role::SupportLead | Role::TechnicalExpert => Some("support"),
        Role::ProductionHead => Some("production"),
        Role::QualityEngineer => Some("quality"),
        Role::Trainer => Some("training"),
        _ => None,
    }
}

/// A catalogue of two types, groups for them, departments, people, a version of the clock policy a month after the call, emergency
/// plans of which one has a second version, and courses.
pub(crate) static REFERENCE: LazyLock<Reference> = LazyLock::new(|| {
    let mut reference = Reference::default();
    for (code, group) in [("starting", "starters"), ("starting", "crankers"), ("paint", "painters")] {
        let defined = IssueTypeDefined { title: code.parse().unwrap(), description: None };
        reference.apply(&recorded(&format!("issue_type-{code}"), (0, 0), &defined)).unwrap();
        let formed = GroupFormed { title: group.parse().unwrap(), issue_types: vec![code.parse().unwrap()] };
        reference.apply(&recorded(&format!("group-{group}"), (0, 0), &formed)).unwrap();
    }
    for (code, head) in [
        ("after-sales", Some("e5001")),
        ("support", Some("e3001")),
        ("production", Some("e6001")),
        ("quality", Some("e5002")),
        ("training", None),
    ] {
        let formed = DepartmentFormed { title: code.parse().unwrap(), head: head.map(person) };
        reference.apply(&recorded(&format!("department-{code}"), (0, 0), &formed)).unwrap();
    }
    for (number, role, superior) in PEOPLE {
        let groups = if role == Role::SupportEngineer { vec!["starters".parse().unwrap()] } else { Vec::new() };
        let superior = superior.map(person);
        let department = department_of(role).map(|code| code.parse().unwrap());
        let registered = PersonRegistered { name: sealed("name"), roles: vec![role], department, groups, superior };
        reference.apply(&recorded(&format!("person-{number}"), (0, 0), &registered)).unwrap();
    }
    for (absent, deputy) in [("e5001", "e5002"), ("e9001", "e3001")] {
        let (from, until, absence) = (at(-60), at(30_000), Absence::Travel);
        let named = DeputyNamed { deputy: person(deputy), from, until, absence };
        reference.apply(&recorded(&format!("person-{absent}"), (1, -60), &named)).unwrap();
    }
    reference.apply(&recorded("person-e9001", (2, 10), &PersonLeft {})).unwrap();
    let supplier = "supplier-a".parse().unwrap();
    let registered = SupplierRegistered { supplier, name: "Supplier A".parse().unwrap() };
    reference.apply(&recorded("supplier-supplier-a", (0, 0), &registered)).unwrap();
    let another = PolicyPublished { version: 1, ..default_policy() };
    reference.apply(&recorded("sla_policy-after-sales", (0, 45_000), &another)).unwrap();
    for (plan, version, from) in [("fire", 1, -1440), ("fire", 2, 40), ("leak", 1, -1440)] {
        let (stream, revision) = (format!("emergency_plan-{plan}"), 2 * (u64::from(version) - 1));
        let drafted = PlanDrafted { version, content: plan_content("疏散人员"), lessons: Vec::new() };
        reference.apply(&recorded(&stream, (revision, -1440), &drafted)).unwrap();
        let approved = PlanApproved { draft: event(0), version, in_force_from: at(from) };
        reference.apply(&recorded(&stream, (revision + 1, -1440), &approved)).unwrap();
    }
    courses().iter().for_each(|event| reference.apply(event).unwrap());
    reference
});
