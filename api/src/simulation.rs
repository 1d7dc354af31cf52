//! A believable factory, made up from a seed: everything goes through the deciders, at simulated times, in the order in
//! which it would have happened. The same seed, length and end give the same history; only the keys of its people differ.

mod chance;
mod directory;
mod faults;
mod story;

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap, VecDeque};

use domain::ticket::{COMMANDS, RecordClocks, Ticket};
use domain::{CommandSpec, Decide, Reference};
use event_store::{AppendError, PendingAppend};
use events_schema::ids::{CustomerId, TicketId};
use events_schema::{Actor, CommandId, Duration, Origin, Timestamp};
use uuid::Uuid;

use crate::app::App;
use crate::commands::{Draft, Drafted, Failed};
use chance::Chance;
pub use directory::{Staff, StaffMember};
use story::{Step, Story};

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

    fn customer(&self, number: u64) -> CustomerId {
        let bytes = [self.seed.to_be_bytes(), number.to_be_bytes()].concat();
        CustomerId::from_uuid(Uuid::new_v5(&Uuid::NAMESPACE_OID, &bytes))
    }
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
}

/// How many appends may be on their way.
const IN_FLIGHT: usize = 4_096;

/// Simulates into an empty log. `progress` hears how many tickets have been reported.
///
/// # Errors
/// If the log is not empty, or does not take the events.
pub async fn simulate(app: &App, plan: &Plan, progress: impl Fn(u64)) -> Result<(Simulated, Staff), SimulationError> {
    let begin = whole_second(plan.end - Duration::from_hours(24 * i64::from(plan.days)));
    let staff = directory::found(app, plan.seed, begin).await?;
    let customers: Vec<_> = (0..plan.customers()).map(|number| plan.customer(number).stream()).collect();
    for some in customers.chunks(10_000) {
        app.keys.prepare(some.iter().cloned())?;
    }
    let snapshot = app.directory.now();
    let mut world = World {
        app,
        reference: &snapshot.reference,
        staff: &staff,
        plan,
        begin,
        due: BinaryHeap::new(),
        tickets: HashMap::new(),
        in_flight: VecDeque::new(),
        simulated: Simulated { tickets: 0, events: snapshot.length },
    };
    world.run(progress).await?;
    Ok((world.simulated, staff))
}

struct World<'a> {
    app: &'a App,
    reference: &'a Reference,
    staff: &'a Staff,
    plan: &'a Plan,
    begin: Timestamp,
    /// What happens next, and to which ticket. The first of two at one instant is that of the ticket reported first.
    due: BinaryHeap<Reverse<(Timestamp, u64, Due)>>,
    tickets: HashMap<u64, Live>,
    in_flight: VecDeque<PendingAppend>,
    simulated: Simulated,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Due {
    /// The next step of the ticket's story.
    Step,
    /// A look at its clocks.
    Clocks,
}

/// A ticket while its story goes on.
struct Live {
    draft: Draft<Ticket>,
    story: Story,
    customer: CustomerId,
    done: u32,
}

impl World<'_> {
    async fn run(&mut self, progress: impl Fn(u64)) -> Result<(), SimulationError> {
        let gap = Duration::from_micros(
            self.plan.end.since(self.begin).as_micros() / i64::try_from(self.plan.tickets.max(1)).unwrap_or(1),
        );
        let mut reported = 0;
        loop {
            // Customers call at even gaps with a jitter of their own, so that the next report is always known.
            let next_report = (reported < self.plan.tickets).then(|| {
                let mut chance = Chance::of(self.plan.seed, reported);
                let base = self.begin + Duration::from_micros(gap.as_micros() * i64::try_from(reported).unwrap_or(0));
                let jitter = chance.below::<i64>(u64::try_from(gap.as_micros()).unwrap_or(1));
                whole_second(base + Duration::from_micros(jitter))
            });
            let next_due = self.due.peek().map(|Reverse((at, ..))| *at);
            match (next_report, next_due) {
                (Some(report), due) if due.is_none_or(|due| report <= due) => {
                    self.open(reported, report)?;
                    reported += 1;
                    progress(reported);
                }
                (_, Some(at)) if at <= self.plan.end => {
                    let Some(Reverse((at, ticket, what))) = self.due.pop() else { continue };
                    self.go_on(ticket, at, what)?;
                }
                (_, Some(_) | None) => break,
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
        let story = Story::new(chance, self.staff, at);
        let command = self.command(number, 0);
        let stream = TicketId::from_uuid(command.derive("ticket")).stream();
        self.tickets.insert(number, Live { draft: Draft::new(stream), story, customer, done: 0 });
        self.simulated.tickets += 1;
        self.go_on(number, at, Due::Step)
    }

    fn command(&self, ticket: u64, step: u32) -> CommandId {
        CommandId::of("simulation", &format!("{}/{ticket}/{step}", self.plan.seed))
    }

    fn go_on(&mut self, number: u64, at: Timestamp, what: Due) -> Result<(), SimulationError> {
        let Some(mut live) = self.tickets.remove(&number) else { return Ok(()) };
        let step = match what {
            Due::Step => live.story.next(&live.draft),
            Due::Clocks => Some(Step::by(Actor::system("watch"), "record-clocks", RecordClocks {})),
        };
        let Some(step) = step else { return Ok(()) };
        let command = self.command(number, live.done);
        live.done += 1;
        let drafted = Drafted {
            spec: spec(step.name),
            command: &*step.command,
            id: command,
            actor: &step.actor,
            recorded_at: at,
            occurred_at: None,
            reporter: Some(live.customer),
            origin: &Origin::Simulation,
            unproven: &[],
        };
        self.simulated.events += live.draft.perform(&drafted, self.reference, &self.app.keys)? as u64;
        self.in_flight.extend(live.draft.queue(&*self.app.store));
        if what == Due::Step
            && let Some(next) = live.story.wait()
        {
            self.due.push(Reverse((at + next, number, Due::Step)));
        }
        let notice = live.draft.state().marks().next_notice(self.reference)?;
        self.due.extend(notice.map(|notice| Reverse((notice.max(at), number, Due::Clocks))));
        if !live.story.is_over() || notice.is_some() {
            self.tickets.insert(number, live);
        }
        Ok(())
    }
}

/// Nobody notes a call to the microsecond.
fn whole_second(at: Timestamp) -> Timestamp {
    Timestamp::from_micros(at.as_micros().div_euclid(1_000_000) * 1_000_000)
}

fn spec(name: &str) -> &'static CommandSpec<Ticket> {
    COMMANDS.iter().find(|spec| spec.name == name).expect("stories use commands of the table")
}

/// A command, ready to be decided.
type AnyCommand = Box<dyn Decide<Ticket>>;
