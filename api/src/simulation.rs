//! A believable factory, made up from a seed: everything goes through the deciders, at simulated times, in the order in
//! which it would have happened. The same seed, length and end give the same history; only the keys of its people differ.

mod actions;
mod cases;
mod chance;
mod directory;
mod faults;
mod improvements;
mod months;
mod notices;
mod plans;
mod quality;
mod records;
mod school;
mod staff;
mod stage;
mod story;
mod suppliers;
mod tale;
mod world;

use std::path::Path;
use std::sync::Arc;

use domain::Decide;
use domain::ticket::Ticket;
use event_store::AppendError;
use events_schema::ids::CustomerId;
use events_schema::{Duration, Timestamp};
use uuid::Uuid;

use crate::app::App;
use crate::clock::VirtualClock;
use crate::commands::Failed;
use chance::Chance;
use directory::Office;
pub use staff::{Staff, StaffMember};
use stage::Stage;
use world::World;

/// A supplier who has much to answer.
pub const SUPPLIER: &str = "s-0001";

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
    /// The log cannot be read.
    #[error(transparent)]
    Read(#[from] event_store::ReadError),
    /// The folder cannot be opened.
    #[error(transparent)]
    Start(#[from] crate::app::StartError),
    /// What follows from an event was not done.
    #[error(transparent)]
    Reaction(#[from] crate::reactions::ReactionError),
    /// Training needs were not found.
    #[error(transparent)]
    Needs(#[from] crate::needs::NotFound),
    /// Suppliers were not evaluated.
    #[error(transparent)]
    Evaluation(#[from] crate::evaluation::NotEvaluated),
    /// A report was not made.
    #[error(transparent)]
    Report(#[from] crate::report::NotKept),
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

/// Simulates into an empty folder. `progress` hears how many tickets have been reported. What a server does by itself is done
/// by its own code at simulated times, or told under the ids that its commands would have; so a server that opens the folder
/// afterwards finds everything done.
///
/// # Errors
/// If the log is not empty, or does not take the events.
pub async fn simulate(
    folder: &Path,
    plan: &Plan,
    progress: impl Fn(u64),
) -> Result<(Simulated, Staff), SimulationError> {
    let clock = VirtualClock::at(plan.begin());
    let (app, store) = App::open(folder, Arc::new(clock.clone())).await?;
    let simulated = tell(&app, &clock, plan, progress).await;
    let followed = crate::reactions::has_followed(&app, folder);
    app.models.stop();
    store.close();
    followed?;
    simulated
}

async fn tell(
    app: &App,
    clock: &VirtualClock,
    plan: &Plan,
    progress: impl Fn(u64),
) -> Result<(Simulated, Staff), SimulationError> {
    let begin = plan.begin();
    let staff = Staff::between(begin, plan.end);
    let mut office = Office::new(app, clock.clone(), plan.seed);
    office.found(&staff, begin).await?;
    office.expect(&staff, begin, plan.end);
    let customers: Vec<_> = (0..plan.customers()).map(|number| plan.customer(number).stream()).collect();
    for some in customers.chunks(10_000) {
        app.keys.prepare(some.iter().cloned())?;
    }
    let stage = Stage::new(app, &staff, plan.seed, records::keep(&app.attachments).await?);
    let tickets = World::new(stage, plan).run(&mut office, progress).await?;
    let events = *app.store.length().borrow();
    Ok((Simulated { tickets, events }, staff))
}

/// Nobody notes a call to the microsecond.
fn whole_second(at: Timestamp) -> Timestamp {
    Timestamp::from_micros(at.as_micros().div_euclid(1_000_000) * 1_000_000)
}

/// A command, ready to be decided.
type AnyCommand = Box<dyn Decide<Ticket>>;
