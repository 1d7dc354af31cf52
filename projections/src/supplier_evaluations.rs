//! Evaluations of suppliers: what they came to first, what they come to now, and each figure on the way (P7.3).

mod published;

use domain::Reference;
use domain::supplier_evaluation::SupplierEvaluation;
use domain::supplier_evaluation::figures::per_million;
use events_schema::facts::supplier_evaluation::{
    EvaluationFigures, EvaluationOutcome, FigureDifference, Ruling, SupplierEvaluationFact,
};
use events_schema::facts::supplier_standing::SupplierStep;
use events_schema::ids::{SupplierEvaluationId, SupplierId};
use events_schema::text::Line;
use events_schema::values::Points;
use events_schema::{Entry, EventId, FactSet, Position, Timestamp};
use rusqlite::{Connection, params};
use serde::{Deserialize, Serialize};

use crate::columns::{Json, Micros, Shown, Word, integer};
use crate::event::Event;
use crate::projection::Projection;
use crate::published::PublishedView;
use crate::recorded::{Place, Recorded, kept};
pub use published::{SUPPLIER_EVALUATION_FIGURES, SUPPLIER_EVALUATIONS};

/// The read model `supplier_evaluations`.
pub struct SupplierEvaluations;

/// An evaluation as the fold keeps it, with all of its figures.
#[derive(Default, Serialize, Deserialize)]
pub struct Evaluated {
    record: Recorded<SupplierEvaluation>,
    figures: Vec<Found>,
    objected_at: Option<Timestamp>,
    ruling: Option<Ruling>,
}

/// A figure.
#[derive(Serialize, Deserialize)]
struct Found {
    event: EventId,
    position: Option<Position>,
    recorded_at: Timestamp,
    looked_at: Position,
    figures: EvaluationFigures,
    outcome: EvaluationOutcome,
    differences: Vec<FigureDifference>,
}

/// Score, what the period comes to by itself, band and target, where there are such.
type Scored<'a> = (Option<Shown<Points>>, Option<Shown<Points>>, Option<&'a Line>, Option<SupplierStep>);

impl Found {
    fn scored(&self) -> Scored<'_> {
        match &self.outcome {
            EvaluationOutcome::Score { score, of_period, band, target } => {
                (Some(Shown(*score)), Some(Shown(*of_period)), Some(band), Some(*target))
            }
            EvaluationOutcome::InsufficientData => (None, None, None, None),
        }
    }
}

impl Projection for SupplierEvaluations {
    const NAME: &'static str = "supplier_evaluations";
    const VERSION: u32 = 2;
    const TABLES: &'static str = "
        CREATE TABLE supplier_evaluations (
            number INTEGER PRIMARY KEY,
            stream TEXT NOT NULL UNIQUE,
            supplier TEXT NOT NULL,
            period TEXT NOT NULL,
            scheme_version INTEGER NOT NULL,
            stage TEXT NOT NULL,
            first_score TEXT,
            first_band TEXT,
            score TEXT,
            of_period TEXT,
            band TEXT,
            target TEXT,
            figures INTEGER NOT NULL,
            scored_at_us INTEGER NOT NULL,
            rescored_at_us INTEGER,
            objections_until_us INTEGER,
            objected_at_us INTEGER,
            ruling TEXT,
            last_changed_at_us INTEGER NOT NULL,
            revision INTEGER NOT NULL,
            kept TEXT NOT NULL
        ) STRICT;
        CREATE INDEX evaluations_by_supplier ON supplier_evaluations (supplier, number);
        CREATE INDEX evaluations_by_period ON supplier_evaluations (period, number);
        CREATE INDEX evaluations_by_band ON supplier_evaluations (band, number);
        CREATE TABLE supplier_evaluation_figures (
            number INTEGER PRIMARY KEY,
            evaluation TEXT NOT NULL,
            supplier TEXT NOT NULL,
            period TEXT NOT NULL,
            event TEXT NOT NULL,
            is_latest INTEGER NOT NULL,
            looked_at INTEGER NOT NULL,
            cases INTEGER NOT NULL,
            response_good INTEGER NOT NULL,
            response_due INTEGER NOT NULL,
            response_weighted_good INTEGER NOT NULL,
            response_weighted_due INTEGER NOT NULL,
            solution_good INTEGER NOT NULL,
            solution_due INTEGER NOT NULL,
            solution_weighted_good INTEGER NOT NULL,
            solution_weighted_due INTEGER NOT NULL,
            corrective_action_good INTEGER NOT NULL,
            corrective_action_due INTEGER NOT NULL,
            corrective_action_weighted_good INTEGER NOT NULL,
            corrective_action_weighted_due INTEGER NOT NULL,
            repeats INTEGER NOT NULL,
            repeats_of INTEGER NOT NULL,
            median_response_us INTEGER,
            delivered INTEGER,
            per_million REAL,
            turnover TEXT,
            currency TEXT,
            score TEXT,
            of_period TEXT,
            band TEXT,
            differences TEXT NOT NULL,
            recorded_at_us INTEGER NOT NULL,
            UNIQUE (evaluation, number)
        ) STRICT;
        CREATE INDEX figures_by_supplier ON supplier_evaluation_figures (supplier, number);
    ";
    const CATEGORIES: &'static [&'static str] = &[SupplierEvaluationFact::CATEGORY];
    const PUBLISHED: &'static [PublishedView] = &[SUPPLIER_EVALUATIONS, SUPPLIER_EVALUATION_FIGURES];

    type Key = SupplierEvaluationId;
    type Row = Evaluated;

    fn keys(event: &Event) -> impl IntoIterator<Item = SupplierEvaluationId> {
        let Event::SupplierEvaluation(evaluation, _) = event else { return None };
        Some(*evaluation)
    }

    fn apply(row: &mut Evaluated, event: &Event) {
        let Event::SupplierEvaluation(_, entry) = event else { return };
        row.record.apply(entry);
        match &entry.fact {
            SupplierEvaluationFact::Scored(fact) => row.find(entry, fact.at, (&fact.figures, &fact.outcome), &[]),
            SupplierEvaluationFact::Rescored(fact) => {
                row.find(entry, fact.at, (&fact.figures, &fact.outcome), &fact.differences);
            }
            SupplierEvaluationFact::Objected(_) => {
                (row.objected_at, row.ruling) = (Some(entry.envelope.recorded_at), None);
            }
            SupplierEvaluationFact::ObjectionAnswered(fact) => row.ruling = Some(fact.ruling),
        }
    }

    fn weight(row: &Evaluated) -> usize {
        2_000 + 2_000 * row.figures.len()
    }

    fn load(tables: &Connection, evaluation: &SupplierEvaluationId) -> rusqlite::Result<Option<Evaluated>> {
        kept(tables, Self::NAME, evaluation)
    }

    fn store(
        tables: &Connection,
        id: &SupplierEvaluationId,
        row: &mut Evaluated,
        _: &Reference,
    ) -> rusqlite::Result<()> {
        let Some(Place { first, opened_at, last }) = row.record.place() else { return Ok(()) };
        let is = &row.record.is;
        let (Some((supplier, period, scheme_version)), [first_figure, .., latest] | [first_figure @ latest]) =
            (&is.of, &row.figures[..])
        else {
            return Ok(());
        };
        let ((first_score, _, first_band, _), (score, of_period, band, target)) =
            (first_figure.scored(), latest.scored());
        let rescored_at = Some(latest.recorded_at).filter(|_| row.figures.len() > 1);
        let mut upsert = tables.prepare_cached(
            "INSERT OR REPLACE INTO supplier_evaluations (number, stream, supplier, period, scheme_version, stage, first_score,
                first_band, score, of_period, band, target, figures, scored_at_us, rescored_at_us, objections_until_us,
                objected_at_us, ruling, last_changed_at_us, revision, kept)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21)",
        )?;
        upsert.execute(params![
            integer(first.0),
            Shown(id),
            Shown(supplier),
            Shown(period),
            scheme_version,
            Word(is.stage),
            first_score,
            first_band.map(Line::as_str),
            score,
            of_period,
            band.map(Line::as_str),
            target.map(Word),
            integer(row.figures.len() as u64),
            Micros(opened_at),
            rescored_at.map(Micros),
            is.latest.as_ref().map(|latest| Micros(latest.objections_until)),
            row.objected_at.map(Micros),
            row.ruling.map(Word),
            Micros(last.recorded_at),
            integer(last.revision.0),
            Json(&*row),
        ])?;
        tables.prepare_cached("DELETE FROM supplier_evaluation_figures WHERE evaluation = ?1")?.execute([Shown(id)])?;
        for found in &row.figures {
            let is_latest = found.event == latest.event;
            store_figure(tables, (id, supplier, &period.to_string()), found, is_latest)?;
        }
        Ok(())
    }
}

impl Evaluated {
    fn find(
        &mut self,
        entry: &Entry<SupplierEvaluationFact>,
        looked_at: Position,
        (figures, outcome): (&EvaluationFigures, &EvaluationOutcome),
        differences: &[FigureDifference],
    ) {
        self.figures.push(Found {
            event: entry.id,
            position: entry.position,
            recorded_at: entry.envelope.recorded_at,
            looked_at,
            figures: figures.clone(),
            outcome: outcome.clone(),
            differences: differences.to_vec(),
        });
    }
}

/// Each has the position of its event as number.
fn store_figure(
    tables: &Connection,
    (evaluation, supplier, period): (&SupplierEvaluationId, &SupplierId, &str),
    found: &Found,
    is_latest: bool,
) -> rusqlite::Result<()> {
    let EvaluationFigures { cases, response, solution, corrective_action, repeats, .. } = &found.figures;
    let (score, of_period, band, _) = found.scored();
    let mut insert = tables.prepare_cached(
        "INSERT INTO supplier_evaluation_figures (number, evaluation, supplier, period, event, is_latest, looked_at, cases,
            response_good, response_due, response_weighted_good, response_weighted_due, solution_good, solution_due,
            solution_weighted_good, solution_weighted_due, corrective_action_good, corrective_action_due,
            corrective_action_weighted_good, corrective_action_weighted_due, repeats, repeats_of, median_response_us, delivered,
            per_million, turnover, currency, score, of_period, band, differences, recorded_at_us)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24,
            ?25, ?26, ?27, ?28, ?29, ?30, ?31, ?32)",
    )?;
    insert.execute(params![
        found.position.map(|position| integer(position.0)),
        Shown(evaluation),
        Shown(supplier),
        period,
        Shown(found.event),
        is_latest,
        integer(found.looked_at.0),
        integer(*cases),
        integer(response.good),
        integer(response.due),
        integer(response.weighted_good),
        integer(response.weighted_due),
        integer(solution.good),
        integer(solution.due),
        integer(solution.weighted_good),
        integer(solution.weighted_due),
        integer(corrective_action.good),
        integer(corrective_action.due),
        integer(corrective_action.weighted_good),
        integer(corrective_action.weighted_due),
        integer(repeats.repeats),
        integer(repeats.of),
        found.figures.median_response.map(|median| median.as_micros()),
        found.figures.delivered.map(integer),
        per_million(&found.figures),
        found.figures.turnover.map(|turnover| Shown(turnover.amount)),
        found.figures.turnover.map(|turnover| Shown(turnover.currency)),
        score,
        of_period,
        band.map(Line::as_str),
        Json(&found.differences),
        Micros(found.recorded_at),
    ])?;
    Ok(())
}
