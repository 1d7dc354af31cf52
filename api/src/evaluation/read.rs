//! The question to the published views.

use events_schema::ids::SupplierId;
use projections::corrective_actions::CORRECTIVE_ACTIONS;
use projections::sql::{Scope, Share, SqlError};
use projections::supplier_evaluations::SUPPLIER_EVALUATIONS;
use projections::supplier_notices::{SUPPLIER_CLOCKS, SUPPLIER_NOTICES};
use projections::suppliers::VOLUMES;
use projections::{PublishedView, ReadModels};
use tokio::runtime::Handle;

use crate::said::{Answered, answered};

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
    SELECT 'action', corrective_action, NULL, NULL, rounds, NULL, NULL, effective_from, NULL, notices
    FROM corrective_actions WHERE supplier = :supplier AND stage <> 'cancelled'
    UNION ALL
    SELECT 'volume', month, NULL, turnover, currency, NULL, NULL, NULL, NULL, CAST(delivered AS TEXT)
    FROM supplier_volumes WHERE supplier = :supplier
    UNION ALL
    SELECT 'evaluation', period, NULL, of_period, NULL, NULL, NULL, NULL, NULL, CAST(scheme_version AS TEXT)
    FROM supplier_evaluations WHERE supplier = :supplier";

/// Columns of the question.
pub(super) mod column {
    pub(crate) const WHAT: usize = 0;
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

pub(super) fn rows(models: &ReadModels, supplier: &SupplierId, handle: &Handle) -> Result<Answered, SqlError> {
    let scope = Scope { views: VIEWS.to_vec(), share: Share::All };
    let of = supplier.to_string();
    answered(QUESTION, &[("supplier", &of)], |question, rows| models.answer(question, &scope, handle, || true, rows))
}
