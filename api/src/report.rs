//! Periodic reports (定期报告, P5.3): tables from measures and from published views, all at one position, which the report names.

mod beside;
mod causes;
mod keep;
pub mod render;
mod written;

use std::sync::Arc;

use domain::Reference;
use domain::factory_time::bounds;
use domain::measures::{Case, Look, Repeats, effect_window};
use domain::report::{Looked, Report, Versions, measured};
use events_schema::{Duration, Period, Position, Timestamp};
use projections::Past;
use projections::sql::{Scope, Share, Sources, SqlError, Together, models_behind};
use tokio::runtime::Handle;

use self::beside::Beside;
use crate::app::App;
use crate::past::{NotThere, file};
use crate::said::{NoSuchValue, have_seen, names};

pub use causes::{Cause, Explained, explain};
pub use keep::{KeptReport, NotKept, kept, run};
pub(crate) use keep::{MAKE, make, make_all};
pub use written::{Form, NotAForm, NotWritten};

/// Why there is no report.
#[derive(Debug, thiserror::Error)]
pub enum NotReported {
    /// What counts cannot be read.
    #[error("what a report is made from cannot be read")]
    Sql(#[from] SqlError),
    /// What was read is not what views say.
    #[error(transparent)]
    Unreadable(#[from] NoSuchValue),
    /// A read model does not see what is in the log.
    #[error(transparent)]
    Behind(#[from] projections::Behind),
    /// The read model of measures cannot be read.
    #[error(transparent)]
    Unshown(#[from] projections::Unreadable),
    /// The log cannot be read.
    #[error(transparent)]
    Read(#[from] event_store::ReadError),
    /// An event cannot be read.
    #[error(transparent)]
    Decode(#[from] events_schema::DecodeError),
    /// An envelope cannot be read.
    #[error("an envelope of the log cannot be read")]
    Envelope(#[from] serde_json::Error),
    /// The past is not there.
    #[error(transparent)]
    NotThere(#[from] NotThere),
    /// The thread has ended.
    #[error("the thread that reads has ended")]
    Thread(#[from] tokio::task::JoinError),
}

/// Compiles the report of a period, as what is known now: once the read models have seen a position, if one is named.
///
/// # Errors
/// If something cannot be read.
pub async fn compile(app: &App, period: Period, seen: Option<Position>) -> Result<Report, NotReported> {
    if let Some(seen) = seen {
        have_seen(app, &beside::VIEWS, seen).await?;
    }
    let (models, reference, handle) = (Arc::clone(&app.models), app.directory.now().reference, Handle::current());
    let as_of = app.clock.now();
    let compiled =
        tokio::task::spawn_blocking(move || compiled(models.together(&scope(), &handle)?, period, as_of, &reference));
    compiled.await?
}

/// Compiles the report of a period, as what was known then: before a place in the log, with what was due by an instant.
///
/// # Errors
/// If something cannot be read, or is not there yet.
pub async fn compile_past(
    app: &Arc<App>,
    period: Period,
    place: Past,
    as_of: Timestamp,
) -> Result<Report, NotReported> {
    let files = files(app, place).await?;
    let (sources, reference) =
        (Sources { files, store: Arc::clone(&app.store), handle: Handle::current() }, app.directory.now().reference);
    let compiled = tokio::task::spawn_blocking(move || {
        compiled(Together::then(&sources, place.recorded, &scope())?, period, as_of, &reference)
    });
    compiled.await?
}

fn scope() -> Scope {
    Scope { views: beside::VIEWS.to_vec(), share: Share::All }
}

async fn files(app: &Arc<App>, place: Past) -> Result<Vec<(&'static str, std::path::PathBuf)>, NotThere> {
    let mut files = Vec::new();
    for model in models_behind(&names(&beside::VIEWS)) {
        files.push((model.name, file(app, model, place).await?));
    }
    Ok(files)
}

fn compiled(
    mut together: Together,
    period: Period,
    as_of: Timestamp,
    reference: &Reference,
) -> Result<Report, NotReported> {
    let policy = reference.policy_at(as_of);
    let (rules, looked) = (&policy.open.measures, Looked::of(period));
    let beside = Beside::read(&mut together, period)?;
    let longest = rules.recurrence_windows.last().copied().unwrap_or_default();
    let window = effect_window(rules);
    let cases = cases(&together, &looked, &beside, (window, longest))?;
    let repeats = Repeats::of(&cases);
    let mut tables = measured(&looked, Look { as_of, rules, repeats: &repeats }, &cases);
    beside.answers_for(&mut tables);
    tables.push(beside.suppliers_responsible());
    tables.push(beside.improvements(window, as_of, &cases));
    tables.extend([beside.suppliers(), beside.trainings(), beside.plan(as_of)]);
    let position = together.position();
    let versions = Versions {
        policy: policy.version,
        supplier_scheme: reference.supplier_scheme_at(position).version,
        appraisal_scheme: reference.scheme_at(position).version,
    };
    Ok(Report { period, position, as_of, versions, tables })
}

/// The cases at which a report looks: those of its periods, what may be repeats of them, and what came before and after the
/// improvement measures that it lists.
fn cases(
    together: &Together,
    looked: &Looked,
    beside: &Beside,
    (window, longest): (Duration, Duration),
) -> Result<Vec<Case>, SqlError> {
    let (mut from, mut before) = bounds(looked.period);
    for window in looked.windows() {
        (from, before) = (from.min(window.from), before.max(window.before + longest));
    }
    for at in beside.effective_from() {
        (from, before) = (from.min(at - window), before.max(at + window));
    }
    together.cases(from, before)
}
