//! What is published of periodic reports.

use domain::queries::SHOW_MEASURES;

use crate::published::ColumnKind::{Boolean, Instant, Integer, Text};
use crate::published::{PublishedView, column};

/// Periodic reports.
pub const PERIODIC_REPORTS: PublishedView = PublishedView {
    name: "periodic_reports",
    about: "A row for each periodic report that was made: what it is bound to, and how far it is (P5.3).",
    permission: &SHOW_MEASURES,
    columns: &[
        column("number", Integer, "the position of the event by which it was made"),
        column("period", Text, "the period, which is the id of the report"),
        column("kind", Text, "month, quarter or year"),
        column("nth", Integer, "which one it is of this period, from 1"),
        column("is_latest", Boolean, "whether no later one was made"),
        column("stage", Text, "made, submitted or acknowledged"),
        column("because", Text, "period_over or requested"),
        column("event", Text, "the event by which it was made"),
        column("made_at", Instant, "when it was made"),
        column("at", Integer, "the position of the last event that was counted"),
        column("as_of", Instant, "the instant up to which deadlines and windows are over"),
        column("policy_version", Integer, "the version of the policy"),
        column("supplier_scheme_version", Integer, "the version of the scheme by which suppliers are evaluated"),
        column("appraisal_scheme_version", Integer, "the version of the scheme by which people are appraised"),
        column("content", Text, "the hash of what it says"),
        column("submitted_at", Instant, "when it was submitted to management"),
        column("submitted_by", Text, "by whom"),
        column("submitted_remark", Text, "what was said to it"),
        column("acknowledged_at", Instant, "when management took note of it"),
        column("acknowledged_by", Text, "who did"),
        column("acknowledged_remark", Text, "what management said to it"),
        column("revision", Integer, "the revision of the last event of this period's stream"),
    ],
    select: "SELECT number, period, kind, nth, is_latest, stage, because, event, instant(made_at_us) AS made_at, at,
            instant(as_of_us) AS as_of, policy_version, supplier_scheme_version, appraisal_scheme_version, content,
            instant(submitted_at_us) AS submitted_at, submitted_by, submitted_remark,
            instant(acknowledged_at_us) AS acknowledged_at, acknowledged_by, acknowledged_remark, revision
        FROM periodic_reports.periodic_reports",
};
