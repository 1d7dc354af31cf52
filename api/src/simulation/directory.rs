//! The directory of the simulated factory: what it is founded with, and what changes in it as time goes by.

use std::collections::VecDeque;
use std::sync::Arc;

use domain::department::{self, FormDepartment, NameHead};
use domain::emergency_plan::{self, ApprovePlan, DraftPlan};
use domain::group::{self, FormGroup};
use domain::issue_type::{self, DefineIssueType};
use domain::person::{self, NameDeputy, NameSuperior, RecordLeaving, RegisterPerson};
use domain::roster::{self, OpenRoster, PlanShifts};
use domain::{Aggregate, CommandSpec, Decide, Reference};
use events_schema::facts::roster::Shift;
use events_schema::ids::{DepartmentId, RosterId};
use events_schema::{Actor, CommandId, Duration, EventId, Origin, Role, StreamName, Timestamp};

use super::faults::{FAULTS, GENERALISTS, GROUPS};
use super::staff::{Staff, StaffMember, part_of};
use super::{SimulationError, plans};
use crate::app::App;
use crate::commands::{Draft, Drafted, named};

/// The made-up texts of this module are valid; that is what its tests run on.
pub(super) fn id<T: std::str::FromStr<Err: std::fmt::Debug>>(text: &str) -> T {
    text.parse().expect("the simulation's own texts are valid")
}

/// The departments of the policy (P1.2), each with the role of its head.
const DEPARTMENTS: [(&str, &str, Role); 4] = [
    ("after-sales", "售后服务部门", Role::HeadOfAfterSales),
    ("technical-support", "技术支持部门", Role::SupportLead),
    ("production", "生产部门", Role::ProductionHead),
    ("quality-control", "质量控制部门", Role::QualityEngineer),
];

fn department_of(role: Role) -> Option<&'static str> {
    match role {
        Role::HotlineAgent | Role::OnSiteEngineer | Role::HeadOfAfterSales => Some("after-sales"),
        Role::SupportEngineer | Role::SupportLead | Role::TechnicalExpert => Some("technical-support"),
        Role::ProductionHead => Some("production"),
        Role::QualityEngineer => Some("quality-control"),
        _ => None,
    }
}

/// The duty roster of the experts, and how many weeks it is planned ahead.
const EXPERTS: &str = "experts";
const WEEKS: i64 = 52;

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
        for (code, title, _) in DEPARTMENTS {
            let form = FormDepartment { department: id(code), title: id(title), head: None };
            self.open(at, department::COMMANDS, "form", &form).await?;
        }
        self.app.keys.prepare(staff.members.iter().map(|member| member.person.stream()))?;
        for member in staff.members.iter().filter(|member| member.since.is_none()) {
            self.register(staff, member, at).await?;
        }
        for (code, _, head) in DEPARTMENTS {
            let head = NameHead { head: Some(staff.in_charge(head, None, at).person.clone()) };
            let stream = id::<DepartmentId>(code).stream();
            self.send(at, department::COMMANDS, "name-head", stream, &head).await?;
        }
        for away in &staff.stand_ins {
            let (deputy, from, until, absence) = (away.deputy.clone(), Some(away.from), away.until, away.why);
            let name = NameDeputy { deputy, from, until, absence };
            self.send(at, person::COMMANDS, "name-deputy", away.absent.stream(), &name).await?;
        }
        self.plan_duties(staff, at).await?;
        for plan in &plans::PLANS {
            self.put_in_force(staff, &plan.drafted(None), at).await?;
        }
        Ok(())
    }

    /// The head drafts a version of a plan, and management approves it.
    async fn put_in_force(&mut self, staff: &Staff, plan: &DraftPlan, at: Timestamp) -> Result<(), SimulationError> {
        let (stream, draft) = (plan.plan.stream(), EventId::of(self.next_id(), 0));
        self.send_as(staff.head(at).actor(), at, emergency_plan::COMMANDS, "draft", stream.clone(), plan).await?;
        let approve = ApprovePlan { draft, in_force_from: None };
        let management = staff.in_charge(Role::Management, None, at).actor();
        self.send_as(management, at, emergency_plan::COMMANDS, "approve", stream, &approve).await
    }

    /// The experts are on duty in turn, each for a week (P3.2.a).
    async fn plan_duties(&mut self, staff: &Staff, at: Timestamp) -> Result<(), SimulationError> {
        let open = OpenRoster { roster: id(EXPERTS), title: id("技术专家值班表"), role: Role::TechnicalExpert };
        self.open(at, roster::COMMANDS, "open", &open).await?;
        let begins = |week: i64| at + Duration::from_hours(7 * 24 * week);
        let experts = staff.members.iter().filter(|member| member.role == Role::TechnicalExpert).cycle();
        let shift = |(week, expert): (i64, &StaffMember)| {
            let (from, until) = (begins(week), begins(week + 1));
            Shift { person: expert.person.clone(), from, until }
        };
        let shifts = (0..WEEKS).zip(experts).map(shift).collect();
        let plan = PlanShifts { from: None, until: begins(WEEKS), shifts };
        let stream = id::<RosterId>(EXPERTS).stream();
        self.send(at, roster::COMMANDS, "plan", stream, &plan).await
    }

    /// Carries out what has changed until an instant; says whether anything has.
    pub(super) async fn keep_up(&mut self, staff: &Staff, until: Timestamp) -> Result<bool, SimulationError> {
        let mut changed = false;
        while let Some((at, change)) = self.due.front().copied().filter(|(at, _)| *at <= until) {
            self.due.pop_front();
            match change {
                Change::Plan => {
                    let improved = plans::plan(plans::FIRE).drafted(Some(plans::LEARNT));
                    self.put_in_force(staff, &improved, at).await?;
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
            department: department_of(member.role).map(id),
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

    async fn send<A: Aggregate>(
        &mut self,
        at: Timestamp,
        table: &'static [CommandSpec<A>],
        name: &str,
        stream: StreamName,
        command: &dyn Decide<A>,
    ) -> Result<(), SimulationError> {
        let office = Actor { role: Role::Administrator, ..Actor::system("simulation") };
        self.send_as(office, at, table, name, stream, command).await
    }

    /// Carries out a command and waits until later ones can see it.
    async fn send_as<A: Aggregate>(
        &mut self,
        actor: Actor,
        at: Timestamp,
        table: &'static [CommandSpec<A>],
        name: &str,
        stream: StreamName,
        command: &dyn Decide<A>,
    ) -> Result<(), SimulationError> {
        let id = self.next_id();
        self.done += 1;
        let reference: Arc<Reference> = self.app.directory.now().reference;
        let mut draft = Draft::read(stream, &*self.app.store).await?;
        let drafted = Drafted {
            spec: named(table, name),
            command,
            id,
            actor: &actor,
            recorded_at: at,
            occurred_at: None,
            reporter: None,
            other: None,
            causation: None,
            files: &[],
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
