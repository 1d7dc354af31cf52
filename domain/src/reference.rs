//! What decisions look up: directory, policies and calendars, folded from their own streams.

mod versions;

pub use versions::UnknownVersion;

use std::collections::HashMap;

use events_schema::facts::appraisal_scheme::AppraisalSchemeFact;
use events_schema::facts::calendar::CalendarFact;
use events_schema::facts::characteristic::CharacteristicFact;
use events_schema::facts::course::CourseFact;
use events_schema::facts::department::DepartmentFact;
use events_schema::facts::emergency_plan::EmergencyPlanFact;
use events_schema::facts::group::GroupFact;
use events_schema::facts::issue_type::IssueTypeFact;
use events_schema::facts::metric::MetricFact;
use events_schema::facts::notification_rules::NotificationRulesFact;
use events_schema::facts::person::PersonFact;
use events_schema::facts::roster::RosterFact;
use events_schema::facts::sla_policy::SlaPolicyFact;
use events_schema::facts::supplier::SupplierFact;
use events_schema::facts::supplier_scheme::SupplierSchemeFact;
use events_schema::ids::{
    CalendarId, CharacteristicId, CourseId, DepartmentId, GroupId, IssueTypeId, MetricId, PersonId, PlanId, RosterId,
    SupplierId,
};
use events_schema::text::Line;
use events_schema::values::OwnParty;
use events_schema::{DecodeError, Entry, FactSet, RecordedEvent, Revision, Role, Timestamp};

use crate::appraisal_scheme::AppraisalScheme;
use crate::calendar::WorkCalendar;
use crate::characteristic::Characteristic;
use crate::command::Aggregate;
use crate::course::Course;
use crate::department::{Charge, Department};
use crate::emergency_plan::EmergencyPlan;
use crate::group::Group;
use crate::issue_type::IssueType;
use crate::metric::Metric;
use crate::notification::NotificationRules;
use crate::person::{Employment, Person};
use crate::roster::Roster;
use crate::sla_policy::SlaPolicy;
use crate::supplier::{Register, Supplier};
use crate::supplier_scheme::SupplierScheme;

/// Reference data at one position of the log.
#[derive(Debug, Clone, Default)]
pub struct Reference {
    people: HashMap<PersonId, Known<Person>>,
    departments: HashMap<DepartmentId, Known<Department>>,
    rosters: HashMap<RosterId, Known<Roster>>,
    groups: HashMap<GroupId, Known<Group>>,
    issue_types: HashMap<IssueTypeId, Known<IssueType>>,
    policy: SlaPolicy,
    notification_rules: NotificationRules,
    scheme: AppraisalScheme,
    supplier_scheme: SupplierScheme,
    calendars: HashMap<CalendarId, WorkCalendar>,
    plans: HashMap<PlanId, EmergencyPlan>,
    metrics: HashMap<MetricId, Known<Metric>>,
    suppliers: HashMap<SupplierId, Known<Supplier>>,
    characteristics: HashMap<CharacteristicId, Known<Characteristic>>,
    courses: HashMap<CourseId, Course>,
}

/// A member of the directory and the revision of its stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known<A> {
    /// The member as it stands.
    pub is: A,
    /// The revision that says so.
    pub revision: Revision,
}

impl Reference {
    /// The categories of the streams that reference data are folded from.
    pub const CATEGORIES: [&str; 15] = [
        PersonFact::CATEGORY,
        DepartmentFact::CATEGORY,
        RosterFact::CATEGORY,
        GroupFact::CATEGORY,
        IssueTypeFact::CATEGORY,
        SlaPolicyFact::CATEGORY,
        NotificationRulesFact::CATEGORY,
        AppraisalSchemeFact::CATEGORY,
        SupplierSchemeFact::CATEGORY,
        CalendarFact::CATEGORY,
        EmergencyPlanFact::CATEGORY,
        MetricFact::CATEGORY,
        SupplierFact::CATEGORY,
        CharacteristicFact::CATEGORY,
        CourseFact::CATEGORY,
    ];

    /// Takes in an event; those of other streams change nothing.
    ///
    /// # Errors
    /// If an event of one of these streams cannot be read.
    pub fn apply(&mut self, event: &RecordedEvent) -> Result<(), DecodeError> {
        let key = event.stream.key();
        match event.stream.category() {
            PersonFact::CATEGORY => fold(&mut self.people, key, event),
            DepartmentFact::CATEGORY => fold(&mut self.departments, key, event),
            RosterFact::CATEGORY => fold(&mut self.rosters, key, event),
            GroupFact::CATEGORY => fold(&mut self.groups, key, event),
            IssueTypeFact::CATEGORY => fold(&mut self.issue_types, key, event),
            MetricFact::CATEGORY => fold(&mut self.metrics, key, event),
            SupplierFact::CATEGORY => fold(&mut self.suppliers, key, event),
            CharacteristicFact::CATEGORY => fold(&mut self.characteristics, key, event),
            SlaPolicyFact::CATEGORY => {
                self.policy.evolve(&Entry::decode(event)?);
                Ok(())
            }
            NotificationRulesFact::CATEGORY => {
                self.notification_rules.evolve(&Entry::decode(event)?);
                Ok(())
            }
            AppraisalSchemeFact::CATEGORY => {
                self.scheme.evolve(&Entry::decode(event)?);
                Ok(())
            }
            SupplierSchemeFact::CATEGORY => {
                self.supplier_scheme.evolve(&Entry::decode(event)?);
                Ok(())
            }
            CalendarFact::CATEGORY => {
                let entry = Entry::decode(event)?;
                if let Ok(id) = key.parse() {
                    self.calendars.entry(id).or_default().evolve(&entry);
                }
                Ok(())
            }
            EmergencyPlanFact::CATEGORY => {
                let entry = Entry::decode(event)?;
                if let Ok(id) = key.parse() {
                    self.plans.entry(id).or_default().evolve(&entry);
                }
                Ok(())
            }
            CourseFact::CATEGORY => {
                let entry = Entry::decode(event)?;
                if let Ok(id) = key.parse() {
                    self.courses.entry(id).or_default().evolve(&entry);
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// A person of the directory.
    #[must_use]
    pub fn person(&self, id: &PersonId) -> Option<&Known<Person>> {
        self.people.get(id)
    }

    /// What somebody of the directory does here, if employed.
    #[must_use]
    pub fn employment(&self, person: &PersonId) -> Option<&Employment> {
        self.person(person).and_then(|known| known.is.employment())
    }

    /// Whether somebody of the directory works here.
    #[must_use]
    pub fn works_here(&self, person: &PersonId) -> bool {
        self.employment(person).is_some()
    }

    /// A department, while there is such a one.
    #[must_use]
    pub fn active_department(&self, id: &DepartmentId) -> Option<&Charge> {
        self.departments.get(id).and_then(|known| known.is.charge())
    }

    /// Those who speak for a department: its head, or everybody of it while it has none who works here (P4.1).
    #[must_use]
    pub fn speakers_of(&self, id: &DepartmentId) -> Vec<&PersonId> {
        let head = self.active_department(id).and_then(|charge| charge.head.as_ref());
        if let Some(head) = head.filter(|head| self.works_here(head)) {
            return vec![head];
        }
        let of = |person: &&PersonId| self.employment(person).is_some_and(|does| does.department.as_ref() == Some(id));
        // Somebody may act for a head who has left.
        head.into_iter().chain(self.people.keys().filter(of)).collect()
    }

    /// Whether there is such a department, or somebody is or was here.
    #[must_use]
    pub fn knows(&self, party: &OwnParty) -> bool {
        match party {
            OwnParty::Department { department } => self.active_department(department).is_some(),
            OwnParty::Person { person } => self.person(person).is_some_and(|it| it.is.last_employment().is_some()),
        }
    }

    /// Whether somebody is on duty in a role at an instant.
    #[must_use]
    pub fn is_on_duty(&self, person: &PersonId, role: Role, at: Timestamp) -> bool {
        self.works_here(person) && self.rosters.values().any(|known| known.is.puts_in_role(person, role, at))
    }

    /// Those who are on duty at an instant in one of some roles.
    #[must_use]
    pub fn on_duty(&self, roles: &[Role], at: Timestamp) -> Vec<PersonId> {
        let is_meant = |roster: &Roster| roster.duty().is_some_and(|duty| roles.contains(&duty.role));
        let meant = self.rosters.values().filter(|known| is_meant(&known.is));
        let people = meant.flat_map(|known| known.is.on_duty(at)).filter(|person| self.works_here(person));
        people.cloned().collect()
    }

    /// What a person did here at an instant.
    #[must_use]
    pub fn employed_at(&self, id: &PersonId, at: Timestamp) -> Option<&Employment> {
        self.people.get(id).and_then(|known| known.is.employment_at(at))
    }

    /// The line of superiors above a person, from the nearest up. Somebody who has left stands in it with those above him.
    pub fn superiors(&self, of: &PersonId) -> impl Iterator<Item = &PersonId> {
        let superior = |id: &PersonId| self.people.get(id)?.is.last_employment()?.superior.as_ref();
        // Two changes at once can close a circle that neither saw, so the walk is bounded by the number of people.
        std::iter::successors(superior(of), move |id| superior(id)).take(self.people.len() + 1)
    }

    /// The people for whom somebody acts at an instant, and what they do here then, or did last.
    pub fn represented_by(&self, deputy: &PersonId, at: Timestamp) -> impl Iterator<Item = (&PersonId, &Employment)> {
        let represented = self.people.iter().filter(move |(_, known)| known.is.is_represented_by(deputy, at));
        let mut represented: Vec<_> = represented
            .filter_map(|(id, known)| Some((id, known.is.employment_at(at).or(known.is.last_employment())?)))
            .collect();
        represented.sort_by_key(|(id, _)| *id);
        represented.into_iter()
    }

    /// Those who act at an instant for people of whom this is so, by what they do here then, or did last.
    pub fn deputies_at(&self, at: Timestamp, of: impl Fn(&PersonId, &Employment) -> bool) -> Vec<PersonId> {
        let represented = self.people.iter().filter(|(id, known)| {
            let employment = known.is.employment_at(at).or(known.is.last_employment());
            !known.is.deputies().is_empty() && employment.is_some_and(|does| of(id, does))
        });
        let deputies = represented.flat_map(|(_, known)| known.is.deputies()).filter(|deputy| deputy.acts_at(at));
        let deputies = deputies.map(|deputy| &deputy.person);
        let mut deputies: Vec<_> = deputies.filter(|deputy| self.works_here(deputy)).cloned().collect();
        deputies.sort_unstable();
        deputies.dedup();
        deputies
    }

    /// An emergency plan.
    #[must_use]
    pub fn plan(&self, id: &PlanId) -> Option<&EmergencyPlan> {
        self.plans.get(id)
    }

    /// All emergency plans, in no order.
    pub fn plans(&self) -> impl Iterator<Item = (&PlanId, &EmergencyPlan)> {
        self.plans.iter()
    }

    /// A course.
    #[must_use]
    pub fn course(&self, id: &CourseId) -> Option<&Course> {
        self.courses.get(id)
    }

    /// All courses, in no order.
    pub fn courses(&self) -> impl Iterator<Item = (&CourseId, &Course)> {
        self.courses.iter()
    }

    /// All metrics, in no order.
    pub fn metrics(&self) -> impl Iterator<Item = (&MetricId, &Known<Metric>)> {
        self.metrics.iter()
    }

    /// A metric.
    #[must_use]
    pub fn metric(&self, id: &MetricId) -> Option<&Known<Metric>> {
        self.metrics.get(id)
    }

    /// What is registered of a supplier.
    #[must_use]
    pub fn supplier(&self, id: &SupplierId) -> Option<&Register> {
        self.suppliers.get(id).and_then(|known| known.is.register.as_ref())
    }

    /// All suppliers, in no order.
    pub fn suppliers(&self) -> impl Iterator<Item = (&SupplierId, &Known<Supplier>)> {
        self.suppliers.iter()
    }

    /// The supplier, known by then, whose part a diagnosis names: by what is written on it, or else by its number, if just one
    /// makes it.
    #[must_use]
    pub fn maker_of(&self, number: &Line, called: Option<&Line>, at: Timestamp) -> Option<&SupplierId> {
        let is_named = |register: &Register| match called {
            Some(name) => register.is_called(name.as_str()),
            None => register.makes(number),
        };
        let is_meant = |register: &&Register| register.registered_at <= at && is_named(register);
        let mut meant = self.suppliers.values().filter_map(|known| known.is.register.as_ref()).filter(is_meant);
        let first = meant.next()?;
        meant.next().is_none().then_some(&first.supplier)
    }

    /// All characteristics, in no order.
    pub fn characteristics(&self) -> impl Iterator<Item = (&CharacteristicId, &Known<Characteristic>)> {
        self.characteristics.iter()
    }

    /// A characteristic of the register.
    #[must_use]
    pub fn characteristic(&self, id: &CharacteristicId) -> Option<&Known<Characteristic>> {
        self.characteristics.get(id)
    }

    /// A group of the directory.
    #[must_use]
    pub fn group(&self, id: &GroupId) -> Option<&Known<Group>> {
        self.groups.get(id)
    }

    /// A type of the catalogue.
    #[must_use]
    pub fn issue_type(&self, id: &IssueTypeId) -> Option<&Known<IssueType>> {
        self.issue_types.get(id)
    }

    /// All people, departments, rosters, groups and types, in no order.
    #[must_use]
    pub fn directory(&self) -> Directory<'_> {
        let Self { people, departments, rosters, groups, issue_types, .. } = self;
        Directory { people, departments, rosters, groups, issue_types }
    }
}

/// The whole directory.
#[derive(Debug, Clone, Copy)]
pub struct Directory<'a> {
    /// People by personnel number.
    pub people: &'a HashMap<PersonId, Known<Person>>,
    /// Departments by code.
    pub departments: &'a HashMap<DepartmentId, Known<Department>>,
    /// Duty rosters by code.
    pub rosters: &'a HashMap<RosterId, Known<Roster>>,
    /// Groups by code.
    pub groups: &'a HashMap<GroupId, Known<Group>>,
    /// Issue types by code.
    pub issue_types: &'a HashMap<IssueTypeId, Known<IssueType>>,
}

fn fold<Id, A>(members: &mut HashMap<Id, Known<A>>, key: &str, event: &RecordedEvent) -> Result<(), DecodeError>
where
    Id: std::str::FromStr + std::hash::Hash + Eq,
    A: Aggregate,
{
    let entry = Entry::decode(event)?;
    if let Ok(id) = key.parse() {
        let known = members.entry(id).or_insert_with(|| Known { is: A::default(), revision: Revision::FIRST });
        known.is.evolve(&entry);
        known.revision = event.revision;
    }
    Ok(())
}
