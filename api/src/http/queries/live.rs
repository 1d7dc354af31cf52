//! Answers that take as long as their client does: live updates, and exports.

use axum::routing::{get, post};
use domain::backtest::Drafts;
use domain::queries as permission;
use schemars::SchemaGenerator;

use super::questions::BACKTEST;
use super::{Answer, Body, Query, json};
use crate::http::{backtest, board, events, export as exports, inbox, read_models, upload as uploads};

/// The queries without an end; they have no time limit. What does not go on ends with an event `ended` that holds the problem.
pub(in crate::http) fn live() -> [Query; 5] {
    [
        Query {
            method: "get",
            path: "/v1/events".into(),
            summary: "The log as server-sent events, from any position, then live. If it cannot go on, the last event is `ended` and \
                      holds the problem. 128 listeners have room.",
            permission: Some(&permission::FOLLOW_EVENTS),
            parameters: &[("after", "the position of the last event that was seen; `Last-Event-ID` wins")],
            body: Body::None,
            answer: Answer::Other("text/event-stream"),
            handler: get(events::follow),
        },
        Query {
            method: "get",
            path: "/v1/read-models/{name}/rebuild/live".into(),
            summary: "The progress of a rebuild as server-sent events `progress`, until it is over.",
            permission: Some(&permission::SHOW_READ_MODELS),
            parameters: &[],
            body: Body::None,
            answer: Answer::Other("text/event-stream"),
            handler: get(read_models::progress),
        },
        Query {
            method: "post",
            path: "/v1/policy/backtest/live".into(),
            summary: "The same as server-sent events, for as long as it takes: `progress` while it goes on, then one event \
                      `backtest` with what `/v1/policy/backtest` answers. It waits for the one before it; whoever stops listening \
                      ends it. If it cannot go on, the last event is `ended` and holds the problem.",
            permission: Some(&permission::BACKTEST_POLICY),
            parameters: BACKTEST,
            body: Body::Optional(SchemaGenerator::subschema_for::<Drafts>),
            answer: Answer::Other("text/event-stream"),
            handler: post(backtest::follow),
        },
        Query {
            method: "get",
            path: "/v1/board/live".into(),
            summary: "The board as server-sent events, for a screen on the wall: an event `board` with the same JSON as \
                      `/v1/board`, and again the whole board whenever it has changed, at most twice a second. The id is the \
                      position that it reflects; with it as `Last-Event-ID` the whole board comes at once if any event was \
                      recorded meanwhile, and else when it changes. Deadlines are instants: the screen counts down by itself. If it \
                      cannot go on, the last event is `ended` and holds the problem. 128 listeners have room.",
            permission: Some(&permission::SHOW_BOARD),
            parameters: &[
                ("class", "general, important or emergency"),
                ("group", "the group that has the ticket"),
                ("role", "a role that is to act"),
                ("due_before", "the next deadline lies before; what has none is left out"),
                ("limit", "rows of the board, 1 to 500; 100 if absent"),
            ],
            body: Body::None,
            answer: Answer::Other("text/event-stream"),
            handler: get(board::follow),
        },
        Query {
            method: "get",
            path: "/v1/inbox/live".into(),
            summary: "What one is told, as server-sent events `notifications`: a list, the oldest first, at most 100. The id is the \
                      number of the last one; with it as `Last-Event-ID` what came since is told at once, and without it what \
                      comes from now on. If it cannot go on, the last event is `ended` and holds the problem. 128 listeners have \
                      room.",
            permission: Some(&permission::SHOW_INBOX),
            parameters: &[("lang", "zh-CN or en; else what `Accept-Language` prefers")],
            body: Body::None,
            answer: Answer::Other("text/event-stream"),
            handler: get(inbox::follow),
        },
    ]
}

/// A file that comes in, which takes as long as the line is slow.
pub(in crate::http) fn upload() -> Query {
    Query {
        method: "post",
        path: "/v1/attachments".into(),
        summary: "Takes a photograph, record or report as the body, at most 20 MiB: JPEG, PNG, WebP, HEIF, MP4, PDF, ZIP and \
                  office documents, text in UTF-8. What it is its first bytes say. The same file again is answered alike. A \
                  command then refers to it by the hash; the name and whom it belongs to stand there. What no command refers to \
                  within a day may be removed. Eight files have room at once, two of one key; each 10 s have to bring 64 KiB \
                  until the file ends, else it is answered 408.",
        permission: Some(&permission::UPLOAD),
        parameters: &[],
        body: Body::File,
        answer: json::<uploads::Receipt>(),
        handler: post(uploads::upload),
    }
}

/// An export, which takes as long as its client does.
pub(in crate::http) fn export() -> Query {
    Query {
        method: "get",
        path: "/v1/export/{what}".into(),
        summary: "The log and the views in the formats of other tools: `events` (the log as a table), a published view, `ocel` (an \
                  object-centric event log, OCEL 2.0), `xes` (the tickets as traces), `snapshot` (views in one SQLite file, all at \
                  one position). It reflects everything before the position that the header `Flywheel-Position` names. A body \
                  that breaks off is not whole. Four exports have room.",
        permission: Some(&permission::EXPORT),
        parameters: &[
            ("format", "of events and views: ndjson, csv or parquet; of ocel: json or sqlite. The first one if absent"),
            ("since", "events from this position on: the `Flywheel-Position` of the export before"),
            ("entries", "of ocel and xes: corrected (as they count) or recorded (all); corrected if absent"),
            ("views", "of a snapshot: its views, with commas between them; all if absent"),
        ],
        body: Body::None,
        answer: Answer::Other("application/octet-stream"),
        handler: get(exports::export),
    }
}
