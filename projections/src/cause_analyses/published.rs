//! What is published of cause-and-effect analyses.

use domain::queries::SHOW_RECORDS;

use crate::published::ColumnKind::{Boolean, Instant, Integer, Text};
use crate::published::{PublishedView, column};

/// Analyses.
pub const CAUSE_ANALYSES: PublishedView = PublishedView {
    name: "cause_analyses",
    about: "A row for each cause-and-effect analysis: of which effect, how far it is, and how many causes were found (P5.2).",
    permission: &SHOW_RECORDS,
    columns: &[
        column("number", Integer, "the position of its first event"),
        column("cause_analysis", Text, "the analysis' id"),
        column("effect", Text, "what is to be explained"),
        column("stage", Text, "open or concluded"),
        column("owner", Text, "who answers for it"),
        column("department", Text, "the department of the owner"),
        column("ticket", Text, "the ticket that it concerns"),
        column("failure_code", Text, "the failure code that it concerns"),
        column("part", Text, "the part that it concerns"),
        column("engine_model", Text, "the engine model that it concerns"),
        column("period", Text, "the period that it concerns"),
        column("confirmed", Integer, "how many causes are confirmed"),
        column("open", Integer, "how many are not judged"),
        column("rejected", Integer, "how many are rejected"),
        column("opened_at", Instant, "when it was opened"),
        column("last_changed_at", Instant, "when its last event was recorded"),
        column("revision", Integer, "the revision of its last event"),
    ],
    select: "SELECT number, stream AS cause_analysis, effect, stage, owner, department, ticket, failure_code, part, engine_model,
            period, confirmed, open, rejected, instant(opened_at_us) AS opened_at,
            instant(last_changed_at_us) AS last_changed_at, revision
        FROM cause_analyses.cause_analyses",
};

/// Causes.
pub const CAUSES: PublishedView = PublishedView {
    name: "causes",
    about: "A row for each possible cause of an analysis, with what was found (P5.2).",
    permission: &SHOW_RECORDS,
    columns: &[
        column("number", Integer, "tells rows apart, and grows with the analyses"),
        column("analysis", Text, "the analysis' id"),
        column("cause", Integer, "its number in the analysis"),
        column(
            "category",
            Text,
            "people, machine, material, method, environment or measurement, by their names in JSON",
        ),
        column("text", Text, "what it is"),
        column("parent", Integer, "the cause to which it answers why; the effect itself if absent"),
        column("verdict", Text, "open, confirmed or rejected; absent where it was withdrawn"),
        column("is_root_cause", Boolean, "whether the analysis was concluded with it as a root cause"),
        column("evidence_for", Integer, "how many pieces of evidence speak for it"),
        column("evidence_against", Integer, "how many speak against it"),
        column("failure_code", Text, "the failure code under which it is counted"),
        column("part", Text, "the part under which it is counted"),
        column("added_by", Text, "who added it"),
    ],
    select:
        "SELECT number, analysis, cause, category, text, parent, verdict, is_root_cause, evidence_for, evidence_against,
            failure_code, part, added_by
        FROM cause_analyses.causes",
};
