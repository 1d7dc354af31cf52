//! What is published of courses.

use domain::queries::SHOW_TRAINING;

use crate::published::ColumnKind::{Boolean, Instant, Integer, Json, Text};
use crate::published::{PublishedView, column};

/// Courses.
pub const COURSES: PublishedView = PublishedView {
    name: "courses",
    about: "A row for each course, as its latest version has it (P6.1, P6.3).",
    permission: &SHOW_TRAINING,
    columns: &[
        column("number", Integer, "the position of its first event"),
        column("course", Text, "the code of the course"),
        column("title", Text, "what people call it"),
        column("kind", Text, "engine_principles, repair, fault_diagnosis, service_attitude or cross_department_exchange"),
        column("version", Integer, "the number of its latest version"),
        column("is_in_use", Boolean, "whether something new can be planned with it"),
        column("content", Json, "what is taught, in order"),
        column("assessments", Json, "what has to be passed; empty where taking part is enough"),
        column("partners", Json, "the departments with which an exchange is held"),
        column("failure_codes", Json, "the failure codes whose frequency it is to bring down"),
        column("valid_for", Text, "how long a pass holds (ISO 8601); null: for good"),
        column("defined_at", Instant, "when it was defined first"),
        column("last_changed_at", Instant, "when its last event was recorded"),
        column("revision", Integer, "the revision of its last event"),
    ],
    select: "SELECT number, substr(stream, 8) AS course, title, kind, version, is_in_use, content, assessments, partners,
            failure_codes, valid_for, instant(defined_at_us) AS defined_at, instant(last_changed_at_us) AS last_changed_at,
            revision
        FROM courses.courses",
};
