//! Cause-and-effect analyses, and the causes that they found (P5.2).

mod published;

use domain::Reference;
use domain::cause_analysis::{Cause, CauseAnalysis};
use events_schema::facts::cause_analysis::{CauseAnalysisFact, CauseVerdict, EvidenceSide};
use events_schema::ids::CauseAnalysisId;
use events_schema::text::Line;
use events_schema::{FactSet, Position};
use rusqlite::{Connection, params};

use crate::columns::{Json, Micros, Shown, Word, integer};
use crate::event::Event;
use crate::projection::Projection;
use crate::published::PublishedView;
use crate::recorded::{Place, Recorded, kept};
pub use published::{CAUSE_ANALYSES, CAUSES};

/// The read model `cause_analyses`.
pub struct CauseAnalyses;

impl Projection for CauseAnalyses {
    const NAME: &'static str = "cause_analyses";
    const VERSION: u32 = 1;
    const TABLES: &'static str = "
        CREATE TABLE cause_analyses (
            number INTEGER PRIMARY KEY,
            stream TEXT NOT NULL UNIQUE,
            effect TEXT NOT NULL,
            stage TEXT NOT NULL,
            owner TEXT NOT NULL,
            department TEXT,
            ticket TEXT,
            failure_code TEXT,
            part TEXT,
            engine_model TEXT,
            period TEXT,
            confirmed INTEGER NOT NULL,
            open INTEGER NOT NULL,
            rejected INTEGER NOT NULL,
            opened_at_us INTEGER NOT NULL,
            last_changed_at_us INTEGER NOT NULL,
            revision INTEGER NOT NULL,
            kept TEXT NOT NULL
        ) STRICT;
        CREATE INDEX analyses_by_stage ON cause_analyses (stage, number);
        CREATE INDEX analyses_by_ticket ON cause_analyses (ticket) WHERE ticket IS NOT NULL;
        CREATE TABLE causes (
            number INTEGER PRIMARY KEY,
            analysis TEXT NOT NULL,
            cause INTEGER NOT NULL,
            category TEXT NOT NULL,
            text TEXT NOT NULL,
            parent INTEGER,
            verdict TEXT,
            is_root_cause INTEGER NOT NULL,
            evidence_for INTEGER NOT NULL,
            evidence_against INTEGER NOT NULL,
            failure_code TEXT,
            part TEXT,
            added_by TEXT NOT NULL
        ) STRICT;
        CREATE INDEX causes_by_verdict ON causes (verdict, number);
    ";
    const CATEGORIES: &'static [&'static str] = &[CauseAnalysisFact::CATEGORY];
    const PUBLISHED: &'static [PublishedView] = &[CAUSE_ANALYSES, CAUSES];

    type Key = CauseAnalysisId;
    type Row = Recorded<CauseAnalysis>;

    fn keys(event: &Event) -> impl IntoIterator<Item = CauseAnalysisId> {
        let Event::CauseAnalysis(analysis, _) = event else { return None };
        Some(*analysis)
    }

    fn apply(row: &mut Self::Row, event: &Event) {
        let Event::CauseAnalysis(_, entry) = event else { return };
        row.apply(entry);
    }

    fn weight(row: &Self::Row) -> usize {
        1_000 + 1_000 * row.is.causes.len()
    }

    fn load(tables: &Connection, analysis: &CauseAnalysisId) -> rusqlite::Result<Option<Self::Row>> {
        kept(tables, Self::NAME, analysis)
    }

    fn store(tables: &Connection, id: &CauseAnalysisId, row: &mut Self::Row, _: &Reference) -> rusqlite::Result<()> {
        let (Some(Place { first, opened_at, last }), Some(opened)) = (row.place(), &row.is.opened) else {
            return Ok(());
        };
        let scope = &opened.scope;
        let so_many = |verdict| row.is.causes.values().filter(|cause| cause.verdict == Some(verdict)).count() as u64;
        let mut upsert = tables.prepare_cached(
            "INSERT OR REPLACE INTO cause_analyses (number, stream, effect, stage, owner, department, ticket, failure_code, part,
                engine_model, period, confirmed, open, rejected, opened_at_us, last_changed_at_us, revision, kept)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)",
        )?;
        upsert.execute(params![
            integer(first.0),
            Shown(id),
            opened.effect.as_str(),
            Word(row.is.stage),
            Shown(&opened.owner),
            opened.department.as_ref().map(Shown),
            scope.ticket.map(Shown),
            scope.failure_code.as_ref().map(Line::as_str),
            scope.part.as_ref().map(Line::as_str),
            scope.engine_model.as_ref().map(Line::as_str),
            scope.period.map(Shown),
            integer(so_many(CauseVerdict::Confirmed)),
            integer(so_many(CauseVerdict::Open)),
            integer(so_many(CauseVerdict::Rejected)),
            Micros(opened_at),
            Micros(last.recorded_at),
            integer(last.revision.0),
            Json(&*row),
        ])?;
        for cause in row.is.causes.values() {
            let is_root_cause = row.is.root_causes.contains(&cause.added.number);
            store_cause(tables, *id, first, cause, is_root_cause)?;
        }
        Ok(())
    }
}

/// No analysis has as many causes: its first event and the number of a cause tell the cause from all others.
const MOST_CAUSES: u64 = 1_024;

fn store_cause(
    tables: &Connection,
    analysis: CauseAnalysisId,
    first: Position,
    cause: &Cause,
    is_root_cause: bool,
) -> rusqlite::Result<()> {
    let added = &cause.added;
    let evidence = |side: EvidenceSide| cause.evidence.iter().filter(|piece| piece.side == side).count() as u64;
    let mut upsert = tables.prepare_cached(
        "INSERT OR REPLACE INTO causes (number, analysis, cause, category, text, parent, verdict, is_root_cause, evidence_for,
            evidence_against, failure_code, part, added_by)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
    )?;
    upsert.execute(params![
        integer(first.0 * MOST_CAUSES + u64::from(added.number)),
        Shown(analysis),
        added.number,
        Word(added.category),
        added.text.as_str(),
        added.parent,
        cause.verdict.map(Word),
        is_root_cause,
        integer(evidence(EvidenceSide::For)),
        integer(evidence(EvidenceSide::Against)),
        added.failure_code.as_ref().map(Line::as_str),
        added.part.as_ref().map(Line::as_str),
        Shown(&cause.by),
    ])?;
    Ok(())
}
