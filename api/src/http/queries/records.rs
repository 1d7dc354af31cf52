//! What can be asked of every kind of stream: its history, and the files that it refers to.

use axum::routing::get;
use domain::{Aggregate, CommandSpec};

use super::{AS_OF, Answer, Body, LIMIT, Query, json};
use crate::http::{attachments, history};

/// Two rows for each kind.
pub(in crate::http) fn records() -> Vec<Query> {
    let mut records = Vec::new();
    crate::every_table!(table => records.extend(of_kind(table)));
    records
}

fn of_kind<A: Aggregate>(_: &[CommandSpec<A>]) -> [Query; 2] {
    let query = |rest, summary, parameters, answer, handler| Query {
        method: "get",
        path: format!("/v1/{}/{{id}}/{rest}", A::COLLECTION).into(),
        summary,
        permission: Some(A::HISTORY),
        parameters,
        body: Body::None,
        answer,
        handler,
    };
    [
        query(
            "history",
            "Every event of it with its hash (P5.1). Outsiders see what is meant for them.",
            &[("from_revision", "where the page begins"), AS_OF, LIMIT],
            json::<history::History>(),
            get(history::show::<A>),
        ),
        query(
            "attachments/{hash}",
            "A file that an event of it refers to, for whoever may see that event; a range of it where `Range` asks for one. \
             Its bytes are compared with the hash first.",
            &[],
            Answer::Other("application/octet-stream"),
            get(attachments::show::<A>),
        ),
    ]
}
