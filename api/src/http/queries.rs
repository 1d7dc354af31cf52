//! The table of queries: path, handler and documentation in one row, so that no route is undocumented.

mod analysis;
mod cause_analyses;
mod lists;
mod live;
mod measures;
mod operations;
mod outsiders;
mod quality;
mod questions;
mod records;
mod reports;
mod suppliers;
mod training;

use std::borrow::Cow;

use axum::routing::{MethodRouter, get, post};
use domain::queries::{self as permission, QuerySpec};
use events_schema::facts::notification_rules::NotificationRulesPublished;
use schemars::{JsonSchema, Schema, SchemaGenerator};

use super::listing::Listing;
use super::{
    Served, acknowledge, board, clocks, contact, directory, health, inbox, messages, metrics, openapi, outbox, own,
    past, policy, read_models, sql, tickets, timeline,
};
use crate::metrics::KeptAnswer;
use crate::past::Making;
pub(super) use live::{export, live, upload};
pub(super) use quality::file_of_records;
pub(super) use suppliers::NOTICES;

/// A query in the table, or an operation on the program itself.
pub(super) struct Query {
    pub(super) method: &'static str,
    pub(super) path: Cow<'static, str>,
    pub(super) summary: &'static str,
    /// Who may; `None`: anybody, without a key.
    pub(super) permission: Option<&'static QuerySpec>,
    pub(super) parameters: &'static [(&'static str, &'static str)],
    pub(super) body: Body,
    pub(super) answer: Answer,
    pub(super) handler: MethodRouter<Served>,
}

/// The body of a request, by its shape.
pub(super) enum Body {
    /// There is none.
    None,
    /// It is a file.
    File,
    /// It is XML of somebody else's shape.
    Xml,
    /// It is a table.
    Csv,
    /// It may be left out.
    Optional(fn(&mut SchemaGenerator) -> Schema),
    /// It has to be there.
    Required(fn(&mut SchemaGenerator) -> Schema),
}

/// What a query answers.
pub(super) enum Answer {
    /// JSON of this shape.
    Json(fn(&mut SchemaGenerator) -> Schema),
    /// The same of something new.
    Created(fn(&mut SchemaGenerator) -> Schema),
    /// A page of a list.
    Rows(&'static Listing),
    /// Some rows of a list, which are not many.
    Few(&'static Listing),
    /// A row of a list.
    Row(&'static Listing),
    /// Something else, by its media type.
    Other(&'static str),
}

fn json<T: JsonSchema>() -> Answer {
    Answer::Json(|generator| generator.subschema_for::<T>())
}

pub(super) const FRESH: (&str, &str) = (
    "min_position",
    "waits until the read model has seen this position (read your writes); not with `as_of` or `occurred_until`",
);
pub(super) const AS_OF: (&str, &str) = (
    "as_of",
    "a position of the log, an RFC 3339 time, or a day of the factory for its end: what was recorded until then",
);
const OCCURRED: (&str, &str) =
    ("occurred_until", "an RFC 3339 time: of what was recorded, what had happened until then, as corrected");
const LIMIT: (&str, &str) = ("limit", "rows of a page, 1 to 500; 50 if absent");
const CURSOR: (&str, &str) = ("cursor", "where the page begins: `next` of the page before");

/// What every list takes beside its filters.
pub(super) const OF_LISTS: [(&str, &str); 5] = [LIMIT, CURSOR, AS_OF, OCCURRED, FRESH];

/// Everything that is answered within a time limit.
pub(super) fn timed() -> impl Iterator<Item = Query> {
    let queries = queries().into_iter().chain(lists::lists()).chain(records::records()).chain(links());
    let queries = queries.chain(suppliers::suppliers()).chain([suppliers::explained()]);
    queries
        .chain(operations::operations())
        .chain(questions::questions())
        .chain(outsiders::outsiders())
        .chain(quality::quality())
        .chain(training::training())
        .chain(measures::measures())
        .chain(analysis::analysis())
        .chain(reports::reports())
        .chain(cause_analyses::cause_analyses())
}

/// What the readers of messages open.
fn links() -> [Query; 2] {
    let link = |method, summary, handler| Query {
        method,
        path: "/acknowledge/{token}".into(),
        summary,
        permission: None,
        parameters: &[],
        body: Body::None,
        answer: Answer::Other("text/html"),
        handler,
    };
    [
        link("get", "A page for the reader of a message, whose link is his alone.", get(acknowledge::show)),
        link(
            "post",
            "Says, as the reader to whom the link was sent, that he knows of an urgent issue (P3.2.a, P3.3.a).",
            post(acknowledge::acknowledge),
        ),
    ]
}

/// The queries that have an answer of their own.
#[expect(clippy::too_many_lines, reason = "a table has as many rows as there are queries")]
fn queries() -> Vec<Query> {
    let query = |path: &'static str, summary, permission, parameters, answer, handler| Query {
        method: "get",
        path: path.into(),
        summary,
        permission,
        parameters,
        body: Body::None,
        answer,
        handler,
    };
    vec![
        query(
            "/v1/tickets",
            "Lists tickets, newest first.",
            Some(&permission::LIST_TICKETS),
            &[
                ("class", "general, important or emergency"),
                ("stage", "open, solved, satisfied, closed, closed_unconfirmed, withdrawn or merged"),
                ("group", "the group that has it"),
                ("person", "who handles it"),
                ("issue_type", "the type of issue"),
                ("channel", "hotline, website, wechat or on_site"),
                ("engine_serial", "the engine's serial number"),
                ("code", "the code to say on the phone"),
                ("phone", "the customer's telephone number; found by a blind index"),
                ("text", "words of the symptom, all of them"),
                ("received_from", "received at or after"),
                ("received_before", "received before"),
                LIMIT,
                CURSOR,
                AS_OF,
                OCCURRED,
                FRESH,
            ],
            json::<tickets::TicketPage>(),
            get(tickets::list),
        ),
        query(
            "/v1/tickets/{id}",
            "One ticket with all that is recorded of it. Personal values are sealed.",
            Some(&permission::SHOW_TICKET),
            &[AS_OF, OCCURRED, FRESH],
            Answer::Json(|_| schemars::json_schema!({ "type": "object" })),
            get(tickets::details),
        ),
        query(
            "/v1/tickets/{id}/contact",
            "How to reach the customer of a ticket (P2.1.a).",
            Some(&permission::SHOW_CONTACT),
            &[],
            json::<contact::ShownContact>(),
            get(contact::show),
        ),
        query(
            "/v1/tickets/{id}/messages",
            "What was written to the customer and by him (P3.1.d).",
            Some(&permission::SHOW_MESSAGES),
            &[FRESH],
            json::<messages::Messages>(),
            get(messages::show),
        ),
        query(
            "/v1/tickets/{id}/timeline",
            "A ticket as a person reads it: facts, clocks and verdicts in one sequence, in words (P5.1).",
            Some(&permission::SHOW_TIMELINE),
            &[("lang", "zh-CN or en; what `Accept-Language` prefers if absent"), AS_OF],
            json::<crate::timeline::Timeline>(),
            get(timeline::show),
        ),
        query(
            "/v1/tickets/{id}/clocks",
            "The clocks of a ticket.",
            Some(&permission::SHOW_CLOCKS),
            &[AS_OF, OCCURRED],
            json::<clocks::TicketClocks>(),
            get(clocks::of_ticket),
        ),
        query(
            "/v1/tickets/{id}/clocks/{clock}/explain",
            "How a clock comes to its deadline: every segment, and what each group had of it.",
            Some(&permission::SHOW_CLOCKS),
            &[
                ("episode", "the episode of the ticket; 1 if absent"),
                ("number", "which of its kind there: a slot of the progress grid, or a new start; 1 if absent"),
                AS_OF,
                OCCURRED,
            ],
            json::<domain::clocks::Explanation>(),
            get(clocks::explain),
        ),
        query(
            "/v1/clocks",
            "Clocks of all tickets, the next due first.",
            Some(&permission::SHOW_CLOCKS),
            &[
                ("ticket", "the ticket"),
                ("clock", "which clock, as `/v1/policy` names them"),
                ("state", "running, stopped, missed or cancelled"),
                ("verdict", "met, breached or void"),
                ("contested", "what the record speaks for against the verdict: met, breached or void"),
                ("class", "general, important or emergency"),
                ("group", "the group that has the ticket"),
                ("due_from", "due at or after"),
                ("due_before", "due before"),
                LIMIT,
                CURSOR,
                AS_OF,
                OCCURRED,
                FRESH,
            ],
            json::<clocks::ClockPage>(),
            get(clocks::list),
        ),
        query(
            "/v1/board",
            "Every ticket of which something is to be done: by whom, and until when. The most urgent class first, of each \
             class the next due.",
            Some(&permission::SHOW_BOARD),
            &[
                ("class", "general, important or emergency"),
                ("group", "the group that has the ticket"),
                ("role", "a role that is to act"),
                ("due_before", "the next deadline lies before; what has none is left out"),
                LIMIT,
                CURSOR,
                AS_OF,
                OCCURRED,
                FRESH,
            ],
            json::<board::BoardPage>(),
            get(board::list),
        ),
        query(
            "/v1/inbox",
            "What one is told, by the rules in force, newest first: in one's own name, by one's roles, groups and departments, and \
             for those for whom one acts. To read it stops no clock; an acknowledgement does (`acknowledge` of the ticket).",
            Some(&permission::SHOW_INBOX),
            &[("lang", "zh-CN or en; else what `Accept-Language` prefers"), LIMIT, CURSOR, FRESH],
            json::<inbox::InboxPage>(),
            get(inbox::show),
        ),
        query(
            "/v1/own-appraisals",
            "What one is appraised with oneself, and the departments for which one speaks, newest first: to \
             acknowledge, or to object to (P4.1, P4.3.a). `/v1/appraisals/{id}/history` of each has the figures.",
            Some(&permission::SHOW_INBOX),
            &[FRESH],
            Answer::Few(&lists::RESULTS),
            get(own::appraisals),
        ),
        query(
            "/v1/own-qualifications",
            "In which courses one was trained and assessed oneself, what was passed, and what is due (P6.3). \
             `/v1/qualifications/{id}/history` of each has every attempt.",
            Some(&permission::SHOW_INBOX),
            &[FRESH],
            Answer::Few(training::OWN),
            get(own::qualifications),
        ),
        query(
            "/v1/outbox",
            "What is on its way to people by other channels than the inbox, in the order in which it stands. `state=dead` are the \
             dead letters.",
            Some(&permission::SHOW_OUTBOX),
            &[("state", "pending, delivered or dead"), ("channel", "the name of the channel"), LIMIT, CURSOR],
            json::<outbox::OutboxPage>(),
            get(outbox::list),
        ),
        query(
            "/v1/notification-rules",
            "The rules in force by which people are told; version 0 are the defaults, nothing was published.",
            Some(&permission::SHOW_POLICY),
            &[],
            json::<NotificationRulesPublished>(),
            get(inbox::rules),
        ),
        query(
            "/v1/policy",
            "Every clause of the policy with fixed and open values, and the version in force.",
            Some(&permission::SHOW_POLICY),
            &[],
            json::<policy::Policy>(),
            get(policy::show),
        ),
        query(
            "/v1/people",
            "The people of the directory.",
            Some(&permission::SHOW_DIRECTORY),
            &[],
            json::<Vec<directory::ShownPerson>>(),
            get(directory::people),
        ),
        query(
            "/v1/people/{id}/contact",
            "Name, telephone number and e-mail address of a person of the directory, opened.",
            Some(&permission::SHOW_STAFF_CONTACT),
            &[],
            json::<contact::ShownStaffContact>(),
            get(contact::of_person),
        ),
        query(
            "/v1/departments",
            "The departments, with their heads (P1.2).",
            Some(&permission::SHOW_DIRECTORY),
            &[],
            json::<Vec<directory::ShownDepartment>>(),
            get(directory::departments),
        ),
        query(
            "/v1/rosters",
            "The duty rosters: who is on duty now, and the shifts to come (P3.2.a).",
            Some(&permission::SHOW_DIRECTORY),
            &[],
            json::<Vec<directory::ShownRoster>>(),
            get(directory::rosters),
        ),
        query(
            "/v1/groups",
            "The technical support groups.",
            Some(&permission::SHOW_DIRECTORY),
            &[],
            json::<Vec<directory::ShownGroup>>(),
            get(directory::groups),
        ),
        query(
            "/v1/issue-types",
            "The catalogue of issue types.",
            Some(&permission::SHOW_DIRECTORY),
            &[],
            json::<Vec<directory::ShownIssueType>>(),
            get(directory::issue_types),
        ),
        query(
            "/v1/emergency-plans",
            "The emergency plans with all their versions (P3.3.a).",
            Some(&permission::SHOW_DIRECTORY),
            &[],
            json::<Vec<directory::ShownPlan>>(),
            get(directory::plans),
        ),
        query(
            "/v1/keys",
            "The API keys, without their secrets.",
            Some(&permission::SHOW_KEYS),
            &[],
            json::<Vec<directory::ShownKey>>(),
            get(directory::keys),
        ),
        query(
            "/v1/read-models",
            "Where each read model stands, which file it shows, and its rebuild.",
            Some(&permission::SHOW_READ_MODELS),
            &[],
            json::<Vec<read_models::ReadModel>>(),
            get(read_models::list),
        ),
        query(
            "/v1/metrics",
            "The metrics that read nothing but what you may see.",
            Some(&permission::ASK),
            &[],
            json::<Vec<metrics::ListedMetric>>(),
            get(metrics::list),
        ),
        query(
            "/v1/metrics/{id}",
            "A metric: its versions, and its answer at a position of the log.",
            Some(&permission::ASK),
            &[
                (
                    "period",
                    "the period of the answer, as 2026-06-30, 2026-W27, 2026-06, 2026-Q2 or 2026; the newest if absent",
                ),
                ("version", "the version of the answer; the newest that has one if absent"),
            ],
            json::<metrics::ShownMetric>(),
            get(metrics::show),
        ),
        query(
            "/v1/metrics/{id}/periods",
            "The last answer of each period, newest first.",
            Some(&permission::ASK),
            &[("limit", "periods, 1 to 500; 50 if absent")],
            json::<Vec<KeptAnswer>>(),
            get(metrics::periods),
        ),
        query(
            "/v1/views",
            "The published views and their columns, for questions in SQL, metrics and exports.",
            Some(&permission::ASK),
            &[],
            json::<sql::Views>(),
            get(sql::views),
        ),
        query(
            "/v1/as-of",
            "States of the past that are being made, or were since the start of the program. A list with `as_of` waits 15 s for one, \
             and else answers 503 with `Retry-After`.",
            Some(&permission::SHOW_READ_MODELS),
            &[],
            json::<Vec<Making>>(),
            get(past::list),
        ),
        query("/livez", "Whether the program answers.", None, &[], Answer::Other("text/plain"), get(health::live)),
        query(
            "/readyz",
            "Whether the program should get requests.",
            None,
            &[],
            json::<health::Readiness>(),
            get(health::ready),
        ),
        query("/metrics", "Figures for Prometheus.", None, &[], Answer::Other("text/plain"), get(health::metrics)),
        query(
            "/openapi.json",
            "This document.",
            None,
            &[],
            Answer::Json(|_| schemars::json_schema!({ "type": "object" })),
            get(openapi::show),
        ),
        query("/", "This document as a page.", None, &[], Answer::Other("text/html"), get(openapi::page)),
    ]
}
