//! Cause-and-effect analyses.

use axum::routing::get;
use domain::cause_analysis::CauseTree;
use domain::queries as permission;
use projections::CauseAnalyses;
use projections::cause_analyses::{CAUSE_ANALYSES, CAUSES};

use super::analysis::{BARS, LANG};
use super::measures::PERIOD;
use super::{Answer, Body, FRESH, Query, json};
use crate::http::analysis::ParetoShown;
use crate::http::cause_analyses;
use crate::http::listing::{By, Listing};

const CAUSES_BY: (&str, &str) =
    ("by", "cause or category (people, machine, material, method, environment, measurement); cause if absent");

/// The rows of the table.
pub(in crate::http) fn cause_analyses() -> [Query; 7] {
    let query = |path: &'static str, summary, parameters, answer, handler| Query {
        method: "get",
        path: path.into(),
        summary,
        permission: Some(&permission::SHOW_RECORDS),
        parameters,
        body: Body::None,
        answer,
        handler,
    };
    [
        ANALYSES.query::<CauseAnalyses>(),
        ANALYSES.one::<CauseAnalyses>(By::Stream("cause_analysis")),
        FOUND.query::<CauseAnalyses>(),
        query(
            "/v1/cause-analyses/{id}/tree",
            "The causes of an analysis as a tree (P5.2): by category, each with what was found, the evidence for and against it, and \
             what is below it. Withdrawn ones are left out.",
            &[],
            json::<CauseTree>(),
            get(cause_analyses::tree),
        ),
        query(
            "/v1/cause-analyses/{id}/diagram.svg",
            "The same as a cause-and-effect diagram, with all of it in words for those who cannot see it.",
            &[LANG],
            Answer::Other("image/svg+xml"),
            get(cause_analyses::diagram),
        ),
        Query {
            permission: Some(&permission::SHOW_MEASURES),
            ..query(
                "/v1/analysis/confirmed-causes",
                "The Pareto chart of what analyses have confirmed (P5.2): issues that were received in a period with the failure code and \
                 part under which a confirmed cause is counted. `without` are confirmed causes that are counted under none.",
                &[PERIOD, CAUSES_BY, BARS, FRESH],
                json::<ParetoShown>(),
                get(cause_analyses::confirmed_causes),
            )
        },
        Query {
            permission: Some(&permission::SHOW_MEASURES),
            ..query(
                "/v1/analysis/confirmed-causes.svg",
                "The same as a picture, with all of it in words.",
                &[PERIOD, CAUSES_BY, BARS, LANG, FRESH],
                Answer::Other("image/svg+xml"),
                get(cause_analyses::confirmed_causes_picture),
            )
        },
    ]
}

static ANALYSES: Listing = Listing {
    path: "/v1/cause-analyses",
    summary: "Cause-and-effect analyses, newest first (P5.2).",
    view: &CAUSE_ANALYSES,
    filters: &[
        ("stage", "open or concluded"),
        ("owner", "who answers for it"),
        ("ticket", "the ticket's id"),
        ("failure_code", "the failure code"),
        ("part", "the part"),
        ("engine_model", "the engine model"),
    ],
    for_suppliers: None,
};

static FOUND: Listing = Listing {
    path: "/v1/causes",
    summary: "The possible causes of all analyses, with what was found (P5.2).",
    view: &CAUSES,
    filters: &[
        ("analysis", "the analysis' id"),
        ("category", "the category"),
        ("verdict", "open, confirmed or rejected"),
        ("is_root_cause", "true: root causes only"),
        ("failure_code", "the failure code under which it is counted"),
        ("part", "the part under which it is counted"),
    ],
    for_suppliers: None,
};
