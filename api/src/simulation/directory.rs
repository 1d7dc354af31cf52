//! The directory of the simulated factory: what it is founded with, and what changes in it as time goes by.

use std::collections::VecDeque;
use std::sync::Arc;

use domain::group::{self, FormGroup};
use domain::issue_type::{self, DefineIssueType};
use domain::person::{self, NameDeputy, NameSuperior, RecordLeaving, RegisterPerson};
use domain::{Aggregate, CommandSpec, Decide, Reference, emergency_plan};
use events_schema::{Actor, CommandId, Origin, Role, StreamName, Timestamp};

use super::faults::{FAULTS, GENERALISTS, GROUPS};
use super::staff::{Staff, StaffMember, part_of};
use super::{SimulationError, plans};
use crate::app::App;
use crate::commands::{Draft, Drafted};

/// The made-up texts of this module are valid; that is what its tests run on.
pub(super) fn id<T: std::str::FromStr<Err: std::fmt::Debug>>(text: &str) -> T {
    text.parse().expect("the simulation's own texts are valid")
}

/// Something that changes after the founding.
#[derive(Debug, Clone, Copy)]
enum Change {
    /// A plan is improved (P3.3.d).
    Plan,
    /// A lead leaves and is replaced.
    Succession,
}

/// Whoever keeps the directory.
pub(super) struct Office<'a> {
    app: &'a App,
    seed: u64,
    done: u32,
    due: VecDeque<(Timestamp, Change)>,
}

impl<'a> Office<'a> {
    pub(super) fn new(app: &'a App, seed: u64, staff: &Staff, begin: Timestamp, end: Timestamp) -> Self {
        let mut due = VecDeque::from([(part_of(begin, end, 45), Change::Plan)]);
        due.extend(staff.succession().map(|(.., at)| (at, Change::Succession)));
        Self { app, seed, done: 0, due }
    }

    /// Catalogue, groups, people, deputies and plans, all there when the first customer calls.
    pub(super) async fn found(&mut self, staff: &Staff, at: Timestamp) -> Result<(), SimulationError> {
        if *self.app.store.length().borrow() > 1 {
            return Err(SimulationError::NotEmpty);
        }
        for fault in &FAULTS {
            let (issue_type, title) = (id(fault.issue_type), id(fault.title));
            let define = DefineIssueType { issue_type, title, description: None };
            self.open(at, issue_type::COMMANDS, "define", &define).await?;
        }
        for (code, title) in GROUPS {
            let takes = FAULTS.iter().filter(|fault| fault.group == code || code == GENERALISTS);
            let issue_types = takes.map(|fault| id(fault.issue_type)).collect();
            let form = FormGroup { group: id(code), title: id(title), issue_types };
            self.open(at, group::COMMANDS, "form", &form).await?;
        }
        self.app.keys.prepare(staff.members.iter().map(|member| member.person.stream()))?;
        for member in staff.members.iter().filter(|member| member.since.is_none()) {
            self.register(staff, member, at).await?;
        }
        for away in &staff.stand_ins {
            let (deputy, from, until, absence) = (away.deputy.clone(), Some(away.from), away.until, away.why);
            let name = NameDeputy { deputy, from, until, absence };
            self.send(at, person::COMMANDS, "name-deputy", away.absent.stream(), &name).await?;
        }
        for plan in &plans::PLANS {
            self.open(at, emergency_plan::COMMANDS, "publish", &plan.published(None)).await?;
        }
        Ok(())
    }

    /// Carries out what has changed until an instant; says whether anything has.
    pub(super) async fn keep_up(&mut self, staff: &Staff, until: Timestamp) -> Result<bool, SimulationError> {
        let mut changed = false;
        while let Some((at, change)) = self.due.front().copied().filter(|(at, _)| *at <= until) {
            self.due.pop_front();
            match change {
                Change::Plan => {
                    let improved = plans::plan(plans::FIRE).published(Some(plans::LEARNT));
                    self.open(at, emergency_plan::COMMANDS, "publish", &improved).await?;
                }
                Change::Succession => self.replace(staff, at).await?,
            }
            changed = true;
        }
        Ok(changed)
    }

    /// The successor comes, the engineers get a new superior, the lead leaves.
    async fn replace(&mut self, staff: &Staff, at: Timestamp) -> Result<(), SimulationError> {
        let Some((leaving, successor, _)) = staff.succession() else { return Ok(()) };
        self.register(staff, successor, at).await?;
        for engineer in staff.of(Role::SupportEngineer, leaving.group.as_ref()) {
            let name = NameSuperior { superior: Some(successor.person.clone()) };
            self.send(at, person::COMMANDS, "name-superior", engineer.person.stream(), &name).await?;
        }
        self.send(at, person::COMMANDS, "record-leaving", leaving.person.stream(), &RecordLeaving {}).await
    }

    async fn register(&mut self, staff: &Staff, member: &StaffMember, at: Timestamp) -> Result<(), SimulationError> {
        let superior = match member.role {
            Role::SupportEngineer => Some(staff.in_charge(Role::SupportLead, member.group.as_ref(), at)),
            Role::HeadOfAfterSales | Role::Management => None,
            _ => Some(staff.in_charge(Role::HeadOfAfterSales, None, at)),
        };
        let register = RegisterPerson {
            person: member.person.clone(),
            name: id(&format!("演示员工{}", member.person)),
            roles: vec![member.role],
            groups: member.group.clone().into_iter().collect(),
            superior: superior.map(|superior| superior.person.clone()),
        };
        self.open(at, person::COMMANDS, "register", &register).await
    }

    async fn open<A: Aggregate>(
        &mut self,
        at: Timestamp,
        table: &'static [CommandSpec<A>],
        name: &str,
        command: &dyn Decide<A>,
    ) -> Result<(), SimulationError> {
        let stream = command.opens(self.next_id()).expect("what is opened has a stream");
        self.send(at, table, name, stream, command).await
    }

    fn next_id(&self) -> CommandId {
        CommandId::of("simulation", &format!("{}/founding/{}", self.seed, self.done))
    }

    /// Carries out a command and waits until later ones can see it.
    async fn send<A: Aggregate>(
        &mut self,
        at: Timestamp,
        table: &'static [CommandSpec<A>],
        name: &str,
        stream: StreamName,
        command: &dyn Decide<A>,
    ) -> Result<(), SimulationError> {
        let spec = table.iter().find(|spec| spec.name == name).expect("the office uses commands of the tables");
        let id = self.next_id();
        self.done += 1;
        let reference: Arc<Reference> = self.app.directory.now().reference;
        let mut draft = Draft::read(stream, &*self.app.store).await?;
        let drafted = Drafted {
            spec,
            command,
            id,
            actor: &Actor { role: Role::Administrator, ..Actor::system("simulation") },
            recorded_at: at,
            occurred_at: None,
            reporter: None,
            other: None,
            causation: None,
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
