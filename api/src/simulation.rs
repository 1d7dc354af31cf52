//! A believable factory, made up from a seed: everything goes through the deciders, at simulated times, in the order in
//! which it would have happened. The same seed, length and end give the same history; only the keys of its people differ.

mod cases;
mod chance;
mod directory;
mod faults;
mod plans;
mod records;
mod staff;
mod story;

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap, VecDeque};
use std::sync::Arc;

use domain::attachments::Kept;
use domain::context::OtherTicket;
use domain::responsibility::{self, OpenRound, Responsibility, ResumeHandling};
use domain::ticket::{self, NoteReview, RecordClocks, Ticket};
use domain::{Aggregate, CommandSpec, Decide, Reference};
use event_store::{AppendError, PendingAppend};
use events_schema::facts::ticket::ReviewOutcome;
use events_schema::ids::{CustomerId, ResponsibilityId, TicketId};
use events_schema::{Actor, CommandId, Digest256, Duration, EventId, Origin, Timestamp};
use uuid::Uuid;

use crate::app::App;
use crate::commands::{Draft, Drafted, Failed, named};
use cases::{Act, Case};
use chance::Chance;
use directory::Office;
pub use staff::{Staff, StaffMember};
use story::{Now, Opening, Step, Story};

/// What to simulate.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    /// How many tickets are reported.
    pub tickets: u64,
    /// Over how many days.
    pub days: u32,
    /// What the chances derive from.
    pub seed: u64,
    /// When it ends: what would happen later has not happened.
    pub end: Timestamp,
}

impl Plan {
    /// Somebody who reports calls again now and then, so there are fewer customers than tickets.
    fn customers(&self) -> u64 {
        (self.tickets * 4 / 5).max(1)
    }

    fn begin(&self) -> Timestamp {
        whole_second(self.end - Duration::from_hours(24 * i64::from(self.days)))
    }

    /// The last day is busier than the others, so that at the end there is something to look at.
    fn last_day(&self) -> LastDay {
        let (length, day) = (self.end.since(self.begin()).as_micros(), Duration::from_hours(24).as_micros());
        let day = day.min(length / 4);
        let usual = i128::from(self.tickets) * i128::from(day) / i128::from(length.max(1));
        let tickets = u64::try_from(usual).unwrap_or(0) + (self.tickets / 25).min(24);
        LastDay { length: Duration::from_micros(day), tickets: tickets.min(self.tickets) }
    }

    /// When a customer calls: at even gaps with a jitter of his own, so that the next report is always known; on the last day
    /// ever faster.
    fn reported_at(&self, number: u64, jitter: &mut Chance) -> Timestamp {
        let last = self.last_day();
        let (begin, before) = (self.begin(), self.tickets - last.tickets);
        let micros = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
        whole_second(if number < before {
            let gap = (self.end - last.length).since(begin).as_micros() / micros(before);
            begin + Duration::from_micros(gap * micros(number) + jitter.below::<i64>(gap.unsigned_abs()))
        } else {
            let (left, all) = (i128::from(self.tickets - number), i128::from(last.tickets + 1));
            let to_go = i128::from(last.length.as_micros()) * left * left / (all * all);
            self.end - Duration::from_micros(i64::try_from(to_go).unwrap_or(0))
        })
    }

    fn customer(&self, number: u64) -> CustomerId {
        let bytes = [self.seed.to_be_bytes(), number.to_be_bytes()].concat();
        CustomerId::from_uuid(Uuid::new_v5(&Uuid::NAMESPACE_OID, &bytes))
    }
}

/// The end of a simulation.
struct LastDay {
    length: Duration,
    tickets: u64,
}

/// What was simulated.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct Simulated {
    /// Tickets reported.
    pub tickets: u64,
    /// Events recorded, directory included.
    pub events: u64,
}

/// Why a simulation ended early.
#[derive(Debug, thiserror::Error)]
pub enum SimulationError {
    /// A command was not carried out; the story and the policy do not fit.
    #[error("a simulated command was not carried out")]
    Failed(#[from] Failed),
    /// A clock cannot be computed.
    #[error(transparent)]
    Clock(#[from] domain::reference::UnknownVersion),
    /// The log did not take the events.
    #[error("the log did not take the events")]
    Append(#[from] AppendError),
    /// The folder holds something already.
    #[error("the folder holds a log already; name an empty one")]
    NotEmpty,
    /// Keys cannot be made.
    #[error(transparent)]
    Keys(#[from] crate::keys::KeyStoreError),
    /// Files cannot be kept.
    #[error(transparent)]
    Files(#[from] crate::attachments::NotTaken),
}

/// How many appends may be on their way.
const IN_FLIGHT: usize = 4_096;

/// So many tickets back a customer may call again about the same, or an engineer mix two of them up.
const NEIGHBOURS: usize = 12;

/// Simulates into an empty log. `progress` hears how many tickets have been reported.
///
/// # Errors
/// If the log is not empty, or does not take the events.
pub async fn simulate(app: &App, plan: &Plan, progress: impl Fn(u64)) -> Result<(Simulated, Staff), SimulationError> {
    let begin = plan.begin();
    let staff = Staff::between(begin, plan.end);
    let mut office = Office::new(app, plan.seed, &staff, begin, plan.end);
    office.found(&staff, begin).await?;
    let customers: Vec<_> = (0..plan.customers()).map(|number| plan.customer(number).stream()).collect();
    for some in customers.chunks(10_000) {
        app.keys.prepare(some.iter().cloned())?;
    }
    let mut world = World {
        app,
        files: records::keep(&app.attachments).await?,
        reference: app.directory.now().reference,
        staff: &staff,
        plan,
        due: BinaryHeap::new(),
        tickets: HashMap::new(),
        cases: HashMap::new(),
        recent: VecDeque::new(),
        in_flight: VecDeque::new(),
        simulated: Simulated::default(),
    };
    world.run(&mut office, progress).await?;
    world.simulated.events = *app.store.length().borrow();
    Ok((world.simulated, staff))
}

struct World<'a> {
    app: &'a App,
    reference: Arc<Reference>,
    staff: &'a Staff,
    plan: &'a Plan,
    /// What happens next, and to which ticket. The first of two at one instant is that of the ticket reported first.
    due: BinaryHeap<Reverse<(Timestamp, u64, Due)>>,
    tickets: HashMap<u64, Live>,
    /// The cases of closed tickets.
    cases: HashMap<u64, Case>,
    /// The tickets reported last.
    recent: VecDeque<u64>,
    in_flight: VecDeque<PendingAppend>,
    /// What tickets refer to.
    files: Vec<(Digest256, Kept)>,
    simulated: Simulated,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Due {
    /// The next step of the ticket's story.
    Step,
    /// A look at its clocks.
    Clocks,
    /// The next step of its case.
    Case,
}

/// A ticket while its story goes on.
struct Live {
    id: TicketId,
    draft: Draft<Ticket>,
    story: Story,
    customer: CustomerId,
    done: u32,
    /// When its clocks are looked at next. Looks that were planned before are left out.
    look: Option<Timestamp>,
}

impl Live {
    fn is_closed(&self) -> bool {
        matches!(self.draft.state().state().stage, ticket::Stage::Closed { .. })
    }
}

/// How a command of a story is sent.
struct Sent<'a> {
    id: CommandId,
    causation: Option<EventId>,
    at: Timestamp,
    reporter: Option<CustomerId>,
    other: Option<&'a OtherTicket>,
}

impl World<'_> {
    async fn run(&mut self, office: &mut Office<'_>, progress: impl Fn(u64)) -> Result<(), SimulationError> {
        let mut reported = 0;
        loop {
            let next_report = (reported < self.plan.tickets).then(|| {
                let mut chance = Chance::of(self.plan.seed, reported);
                self.plan.reported_at(reported, &mut chance)
            });
            let next_due = self.due.peek().map(|Reverse((at, ..))| *at);
            let next = next_report.into_iter().chain(next_due).min();
            let Some(next) = next.filter(|next| *next <= self.plan.end) else { break };
            if office.keep_up(self.staff, next).await? {
                self.reference = self.app.directory.now().reference;
            }
            if next_report == Some(next) {
                self.open(reported, next)?;
                reported += 1;
                progress(reported);
            } else if let Some(Reverse((at, ticket, what))) = self.due.pop() {
                self.go_on(ticket, at, what)?;
            }
            while self.in_flight.len() > IN_FLIGHT {
                self.settle().await?;
            }
        }
        while !self.in_flight.is_empty() {
            self.settle().await?;
        }
        Ok(())
    }

    async fn settle(&mut self) -> Result<(), SimulationError> {
        if let Some(pending) = self.in_flight.pop_front() {
            pending.await?;
        }
        Ok(())
    }

    fn open(&mut self, number: u64, at: Timestamp) -> Result<(), SimulationError> {
        let mut chance = Chance::of(self.plan.seed, number);
        let customer = self.plan.customer(chance.below(self.plan.customers()));
        let place: usize = chance.below(NEIGHBOURS as u64);
        let neighbour = self.recent.get(place).and_then(|number| Some((*number, self.tickets.get(number)?)));
        let opening = Opening {
            staff: self.staff,
            at,
            left: self.plan.tickets - number,
            neighbour: neighbour.map(|(number, live)| (number, &live.story)),
        };
        let story = Story::new(chance, &opening);
        let again = neighbour.filter(|_| story.is_duplicate()).map(|(_, live)| live.customer);
        let customer = again.unwrap_or(customer);
        let id = TicketId::from_uuid(self.command(number, 0).derive("ticket"));
        self.tickets.insert(number, Live { id, draft: Draft::new(id.stream()), story, customer, done: 0, look: None });
        self.recent.push_front(number);
        self.recent.truncate(NEIGHBOURS);
        self.simulated.tickets += 1;
        self.go_on(number, at, Due::Step)
    }

    fn command(&self, ticket: u64, step: u32) -> CommandId {
        CommandId::of("simulation", &format!("{}/{ticket}/{step}", self.plan.seed))
    }

    fn go_on(&mut self, number: u64, at: Timestamp, what: Due) -> Result<(), SimulationError> {
        if what == Due::Case {
            return self.go_on_with_case(number, at);
        }
        let is_outdated = |live: &Live| what == Due::Clocks && live.look != Some(at);
        if self.tickets.get(&number).is_none_or(is_outdated) {
            return Ok(());
        }
        let Some(mut live) = self.tickets.remove(&number) else { return Ok(()) };
        let command = self.command(number, live.done);
        let step = if what == Due::Clocks {
            live.look = None;
            Some(Step::by(Actor::system("watch"), "record-clocks", RecordClocks {}))
        } else {
            self.play(&mut live, command, at)
        };
        live.done += 1;
        if let Some(step) = step {
            let (neighbour, was_closed) = (live.story.neighbour(), live.is_closed());
            self.perform(&mut live, &step, (command, None), at)?;
            let event = EventId::of(command, 0);
            if let (Some(reaction), Some(neighbour)) = (step.reaction, neighbour) {
                self.react(neighbour, &reaction, event, at)?;
            }
            match (was_closed, live.is_closed()) {
                (false, true) => self.open_round(number, &live, event, at)?,
                (true, false) => self.resume_handling(number, event, at)?,
                (false, false) | (true, true) => {}
            }
        }
        if let (Due::Step, Some(next)) = (what, live.story.next_at()) {
            self.due.push(Reverse((next.max(at), number, Due::Step)));
        }
        self.keep(number, live, at)
    }

    fn play(&self, live: &mut Live, command: CommandId, at: Timestamp) -> Option<Step> {
        let neighbour = live.story.neighbour().and_then(|number| self.tickets.get(&number));
        let now = Now {
            at,
            command,
            id: live.id,
            ticket: live.draft.state(),
            customer: live.customer,
            staff: self.staff,
            neighbour: neighbour.map(|other| (other.id, other.draft.state())),
        };
        live.story.play(&now)
    }

    fn perform(
        &mut self,
        live: &mut Live,
        step: &Step,
        (command, causation): (CommandId, Option<EventId>),
        at: Timestamp,
    ) -> Result<(), SimulationError> {
        let other = step.command.other_ticket().and(live.story.neighbour()).and_then(|number| {
            let other = self.tickets.get(&number)?;
            Some(OtherTicket { id: other.id, is: other.draft.state().clone() })
        });
        let sent = Sent { id: command, causation, at, reporter: Some(live.customer), other: other.as_ref() };
        self.carry_out(&mut live.draft, (ticket::COMMANDS, step.name, &*step.command), &step.actor, &sent)
    }

    fn carry_out<A: Aggregate>(
        &mut self,
        draft: &mut Draft<A>,
        (table, name, command): (&'static [CommandSpec<A>], &str, &dyn Decide<A>),
        actor: &Actor,
        sent: &Sent<'_>,
    ) -> Result<(), SimulationError> {
        let drafted = Drafted {
            spec: named(table, name),
            command,
            id: sent.id,
            actor,
            recorded_at: sent.at,
            occurred_at: None,
            reporter: sent.reporter,
            other: sent.other,
            causation: sent.causation,
            files: &self.files,
            origin: &Origin::Simulation,
            unproven: &[],
        };
        draft.perform(&drafted, &self.reference, &self.app.keys)?;
        self.in_flight.extend(draft.queue(&*self.app.store));
        Ok(())
    }

    /// What the reactions of a server would do, under the same command id, so that a server finds it done.
    fn react(&mut self, number: u64, step: &Step, cause: EventId, at: Timestamp) -> Result<(), SimulationError> {
        let Some(mut live) = self.tickets.remove(&number) else { return Ok(()) };
        self.perform(&mut live, step, (CommandId::following(cause, step.name), Some(cause)), at)?;
        self.keep(number, live, at)
    }

    /// Handling ended: a round of the case begins, as a server's reaction would begin it (P4.2.a).
    fn open_round(&mut self, number: u64, live: &Live, closing: EventId, at: Timestamp) -> Result<(), SimulationError> {
        let chance = Chance::of(!self.plan.seed, number);
        let new = || Case::opened(ResponsibilityId::of(live.id), chance, live.story.root_cause());
        let mut case = self.cases.remove(&number).unwrap_or_else(new);
        let open = OpenRound { ticket: live.id, closing, closed_at: at };
        self.follow(&mut case, ("open-round", &open), closing, at)?;
        case.begin(at);
        self.keep_case(number, case);
        Ok(())
    }

    /// The ticket goes on, and what was to come of its case does not (open point 5).
    fn resume_handling(&mut self, number: u64, reopening: EventId, at: Timestamp) -> Result<(), SimulationError> {
        let Some(mut case) = self.cases.remove(&number) else { return Ok(()) };
        case.suspend();
        self.follow(&mut case, ("resume-handling", &ResumeHandling { reopening, reopened_at: at }), reopening, at)?;
        self.cases.insert(number, case);
        Ok(())
    }

    fn follow(
        &mut self,
        case: &mut Case,
        (name, command): (&str, &dyn Decide<Responsibility>),
        cause: EventId,
        at: Timestamp,
    ) -> Result<(), SimulationError> {
        let id = CommandId::following(cause, name);
        let sent = Sent { id, causation: Some(cause), at, reporter: None, other: None };
        let row = (responsibility::COMMANDS, name, command);
        self.carry_out(&mut case.draft, row, &Actor::system("reactions"), &sent)
    }

    fn go_on_with_case(&mut self, number: u64, at: Timestamp) -> Result<(), SimulationError> {
        let Some(mut case) = self.cases.remove(&number) else { return Ok(()) };
        if case.next_at() == Some(at) {
            let id = CommandId::of("simulation", &format!("{}/{number}/case/{}", self.plan.seed, at.as_micros()));
            if let Some(Act { actor, name, command }) = case.play(self.staff, at, id) {
                let sent = Sent { id, causation: None, at, reporter: None, other: None };
                let row = (responsibility::COMMANDS, name, &*command);
                self.carry_out(&mut case.draft, row, &actor, &sent)?;
                case.look_at_the_time();
                let outcome = match name {
                    "hold-meeting" => Some(ReviewOutcome::MeetingHeld),
                    "decide-no-cause" => Some(ReviewOutcome::NoCause),
                    _ => None,
                };
                if let Some(outcome) = outcome {
                    let review = EventId::of(id, 0);
                    let note = NoteReview { reviewed_at: at, review, outcome };
                    self.react(number, &Step::by(Actor::system("reactions"), "note-review", note), review, at)?;
                }
            }
        }
        self.keep_case(number, case);
        Ok(())
    }

    /// Keeps a case as long as anything is to come of it, or its ticket may be reopened.
    fn keep_case(&mut self, number: u64, case: Case) {
        let next = case.next_at();
        self.due.extend(next.map(|next| Reverse((next, number, Due::Case))));
        let may_be_reopened = self.tickets.get(&number).is_some_and(|live| live.story.next_at().is_some());
        if next.is_some() || may_be_reopened {
            self.cases.insert(number, case);
        }
    }

    /// Keeps a ticket as long as anything is to come, and looks at its clocks when the next one is due.
    fn keep(&mut self, number: u64, mut live: Live, at: Timestamp) -> Result<(), SimulationError> {
        let look = live.draft.state().marks().next_notice(&self.reference)?.map(|notice| notice.max(at));
        if look != live.look {
            live.look = look;
            self.due.extend(look.map(|look| Reverse((look, number, Due::Clocks))));
        }
        if live.story.next_at().is_some() || look.is_some() || self.cases.contains_key(&number) {
            self.tickets.insert(number, live);
        }
        Ok(())
    }
}

/// Nobody notes a call to the microsecond.
fn whole_second(at: Timestamp) -> Timestamp {
    Timestamp::from_micros(at.as_micros().div_euclid(1_000_000) * 1_000_000)
}

/// A command, ready to be decided.
type AnyCommand = Box<dyn Decide<Ticket>>;
