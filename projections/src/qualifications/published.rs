//! What is published of how people stand in courses.

use domain::queries::SHOW_QUALIFICATIONS;

use crate::published::ColumnKind::{Boolean, Instant, Integer, Json, Text};
use crate::published::{PublishedView, column};

/// How people stand.
pub const QUALIFICATIONS: PublishedView = PublishedView {
    name: "qualifications",
    about: "A row for each person and each course that he has to do with: the chain of training and assessment that goes on, or \
            that ended last, with a pass or with a decision (P6.3).",
    permission: &SHOW_QUALIFICATIONS,
    columns: &[
        column("number", Integer, "the position of its first event"),
        column("qualification", Text, "the id"),
        column("person", Text, "the person"),
        column("course", Text, "the course"),
        column(
            "stage",
            Text,
            "training_due, assessment_due, retake_due (failed, and may try again), repeat_due (failed, and has to be trained again), \
             passed, decided or lapsed (passed, and has to be trained again)",
        ),
        column("chains", Integer, "how many chains there are; this is the last one"),
        column("trainings", Integer, "how often the person was trained in this chain"),
        column("session", Text, "the training on which assessments rest"),
        column("course_version", Integer, "the version of the course that was taught there"),
        column("trained_at", Instant, "when that was held"),
        column("attempts", Integer, "how many assessments after it count"),
        column("last_method", Text, "of the last of them: exam, practical_test or customer_feedback"),
        column("last_score", Text, "what was reached in it, an exact decimal"),
        column("last_result", Text, "passed or failed"),
        column("last_assessed_at", Instant, "when that was"),
        column("passed_at", Instant, "when the person passed last, in this chain or an earlier one"),
        column("valid_until", Instant, "until when that holds or held; null: for good"),
        column("decision", Text, "released, moved_to_other_work or exempted, where that ended this chain"),
        column("decided_at", Instant, "when that was decided"),
        column("decided_by", Text, "by whom"),
        column("chain", Json, "what happened in this chain: event, type and time of each"),
        column("last_changed_at", Instant, "when its last event was recorded"),
        column("revision", Integer, "the revision of its last event"),
    ],
    select: "SELECT number, stream AS qualification, person, course, stage, chains, trainings, session, course_version,
            instant(trained_at_us) AS trained_at, attempts, last_method, last_score, last_result,
            instant(last_assessed_at_us) AS last_assessed_at, instant(passed_at_us) AS passed_at,
            instant(valid_until_us) AS valid_until, decision, instant(decided_at_us) AS decided_at, decided_by, chain,
            instant(last_changed_at_us) AS last_changed_at, revision
        FROM qualifications.qualifications",
};

/// Assessments.
pub const TRAINING_ASSESSMENTS: PublishedView = PublishedView {
    name: "training_assessments",
    about: "A row for each assessment of somebody after a training, also those that do not count any more (P6.3).",
    permission: &SHOW_QUALIFICATIONS,
    columns: &[
        column("number", Integer, "the position of its event"),
        column("event", Text, "the event"),
        column("qualification", Text, "the id of the chain's stream"),
        column("person", Text, "who was assessed"),
        column("course", Text, "the course"),
        column("course_version", Integer, "its version"),
        column("session", Text, "the training after which it was"),
        column("method", Text, "exam, practical_test or customer_feedback"),
        column("attempt", Integer, "which attempt by this method after this training it is, from 1"),
        column("score", Text, "what was reached, an exact decimal"),
        column("maximum", Text, "what could be reached"),
        column("pass_mark", Text, "what is enough"),
        column("result", Text, "passed or failed"),
        column("counts", Boolean, "whether it counts; somebody may have decided that it does not"),
        column("assessed_by", Text, "who assessed, if it was somebody of the factory"),
        column("organisation", Text, "from where whoever assessed is, if from outside"),
        column("assessed_at", Instant, "when that was"),
        column("has_passed", Boolean, "whether the person had passed the course with it: by every method"),
    ],
    select: "SELECT number, event, stream AS qualification, person, course, course_version, session, method, attempt, score, maximum,
            pass_mark, result, counts, assessed_by, organisation, instant(assessed_at_us) AS assessed_at, has_passed
        FROM qualifications.training_assessments",
};
