//! Suppliers are evaluated for periods that are over, and again where late data changes one (P7.3).
//!
//! What counts is read by one question in SQL over published views, all at one position, which the figure names: whoever asks
//! `/v1/sql` the same `as_of` it finds the same cases.

mod cases;
mod read;

use std::sync::Arc;

use domain::factory_time::{bounds, period_at};
use domain::supplier_evaluation::figures::{Beside, count};
use domain::supplier_evaluation::{COMMANDS, ScoreSupplier};
use events_schema::facts::supplier_scheme::SupplierSchemePublished;
use events_schema::ids::{SupplierEvaluationId, SupplierId};
use events_schema::{Actor, CommandId, Period, Position};
use futures_util::FutureExt;
use projections::sql::SqlError;

use self::cases::Known;
use crate::app::{App, Holds};
use crate::background::monthly;
use crate::commands::{Failed, Request, named};
use crate::said::{NoSuchValue, have_seen};

/// As whom it acts.
const NAME: &str = "evaluation";
/// The command.
pub(crate) const SCORE: &str = "score";

/// How many periods back a supplier is evaluated who was not: as many as a scorecard looks at.
const BACK: usize = 12;

/// Why suppliers are not evaluated.
#[derive(Debug, thiserror::Error)]
pub enum NotEvaluated {
    /// What counts cannot be read.
    #[error("what counts for a supplier cannot be read")]
    Sql(#[from] SqlError),
    /// A read model does not see what is in the log.
    #[error(transparent)]
    Behind(#[from] projections::Behind),
    /// The command was not carried out.
    #[error("a supplier was not evaluated")]
    Failed(#[source] Box<Failed>),
    /// What was read is not what views say.
    #[error(transparent)]
    Unreadable(#[from] NoSuchValue),
    /// The version of the scheme is missing.
    #[error(transparent)]
    Version(#[from] domain::reference::UnknownVersion),
    /// The thread has ended.
    #[error("the thread that reads has ended")]
    Thread(#[from] tokio::task::JoinError),
}

/// Evaluates until the task is ended: all suppliers, whenever a month of the factory is over.
pub async fn run(app: Arc<App>) {
    monthly(&app, |tasks| &tasks.evaluation, "the evaluation of suppliers", |app| evaluate_all(app).boxed()).await;
}

/// Evaluates all suppliers for the periods that are over and were not evaluated.
pub(crate) async fn evaluate_all(app: &App) -> Result<(), NotEvaluated> {
    let reference = app.directory.now().reference;
    let scheme = reference.supplier_scheme();
    for (supplier, known) in reference.suppliers() {
        let Some(registered_at) = known.is.register.as_ref().map(|register| register.registered_at) else { continue };
        let mut over = Vec::new();
        let mut period = period_at(scheme.period, app.clock.now()).before();
        while over.len() < BACK && bounds(period).1 > registered_at {
            over.push(period);
            period = period.before();
        }
        if over.is_empty() {
            continue;
        }
        let last = app.store.length().borrow().checked_sub(1).map(Position);
        let found = look(app, supplier, last).await?;
        // The oldest first: what it comes to counts in those after it.
        for period in over.into_iter().rev().filter(|period| !found.is_evaluated(*period)) {
            let command = found.score(period, scheme)?;
            let stream = SupplierEvaluationId::of(period, supplier).stream();
            let id = CommandId::of("system-evaluation", &format!("{stream}/{}", command.at.0));
            let request = Request::live(named(COMMANDS, SCORE), &command, None, id, Actor::system(NAME));
            app.streams().perform(&request).await.map_err(|failed| NotEvaluated::Failed(Box::new(failed)))?;
        }
    }
    Ok(())
}

/// What counts for a supplier, as of one position.
pub(crate) struct Found {
    supplier: SupplierId,
    at: Position,
    known: Known,
}

/// Reads what counts for a supplier, once the read models have seen a position.
pub(crate) async fn look(app: &App, supplier: &SupplierId, seen: Option<Position>) -> Result<Found, NotEvaluated> {
    if let Some(seen) = seen {
        have_seen(app, &read::VIEWS, seen).await?;
    }
    let (models, handle) = (Arc::clone(&app.models), tokio::runtime::Handle::current());
    let of = supplier.clone();
    let read = tokio::task::spawn_blocking(move || read::rows(&models, &of, &handle)).await??;
    let known = Known::of(&read.rows)?;
    // Everything before the position was seen; a figure names the last event that was.
    let at = Position(read.position.0.saturating_sub(1));
    Ok(Found { supplier: supplier.clone(), at, known })
}

impl Found {
    fn is_evaluated(&self, period: Period) -> bool {
        self.known.evaluations.contains_key(&period)
    }

    /// The periods for which there is a figure, the oldest first, each with the version of the scheme behind it.
    pub(crate) fn evaluated(&self) -> Vec<(Period, u32)> {
        let mut evaluated: Vec<_> = self.known.evaluations.iter().map(|(period, of)| (*period, of.scheme)).collect();
        evaluated.sort_by_key(|(period, _)| bounds(*period));
        evaluated
    }

    /// What the supplier comes to in a period.
    pub(crate) fn score(
        &self,
        period: Period,
        scheme: &SupplierSchemePublished,
    ) -> Result<ScoreSupplier, NotEvaluated> {
        let beside = Beside {
            responses: self.known.responses(period),
            delivered: self.known.delivered(period),
            turnover: self.known.turnover(period),
            earlier: self.known.earlier(period, BACK - 1),
        };
        let figures = count(&self.known.cases(period), &beside, scheme.gravity);
        let (supplier, scheme_version) = (self.supplier.clone(), scheme.version);
        Ok(ScoreSupplier { supplier, period, scheme_version, at: self.at, figures })
    }
}
