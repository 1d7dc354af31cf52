//! Quality data beside their lists: files that come in, the register, and an engine's record.

use axum::routing::{get, post};
use domain::queries as permission;
use schemars::json_schema;

use super::lists::{ENGINES_BY_SERIAL, HAPPENED, PARTS_BUILT_IN};
use super::{AS_OF, Answer, Body, FRESH, OCCURRED, Query, json};
use crate::http::quality;
use crate::quality::Summary;

/// The rows of the table.
pub(in crate::http) fn quality() -> [Query; 2] {
    [
        Query {
            method: "get",
            path: "/v1/characteristics".into(),
            summary: "The register of characteristics: what can be measured or judged, in which unit, within which limits (P5.1).",
            permission: Some(&permission::SHOW_QUALITY),
            parameters: &[],
            body: Body::None,
            answer: json::<Vec<quality::ShownCharacteristic>>(),
            handler: get(quality::characteristics),
        },
        Query {
            method: "get",
            path: "/v1/engines/{id}/record".into(),
            summary: "Everything about one serial number in order of time (P5.1): built, inspected, faults, repairs, parts, each with the \
                      event behind it. 2000 of each at most; `/v1/engine-events` and `/v1/engine-parts` have all, page by page.",
            permission: Some(&permission::SHOW_QUALITY),
            parameters: &[AS_OF, OCCURRED, FRESH],
            body: Body::None,
            answer: Answer::Json(|_| {
                json_schema!({
                    "type": "object",
                    "required": ["engine", "events", "parts"],
                    "properties": {
                        "engine": ENGINES_BY_SERIAL.row_schema(),
                        "events": { "type": "array", "items": HAPPENED.row_schema() },
                        "parts": { "type": "array", "items": PARTS_BUILT_IN.row_schema() },
                    },
                })
            }),
            handler: get(quality::engine_record),
        },
    ]
}

/// A file of records, which takes as long as the line is slow and the log needs.
pub(in crate::http) fn file_of_records() -> Query {
    Query {
        method: "post",
        path: "/v1/quality-records/csv".into(),
        summary: "Takes a file of quality records in CSV (P5.1): UTF-8, or what `charset` of the `Content-Type` declares (gb18030, gbk, \
                  gb2312), with a header, at most 8 MiB and 20000 rows. The rows of one number are one record; each is recorded \
                  once, however often it is sent. A record that cannot be is answered with its line, a stable code and the reason; \
                  the others are recorded all the same. The same file again records nothing. docs/quality.md has the columns.",
        permission: Some(&permission::BRING_RECORDS),
        parameters: &[("system", "the system whose records these are, where the file has no column `system`")],
        body: Body::Csv,
        answer: json::<Summary>(),
        handler: post(quality::bring),
    }
}
