//! What is published of training needs.

use domain::queries::SHOW_TRAINING;

use crate::published::ColumnKind::{Instant, Integer, Json, Text};
use crate::published::{PublishedView, column};

/// Training needs.
pub const TRAINING_NEEDS: PublishedView = PublishedView {
    name: "training_needs",
    about: "A row for each training need, found in issues that really occurred or proposed by somebody (P6.1).",
    permission: &SHOW_TRAINING,
    columns: &[
        column("number", Integer, "the position of its first event"),
        column("training_need", Text, "the need's id"),
        column("stage", Text, "proposed, accepted, declined or met"),
        column("source", Text, "issues or person"),
        column("reason", Text, "why, where a person proposed it"),
        column("failure_code", Text, "the confirmed cause that was met often"),
        column("period", Text, "when its issues were confirmed"),
        column("department", Text, "the department that met it"),
        column("group_code", Text, "the group that met it"),
        column("issues", Integer, "how many issues had it"),
        column("of_issues", Integer, "how many issues with a confirmed cause they met in all"),
        column("since", Instant, "when the first of them was confirmed"),
        column("tickets", Json, "the tickets, the first ones of many"),
        column("trainees", Json, "who is to be trained: departments, groups, people"),
        column("course", Text, "the course that is to meet it, or would"),
        column("proposed_at", Instant, "when it was proposed"),
        column("proposed_by", Text, "by whom"),
        column("decided_at", Instant, "when it was accepted or declined"),
        column("decided_by", Text, "by whom"),
        column("plan", Text, "the quarter in whose plan it is"),
        column("due_at", Instant, "until when it is to be met there"),
        column("session", Text, "the session that met it"),
        column("last_changed_at", Instant, "when its last event was recorded"),
        column("revision", Integer, "the revision of its last event"),
    ],
    select: "SELECT number, stream AS training_need, stage, source, reason, failure_code, period, department, group_code, issues, of_issues,
            instant(since_us) AS since, tickets, trainees, course, instant(proposed_at_us) AS proposed_at, proposed_by,
            instant(decided_at_us) AS decided_at, decided_by, plan, instant(target_us) AS due_at, session,
            instant(last_changed_at_us) AS last_changed_at, revision
        FROM training_needs.training_needs",
};
