//! The question to the published views.

use std::collections::BTreeMap;

use events_schema::Position;
use events_schema::ids::SupplierId;
use projections::corrective_actions::CORRECTIVE_ACTIONS;
use projections::sql::{More, Question, Rows, Scope, Share, SqlError, SqlValue};
use projections::supplier_evaluations::SUPPLIER_EVALUATIONS;
use projections::supplier_notices::{SUPPLIER_CLOCKS, SUPPLIER_NOTICES};
use projections::suppliers::VOLUMES;
use projections::{PublishedView, ReadModels};
use rusqlite::Row;
use tokio::runtime::Handle;

/// What is looked at.
pub(super) static VIEWS: [&PublishedView; 5] =
    [&SUPPLIER_CLOCKS, &SUPPLIER_NOTICES, &CORRECTIVE_ACTIONS, &VOLUMES, &SUPPLIER_EVALUATIONS];

/// Everything that counts for or against one supplier, whenever it counts.
const QUESTION: &str = "
    SELECT 'clock' AS what, notice AS id, class, clock AS name, verdict AS said, ifnull(stopped_by, started_by) AS event,
        CASE verdict WHEN 'met' THEN stopped_at ELSE judged_by END AS at, started_at AS since, stopped_at AS until, NULL AS other
    FROM supplier_clocks WHERE supplier = :supplier AND counts AND verdict IN ('met', 'breached')
    UNION ALL
    SELECT 'notice', supplier_notice, class, failure_code, part, NULL, sent_at, arose_at, NULL, NULL
    FROM supplier_notices WHERE supplier = :supplier AND counts AND sent_at IS NOT NULL
    UNION ALL
    SELECT 'action', corrective_action, level, NULL, stage, said_by, due_at, effective_from, NULL, notices
    FROM corrective_actions WHERE supplier = :supplier AND stage <> 'cancelled'
    UNION ALL
    SELECT 'volume', month, NULL, turnover, currency, NULL, NULL, NULL, NULL, CAST(delivered AS TEXT)
    FROM supplier_volumes WHERE supplier = :supplier
    UNION ALL
    SELECT 'evaluation', period, NULL, of_period, NULL, NULL, NULL, NULL, NULL, CAST(scheme_version AS TEXT)
    FROM supplier_evaluations WHERE supplier = :supplier";

/// A row, column by column.
pub(super) struct Said(Vec<Option<String>>);

impl Said {
    pub(super) fn what(&self) -> &str {
        self.text(0).unwrap_or_default()
    }

    pub(super) fn text(&self, column: usize) -> Option<&str> {
        self.0.get(column)?.as_deref()
    }
}

/// Columns of the question.
pub(super) mod column {
    pub(crate) const ID: usize = 1;
    pub(crate) const CLASS: usize = 2;
    pub(crate) const NAME: usize = 3;
    pub(crate) const SAID: usize = 4;
    pub(crate) const EVENT: usize = 5;
    pub(crate) const AT: usize = 6;
    pub(crate) const SINCE: usize = 7;
    pub(crate) const UNTIL: usize = 8;
    pub(crate) const OTHER: usize = 9;
}

/// The rows, and the position that they reflect.
pub(super) struct Read {
    pub(super) position: Position,
    pub(super) rows: Vec<Said>,
}

impl Rows for Read {
    fn begin(&mut self, position: Position, _: Vec<String>) {
        self.position = position;
    }

    fn row(&mut self, row: &Row<'_>, width: usize) -> rusqlite::Result<More> {
        let values = (0..width).map(|column| row.get(column)).collect::<rusqlite::Result<_>>()?;
        self.rows.push(Said(values));
        Ok(More::Wanted)
    }
}

pub(super) fn rows(models: &ReadModels, supplier: &SupplierId, handle: &Handle) -> Result<Read, SqlError> {
    let parameters = BTreeMap::from([("supplier".to_owned(), SqlValue::Text(supplier.to_string()))]);
    let question = Question { sql: QUESTION.to_owned(), parameters };
    let scope = Scope { views: VIEWS.to_vec(), share: Share::All };
    let mut read = Read { position: Position(0), rows: Vec::new() };
    models.answer(&question, &scope, handle, || true, &mut read)?;
    Ok(read)
}
