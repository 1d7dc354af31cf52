//! Training: courses, what has to be learnt, what is planned and held, and who has passed.

use projections::courses::COURSES;
use projections::qualifications::{QUALIFICATIONS, TRAINING_ASSESSMENTS};
use projections::training_needs::TRAINING_NEEDS;
use projections::training_plans::{TRAINING_PLAN_ITEMS, TRAINING_PLANS};
use projections::training_sessions::{TRAINING_ATTENDANCE, TRAINING_SESSIONS};
use projections::{Courses, Qualifications, TrainingNeeds, TrainingPlans, TrainingSessions};

use super::Query;
use crate::http::listing::{By, Listing};

/// The rows of the table.
pub(in crate::http) fn training() -> [Query; 13] {
    [
        TAUGHT.query::<Courses>(),
        TAUGHT.one::<Courses>(By::Code("course")),
        NEEDS.query::<TrainingNeeds>(),
        NEEDS.one::<TrainingNeeds>(By::Stream("training_need")),
        PLANS.query::<TrainingPlans>(),
        PLANS.one::<TrainingPlans>(By::Code("plan")),
        ITEMS.query::<TrainingPlans>(),
        SESSIONS.query::<TrainingSessions>(),
        SESSIONS.one::<TrainingSessions>(By::Stream("training_session")),
        ATTENDANCE.query::<TrainingSessions>(),
        PASSED.query::<Qualifications>(),
        PASSED.one::<Qualifications>(By::Stream("qualification")),
        ASSESSED.query::<Qualifications>(),
    ]
}

/// The shape of the rows that everybody sees of himself.
pub(super) static OWN: &Listing = &PASSED;

const KINDS: &str = "engine_principles, repair, fault_diagnosis, service_attitude or cross_department_exchange";

static TAUGHT: Listing = Listing {
    path: "/v1/courses",
    summary: "The courses, each as its latest version has it (P6.1, P6.2).",
    view: &COURSES,
    filters: &[
        ("kind", KINDS),
        ("is_in_use", "true: those with which something new can be planned; false: the others"),
    ],
    for_suppliers: None,
};

static NEEDS: Listing = Listing {
    path: "/v1/training-needs",
    summary: "Training needs, newest first: found in issues that really occurred, or seen by somebody (P6.1). `stage=proposed` wait \
              for a decision.",
    view: &TRAINING_NEEDS,
    filters: &[
        ("stage", "proposed, accepted, declined or met"),
        ("source", "issues or person"),
        ("failure_code", "the confirmed cause that was met often"),
        ("period", "when its issues were confirmed, as 2026-Q3"),
        ("department", "the department that met it"),
        ("group_code", "the group that met it"),
        ("course", "the course that is to meet it"),
        ("plan", "the quarter in whose plan it is, as 2026-Q4"),
    ],
    for_suppliers: None,
};

static PLANS: Listing = Listing {
    path: "/v1/training-plans",
    summary: "The training plans, one for each quarter, with what is overdue (P6.1).",
    view: &TRAINING_PLANS,
    filters: &[("stage", "drafted, returned or approved")],
    for_suppliers: None,
};

static ITEMS: Listing = Listing {
    path: "/v1/training-plan-items",
    summary: "What is planned to be trained (P6.1). `state=planned&due_at_before=` now are the overdue ones.",
    view: &TRAINING_PLAN_ITEMS,
    filters: &[
        ("plan", "the quarter, as 2026-Q4"),
        ("state", "planned, held or removed"),
        ("course", "the course"),
        ("is_approved", "true: those with which the plan was approved; false: those added since"),
        ("due_at_from", "due at or after"),
        ("due_at_before", "due before"),
    ],
    for_suppliers: None,
};

static SESSIONS: Listing = Listing {
    path: "/v1/training-sessions",
    summary: "Training sessions, newest first (P6.1), also those held across departments (P6.2).",
    view: &TRAINING_SESSIONS,
    filters: &[
        ("stage", "planned, held or cancelled"),
        ("kind", KINDS),
        ("course", "the course"),
        ("plan", "the quarter whose plan it carries out"),
        ("begins_at_from", "begins at or after"),
        ("begins_at_before", "begins before"),
    ],
    for_suppliers: None,
};

static ATTENDANCE: Listing = Listing {
    path: "/v1/training-attendance",
    summary: "Who was at which training, and who was not (P6.2, P6.3).",
    view: &TRAINING_ATTENDANCE,
    filters: &[
        ("session", "the session's id"),
        ("course", "the course"),
        ("person", "the person"),
        ("department", "the department of the person then"),
        ("attendance", "attended, excused or absent"),
        ("held_at_from", "held at or after"),
        ("held_at_before", "held before"),
    ],
    for_suppliers: None,
};

static PASSED: Listing = Listing {
    path: "/v1/qualifications",
    summary: "How people stand in the courses (P6.3). `stage=retake_due` may try again, `stage=repeat_due` have to be trained again.",
    view: &QUALIFICATIONS,
    filters: &[
        ("person", "the person"),
        ("course", "the course"),
        ("stage", "training_due, assessment_due, retake_due, repeat_due, passed, decided or lapsed"),
        ("valid_until_from", "the pass holds until then or longer"),
        ("valid_until_before", "the pass ends before"),
    ],
    for_suppliers: None,
};

static ASSESSED: Listing = Listing {
    path: "/v1/training-assessments",
    summary: "Assessments after trainings: exams, practical tests, feedback of customers (P6.3), also those that do not count any more.",
    view: &TRAINING_ASSESSMENTS,
    filters: &[
        ("person", "who was assessed"),
        ("course", "the course"),
        ("session", "the training after which it was"),
        ("method", "exam, practical_test or customer_feedback"),
        ("result", "passed or failed"),
        ("counts", "true: what counts; false: what somebody decided not to count"),
        ("assessed_at_from", "assessed at or after"),
        ("assessed_at_before", "assessed before"),
    ],
    for_suppliers: None,
};
