//! Periodic reports: each that was made, and how far it is (P5.3).

mod published;

use domain::Reference;
use domain::periodic_report::PeriodicReport;
use events_schema::attachment::Attachment;
use events_schema::facts::periodic_report::{MadeBecause, PeriodicReportFact, PeriodicReportMade};
use events_schema::ids::PeriodicReportId;
use events_schema::text::Paragraph;
use events_schema::{Entry, EventId, FactSet, Position, PrincipalId, Timestamp};
use rusqlite::{Connection, params};
use serde::{Deserialize, Serialize};

use crate::columns::{Json, Micros, Shown, integer};
use crate::event::Event;
use crate::projection::Projection;
use crate::published::PublishedView;
use crate::recorded::{Recorded, kept};
pub use published::PERIODIC_REPORTS;

/// The read model `periodic_reports`.
pub struct PeriodicReports;

/// The reports of a period as the fold keeps them.
#[derive(Default, Serialize, Deserialize)]
pub struct Reported {
    record: Recorded<PeriodicReport>,
    reports: Vec<One>,
}

/// A report that was made, and what became of it.
#[derive(Serialize, Deserialize)]
struct One {
    event: EventId,
    position: Option<Position>,
    made_at: Timestamp,
    number: u32,
    is_requested: bool,
    at: Position,
    as_of: Timestamp,
    versions: (u32, u32, u32),
    content: Attachment,
    submitted: Option<Said>,
    acknowledged: Option<Said>,
}

/// Somebody said something to it.
#[derive(Serialize, Deserialize)]
struct Said {
    at: Timestamp,
    by: PrincipalId,
    remark: Option<Paragraph>,
}

impl Said {
    fn of(entry: &Entry<PeriodicReportFact>, remark: Option<&Paragraph>) -> Self {
        let envelope = &entry.envelope;
        Self { at: envelope.occurred_at, by: envelope.actor.id.clone(), remark: remark.cloned() }
    }
}

impl One {
    fn of(entry: &Entry<PeriodicReportFact>, fact: &PeriodicReportMade) -> Self {
        Self {
            event: entry.id,
            position: entry.position,
            made_at: entry.envelope.recorded_at,
            number: fact.number,
            is_requested: matches!(fact.because, MadeBecause::Requested { .. }),
            at: fact.at,
            as_of: fact.as_of,
            versions: (fact.policy_version, fact.supplier_scheme_version, fact.appraisal_scheme_version),
            content: fact.content.clone(),
            submitted: None,
            acknowledged: None,
        }
    }

    const fn stage(&self) -> &'static str {
        match (&self.submitted, &self.acknowledged) {
            (_, Some(_)) => "acknowledged",
            (Some(_), None) => "submitted",
            (None, None) => "made",
        }
    }
}

impl Projection for PeriodicReports {
    const NAME: &'static str = "periodic_reports";
    const VERSION: u32 = 1;
    const TABLES: &'static str = "
        CREATE TABLE kept (stream TEXT PRIMARY KEY, kept TEXT NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE periodic_reports (
            number INTEGER PRIMARY KEY,
            period TEXT NOT NULL,
            kind TEXT NOT NULL,
            nth INTEGER NOT NULL,
            is_latest INTEGER NOT NULL,
            stage TEXT NOT NULL,
            because TEXT NOT NULL,
            event TEXT NOT NULL,
            made_at_us INTEGER NOT NULL,
            at INTEGER NOT NULL,
            as_of_us INTEGER NOT NULL,
            policy_version INTEGER NOT NULL,
            supplier_scheme_version INTEGER NOT NULL,
            appraisal_scheme_version INTEGER NOT NULL,
            content TEXT NOT NULL,
            submitted_at_us INTEGER,
            submitted_by TEXT,
            submitted_remark TEXT,
            acknowledged_at_us INTEGER,
            acknowledged_by TEXT,
            acknowledged_remark TEXT,
            revision INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX reports_by_period ON periodic_reports (period, number);
    ";
    const CATEGORIES: &'static [&'static str] = &[PeriodicReportFact::CATEGORY];
    const PUBLISHED: &'static [PublishedView] = &[PERIODIC_REPORTS];

    type Key = PeriodicReportId;
    type Row = Reported;

    fn keys(event: &Event) -> impl IntoIterator<Item = PeriodicReportId> {
        let Event::PeriodicReport(report, _) = event else { return None };
        Some(*report)
    }

    fn apply(row: &mut Reported, event: &Event) {
        let Event::PeriodicReport(_, entry) = event else { return };
        row.record.apply(entry);
        match &entry.fact {
            PeriodicReportFact::Requested(_) => {}
            PeriodicReportFact::Made(fact) => row.reports.push(One::of(entry, fact)),
            PeriodicReportFact::Submitted(fact) => {
                if let Some(latest) = row.reports.last_mut() {
                    latest.submitted = Some(Said::of(entry, fact.remark.as_ref()));
                }
            }
            PeriodicReportFact::Acknowledged(fact) => {
                if let Some(latest) = row.reports.last_mut() {
                    latest.acknowledged = Some(Said::of(entry, fact.remark.as_ref()));
                }
            }
        }
    }

    fn weight(row: &Reported) -> usize {
        1_000 + 1_000 * row.reports.len()
    }

    fn load(tables: &Connection, report: &PeriodicReportId) -> rusqlite::Result<Option<Reported>> {
        kept(tables, "kept", report)
    }

    fn store(
        tables: &Connection,
        report: &PeriodicReportId,
        row: &mut Reported,
        _: &Reference,
    ) -> rusqlite::Result<()> {
        let Some(place) = row.record.place() else { return Ok(()) };
        let mut keep = tables.prepare_cached("INSERT OR REPLACE INTO kept (stream, kept) VALUES (?1, ?2)")?;
        keep.execute(params![Shown(report), Json(&*row)])?;
        let latest = row.reports.last().map(|latest| latest.event);
        for one in &row.reports {
            show(tables, *report, one, latest == Some(one.event), integer(place.last.revision.0))?;
        }
        Ok(())
    }
}

/// Each has the position of its event as number.
fn show(
    tables: &Connection,
    report: PeriodicReportId,
    one: &One,
    is_latest: bool,
    revision: i64,
) -> rusqlite::Result<()> {
    let mut upsert = tables.prepare_cached(
        "INSERT OR REPLACE INTO periodic_reports (number, period, kind, nth, is_latest, stage, because, event, made_at_us, at,
            as_of_us, policy_version, supplier_scheme_version, appraisal_scheme_version, content, submitted_at_us,
            submitted_by, submitted_remark, acknowledged_at_us, acknowledged_by, acknowledged_remark, revision)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22)",
    )?;
    let (submitted, acknowledged) = (one.submitted.as_ref(), one.acknowledged.as_ref());
    let (policy, supplier_scheme, appraisal_scheme) = one.versions;
    upsert.execute(params![
        one.position.map(|position| integer(position.0)),
        Shown(report),
        report.period().kind().name(),
        one.number,
        is_latest,
        one.stage(),
        if one.is_requested { "requested" } else { "period_over" },
        Shown(one.event),
        Micros(one.made_at),
        integer(one.at.0),
        Micros(one.as_of),
        policy,
        supplier_scheme,
        appraisal_scheme,
        Shown(one.content.hash),
        submitted.map(|said| Micros(said.at)),
        submitted.map(|said| Shown(&said.by)),
        submitted.and_then(|said| said.remark.as_ref()).map(Paragraph::as_str),
        acknowledged.map(|said| Micros(said.at)),
        acknowledged.map(|said| Shown(&said.by)),
        acknowledged.and_then(|said| said.remark.as_ref()).map(Paragraph::as_str),
        revision,
    ])?;
    Ok(())
}
