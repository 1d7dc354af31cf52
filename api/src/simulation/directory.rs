//! The directory of the simulated factory: what it is founded with, and what changes in it as time goes by.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::department::{self, FormDepartment, NameHead};
use domain::emergency_plan::{self, ApprovePlan, DraftPlan};
use domain::factory_time::{bounds, period_at};
use domain::group::{self, FormGroup};
use domain::issue_type::{self, DefineIssueType};
use domain::person::{self, NameDeputy, NameSuperior, RecordLeaving, RegisterPerson};
use domain::roster::{self, OpenRoster, PlanShifts};
use domain::supplier::{self, RegisterSupplier, SetParts};
use domain::{Aggregate, CommandSpec, Decide, Reference, characteristic};
use events_schema::facts::roster::Shift;
use events_schema::facts::supplier::SuppliedPart;
use events_schema::ids::{DepartmentId, RosterId, TrainingNeedId};
use events_schema::{
    Actor, CommandId, Duration, EventId, Origin, PeriodKind, Position, RecordedEvent, Revision, Role, StreamName,
    Timestamp,
};

use super::chance::Chance;
use super::faults::{FAULTS, GENERALISTS, GROUPS};
use super::months::Waiting;
use super::school::Lesson;
use super::staff::{Staff, StaffMember, part_of};
use super::suppliers::{SUPPLIERS, Supplier};
use super::{SimulationError, plans, quality};
use crate::app::App;
use crate::clock::{Clock, VirtualClock};
use crate::commands::{Draft, Drafted, named};
use crate::reactions;

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

/// Something that changes after the founding, or that the office does at its time.
#[derive(Clone)]
pub(super) enum Change {
    /// A plan is improved (P3.3.d).
    Plan,
    /// A lead leaves and is replaced.
    Succession,
    /// A month of the factory is over.
    MonthOver,
    /// What came of it is decided.
    ReviewMonth,
    /// Management has read the reports.
    Acknowledge,
    /// A supplier objects to what was decided about him.
    Object(&'static Supplier),
    /// What is taught in the quarter.
    PlanQuarter,
    /// A training goes on.
    Lesson(Lesson),
}

/// How many events are read at once to see what follows from them.
const AT_ONCE: usize = 1_000;

/// Whoever keeps the directory and the books.
pub(super) struct Office<'a> {
    pub(super) app: &'a App,
    clock: VirtualClock,
    seed: u64,
    pub(super) chance: Chance,
    done: u32,
    due: BTreeMap<(Timestamp, u32), Change>,
    planned: u32,
    pub(super) waiting: Waiting,
    /// The last event about each supplier that may change a figure of a period that is over.
    pub(super) late: BTreeMap<&'static str, (StreamName, Revision)>,
}

impl<'a> Office<'a> {
    pub(super) fn new(app: &'a App, clock: VirtualClock, seed: u64) -> Self {
        Self {
            app,
            clock,
            seed,
            chance: Chance::of(seed, u64::MAX),
            done: 0,
            due: BTreeMap::new(),
            planned: 0,
            waiting: Waiting::default(),
            late: BTreeMap::new(),
        }
    }

    /// Writes what is to be done.
    pub(super) fn due(&mut self, at: Timestamp, change: Change) {
        self.due.insert((at, self.planned), change);
        self.planned += 1;
    }

    /// When there is something to be done.
    pub(super) fn next_at(&self) -> Option<Timestamp> {
        self.due.first_key_value().map(|((at, _), _)| *at)
    }

    /// What changes in the time of the simulation by itself.
    pub(super) fn expect(&mut self, staff: &Staff, begin: Timestamp, end: Timestamp) {
        self.due(part_of(begin, end, 45), Change::Plan);
        if let Some((.., at)) = staff.succession() {
            self.due(at, Change::Succession);
        }
        self.due(bounds(period_at(PeriodKind::Month, begin)).1, Change::MonthOver);
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
        for supplier in &SUPPLIERS {
            self.register_supplier(supplier, at).await?;
        }
        for define in quality::characteristics() {
            self.open(at, characteristic::COMMANDS, "define", &define).await?;
        }
        self.found_school(staff, at).await
    }

    async fn register_supplier(&mut self, supplier: &Supplier, at: Timestamp) -> Result<(), SimulationError> {
        let register = RegisterSupplier { supplier: supplier.id(), name: id(supplier.name) };
        self.open(at, supplier::COMMANDS, "register", &register).await?;
        let part = |number| SuppliedPart { number: id(number), name: None };
        let parts = SetParts { parts: supplier.parts().map(part).collect() };
        self.send(at, supplier::COMMANDS, "set-parts", supplier.id().stream(), &parts).await
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

    /// Carries out what is due first.
    pub(super) async fn keep_up(&mut self, staff: &Staff) -> Result<(), SimulationError> {
        let Some(((at, _), change)) = self.due.pop_first() else { return Ok(()) };
        self.set_clock(at);
        match change {
            Change::Plan => {
                let improved = plans::plan(plans::FIRE).drafted(Some(plans::LEARNT));
                self.put_in_force(staff, &improved, at).await
            }
            Change::Succession => self.replace(staff, at).await,
            Change::MonthOver => self.end_month(at).await,
            Change::ReviewMonth => self.review_month(staff, at).await,
            Change::Acknowledge => self.acknowledge(staff, at).await,
            Change::Object(supplier) => self.object(staff, supplier, at).await,
            Change::PlanQuarter => self.plan_quarter(staff, at).await,
            Change::Lesson(lesson) => self.go_on_with(staff, lesson, at).await,
        }
    }

    /// What a server does about an event, done here by the same code.
    pub(super) async fn react(
        &mut self,
        at: Timestamp,
        stream: &StreamName,
        revision: Revision,
    ) -> Result<(), SimulationError> {
        self.set_clock(at);
        let before = self.length();
        for event in self.app.store.read_stream(stream, revision, 1).await? {
            reactions::react(self.app, &event).await?;
        }
        self.follow(before).await
    }

    pub(super) fn set_clock(&self, at: Timestamp) {
        self.clock.advance(at.since(self.clock.now()));
    }

    /// What the log has, in events.
    pub(super) fn length(&self) -> Position {
        Position(*self.app.store.length().borrow())
    }

    /// What has been written since the log was so long.
    pub(super) async fn since(&self, mut next: Position) -> Result<Vec<RecordedEvent>, SimulationError> {
        let mut since = Vec::new();
        loop {
            let events = self.app.store.read_all(next, AT_ONCE).await?;
            let Some(last) = events.last() else { return Ok(since) };
            next = last.position.next();
            since.extend(events);
        }
    }

    /// Does what follows from what was written since the log was so long, and from what follows from that.
    pub(super) async fn follow(&self, mut next: Position) -> Result<(), SimulationError> {
        while next < self.length() {
            for event in self.since(next).await? {
                next = event.position.next();
                reactions::react(self.app, &event).await?;
            }
        }
        Ok(())
    }

    /// The training needs that nobody has decided about.
    pub(super) fn needs(&mut self) -> Vec<TrainingNeedId> {
        std::mem::take(&mut self.waiting.needs)
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

    pub(super) fn next_id(&self) -> CommandId {
        CommandId::of("simulation", &format!("{}/founding/{}", self.seed, self.done))
    }

    pub(super) async fn send<A: Aggregate>(
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

    /// Carries out a command with what follows from it, and waits until later ones can see it.
    pub(super) async fn send_as<A: Aggregate>(
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
        let before = self.length();
        if let Some(appended) = draft.append(&*self.app.store).await? {
            self.app.directory.reaches(appended.position).await;
        }
        self.follow(before).await
    }
}
