//! Suppliers, notices to them, and their clocks. A supplier sees his own.

use axum::routing::get;
use domain::clocks::Explanation;
use domain::queries as permission;
use projections::corrective_actions::{ACTION_GATES, CORRECTIVE_ACTIONS};
use projections::supplier_evaluations::{SUPPLIER_EVALUATION_FIGURES, SUPPLIER_EVALUATIONS};
use projections::supplier_notices::{SUPPLIER_CLOCKS, SUPPLIER_NOTICES};
use projections::supplier_standings::{SUPPLIER_STANDING_STEPS, SUPPLIER_STANDINGS};
use projections::suppliers::{SUPPLIED_PARTS, SUPPLIERS, VOLUMES};
use projections::{CorrectiveActions, SupplierEvaluations, SupplierNotices, SupplierStandings, Suppliers};

use super::{AS_OF, Answer, Body, FRESH, Query, json};
use crate::http::listing::{By, ForSuppliers, Listing};
use crate::http::suppliers;

/// The rows of the table.
pub(in crate::http) fn suppliers() -> [Query; 16] {
    let query = |path: &'static str, summary, permission, parameters, answer, handler| Query {
        method: "get",
        path: path.into(),
        summary,
        permission: Some(permission),
        parameters,
        body: Body::None,
        answer,
        handler,
    };
    [
        REGISTER.query::<Suppliers>(),
        REGISTER.one::<Suppliers>(By::Code("supplier")),
        query(
            "/v1/suppliers/{id}/contacts",
            "Who is reached at a supplier, opened (P7.1): name, telephone number and e-mail address.",
            &permission::SHOW_SUPPLIER_CONTACTS,
            &[],
            json::<Vec<suppliers::ShownSupplierContact>>(),
            get(suppliers::contacts),
        ),
        PARTS.query::<Suppliers>(),
        DELIVERED.query::<Suppliers>(),
        NOTICES.query::<SupplierNotices>(),
        query(
            "/v1/supplier-notices/{id}",
            "One notice. When the supplier asks for it with his own login, he has received it (P7.2). `history` beside it has what \
             was said, with the files.",
            &permission::SHOW_SUPPLIER_NOTICES,
            &[AS_OF, FRESH],
            Answer::Row(&NOTICES),
            get(suppliers::notice),
        ),
        TIMES.query::<SupplierNotices>(),
        ACTIONS.query::<CorrectiveActions>(),
        ACTIONS.one::<CorrectiveActions>(By::Stream("corrective_action")),
        GATES.query::<CorrectiveActions>(),
        EVALUATIONS.query::<SupplierEvaluations>(),
        EVALUATIONS.one::<SupplierEvaluations>(By::Stream("supplier_evaluation")),
        FIGURES.query::<SupplierEvaluations>(),
        STANDINGS.query::<SupplierStandings>(),
        STEPS.query::<SupplierStandings>(),
    ]
}

/// How a clock of a notice comes to its deadline.
pub(in crate::http) fn explained() -> Query {
    Query {
        method: "get",
        path: "/v1/supplier-notices/{id}/clocks/{clock}/explain".into(),
        summary: "How a clock of a notice comes to its deadline: what counted, and our reviews, which did not (P7.2).",
        permission: Some(&permission::SHOW_SUPPLIER_NOTICES),
        parameters: &[],
        body: Body::None,
        answer: json::<Explanation>(),
        handler: get(suppliers::explain),
    }
}

static REGISTER: Listing = Listing {
    path: "/v1/suppliers",
    summary: "The register of suppliers (P7.1).",
    view: &SUPPLIERS,
    filters: &[("name", "what it is called"), ("is_retired", "true: those who deliver no more; false: the others")],
    for_suppliers: Some(&ForSuppliers {
        columns: &["number", "supplier", "name", "parts", "is_retired", "registered_at"],
        since: None,
    }),
};

static PARTS: Listing = Listing {
    path: "/v1/supplied-parts",
    summary: "Which supplier makes which part (P7.1).",
    view: &SUPPLIED_PARTS,
    filters: &[("supplier", "the supplier's code"), ("part", "the part number")],
    for_suppliers: Some(&ForSuppliers { columns: &["number", "supplier", "part", "name"], since: None }),
};

static DELIVERED: Listing = Listing {
    path: "/v1/supplier-volumes",
    summary: "How much suppliers delivered by month (P7.3).",
    view: &VOLUMES,
    filters: &[("supplier", "the supplier's code"), ("month", "the month, as 2026-10")],
    for_suppliers: Some(&ForSuppliers {
        columns: &["number", "supplier", "month", "delivered", "turnover", "currency"],
        since: None,
    }),
};

pub(in crate::http) static NOTICES: Listing = Listing {
    path: "/v1/supplier-notices",
    summary: "Notices to suppliers, newest first (P7.1, P7.2). `stage=proposed` wait for somebody who confirms the cause, \
              `stage=confirmed` are to be sent, `review=open` to be reviewed.",
    view: &SUPPLIER_NOTICES,
    filters: &[
        ("supplier", "the supplier's code"),
        ("ticket", "the ticket's id"),
        ("stage", "proposed, confirmed, dismissed, sent, closed or withdrawn"),
        ("class", "general, important or emergency"),
        ("part", "the first part involved"),
        ("engine_serial", "the engine's serial number"),
        ("review", "what became of the last solution: open, accepted or returned"),
        ("liability", "none, proposed, agreed, disputed, waived or lapsed"),
        ("counts", "true: what counts for or against the supplier"),
        ("sent_at_from", "sent at or after"),
        ("sent_at_before", "sent before"),
    ],
    for_suppliers: Some(&ForSuppliers {
        columns: &[
            "number",
            "supplier_notice",
            "supplier",
            "stage",
            "class",
            "engine_model",
            "engine_serial",
            "symptom",
            "arose_at",
            "failure_code",
            "finding",
            "part",
            "parts",
            "sent_at",
            "solution_within_us",
            "response",
            "responded_at",
            "solutions",
            "returned",
            "review",
            "solved_at",
            "liability",
            "claimed",
            "borne",
            "currency",
            "hundredths",
            "ended_at",
            "evidence",
            "revision",
        ],
        since: Some("sent_at"),
    }),
};

static TIMES: Listing = Listing {
    path: "/v1/supplier-clocks",
    summary: "The clocks of notices to suppliers, newest first (P7.1, P7.2). `explain` of the notice shows how one comes to its \
              deadline.",
    view: &SUPPLIER_CLOCKS,
    filters: &[
        ("notice", "the notice's id"),
        ("supplier", "the supplier's code"),
        ("clock", "supplier_notice, supplier_response or supplier_solution"),
        ("state", "running, stopped or cancelled"),
        ("verdict", "met, breached or void"),
        ("contested", "what the record says now, where that is another verdict"),
        ("due_at_from", "due at or after"),
        ("due_at_before", "due before"),
    ],
    for_suppliers: Some(&ForSuppliers {
        columns: &[
            "number",
            "notice",
            "supplier",
            "class",
            "counts",
            "clock",
            "target_us",
            "started_at",
            "due_at",
            "state",
            "stopped_at",
            "verdict",
            "first_verdict",
            "contested",
            "judged_by",
        ],
        since: Some("for_the_supplier"),
    }),
};

static ACTIONS: Listing = Listing {
    path: "/v1/corrective-actions",
    summary: "Corrective actions of suppliers, newest first (P7.2). `stage=accepted` wait for quality control, which verifies the \
              effect.",
    view: &CORRECTIVE_ACTIONS,
    filters: &[
        ("supplier", "the supplier's code"),
        ("stage", "open, accepted, effective or cancelled"),
        ("level", "minor, major or critical"),
        ("due_at_from", "the last gate is due at or after"),
        ("due_at_before", "the last gate is due before"),
    ],
    for_suppliers: Some(&ForSuppliers {
        columns: &[
            "number",
            "corrective_action",
            "supplier",
            "notices",
            "stage",
            "level",
            "requested_at",
            "due_at",
            "returned",
            "overdue",
            "effective_from",
            "verified_at",
            "without_effect",
            "revision",
            "rounds",
        ],
        since: None,
    }),
};

static GATES: Listing = Listing {
    path: "/v1/corrective-action-gates",
    summary: "The gates of corrective actions, newest first (P7.2). `review=open` wait for a review.",
    view: &ACTION_GATES,
    filters: &[
        ("action", "the action's id"),
        ("supplier", "the supplier's code"),
        ("gate", "d3, d4, d5, d6 or d7"),
        ("review", "what became of the answer: open, accepted or returned"),
        ("due_at_from", "due at or after"),
        ("due_at_before", "due before"),
    ],
    for_suppliers: Some(&ForSuppliers {
        columns: &[
            "number",
            "action",
            "supplier",
            "gate",
            "due_at",
            "overdue_since",
            "answered_at",
            "answer",
            "review",
        ],
        since: None,
    }),
};

static EVALUATIONS: Listing = Listing {
    path: "/v1/supplier-evaluations",
    summary: "Evaluations of suppliers, newest first, each with its first score and, after late data, the one that holds now (P7.3).",
    view: &SUPPLIER_EVALUATIONS,
    filters: &[
        ("supplier", "the supplier's code"),
        ("period", "a month as 2026-10, a quarter as 2026-Q3, a year as 2026"),
        ("stage", "scored, objected, upheld or rejected"),
        ("band", "the band of the last figure"),
        ("scored_at_from", "scored first at or after"),
        ("scored_at_before", "scored first before"),
    ],
    for_suppliers: Some(&ForSuppliers {
        columns: &[
            "number",
            "supplier_evaluation",
            "supplier",
            "period",
            "scheme_version",
            "stage",
            "first_score",
            "first_band",
            "score",
            "of_period",
            "band",
            "figures",
            "scored_at",
            "rescored_at",
            "objections_until",
            "objected_at",
            "ruling",
            "revision",
        ],
        since: None,
    }),
};

static FIGURES: Listing = Listing {
    path: "/v1/supplier-evaluation-figures",
    summary: "Every figure of evaluations: what was counted up to which position, what it came to, and what is otherwise than in the \
              figure before (P7.3). `/v1/supplier-clocks` and `/v1/corrective-actions` with `as_of` that position have the cases.",
    view: &SUPPLIER_EVALUATION_FIGURES,
    filters: &[
        ("evaluation", "the evaluation's id"),
        ("supplier", "the supplier's code"),
        ("period", "the period"),
        ("is_latest", "true: those that hold now; false: those that others took the place of"),
    ],
    for_suppliers: Some(&ForSuppliers {
        columns: &[
            "number",
            "evaluation",
            "supplier",
            "period",
            "event",
            "is_latest",
            "cases",
            "response_good",
            "response_due",
            "solution_good",
            "solution_due",
            "corrective_action_good",
            "corrective_action_due",
            "repeats",
            "repeats_of",
            "median_response_us",
            "delivered",
            "per_million",
            "score",
            "band",
            "differences",
            "recorded_at",
        ],
        since: None,
    }),
};

static STANDINGS: Listing = Listing {
    path: "/v1/supplier-standings",
    summary: "How suppliers stand, and what is proposed and waits for a decision (P7.3, open point 9).",
    view: &SUPPLIER_STANDINGS,
    filters: &[
        ("supplier", "the supplier's code"),
        ("standing", "preferred, approved, warned, probation, suspended or disqualified"),
        ("proposed", "the step that waits for a decision"),
        ("objection", "open, upheld or rejected"),
    ],
    for_suppliers: Some(&ForSuppliers {
        columns: &[
            "number",
            "supplier",
            "standing",
            "business",
            "decided_at",
            "objections_until",
            "objection",
            "rewards",
            "penalties",
            "revision",
        ],
        since: None,
    }),
};

static STEPS: Listing = Listing {
    path: "/v1/supplier-standing-steps",
    summary: "How suppliers came to stand as they do: proposals, decisions, objections, rewards, penalties (open points 9 and 11).",
    view: &SUPPLIER_STANDING_STEPS,
    filters: &[
        ("supplier", "the supplier's code"),
        ("type", "the type of event, as supplier_standing.decided"),
        ("evaluation", "the evaluation on which it rests"),
        ("recorded_at_from", "recorded at or after"),
        ("recorded_at_before", "recorded before"),
    ],
    for_suppliers: Some(&ForSuppliers {
        columns: &[
            "number",
            "supplier",
            "event",
            "type",
            "from_standing",
            "to_standing",
            "business",
            "evaluation",
            "answers",
            "ruling",
            "text",
            "amount",
            "currency",
            "is_withdrawn",
            "recorded_at",
        ],
        since: Some("for_the_supplier"),
    }),
};
