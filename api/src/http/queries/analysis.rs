//! Quality tools over what measures count.

use axum::routing::get;
use domain::queries as permission;

use super::measures::{BY, PERIOD};
use super::{AS_OF, Answer, Body, FRESH, OCCURRED, Query, json};
use crate::http::{analysis, repairs};

pub(super) const BARS: (&str, &str) =
    ("limit", "categories with a bar of their own, 1 to 500; 24 if absent; the rest stands in one, last");
const MEASURE: (&str, &str) = ("measure", "count (issues that were received), cost or downtime; count if absent");
const CURRENCY: (&str, &str) = ("currency", "of costs, as CNY; the only one there is if absent");
const OF: (&str, &str) = (
    "of",
    "breached, dissatisfied, reopened, recurred, unconfirmed or late_entries; as events for each issue: breaches_per_issue or \
     signs_per_issue",
);
const POINTS: (&str, &str) =
    ("points", "how many periods of the same kind, 1 to 60, the last of them `period`; 12 if absent");
const MODEL: (&str, &str) = ("engine_model", "the model of the engines; all if absent");
pub(super) const LANG: (&str, &str) = ("lang", "zh-CN or en; else what `Accept-Language` prefers");

/// The rows of the table.
pub(in crate::http) fn analysis() -> [Query; 5] {
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
        query(
            "/v1/analysis/pareto",
            "The Pareto chart of the issues of a period (P5.2), by how many were received, what was spent or how long engines stood still: \
             categories in falling order with their shares, and the vital few that make 80 %.",
            &[PERIOD, BY, MEASURE, CURRENCY, BARS, AS_OF, OCCURRED, FRESH],
            json::<analysis::ParetoShown>(),
            get(analysis::pareto_chart),
        ),
        query(
            "/v1/analysis/pareto.svg",
            "The same as a picture, with all of it in words for those who cannot see it.",
            &[PERIOD, BY, MEASURE, CURRENCY, BARS, LANG, AS_OF, OCCURRED, FRESH],
            Answer::Other("image/svg+xml"),
            get(analysis::pareto_picture),
        ),
        query(
            "/v1/analysis/control-chart",
            "A rate over periods with the limits of what chance makes, and where more than chance is at work (P5.2, P5.3). Fewer than \
             12 points with data say nothing, and it says so.",
            &[PERIOD, OF, POINTS, AS_OF, OCCURRED, FRESH],
            json::<analysis::ControlShown>(),
            get(analysis::control_chart),
        ),
        query(
            "/v1/analysis/control-chart.svg",
            "The same as a picture, with all of it in words.",
            &[PERIOD, OF, POINTS, LANG, AS_OF, OCCURRED, FRESH],
            Answer::Other("image/svg+xml"),
            get(analysis::control_picture),
        ),
        Query {
            permission: Some(&permission::SHOW_QUALITY),
            ..query(
                "/v1/analysis/repairs",
                "How engines age (P4.3.a, P5.3): repairs by days since an engine was built, of those of which that is recorded: for a \
                 thousand engines until 90, 180, 365 and 730 days, their mean (Nelson's mean cumulative function), and whether they \
                 come ever more often (Crow-AMSAA; with fewer than ten it says that these are too few).",
                &[MODEL, FRESH],
                json::<repairs::RepairsShown>(),
                get(repairs::repairs),
            )
        },
    ]
}
