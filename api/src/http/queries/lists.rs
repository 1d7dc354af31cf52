//! The lists of published views.

use domain::queries as permission;
use projections::Plans;
use projections::plans::{PLAN_EXERCISES, PLAN_VERSIONS};

use super::Query;
use crate::http::listing::Listing;

/// The rows of the table.
pub(in crate::http) fn lists() -> [Query; 2] {
    [VERSIONS.query::<Plans>(), EXERCISES.query::<Plans>()]
}

static VERSIONS: Listing = Listing {
    path: "/v1/plan-versions",
    summary: "The versions of emergency plans, drafts too, with what emergencies have taught them (P3.3.d).",
    permission: &permission::SHOW_PLANS,
    view: &PLAN_VERSIONS,
    filters: &[("plan", "the code of the plan"), ("state", "drafted, returned or approved")],
};

static EXERCISES: Listing = Listing {
    path: "/v1/plan-exercises",
    summary: "The emergencies in which a plan was started, with their times: which version did how well (P3.3.d).",
    permission: &permission::SHOW_PLANS,
    view: &PLAN_EXERCISES,
    filters: &[
        ("plan", "the code of the plan"),
        ("version", "its version"),
        ("ticket", "the ticket's id"),
        ("finding", "no_change or improve"),
        ("started_at_from", "started at or after"),
        ("started_at_before", "started before"),
    ],
};
