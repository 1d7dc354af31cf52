//! Periodic reports.

use axum::routing::get;
use domain::queries as permission;
use domain::report::Report;
use projections::PeriodicReports;
use projections::periodic_reports::PERIODIC_REPORTS;

use super::{AS_OF, Body, FRESH, OCCURRED, Query, json};
use crate::http::listing::Listing;
use crate::http::reports;

const FORMAT: (&str, &str) =
    ("format", "json, html (a page to read and print), xlsx (a workbook) or csv; json if absent");
const LANG: (&str, &str) = ("lang", "zh-CN or en, of html, xlsx and csv; else what `Accept-Language` prefers");
const NUMBER: (&str, &str) =
    ("number", "`nth` of the list: what that one said when it was made; as known now if absent");

/// The rows of the table.
pub(in crate::http) fn reports() -> [Query; 3] {
    let query = |path: &'static str, summary, parameters, answer, handler| Query {
        method: "get",
        path: path.into(),
        summary,
        permission: Some(&permission::SHOW_MEASURES),
        parameters,
        body: Body::None,
        answer,
        handler,
    };
    [
        REPORTS.query::<PeriodicReports>(),
        query(
            "/v1/periodic-reports/{id}/content",
            "The report of a month, a quarter or a year (P5.3): as known now, as known then (`as_of`), or as it was made (`number`). It \
             names the position and the versions of the rules to which it is bound. Also of a period that is not over.",
            &[FORMAT, LANG, NUMBER, AS_OF, OCCURRED, FRESH],
            json::<Report>(),
            get(reports::show),
        ),
        query(
            "/v1/periodic-reports/{id}/differences",
            "Line by line what a report that was made would say otherwise, with the events that were recorded since and bear on it.",
            &[
                ("since", "`nth` of the report that was made; the latest one if absent"),
                ("until", "`nth` of a later one; as known now if absent"),
                FRESH,
            ],
            json::<reports::Compared>(),
            get(reports::differences),
        ),
    ]
}

static REPORTS: Listing = Listing {
    path: "/v1/periodic-reports",
    summary: "Periodic reports that were made, newest first (P5.3).",
    view: &PERIODIC_REPORTS,
    filters: &[
        ("period", "a month as 2026-10, a quarter as 2026-Q3, a year as 2026"),
        ("kind", "month, quarter or year"),
        ("stage", "made, submitted or acknowledged"),
        ("is_latest", "true: those that no later one of the period followed"),
    ],
    for_suppliers: None,
};
