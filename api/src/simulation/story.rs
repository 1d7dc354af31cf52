//! The story of one ticket: who does what, and when. A course is written ahead as scenes at their times; a scene sees the
//! ticket as it stands, says what somebody does, and may write what follows from it.

mod emergency;
mod ending;
mod general;
mod important;
mod intake;
mod mishaps;
mod repair;
mod visit;

use std::collections::BTreeMap;

use domain::Decide;
use domain::ticket::{Stage, Ticket};
use events_schema::ids::{CustomerId, GroupId, TicketId};
use events_schema::values::TicketClass;
use events_schema::{Actor, CommandId, Duration, EventId, Role, Timestamp};

use super::AnyCommand;
use super::chance::Chance;
use super::directory::id;
use super::faults::{FAULTS, Fault, GENERALISTS};
use super::staff::{Staff, StaffMember};
use mishaps::Mishap;

/// One thing that somebody does.
pub(super) struct Step {
    pub(super) actor: Actor,
    pub(super) name: &'static str,
    pub(super) command: AnyCommand,
    /// What the program does at once on the neighbour, as a reaction would (`reactions.rs`).
    pub(super) reaction: Option<Box<Step>>,
}

impl Step {
    pub(super) fn by(actor: Actor, name: &'static str, command: impl Decide<Ticket> + 'static) -> Self {
        Self { actor, name, command: Box::new(command), reaction: None }
    }

    fn followed_by(self, name: &'static str, command: impl Decide<Ticket> + 'static) -> Self {
        let reaction = Self::by(Actor::system("reactions"), name, command);
        Self { reaction: Some(Box::new(reaction)), ..self }
    }
}

/// The moment of a scene.
pub(super) struct Now<'a> {
    pub(super) at: Timestamp,
    /// The command that the scene sends, if it sends one.
    pub(super) command: CommandId,
    pub(super) id: TicketId,
    pub(super) ticket: &'a Ticket,
    pub(super) customer: CustomerId,
    pub(super) staff: &'a Staff,
    /// The other ticket that plays a part in this one, while it goes on.
    pub(super) neighbour: Option<(TicketId, &'a Ticket)>,
}

impl Now<'_> {
    /// The event that the scene's command writes.
    fn event(&self) -> EventId {
        EventId::of(self.command, 0)
    }

    fn is_open(&self) -> bool {
        self.ticket.state().stage == Stage::Open
    }

    fn is_handled(&self) -> bool {
        mishaps::is_handled(self.ticket)
    }
}

/// Something that happens, if it still makes sense.
type Scene = fn(&mut Story, &Now<'_>) -> Option<Step>;

/// At least so many minutes, and up to so many more.
type Wait = (i64, u64);

/// What a story begins with.
pub(super) struct Opening<'a> {
    pub(super) staff: &'a Staff,
    pub(super) at: Timestamp,
    /// How many tickets are still to come, with this one.
    pub(super) left: u64,
    /// A ticket that was reported shortly before, and what it is about.
    pub(super) neighbour: Option<(u64, &'a Story)>,
}

/// Whoever has to do with the ticket.
struct Cast {
    agent: StaffMember,
    engineer: StaffMember,
    expert: StaffMember,
    /// Those who travel; the first leads an emergency team.
    fitters: [StaffMember; 2],
}

pub(super) struct Story {
    chance: Chance,
    fault: &'static Fault,
    class: TicketClass,
    cast: Cast,
    group: GroupId,
    /// The group that gets it first, and gives it away if it is another.
    first_group: GroupId,
    mishap: Option<Mishap>,
    neighbour: Option<u64>,
    /// Up to here the plot is written.
    pen: Timestamp,
    plot: BTreeMap<(Timestamp, u32), Scene>,
    scenes: u32,
    round: u32,
    memory: Memory,
}

/// What later scenes come back to.
#[derive(Default)]
struct Memory {
    proposal: Option<EventId>,
    report: Option<EventId>,
    request: Option<EventId>,
    resource: Option<EventId>,
    hold: Option<EventId>,
    engine: Option<EventId>,
    cost: Option<EventId>,
    misplaced: Option<EventId>,
    /// When something happened that is recorded later.
    happened: Option<Timestamp>,
    /// Since when those who have to be are on site, in this round.
    on_site: Option<Timestamp>,
    reports: usize,
    checked: u32,
}

impl Story {
    pub(super) fn new(mut chance: Chance, opening: &Opening<'_>) -> Self {
        let class = drawn_class(&mut chance, opening.left);
        let fits: Vec<&Fault> = FAULTS.iter().filter(|fault| fault.class() == class).collect();
        let mut fault = *chance.one_of(&fits);
        let mishap = Mishap::drawn(&mut chance, class, opening.neighbour.map(|(_, story)| story));
        if let (Some(Mishap::Duplicate), Some((_, earlier))) = (mishap, opening.neighbour) {
            fault = earlier.fault;
        }
        let group: GroupId = id(fault.group);
        let mut any = |role, group| opening.staff.any(&mut chance, role, group, opening.at);
        let agent = any(Role::HotlineAgent, None);
        let engineer = any(Role::SupportEngineer, Some(&group));
        let expert = any(Role::TechnicalExpert, None);
        let fitter = any(Role::OnSiteEngineer, None);
        let mut other = any(Role::OnSiteEngineer, None);
        while other.person == fitter.person {
            other = any(Role::OnSiteEngineer, None);
        }
        let first_group = if chance.percent(12) { id(GENERALISTS) } else { group.clone() };
        let mut story = Self {
            chance,
            fault,
            class: fault.class(),
            cast: Cast { agent, engineer, expert, fitters: [fitter, other] },
            group,
            first_group,
            mishap,
            neighbour: opening.neighbour.map(|(number, _)| number),
            pen: opening.at,
            plot: BTreeMap::new(),
            scenes: 0,
            round: 1,
            memory: Memory::default(),
        };
        story.write_intake(opening.left);
        story
    }

    /// The other ticket that plays a part in this one.
    pub(super) fn neighbour(&self) -> Option<u64> {
        self.neighbour
    }

    /// What is wrong with the engine.
    pub(super) fn fault(&self) -> &'static Fault {
        self.fault
    }

    /// Whether it is about the same as the ticket reported shortly before: the same customer calls again.
    pub(super) fn is_duplicate(&self) -> bool {
        self.mishap == Some(Mishap::Duplicate)
    }

    /// When it goes on; `None` when all is told.
    pub(super) fn next_at(&self) -> Option<Timestamp> {
        self.plot.first_key_value().map(|((at, _), _)| *at)
    }

    /// Plays the next scene. What it writes comes after it.
    pub(super) fn play(&mut self, now: &Now<'_>) -> Option<Step> {
        let (_, scene) = self.plot.pop_first()?;
        self.pen = now.at;
        scene(self, now)
    }

    /// Writes a scene behind what was written last.
    fn then(&mut self, wait: Wait, scene: Scene) {
        self.pen = self.after(wait);
        self.write_at(self.pen, scene);
    }

    /// Writes a scene beside what comes next.
    fn aside(&mut self, wait: Wait, scene: Scene) {
        let at = self.after(wait);
        self.write_at(at, scene);
    }

    fn write_at(&mut self, at: Timestamp, scene: Scene) {
        self.plot.insert((at, self.scenes), scene);
        self.scenes += 1;
    }

    fn after(&mut self, (least, jitter): Wait) -> Timestamp {
        let minutes = least + self.chance.below::<i64>(jitter);
        let seconds: i64 = self.chance.below(60);
        self.pen + Duration::from_minutes(minutes) + Duration::from_seconds(seconds)
    }

    /// What usually happens, so many times in a hundred, or else the other.
    fn mostly<T>(&mut self, share: u64, usually: T, else_: T) -> T {
        if self.chance.percent(share) { usually } else { else_ }
    }

    /// Nothing of what was written happens any more.
    fn end_here(&mut self) {
        self.plot.clear();
    }
}

/// The last calls before the end are sorted at once and of every class, so that each kind of clock is seen to run.
const LAST_CALLS: u64 = 9;

/// On the last day more calls than usual are about something that cannot wait: somebody is on site when it ends.
const LAST_DAY_CALLS: u64 = 30;

/// Most issues can wait.
fn drawn_class(chance: &mut Chance, left: u64) -> TicketClass {
    let drawn = match chance.below::<u64>(100) {
        0..=7 => TicketClass::Emergency,
        8..=29 => TicketClass::Important,
        _ => TicketClass::General,
    };
    match left {
        1..=LAST_CALLS => match left % 3 {
            0 => TicketClass::Important,
            1 => TicketClass::General,
            _ => TicketClass::Emergency,
        },
        ..=LAST_DAY_CALLS if left.is_multiple_of(2) => TicketClass::Important,
        _ => drawn,
    }
}
