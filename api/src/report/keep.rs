//! Reports that are kept: made when a period is over, and again for whoever wants it.

use std::sync::Arc;

use axum::body::Bytes;
use domain::attachments::Uploaded;
use domain::factory_time::{bounds, period_at};
use domain::periodic_report::{COMMANDS, MakePeriodicReport};
use domain::report::Report;
use events_schema::attachment::Attachment;
use events_schema::facts::periodic_report::PeriodicReportFact;
use events_schema::ids::PeriodicReportId;
use events_schema::{Actor, CommandId, Entry, Period, PeriodKind, Position, Revision, Timestamp};
use futures_util::FutureExt;

use super::render::{About, Acknowledged, Submitted};
use super::{NotReported, compile};
use crate::app::{App, Holds};
use crate::attachments::{NotShown, NotTaken};
use crate::background::monthly;
use crate::commands::{Failed, Request, named};
use crate::entries::each_entry;

/// As whom it acts.
const NAME: &str = "reporting";
/// The command.
pub(crate) const MAKE: &str = "make";

/// How many periods of each kind are made that were not: what was over before the factory began to keep reports is asked for.
const BACK: [(PeriodKind, usize); 3] = [(PeriodKind::Month, 3), (PeriodKind::Quarter, 2), (PeriodKind::Year, 1)];

/// Why reports are not made or not found.
#[derive(Debug, thiserror::Error)]
pub enum NotKept {
    /// It cannot be compiled.
    #[error("a report cannot be compiled")]
    NotReported(#[from] NotReported),
    /// The log cannot be read.
    #[error(transparent)]
    Read(#[from] event_store::ReadError),
    /// An event cannot be read.
    #[error(transparent)]
    Decode(#[from] events_schema::DecodeError),
    /// What it says cannot be kept.
    #[error("what a report says cannot be kept")]
    NotTaken(#[from] NotTaken),
    /// What it says cannot be read.
    #[error("what a report says cannot be read")]
    NotShown(#[from] NotShown),
    /// What it says is no report.
    #[error("the file of a report is none")]
    NotAReport(#[from] serde_json::Error),
    /// The command was not carried out.
    #[error("a report was not kept")]
    Failed(#[source] Box<Failed>),
}

/// Makes reports until the task is ended: of every month, quarter and year of the factory, when it is over.
pub async fn run(app: Arc<App>) {
    monthly(&app, |tasks| &tasks.reporting, "the periodic reports", |app| make_all(app).boxed()).await;
}

/// Makes the reports of the periods that are over and have none.
pub(crate) async fn make_all(app: &App) -> Result<(), NotKept> {
    let Some(began_at) = began_at(app).await? else { return Ok(()) };
    for (kind, back) in BACK {
        let over =
            std::iter::successors(Some(period_at(kind, app.clock.now()).before()), |period| Some(period.before()));
        let mut over: Vec<Period> = over.take(back).filter(|period| bounds(*period).1 > began_at).collect();
        over.reverse();
        for period in over {
            let stream = PeriodicReportId::of(period).stream();
            // Its first event makes the report.
            if app.store.read_stream(&stream, Revision::FIRST, 1).await?.is_empty() {
                let seen = app.store.length().borrow().checked_sub(1).map(Position);
                let command = make(app, period, seen).await?;
                let id = CommandId::of("system-reporting", stream.as_str());
                let request = Request::live(named(COMMANDS, MAKE), &command, None, id, Actor::system(NAME));
                app.streams().perform(&request).await.map_err(|failed| NotKept::Failed(Box::new(failed)))?;
            }
        }
    }
    Ok(())
}

/// When the first event was recorded; `None` of an empty log.
async fn began_at(app: &App) -> Result<Option<Timestamp>, NotKept> {
    let first = app.store.read_all(Position(0), 1).await?;
    let envelope = first.first().map(|event| serde_json::from_slice::<events_schema::Envelope>(&event.metadata));
    Ok(envelope.transpose()?.map(|envelope| envelope.recorded_at))
}

/// Compiles a report and puts what it says beside the log.
///
/// # Panics
/// Never: a period is a short line.
pub(crate) async fn make(app: &App, period: Period, seen: Option<Position>) -> Result<MakePeriodicReport, NotKept> {
    let report = compile(app, period, seen).await?;
    let written = Bytes::from(serde_json::to_vec(&report)?);
    let stored = app.attachments.keep(written).await?;
    let name = format!("{period}.json").parse().expect("a period is a short line");
    Ok(MakePeriodicReport {
        report: PeriodicReportId::of(period),
        at: Position(report.position.0.saturating_sub(1)),
        as_of: report.as_of,
        versions: report.versions,
        content: Uploaded { hash: stored.hash, name },
    })
}

/// A report that was made, what it said, and what became of it.
#[derive(Debug, Clone)]
pub struct KeptReport {
    /// What it said.
    pub report: Report,
    /// What became of it.
    pub about: About,
}

/// A report of a period as it was made, by its number; the latest one if none is named. `None` if it was not made.
///
/// # Errors
/// If the log cannot be read, or the file of the report is gone or was changed.
pub async fn kept(app: &App, report: PeriodicReportId, number: Option<u32>) -> Result<Option<KeptReport>, NotKept> {
    let mut made: Vec<(Attachment, About)> = Vec::new();
    each_entry::<_, NotKept>(&*app.store, &report.stream(), |entry| take(&mut made, entry)).await?;
    let wanted = number.map_or(made.len(), |number| usize::try_from(number).unwrap_or(usize::MAX));
    let Some((content, about)) = wanted.checked_sub(1).and_then(|nth| made.into_iter().nth(nth)) else {
        return Ok(None);
    };
    let bytes = app.attachments.read(content.hash).await?;
    Ok(Some(KeptReport { report: serde_json::from_slice(&bytes)?, about }))
}

fn take(made: &mut Vec<(Attachment, About)>, entry: &Entry<PeriodicReportFact>) {
    let (at, by) = (entry.envelope.occurred_at, entry.envelope.actor.id.to_string());
    let latest = made.last_mut().map(|(_, about)| about);
    match (&entry.fact, latest) {
        (PeriodicReportFact::Made(fact), _) => {
            let about = About { number: Some(fact.number), made_at: Some(at), ..About::default() };
            made.push((fact.content.clone(), about));
        }
        (PeriodicReportFact::Submitted(fact), Some(about)) => {
            let remark = fact.remark.as_ref().map(ToString::to_string);
            about.submitted = Some(Submitted { by, at, remark });
        }
        (PeriodicReportFact::Acknowledged(fact), Some(about)) => {
            let remark = fact.remark.as_ref().map(ToString::to_string);
            about.acknowledged = Some(Acknowledged { by, at, remark });
        }
        (
            PeriodicReportFact::Requested(_) | PeriodicReportFact::Submitted(_) | PeriodicReportFact::Acknowledged(_),
            _,
        ) => {}
    }
}
