//! What is published of appraisals.

use domain::queries::SHOW_APPRAISALS;

use crate::published::ColumnKind::{Instant, Integer, Text};
use crate::published::{PublishedView, column};

/// Appraisals.
pub const APPRAISALS: PublishedView = PublishedView {
    name: "appraisals",
    about: "A row for each appraisal of a department or a person for a period (P4.3.a). A result that was withdrawn, because a \
            dispute overturned what it rested on, is in the history and not here (open point 11).",
    permission: &SHOW_APPRAISALS,
    columns: &[
        column("number", Integer, "the position of its first event"),
        column("appraisal", Text, "the appraisal's id"),
        column("period", Text, "the period: a month, a quarter or a year"),
        column("subject", Text, "person or department"),
        column("person", Text, "the person who is appraised"),
        column("department", Text, "the department that is appraised, or that of the person"),
        column("scheme_version", Integer, "the version of the scheme by which is appraised"),
        column("stage", Text, "opened, assessed, acknowledged, objected, answered, approved or withdrawn"),
        column("result", Text, "what it came to, from 0 to 100, as an exact decimal"),
        column("opened_at", Instant, "when it was opened"),
        column("assessed_at", Instant, "when it was assessed last"),
        column("assessed_by", Text, "by whom"),
        column("objections_until", Instant, "until when the appraised may object"),
        column("acknowledged_at", Instant, "when the appraised accepted the result"),
        column("objected_at", Instant, "when the appraised objected to the result"),
        column("approved_at", Instant, "when the result was approved"),
        column("approved_by", Text, "by whom"),
        column("outcomes", Text, "what followed from the result, as a list in JSON"),
        column("withdrawn", Integer, "how often a result was withdrawn"),
        column("last_changed_at", Instant, "when its last event was recorded"),
        column("revision", Integer, "the revision of its last event"),
    ],
    select: "SELECT number, stream AS appraisal, period, subject, person, department, scheme_version, stage, result,
            instant(opened_at_us) AS opened_at, instant(assessed_at_us) AS assessed_at, assessed_by,
            instant(objections_until_us) AS objections_until, instant(acknowledged_at_us) AS acknowledged_at,
            instant(objected_at_us) AS objected_at, instant(approved_at_us) AS approved_at, approved_by, outcomes, withdrawn,
            instant(last_changed_at_us) AS last_changed_at, revision
        FROM appraisals.appraisals",
};
