//! Suppliers are evaluated for periods that are over, and again where late data changes one (P7.3).
//!
//! What counts is read by one question in SQL over published views, all at one position, which the figure names: whoever asks
//! `/v1/sql` the same `as_of` it finds the same cases.

mod cases;
mod read;

use std::sync::Arc;

use domain::Refused;
use domain::factory_time::{bounds, period_at};
use domain::supplier_evaluation::figures::{Beside, count, outcome};
use domain::supplier_evaluation::{COMMANDS, ScoreSupplier};
use events_schema::facts::supplier_evaluation::EvaluationOutcome;
use events_schema::facts::supplier_scheme::SupplierSchemePublished;
use events_schema::ids::{SupplierEvaluationId, SupplierId};
use events_schema::{Actor, CommandId, Period, Position};
use futures_util::FutureExt;
use projections::sql::SqlError;

use self::cases::{Evaluated, Known};
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

/// How often the program looks again after first figures. What comes later is late data of figures that there are.
const LOOKS: usize = 5;

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
        let mut found = look(app, supplier, last(app)).await?;
        over.retain(|period| !found.is_evaluated(*period));
        // The oldest first: what it comes to counts in those after it.
        let new: Vec<_> = over.into_iter().rev().map(|period| (period, scheme)).collect();
        if score_all(app, &mut found, new).await? {
            look_again(app, found).await?;
        }
    }
    Ok(())
}

/// Scores a supplier for periods, in order, and says whether that brought a figure.
async fn score_all(
    app: &App,
    found: &mut Found,
    periods: Vec<(Period, &SupplierSchemePublished)>,
) -> Result<bool, NotEvaluated> {
    let mut is_new = false;
    for (period, scheme) in periods {
        let command = found.score(period, scheme)?;
        let stream = SupplierEvaluationId::of(period, &command.supplier).stream();
        let id = CommandId::of("system-evaluation", &format!("{stream}/{}", command.at.0));
        let request = Request::live(named(COMMANDS, SCORE), &command, None, id, Actor::system(NAME));
        let done = app.streams().perform(&request).await.map_err(|failed| NotEvaluated::Failed(Box::new(failed)))?;
        is_new |= !done.events.is_empty();
    }
    Ok(is_new)
}

/// What came between the look and the first figure had no figure yet that it could change: it is looked for, until nothing changes.
async fn look_again(app: &App, first: Found) -> Result<(), NotEvaluated> {
    let (supplier, mut seen) = (first.supplier, first.at);
    for _ in 0..LOOKS {
        let grown = last(app).filter(|last| *last > seen);
        if grown.is_none() {
            break;
        }
        let mut found = look(app, &supplier, grown).await?;
        seen = found.at;
        let reference = app.directory.now().reference;
        let scheme = |(period, version)| Ok((period, reference.supplier_scheme_version(version)?));
        let evaluated = found.evaluated().into_iter().map(scheme).collect::<Result<_, NotEvaluated>>()?;
        if !score_all(app, &mut found, evaluated).await? {
            break;
        }
    }
    Ok(())
}

fn refused(refusal: Refused) -> NotEvaluated {
    NotEvaluated::Failed(Box::new(Failed::Refused(refusal)))
}

/// The last position of the log.
fn last(app: &App) -> Option<Position> {
    app.store.length().borrow().checked_sub(1).map(Position)
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

    /// What the supplier comes to in a period. From then on that is known to those after it.
    pub(crate) fn score(
        &mut self,
        period: Period,
        scheme: &SupplierSchemePublished,
    ) -> Result<ScoreSupplier, NotEvaluated> {
        let beside = Beside {
            notices: self.known.sent(period),
            responses: self.known.responses(period),
            delivered: self.known.delivered(period),
            turnover: self.known.turnover(period),
            earlier: self.known.earlier(period, BACK - 1),
        };
        let figures = count(&self.known.cases(period), &beside, scheme.gravity);
        let of_period = match outcome(&figures, scheme).map_err(refused)? {
            EvaluationOutcome::Score { of_period, .. } => Some(of_period),
            EvaluationOutcome::InsufficientData => None,
        };
        self.known.evaluations.insert(period, Evaluated { of_period, scheme: scheme.version });
        let (supplier, scheme_version) = (self.supplier.clone(), scheme.version);
        Ok(ScoreSupplier { supplier, period, scheme_version, at: self.at, figures })
    }
}
