//! Metrics as they are answered: the last answer of each period, kept in a file beside the read models.
//!
//! An answer is a question in SQL at one position of the log. It is taken again when the log has grown, not more often than a
//! fraction of the machine's time allows, and behind everybody else. The definitions are in the log; the file can be
//! deleted, and then holds the answers from today on.

mod kept;
mod period;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration as StdDuration;

use domain::metric::Metric;
use events_schema::facts::metric::MetricDefined;
use events_schema::ids::MetricId;
use events_schema::{Duration, Position, Role, Timestamp};
use projections::Past;
use projections::sql::{Question, Scope, Share, published_views};
use schemars::JsonSchema;
use serde::Serialize;
use tokio::sync::watch;

use crate::app::App;
use crate::past::position_at;
use crate::sql::{Answer, Limits, NoAnswer, ask};
pub use kept::{Keeper, KeeperError, KeptAnswer};
use period::{next_period, period_of};

/// What the answer of a metric may be.
const LIMITS: Limits = Limits { time: StdDuration::from_secs(60), rows: Limits::MOST_ROWS, bytes: 16 << 20 };

/// How long a metric rests after an answer: so many times as long as the answer took, and not less or more than these.
const REST: u32 = 20;
const SHORTEST_REST: Duration = Duration::from_seconds(5);
const LONGEST_REST: Duration = Duration::from_minutes(10);

/// Metrics since the start of the program.
pub struct Metrics {
    /// The answers that are kept.
    pub keeper: Keeper,
    tries: Mutex<HashMap<(MetricId, u32), Try>>,
    tried: watch::Sender<u64>,
}

/// The last try to answer a version of a metric.
#[derive(Debug, Clone)]
struct Try {
    at: Timestamp,
    took: StdDuration,
    /// How much of the log the answer reflects, if there was one.
    reflects: Option<Position>,
    failed: Option<String>,
}

/// Why a metric has no new answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Failing {
    /// When it was tried last.
    pub tried_at: Timestamp,
    /// What is the matter.
    pub error: String,
}

impl Metrics {
    /// Over a file of kept answers.
    #[must_use]
    pub fn new(keeper: Keeper) -> Self {
        Self { keeper, tries: Mutex::default(), tried: watch::Sender::new(0) }
    }

    /// Why a version of a metric has no new answer; `None` if it has.
    #[must_use]
    pub fn failing(&self, metric: &MetricId, version: u32) -> Option<Failing> {
        let tries = self.tries.lock().unwrap_or_else(PoisonError::into_inner);
        let last = tries.get(&(metric.clone(), version))?;
        Some(Failing { tried_at: last.at, error: last.failed.clone()? })
    }

    /// From when on a version of a metric is to be answered again; `None` if nothing happened since.
    fn due(&self, metric: &MetricId, version: u32, length: u64) -> Option<Timestamp> {
        let tries = self.tries.lock().unwrap_or_else(PoisonError::into_inner);
        match tries.get(&(metric.clone(), version)) {
            None => Some(Timestamp::from_micros(0)),
            Some(last) if last.reflects == Some(Position(length)) => None,
            Some(last) => Some(last.at + rest_after(last.took)),
        }
    }

    /// Hears of each try to answer a metric.
    #[must_use]
    pub fn news(&self) -> watch::Receiver<u64> {
        self.tried.subscribe()
    }

    fn tried(&self, metric: MetricId, version: u32, last: Try) {
        self.tries.lock().unwrap_or_else(PoisonError::into_inner).insert((metric, version), last);
        self.tried.send_modify(|tries| *tries += 1);
    }
}

fn rest_after(took: StdDuration) -> Duration {
    let rest = i64::try_from((took * REST).as_micros()).unwrap_or(i64::MAX);
    Duration::from_micros(rest).clamp(SHORTEST_REST, LONGEST_REST)
}

/// Answers metrics until the task is ended.
pub async fn run(app: Arc<App>) {
    let mut news = app.store.length();
    loop {
        let length = *news.borrow_and_update();
        if let Some(last) = length.checked_sub(1) {
            // The definitions come through the log.
            app.directory.reaches(Position(last)).await;
        }
        let next = due(&app, length);
        match next {
            Some((at, metric, version)) if at <= app.clock.now() => answer(&app, metric, &version).await,
            Some((at, ..)) => tokio::select! {
                () = app.clock.reaches(at) => {}
                changed = news.changed() => if changed.is_err() { return },
            },
            None => {
                if news.changed().await.is_err() {
                    return;
                }
            }
        }
    }
}

/// The metric that is to be answered next, and from when on.
fn due(app: &App, length: u64) -> Option<(Timestamp, MetricId, MetricDefined)> {
    let reference = app.directory.now().reference;
    let in_use = reference.metrics().filter_map(|(id, known)| Some((id, known.is.in_use()?)));
    let due = in_use.filter_map(|(id, version)| {
        let at = app.metrics.due(id, version.version, length)?;
        Some((at, id.clone(), version.clone()))
    });
    due.min_by(|a, b| (a.0, &a.1).cmp(&(b.0, &b.1)))
}

/// Answers a version of a metric, and keeps the answer.
async fn answer(app: &Arc<App>, metric: MetricId, version: &MetricDefined) {
    let at = app.clock.now();
    let taken = match finish_periods(app, &metric, version, at).await {
        Err(error) if error.is_passing() => Err(error),
        finished => {
            if let Err(error) = finished {
                tracing::warn!(%metric, error = projections::with_sources(&error), "a period has no answer as of its end");
            }
            take(app, version, None).await
        }
    };
    let (reflects, took, failed) = match taken {
        Ok(answer) => {
            // The read models may not be there yet; then it is answered again.
            let (reflects, took) = (answer.position, StdDuration::from_secs_f64(answer.seconds));
            let kept = KeptAnswer::of(version.version, period_of(version.period, at), at, answer);
            let failed = app.metrics.keeper.keep(&metric, &kept).err();
            (Some(reflects), took, failed.map(|error| projections::with_sources(&error)))
        }
        Err(error) => {
            // What only came at a bad time is tried again soon.
            let took = if error.is_passing() { StdDuration::ZERO } else { LIMITS.time };
            (None, took, Some(projections::with_sources(&error)))
        }
    };
    if let Some(error) = &failed {
        tracing::warn!(%metric, version = version.version, error, "a metric has no new answer");
    }
    app.metrics.tried(metric, version.version, Try { at, took, reflects, failed });
}

/// How many periods are finished at once, if none was for long.
const MOST_PERIODS: usize = 40;

/// Keeps, of each period that is over since the last answer, the answer as of its very end, whether or not anything ran then.
async fn finish_periods(
    app: &Arc<App>,
    metric: &MetricId,
    version: &MetricDefined,
    now: Timestamp,
) -> Result<(), NoAnswer> {
    let unreadable = |error: KeeperError| NoAnswer::Kept(projections::with_sources(&error));
    let Some(last) = app.metrics.keeper.answer(metric, version.version, None).map_err(unreadable)? else {
        return Ok(());
    };
    let (this, mut within) = (period_of(version.period, now), last.taken_at);
    for _ in 0..MOST_PERIODS {
        let period = period_of(version.period, within);
        if period >= this {
            break;
        }
        let next = next_period(version.period, within);
        let end = next + Duration::from_micros(-1);
        let past = Past { recorded: position_at(app, end).await?, occurred: None };
        let answer = take(app, version, Some(past)).await?;
        let kept = KeptAnswer::of(version.version, period, end, answer);
        app.metrics.keeper.keep(metric, &kept).map_err(unreadable)?;
        within = next;
    }
    Ok(())
}

/// The answer of a version of a metric, as of now or of a place in the past.
///
/// # Errors
/// If there is none.
pub async fn take(app: &Arc<App>, version: &MetricDefined, past: Option<Past>) -> Result<Answer, NoAnswer> {
    let question = Question { sql: version.sql.as_str().to_owned(), parameters: std::collections::BTreeMap::new() };
    ask(app, question, Scope { views: published_views().collect(), share: Share::All }, LIMITS, past).await
}

/// The versions of a metric that somebody in this role may see: those that read nothing but what he may see.
pub fn visible_to(metric: &Metric, role: Role) -> impl DoubleEndedIterator<Item = &MetricDefined> {
    let visible = move |name: &str| published_views().any(|view| view.name == name && view.is_for(role));
    metric.versions().iter().filter(move |version| version.reads.iter().all(|view| visible(view.as_str())))
}
