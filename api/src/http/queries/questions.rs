//! What is asked with a body.

use axum::routing::post;
use domain::backtest::Drafts;
use domain::queries as permission;
use projections::sql::Question;
use schemars::SchemaGenerator;

use super::{AS_OF, Body, CURSOR, FRESH, OCCURRED, Query, json};
use crate::http::{backtest, metrics, sql};
use crate::sql::{Answer as Answered, Preview, Tried};

/// The rows of the table.
pub(in crate::http) fn questions() -> [Query; 3] {
    [
        Query {
            method: "post",
            path: "/v1/sql".into(),
            summary: "Answers a question in SQL over published views, all at one position. It reads and does nothing else; it may \
                      take 10 s. `GET /v1/views` has the views. What is asked often is a metric.",
            permission: Some(&permission::ASK),
            parameters: &[("limit", "rows of the answer, 1 to 10000; 1000 if absent"), AS_OF, OCCURRED],
            body: Body::Required(SchemaGenerator::subschema_for::<Question>),
            answer: json::<Answered>(),
            handler: post(sql::question),
        },
        Query {
            method: "post",
            path: "/v1/metrics/try".into(),
            summary: "Tries a statement before it is a metric: its columns, the views that it reads, the first rows, and how long \
                      it will take. With many tickets it is tried on a sixteenth of them.",
            permission: Some(&permission::ASK),
            parameters: &[],
            body: Body::Required(SchemaGenerator::subschema_for::<Tried>),
            answer: json::<Preview>(),
            handler: post(metrics::attempt),
        },
        Query {
            method: "post",
            path: "/v1/policy/backtest".into(),
            summary: "What the verdicts of the past would have been under another version of the policy or of a calendar, published \
                      or sent as a draft (open point 7). Nothing is written. Compared is what the record showed at each deadline; \
                      reassessments and waivers are counted apart. What people would have done nobody can tell. The first page \
                      counts all clocks; with `cursor` and the same body and parameters the changed ones go on. What takes longer \
                      than 20 s is refused.",
            permission: Some(&permission::BACKTEST_POLICY),
            parameters: BACKTEST,
            body: Body::Optional(SchemaGenerator::subschema_for::<Drafts>),
            answer: json::<backtest::Backtest>(),
            handler: post(backtest::run),
        },
    ]
}

pub(super) const BACKTEST: &[(&str, &str)] = &[
    ("version", "a published version of the policy, instead of a draft; 0: the defaults before any was published"),
    ("calendar", "published versions of calendars, as `weifang-5x9=2`, with commas between them"),
    ("from", "clocks that started at or after"),
    ("until", "clocks that started before"),
    ("clock", "which clock, as `/v1/policy` names them"),
    ("class", "general, important or emergency"),
    ("group", "the group that has the ticket"),
    ("live_only", "true: without the clocks of imported history"),
    ("limit", "changed clocks on a page, 1 to 500; 50 if absent"),
    CURSOR,
    FRESH,
];
