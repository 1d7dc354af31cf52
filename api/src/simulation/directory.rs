//! The simulated factory: groups, issue types, people. Everybody is called by a number.

use domain::group::{self, FormGroup};
use domain::issue_type::{self, DefineIssueType};
use domain::person::{self, RegisterPerson};
use domain::{Aggregate, CommandSpec, Decide, Reference};
use events_schema::ids::{GroupId, PersonId};
use events_schema::{Actor, Channel, CommandId, Origin, PrincipalId, Role, Timestamp};

use super::SimulationError;
use super::faults::{FAULTS, GENERALISTS, GROUPS};
use crate::app::App;
use crate::commands::{Draft, Drafted};

/// Somebody of the simulated factory.
#[derive(Debug, Clone)]
pub struct StaffMember {
    /// The personnel number.
    pub person: PersonId,
    /// What the person does.
    pub role: Role,
    /// The group, of those who have one.
    pub group: Option<GroupId>,
}

/// The people of the simulated factory.
#[derive(Debug, Clone)]
pub struct Staff(pub Vec<StaffMember>);

impl Staff {
    /// Those who have this role, of this group if one is named.
    pub fn of(&self, role: Role, group: Option<&GroupId>) -> Vec<&StaffMember> {
        let fits = |member: &&StaffMember| member.role == role && (group.is_none() || member.group.as_ref() == group);
        self.0.iter().filter(fits).collect()
    }
}

impl StaffMember {
    /// The person at work.
    #[must_use]
    pub fn actor(&self) -> Actor {
        Actor::new(PrincipalId::Person(self.person.clone()), self.role, Channel::Internal)
    }
}

/// The head, the leads under the head, engineers under their leads, and the hotline.
fn staff() -> Staff {
    let member = |number: String, role, group: Option<&str>| StaffMember {
        person: number.parse().expect("personnel numbers are codes"),
        role,
        group: group.map(|group| group.parse().expect("groups have codes")),
    };
    let mut staff = vec![member("e1000".to_owned(), Role::HeadOfAfterSales, None)];
    staff.extend((1..=4).map(|n| member(format!("e11{n:02}"), Role::HotlineAgent, None)));
    for (index, (group, _)) in GROUPS.iter().enumerate() {
        staff.push(member(format!("e2{index}00"), Role::SupportLead, Some(group)));
        staff.extend((1..=3).map(|n| member(format!("e2{index}{n:02}"), Role::SupportEngineer, Some(group))));
    }
    for (number, role) in [
        ("e3001", Role::TechnicalExpert),
        ("e3002", Role::OnSiteEngineer),
        ("e4001", Role::QualityEngineer),
        ("e4002", Role::ProductionHead),
        ("e5001", Role::Management),
        ("e6001", Role::Auditor),
        ("e6002", Role::Analyst),
        ("e7001", Role::Hr),
        ("e7002", Role::Trainer),
    ] {
        staff.push(member(number.to_owned(), role, None));
    }
    Staff(staff)
}

pub(super) async fn found(app: &App, seed: u64, at: Timestamp) -> Result<Staff, SimulationError> {
    if *app.store.length().borrow() > 1 {
        return Err(SimulationError::NotEmpty);
    }
    let mut founding = Founding { app, seed, at, done: 0 };
    for fault in &FAULTS {
        let (issue_type, title) = (id(fault.issue_type), id(fault.title));
        let define = DefineIssueType { issue_type, title, description: None };
        founding.carry_out(issue_type::COMMANDS.first(), &define).await?;
    }
    for (code, title) in GROUPS {
        let issue_types = FAULTS
            .iter()
            .filter(|fault| fault.group == code || code == GENERALISTS)
            .map(|fault| id(fault.issue_type))
            .collect();
        founding
            .carry_out(group::COMMANDS.first(), &FormGroup { group: id(code), title: id(title), issue_types })
            .await?;
    }
    let staff = staff();
    let subjects = staff.0.iter().map(|member| member.person.stream());
    app.keys.prepare(subjects)?;
    for member in &staff.0 {
        let superior = match member.role {
            Role::SupportEngineer => {
                staff.of(Role::SupportLead, member.group.as_ref()).first().map(|lead| lead.person.clone())
            }
            Role::HeadOfAfterSales | Role::Management => None,
            _ => staff.of(Role::HeadOfAfterSales, None).first().map(|head| head.person.clone()),
        };
        let register = RegisterPerson {
            person: member.person.clone(),
            name: id(&format!("演示员工{}", member.person)),
            roles: vec![member.role],
            groups: member.group.clone().into_iter().collect(),
            superior: superior.filter(|superior| *superior != member.person),
        };
        founding.carry_out(person::COMMANDS.first(), &register).await?;
    }
    Ok(staff)
}

/// The made-up texts of this module are valid; that is what its tests run on.
pub(super) fn id<T: std::str::FromStr<Err: std::fmt::Debug>>(text: &str) -> T {
    text.parse().expect("the simulation's own texts are valid")
}

struct Founding<'a> {
    app: &'a App,
    seed: u64,
    at: Timestamp,
    done: u32,
}

impl Founding<'_> {
    /// Carries out an opening command and waits until later ones can see it.
    async fn carry_out<A: Aggregate>(
        &mut self,
        spec: Option<&'static CommandSpec<A>>,
        command: &dyn Decide<A>,
    ) -> Result<(), SimulationError> {
        let (Some(spec), id) = (spec, CommandId::of("simulation", &format!("{}/founding/{}", self.seed, self.done)))
        else {
            return Ok(());
        };
        self.done += 1;
        let Some(stream) = command.opens(id) else { return Ok(()) };
        let reference: std::sync::Arc<Reference> = self.app.directory.now().reference;
        let mut draft = Draft::new(stream);
        let drafted = Drafted {
            spec,
            command,
            id,
            actor: &Actor { role: Role::Administrator, ..Actor::system("simulation") },
            recorded_at: self.at,
            occurred_at: None,
            reporter: None,
            origin: &Origin::Simulation,
            unproven: &[],
        };
        draft.perform(&drafted, &reference, &self.app.keys)?;
        if let Some(appended) = draft.append(&*self.app.store).await? {
            self.app.directory.reaches(appended.position).await;
        }
        Ok(())
    }
}
