//! What is published of training sessions.

use domain::queries::{SHOW_QUALIFICATIONS, SHOW_TRAINING};

use crate::published::ColumnKind::{Instant, Integer, Json, Text};
use crate::published::{PublishedView, column};

/// Sessions.
pub const TRAINING_SESSIONS: PublishedView = PublishedView {
    name: "training_sessions",
    about: "A row for each training session (P6.1, P6.2).",
    permission: &SHOW_TRAINING,
    columns: &[
        column("number", Integer, "the position of its first event"),
        column("training_session", Text, "the session's id"),
        column("stage", Text, "planned, held or cancelled"),
        column("course", Text, "the course"),
        column("course_version", Integer, "its version"),
        column("kind", Text, "engine_principles, repair, fault_diagnosis, service_attitude or cross_department_exchange"),
        column("trainer", Text, "who teaches, if it is somebody of the factory"),
        column("organisation", Text, "from where the trainer is, if from outside"),
        column("place", Text, "where it takes place"),
        column("begins_at", Instant, "when it begins"),
        column("ends_at", Instant, "when it ends"),
        column("departments", Json, "the departments that are invited"),
        column("participants", Json, "the people who are invited"),
        column("plan", Text, "the quarter whose plan it carries out"),
        column("item", Integer, "the number of the training there"),
        column("moved", Integer, "how often it was moved"),
        column("held_at", Instant, "when it was held"),
        column("attended", Integer, "how many were there"),
        column("excused", Integer, "how many were excused"),
        column("absent", Integer, "how many were missing without an excuse"),
        column("last_changed_at", Instant, "when its last event was recorded"),
        column("revision", Integer, "the revision of its last event"),
    ],
    select: "SELECT number, stream AS training_session, stage, course, course_version, kind, trainer, organisation, place,
            instant(from_us) AS begins_at, instant(until_us) AS ends_at, departments, participants, plan, item, moved,
            instant(held_at_us) AS held_at, attended, excused, absent, instant(last_changed_at_us) AS last_changed_at, revision
        FROM training_sessions.training_sessions",
};

/// Who was there.
pub const TRAINING_ATTENDANCE: PublishedView = PublishedView {
    name: "training_attendance",
    about: "A row for each person of whom it was recorded whether he was at a session, with department and groups as they were \
            then: by it trained and untrained groups are told apart (P6.1).",
    permission: &SHOW_QUALIFICATIONS,
    columns: &[
        column("number", Integer, "tells rows apart, and grows with the sessions"),
        column("session", Text, "the session's id"),
        column("course", Text, "the course"),
        column("course_version", Integer, "its version"),
        column("kind", Text, "the kind of the course"),
        column("held_at", Instant, "when it was held"),
        column("person", Text, "the person"),
        column("department", Text, "the department of the person then"),
        column("groups", Json, "the groups of the person then"),
        column("attendance", Text, "attended, excused or absent"),
    ],
    select: "SELECT number, session, course, course_version, kind, instant(held_at_us) AS held_at, person, department, groups,
            attendance
        FROM training_sessions.training_attendance",
};
