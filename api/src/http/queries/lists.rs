//! The lists of published views.

use projections::appraisals::APPRAISALS;
use projections::engines::{ENGINE_EVENTS, ENGINE_PARTS, ENGINES};
use projections::improvements::IMPROVEMENTS;
use projections::notifications::NOTIFICATIONS;
use projections::plans::{PLAN_EXERCISES, PLAN_VERSIONS};
use projections::quality_records::{QUALITY_RECORDS, QUALITY_VALUES};
use projections::responsibilities::{RESPONSIBILITIES, SHARES, SUMS};
use projections::rewards::REWARDS;
use projections::{Appraisals, Engines, Improvements, Notifications, Plans, QualityRecords, Responsibilities, Rewards};

use super::Query;
use crate::http::listing::{By, Listing};

/// The rows of the table.
pub(in crate::http) fn lists() -> [Query; 19] {
    [
        VERSIONS.query::<Plans>(),
        EXERCISES.query::<Plans>(),
        CASES.query::<Responsibilities>(),
        CASES.one::<Responsibilities>(By::Stream("responsibility")),
        SHARES_OF_CASES.query::<Responsibilities>(),
        SUMS_OF_SHARES.query::<Responsibilities>(),
        MEASURES.query::<Improvements>(),
        MEASURES.one::<Improvements>(By::Stream("improvement")),
        TOLD.query::<Notifications>(),
        RESULTS.query::<Appraisals>(),
        RESULTS.one::<Appraisals>(By::Stream("appraisal")),
        AWARDS.query::<Rewards>(),
        RECORDS.query::<QualityRecords>(),
        RECORDS.one::<QualityRecords>(By::Stream("quality_record")),
        MEASURED.query::<QualityRecords>(),
        ENGINES_BY_SERIAL.query::<Engines>(),
        ENGINES_BY_SERIAL.one::<Engines>(By::Serial("engine_serial")),
        HAPPENED.query::<Engines>(),
        PARTS_BUILT_IN.query::<Engines>(),
    ]
}

static VERSIONS: Listing = Listing {
    path: "/v1/plan-versions",
    summary: "The versions of emergency plans, drafts too, with what emergencies have taught them (P3.3.d).",
    view: &PLAN_VERSIONS,
    filters: &[("plan", "the code of the plan"), ("state", "drafted, returned or approved")],
    for_suppliers: None,
};

static EXERCISES: Listing = Listing {
    path: "/v1/plan-exercises",
    summary: "The emergencies in which a plan was started, with their times: which version did how well (P3.3.d).",
    view: &PLAN_EXERCISES,
    filters: &[
        ("plan", "the code of the plan"),
        ("version", "its version"),
        ("ticket", "the ticket's id"),
        ("finding", "no_change or improve"),
        ("started_at_from", "started at or after"),
        ("started_at_before", "started before"),
    ],
    for_suppliers: None,
};

static CASES: Listing = Listing {
    path: "/v1/responsibilities",
    summary: "The determinations of responsibility, one for each ticket whose handling has ended (P4.2). `stage=disputed` are the \
              open disputes.",
    view: &RESPONSIBILITIES,
    filters: &[
        ("ticket", "the ticket's id"),
        ("stage", "meeting_due, meeting_held, no_cause, provisional, disputed, final or suspended"),
        ("investigation_lead", "who investigates"),
        ("report", "submitted, approved or returned"),
        ("closed_at_from", "handling ended at or after"),
        ("closed_at_before", "handling ended before"),
    ],
    for_suppliers: None,
};

static SHARES_OF_CASES: Listing = Listing {
    path: "/v1/responsibility-shares",
    summary: "Shares of responsibility by department, person, supplier and period, each with the event that says so (P4.2, P5.3). \
              With `counts=true` without what is provisional (open point 10).",
    view: &SHARES,
    filters: &[
        ("ticket", "the ticket's id"),
        ("counts", "true: what counts; false: what is provisional"),
        ("department", "the department, with the shares of its people"),
        ("person", "the person"),
        ("supplier", "the supplier"),
        ("since_from", "it counts since then or later"),
        ("since_before", "it counted before"),
    ],
    for_suppliers: None,
};

static SUMS_OF_SHARES: Listing = Listing {
    path: "/v1/responsibility-sums",
    summary: "What departments, people and suppliers answer for by month, quarter and year, with the events behind each figure \
              (P4.2, P5.3). Only what counts (open point 10).",
    view: &SUMS,
    filters: &[
        ("period", "a month as 2026-10, a quarter as 2026-Q3, a year as 2026"),
        ("party", "department, person or supplier"),
        ("department", "the department, also the people's"),
        ("person", "the person"),
        ("supplier", "the supplier"),
    ],
    for_suppliers: None,
};

static MEASURES: Listing = Listing {
    path: "/v1/improvements",
    summary: "Improvement measures, newest first (P1.3, P5.3). `stage=open&due_at_before=` now are the overdue ones.",
    view: &IMPROVEMENTS,
    filters: &[
        ("stage", "open, done, effective or cancelled"),
        ("kind", "preventive or corrective"),
        ("owner", "who answers for it"),
        ("department", "the department of the owner"),
        ("source", "ticket, responsibility_report, emergency_evaluation, supplier or other"),
        ("ticket", "the ticket that it comes from"),
        ("supplier", "the supplier that it concerns"),
        ("failure_code", "the failure code that it is to put an end to"),
        ("part", "the part that it is about"),
        ("due_at_from", "due at or after"),
        ("due_at_before", "due before"),
    ],
    for_suppliers: None,
};

static TOLD: Listing = Listing {
    path: "/v1/notifications",
    summary: "Who was told of what, by which rule, newest first (P2.1.b, P3.2.a, P3.3.a, P4.2). What one is told oneself is in \
              `/v1/inbox`.",
    view: &NOTIFICATIONS,
    filters: &[
        ("ticket", "the ticket's id"),
        ("kind", "the type of the fact, such as ticket.classified"),
        ("rule", "the rule by which it was told"),
        ("role", "the role that was told"),
        ("group_code", "the group that was told"),
        ("person", "the person who was told"),
        ("department", "the department whose head was told"),
        ("class", "general, important or emergency"),
        ("told_at_from", "told at or after"),
        ("told_at_before", "told before"),
    ],
    for_suppliers: None,
};

pub(super) static RESULTS: Listing = Listing {
    path: "/v1/appraisals",
    summary: "Appraisals of departments and people with their results and what followed, newest first (P4.3.a).",
    view: &APPRAISALS,
    filters: &[
        ("period", "a month as 2026-10, a quarter as 2026-Q3, a year as 2026"),
        ("subject", "person or department"),
        ("person", "the person who is appraised"),
        ("department", "the department that is appraised, or that of the person"),
        ("stage", "opened, assessed, acknowledged, objected, answered, approved or withdrawn"),
    ],
    for_suppliers: None,
};

static AWARDS: Listing = Listing {
    path: "/v1/rewards",
    summary: "Rewards by whom they are for, newest first (P4.3.b).",
    view: &REWARDS,
    filters: &[
        ("reward", "the reward's id"),
        ("stage", "proposed, approved, declined, granted or withdrawn"),
        ("ground", "fast_solution, innovative_solution or recurrence_reduced"),
        ("ticket", "the ticket that was solved"),
        ("improvement", "the measure that brought recurrence down"),
        ("department", "the department that gets it"),
        ("person", "the person who gets it"),
        ("proposed_at_from", "proposed at or after"),
        ("proposed_at_before", "proposed before"),
    ],
    for_suppliers: None,
};

static RECORDS: Listing = Listing {
    path: "/v1/quality-records",
    summary: "Records of production and quality control, newest first (P5.1). `contradictory=true` are those that somebody should look \
              at: the source contradicts the limits or itself.",
    view: &QUALITY_RECORDS,
    filters: &[
        ("engine_serial", "the engine's serial number, in capital letters"),
        ("engine_model", "the engine's model"),
        ("part", "the number of the part that was inspected"),
        ("batch", "the batch of the part"),
        ("supplier", "who made the part"),
        (
            "kind",
            "built, incoming_inspection, in_process_inspection, final_inspection, test_bench, field_inspection or process",
        ),
        ("verdict", "passed, failed or conditional"),
        ("contradictory", "true: the source contradicts the limits or itself"),
        ("withdrawn", "true: those that do not hold any more; false: those that do"),
        ("system", "the system that has it"),
        ("source_number", "its number there"),
        ("file_sha256", "the file in which it stood"),
        ("line", "the production line"),
        ("station", "the station or test bench"),
        ("inspector", "who inspected"),
        ("taken_at_from", "taken at or after"),
        ("taken_at_before", "taken before"),
    ],
    for_suppliers: None,
};

static MEASURED: Listing = Listing {
    path: "/v1/quality-values",
    summary: "What was measured or judged, in the unit of the characteristic, newest records first (P5.1).",
    view: &QUALITY_VALUES,
    filters: &[
        ("characteristic", "the code of the characteristic"),
        ("quality_record", "the record's id"),
        ("engine_serial", "the engine's serial number, in capital letters"),
        ("engine_model", "the engine's model"),
        ("part", "the number of the part that was inspected"),
        ("batch", "the batch of the part"),
        ("kind", "the kind of the record"),
        ("station", "the station or test bench"),
        ("by_limits", "what the limits say: ok or not_ok"),
        ("contradictory", "true: the source says otherwise than the limits"),
        ("taken_at_from", "taken at or after"),
        ("taken_at_before", "taken before"),
    ],
    for_suppliers: None,
};

pub(super) static ENGINES_BY_SERIAL: Listing = Listing {
    path: "/v1/engines",
    summary: "Engines by their serial numbers, newest first (P5.1). `is_known=false` are those of which something is recorded, but not \
              that they were built.",
    view: &ENGINES,
    filters: &[
        ("engine_model", "the model"),
        ("is_known", "whether there is a record that it was built"),
        ("built_at_from", "built at or after"),
        ("built_at_before", "built before"),
        ("last_at_from", "something happened to it at or after"),
    ],
    for_suppliers: None,
};

pub(super) static HAPPENED: Listing = Listing {
    path: "/v1/engine-events",
    summary: "What happened to engines, newest entries of the log first (P5.1). `/v1/engines/{id}/record` has all of one engine in \
              order of time.",
    view: &ENGINE_EVENTS,
    filters: &[
        ("engine_serial", "the serial number, in capital letters"),
        ("is_known", "whether there is a record that the engine was built"),
        ("kind", "such as built, final_inspection, fault_reported, diagnosed, solved"),
        ("ticket", "the ticket that says so"),
        ("quality_record", "the record that says so"),
        ("failure_code", "the code of the failure"),
        ("part", "the part that was inspected, at fault, or replaced"),
        ("batch", "the batch of the part"),
        ("verdict", "passed, failed or conditional"),
        ("happened_at_from", "happened at or after"),
        ("happened_at_before", "happened before"),
    ],
    for_suppliers: None,
};

pub(super) static PARTS_BUILT_IN: Listing = Listing {
    path: "/v1/engine-parts",
    summary: "The parts that were built into engines (P5.1): with `part` and `batch`, the engines that have a batch.",
    view: &ENGINE_PARTS,
    filters: &[
        ("engine_serial", "the serial number, in capital letters"),
        ("part", "the part number"),
        ("batch", "the batch"),
        ("supplier", "who made it"),
        ("quality_record", "the record that says so"),
    ],
    for_suppliers: None,
};
