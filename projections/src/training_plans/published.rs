//! What is published of training plans.

use domain::queries::SHOW_TRAINING;

use crate::published::ColumnKind::{Boolean, Instant, Integer, Json, Text};
use crate::published::{PublishedView, column};

/// Training plans.
pub const TRAINING_PLANS: PublishedView = PublishedView {
    name: "training_plans",
    about: "A row for each quarter that has a training plan (P6.1; open point 12).",
    permission: &SHOW_TRAINING,
    columns: &[
        column("number", Integer, "the position of its first event"),
        column("plan", Text, "the quarter, as 2026-Q4"),
        column("stage", Text, "drafted (and not approved as it is), returned or approved"),
        column("items", Integer, "how many trainings it has"),
        column("held", Integer, "how many of them were held"),
        column("overdue", Integer, "how many were due and are still not held"),
        column("held_late", Integer, "how many were held after they were found overdue"),
        column("drafted_at", Instant, "when it was begun"),
        column("approved_at", Instant, "when it was approved last"),
        column("approved_by", Text, "by whom"),
        column("last_changed_at", Instant, "when its last event was recorded"),
        column("revision", Integer, "the revision of its last event"),
    ],
    select: "SELECT number, plan, stage, items, held, overdue, held_late, instant(drafted_at_us) AS drafted_at,
            instant(approved_at_us) AS approved_at, approved_by, instant(last_changed_at_us) AS last_changed_at, revision
        FROM training_plans.training_plans",
};

/// What is in them.
pub const TRAINING_PLAN_ITEMS: PublishedView = PublishedView {
    name: "training_plan_items",
    about: "A row for each training of a plan, also those that were taken out again (P6.1).",
    permission: &SHOW_TRAINING,
    columns: &[
        column("number", Integer, "tells rows apart, and grows with the plans"),
        column("plan", Text, "the quarter"),
        column("item", Integer, "its number in the plan"),
        column("state", Text, "planned, held or removed"),
        column("course", Text, "the course"),
        column("departments", Json, "the departments that are to be trained"),
        column("groups", Json, "the groups that are to be trained"),
        column("people", Json, "the people who are to be trained"),
        column("due_at", Instant, "until when it is to be held"),
        column("overdue_since", Instant, "when it was due, if it was not held by then"),
        column("is_approved", Boolean, "whether the plan was approved with it"),
        column("need", Text, "the need that it is to meet"),
        column("session", Text, "the session that carried it out"),
        column("held_at", Instant, "when that was held"),
    ],
    select: "SELECT number, plan, item, state, course, departments, groups, people, instant(target_us) AS due_at,
            instant(overdue_since_us) AS overdue_since, is_approved, need, session, instant(held_at_us) AS held_at
        FROM training_plans.training_plan_items",
};
