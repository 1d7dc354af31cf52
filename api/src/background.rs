//! What the program does beside answering, and whether it gets on.

use std::error::Error;

use domain::factory_time::{bounds, period_at};
use events_schema::{Duration, PeriodKind, Timestamp};
use futures_util::future::BoxFuture;
use schemars::JsonSchema;
use serde::Serialize;
use tokio::sync::watch;

use crate::app::App;

/// How long it takes until what failed is tried again: long enough for a disk to be emptied, short enough to go unnoticed.
pub(crate) const RETRY: Duration = Duration::from_seconds(10);

/// The tasks that run beside the requests.
#[derive(Debug, Default)]
pub struct Background {
    /// The watch over clocks.
    pub watch: Task,
    /// What must follow in another stream.
    pub reactions: Task,
    /// Suppliers are evaluated.
    pub evaluation: Task,
    /// Reports of periods are made.
    pub reporting: Task,
    /// Training needs are found.
    pub needs: Task,
    /// What people are told goes into the outbox.
    pub telling: Task,
    /// What is in the outbox is sent.
    pub outbox: Task,
}

/// A task, as those see it who run the program.
#[derive(Debug, Default)]
pub struct Task(watch::Sender<Option<StandsStill>>);

/// A task that does not get on. It is tried again every 10 s.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct StandsStill {
    /// Since when.
    pub since: Timestamp,
    /// What is the matter, as of the last try.
    pub error: String,
}

/// Whether a task gets on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct TaskHealth {
    /// Its name.
    pub name: &'static str,
    /// Why it does not get on; absent while it does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stands_still: Option<StandsStill>,
}

impl Background {
    /// How each of them is.
    #[must_use]
    pub fn health(&self) -> [TaskHealth; 7] {
        let health = |name, task: &Task| TaskHealth { name, stands_still: task.0.borrow().clone() };
        [
            health("watch", &self.watch),
            health("reactions", &self.reactions),
            health("evaluation", &self.evaluation),
            health("reporting", &self.reporting),
            health("needs", &self.needs),
            health("telling", &self.telling),
            health("outbox", &self.outbox),
        ]
    }
}

/// Does something now, and then whenever a month of the factory is over, until the task is ended.
pub(crate) async fn monthly<E: Error>(
    app: &App,
    task: fn(&Background) -> &Task,
    name: &str,
    work: for<'a> fn(&'a App) -> BoxFuture<'a, Result<(), E>>,
) {
    loop {
        // A month that ends meanwhile is over too.
        let begun = app.clock.now();
        let next = match work(app).await {
            Ok(()) => {
                task(&app.background).gets_on();
                bounds(period_at(PeriodKind::Month, begun)).1
            }
            Err(error) => task(&app.background).failed(name, &error, app.clock.now()),
        };
        app.clock.reaches(next).await;
    }
}

impl Task {
    /// Hears when it stops and when it goes on.
    #[must_use]
    pub fn news(&self) -> watch::Receiver<Option<StandsStill>> {
        self.0.subscribe()
    }

    /// It got on.
    pub(crate) fn gets_on(&self) {
        self.0.send_if_modified(|stands_still| stands_still.take().is_some());
    }

    /// It did not get on. Says when it is to be tried again.
    pub(crate) fn failed(&self, name: &str, error: &dyn Error, now: Timestamp) -> Timestamp {
        let error = projections::with_sources(error);
        tracing::error!(error, "{name} do not get on; they are tried again in {RETRY}");
        self.0.send_modify(|stands_still| {
            let since = stands_still.as_ref().map_or(now, |before| before.since);
            *stands_still = Some(StandsStill { since, error });
        });
        now + RETRY
    }
}
