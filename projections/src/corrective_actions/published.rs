//! What is published of corrective actions.

use domain::queries::SHOW_SUPPLIER_NOTICES;

use crate::published::ColumnKind::{Instant, Integer, Json, Text};
use crate::published::{PublishedView, column};

/// Corrective actions.
pub const CORRECTIVE_ACTIONS: PublishedView = PublishedView {
    name: "corrective_actions",
    about: "A row for each corrective action that a supplier owes (P7.2).",
    permission: &SHOW_SUPPLIER_NOTICES,
    columns: &[
        column("number", Integer, "the position of its first event"),
        column("corrective_action", Text, "the action's id"),
        column("supplier", Text, "the supplier's code"),
        column("notices", Json, "the notices that it comes from"),
        column("stage", Text, "open, accepted (and not verified), effective or cancelled"),
        column("level", Text, "minor, major or critical"),
        column("requested_at", Instant, "when it was asked for"),
        column("due_at", Instant, "when its last gate is due"),
        column("returned", Integer, "how many answers were returned"),
        column("overdue", Integer, "how many of its gates were overdue"),
        column("effective_from", Instant, "from when on what was carried out works, once that was accepted"),
        column("verified_at", Instant, "when its effect was verified last"),
        column("without_effect", Integer, "how often it was found to have no effect"),
        column("last_changed_at", Instant, "when its last event was recorded"),
        column("revision", Integer, "the revision of its last event"),
        column("said_by", Text, "the event that says last how it stands: the request, or a verification"),
        column(
            "rounds",
            Json,
            "what it came to at each of its dates: begun_by and said_by (events), due_at, and the outcome open, missed, \
             without_effect or effective",
        ),
    ],
    select: "SELECT number, stream AS corrective_action, supplier, notices, stage, level,
            instant(requested_at_us) AS requested_at, instant(last_due_at_us) AS due_at, returned, overdue,
            instant(effective_from_us) AS effective_from, instant(verified_at_us) AS verified_at, without_effect,
            instant(last_changed_at_us) AS last_changed_at, revision, said_by, rounds
        FROM corrective_actions.corrective_actions",
};

/// Their gates.
pub const ACTION_GATES: PublishedView = PublishedView {
    name: "corrective_action_gates",
    about: "A row for each gate of a corrective action: d3 containment, d4 root cause, d5 chosen, d6 carried out, d7 prevented \
            elsewhere (P7.2).",
    permission: &SHOW_SUPPLIER_NOTICES,
    columns: &[
        column("number", Integer, "a number of its own"),
        column("action", Text, "the action's id"),
        column("supplier", Text, "the supplier's code"),
        column("gate", Text, "d3, d4, d5, d6 or d7"),
        column("due_at", Instant, "until when it is to be answered"),
        column(
            "overdue_since",
            Instant,
            "the last time at which it was due and not answered; it stays when the time is moved",
        ),
        column("answered_at", Instant, "when it was answered last"),
        column("answer", Text, "by which event"),
        column("review", Text, "what became of the answer: open, accepted or returned"),
    ],
    select: "SELECT number, action, supplier, gate, instant(gate_due_at_us) AS due_at,
            instant(overdue_since_us) AS overdue_since, instant(answered_at_us) AS answered_at, answer, review
        FROM corrective_actions.action_gates",
};
