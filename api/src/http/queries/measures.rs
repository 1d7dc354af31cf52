//! Measures, and what stands behind them.

use axum::routing::get;
use domain::queries as permission;

use super::{AS_OF, Body, CURSOR, FRESH, LIMIT, OCCURRED, Query, json};
use crate::http::{effects, measures};

pub(super) const PERIOD: (&str, &str) =
    ("period", "a month as 2026-10, a quarter as 2026-Q3, a year as 2026, of the factory's time");
const EACH: (&str, &str) = ("each", "month or quarter: the period in parts, for a series");
pub(super) const BY: (&str, &str) = (
    "by",
    "department, group, person, engine_model, part, issue_type, failure_code, cause, supplier, channel or class",
);

const WINDOW: (&str, &str) =
    ("window", "how long before and after, as PT2160H; the second window of recurrence of the policy if absent");

/// The rows of the table.
pub(in crate::http) fn measures() -> [Query; 4] {
    [
        Query {
            method: "get",
            path: "/v1/measures".into(),
            summary: "The measures of a period (P4.3.a): timeliness raw and adjusted, satisfaction, recurrence, first-time fix, \
                      reopening, times, late entries, reassessments, waivers, signs of gaming. Rates come with what they were made of \
                      and a Wilson interval of 95 %; docs/measures.md has the definitions.",
            permission: Some(&permission::SHOW_MEASURES),
            parameters: &[PERIOD, EACH, BY, AS_OF, OCCURRED, FRESH],
            body: Body::None,
            answer: json::<measures::MeasuresShown>(),
            handler: get(measures::show),
        },
        Query {
            method: "get",
            path: "/v1/measures/behind".into(),
            summary: "The observations behind a figure, each with its ticket and the event that decided it, in order of time.",
            permission: Some(&permission::SHOW_MEASURES),
            parameters: &[
                PERIOD,
                (
                    "figure",
                    "received, ended, answered, kept, rated, judged, running, owned, took, solved, recurred, first_visit, \
                     entries or sign",
                ),
                EACH,
                BY,
                ("key", "of the cut; empty for what is known of none"),
                LIMIT,
                CURSOR,
                AS_OF,
                OCCURRED,
                FRESH,
            ],
            body: Body::None,
            answer: json::<measures::Behind>(),
            handler: get(measures::show_behind),
        },
        Query {
            method: "get",
            path: "/v1/improvements/{id}/effect".into(),
            summary: "What an improvement measure came to (P1.3): how often its cause was met, of all diagnosed issues, in a time before \
                      and in as long a time after it took effect, with the interval of the change.",
            permission: Some(&permission::SHOW_MEASURES),
            parameters: &[WINDOW],
            body: Body::None,
            answer: json::<effects::OfImprovement>(),
            handler: get(effects::of_improvement),
        },
        Query {
            method: "get",
            path: "/v1/courses/{id}/effect".into(),
            summary: "What a course came to (P6.1): timeliness and recurrence of those who were trained and of those who were not, before \
                      and after, and by how much more they changed for the trained ones, with intervals.",
            permission: Some(&permission::SHOW_MEASURES),
            parameters: &[WINDOW, ("by", "group or department: who is trained together; group if absent")],
            body: Body::None,
            answer: json::<effects::OfCourse>(),
            handler: get(effects::of_course),
        },
    ]
}
