//! What customers send themselves (P2.1.b), without a key. Each is there once it is set up, and answers 404 before.

use axum::routing::{get, post};
use schemars::SchemaGenerator;

use super::{Answer, Body, Query};
use crate::http::{web_form, wechat};

const SIGNED: [(&str, &str); 4] = [
    ("signature", "SHA-1 of token, time and nonce"),
    ("timestamp", "when it was signed, in seconds; at most five minutes ago"),
    ("nonce", "what makes the signature another one"),
    ("msg_signature", "the same over what is sealed too"),
];

/// The rows of the table.
pub(in crate::http) fn outsiders() -> [Query; 3] {
    [
        Query {
            method: "get",
            path: "/v1/wechat".into(),
            summary: "WeChat verifies the address of the official account: answers `echostr`, opened where it is sealed. 404 until \
                      `[wechat]` stands in `intake.toml`.",
            permission: None,
            parameters: const { &[SIGNED[0], SIGNED[1], SIGNED[2], SIGNED[3], ("echostr", "what is to be answered")] },
            body: Body::None,
            answer: Answer::Other("text/plain"),
            handler: get(wechat::verify),
        },
        Query {
            method: "post",
            path: "/v1/wechat".into(),
            summary: "A message of a customer to the official account, as WeChat passes it on (P2.1.b): the first one opens a ticket, \
                      and what it lacks is asked for in turn. Answers with the text that he reads, sealed where the message is. \
                      The same message again is recorded once and answered alike. 64 KiB at most; 404 until `[wechat]` stands \
                      in `intake.toml`.",
            permission: None,
            parameters: &SIGNED,
            body: Body::Xml,
            answer: Answer::Other("application/xml"),
            handler: post(wechat::take),
        },
        Query {
            method: "post",
            path: "/v1/web/reports".into(),
            summary: "A report by the form on the web (P2.1.b), with all four fields of P2.1.a. With an `Idempotency-Key`, or the \
                      same body within 24 hours, it opens one ticket. 16 KiB, 10 reports a minute of one address and 5 an hour of \
                      one telephone number at most; 404 until `[web_form]` stands in `intake.toml`.",
            permission: None,
            parameters: &[],
            body: Body::Required(SchemaGenerator::subschema_for::<web_form::WebReport>),
            answer: Answer::Created(SchemaGenerator::subschema_for::<web_form::WebReceipt>),
            handler: post(web_form::take).options(web_form::preflight),
        },
    ]
}
