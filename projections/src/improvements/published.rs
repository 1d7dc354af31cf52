//! What is published of improvement measures.

use domain::queries::SHOW_IMPROVEMENTS;

use crate::published::ColumnKind::{Instant, Integer, Text};
use crate::published::{PublishedView, column};

/// Improvement measures.
pub const IMPROVEMENTS: PublishedView = PublishedView {
    name: "improvements",
    about: "A row for each improvement measure, preventive or corrective, from any source (P1.3, P3.2.d, P4.2.c, P7.2).",
    permission: &SHOW_IMPROVEMENTS,
    columns: &[
        column("number", Integer, "the position of its first event"),
        column("improvement", Text, "the measure's id"),
        column("kind", Text, "preventive or corrective"),
        column("title", Text, "what people call it"),
        column("stage", Text, "open, done (and not verified), effective or cancelled"),
        column("owner", Text, "who answers for it"),
        column("department", Text, "the department of the owner"),
        column("source", Text, "ticket, responsibility_report, emergency_evaluation, supplier or other"),
        column("ticket", Text, "the ticket that it comes from"),
        column("supplier", Text, "the supplier that it concerns"),
        column("failure_code", Text, "the failure code that it is to put an end to"),
        column("part", Text, "the part that it is about"),
        column("engine_model", Text, "the engine model that it is about"),
        column("opened_at", Instant, "when it was opened"),
        column("due_at", Instant, "until when it is to be done"),
        column("overdue_since", Instant, "the last time at which it was due and not done; it stays when the time is moved"),
        column("steps", Integer, "how many steps it has"),
        column("steps_done", Integer, "how many of them are done"),
        column("done_at", Instant, "when its owner declared it done"),
        column("effective_from", Instant, "from when on it works"),
        column("verified_at", Instant, "when its effect was verified last"),
        column("verified_by", Text, "by whom"),
        column("without_effect", Integer, "how often it was found to have no effect"),
        column("last_changed_at", Instant, "when its last event was recorded"),
        column("revision", Integer, "the revision of its last event"),
    ],
    select: "SELECT number, stream AS improvement, kind, title, stage, owner, department, source, ticket, supplier, failure_code,
            part, engine_model, instant(opened_at_us) AS opened_at, instant(target_us) AS due_at,
            instant(overdue_since_us) AS overdue_since, steps, steps_done, instant(done_at_us) AS done_at,
            instant(effective_from_us) AS effective_from, instant(verified_at_us) AS verified_at, verified_by,
            without_effect, instant(last_changed_at_us) AS last_changed_at, revision
        FROM improvements.improvements",
};
