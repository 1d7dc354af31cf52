//! What is done to the program itself, and is no fact of the factory.

use axum::routing::post;
use domain::queries as permission;
use projections::Health;

use super::{Body, Query, json};
use crate::http::outbox::TriedAgain;
use crate::http::{outbox, read_models};
use crate::rebuilds::Rebuild;

/// The rows of the table.
pub(in crate::http) fn operations() -> [Query; 6] {
    let operation = |path: &'static str, summary, parameters, answer, handler| Query {
        method: "post",
        path: path.into(),
        summary,
        permission: Some(&permission::REBUILD_READ_MODELS),
        parameters,
        body: Body::None,
        answer,
        handler,
    };
    [
        operation(
            "/v1/read-models/{name}/rebuild",
            "Folds a read model anew beside the one that is shown, compares all rows at one position, and shows the new file if \
             they agree. Answers 202 at once. An earlier rebuild that was cancelled or killed goes on where it was.",
            &[
                ("anew", "true: from the first event, even if an earlier rebuild left a file"),
                ("replace", "true: shows the new file even if the rows differ, for a file that is known to be damaged"),
            ],
            json::<Rebuild>(),
            post(read_models::rebuild),
        ),
        operation(
            "/v1/read-models/rebuild",
            "The same for several, or all. The log is read once for all that begin with the first event.",
            &[
                ("models", "the read models, with commas between them; all if absent"),
                ("anew", "true: from the first event, even if earlier rebuilds left files"),
                ("replace", "true: shows the new files even if the rows differ"),
            ],
            json::<Vec<Rebuild>>(),
            post(read_models::rebuild_several),
        ),
        operation(
            "/v1/read-models/{name}/cancel-rebuild",
            "Ends the rebuild of a read model. What it has folded stays for the next one.",
            &[],
            json::<Rebuild>(),
            post(read_models::cancel),
        ),
        operation(
            "/v1/read-models/{name}/retry",
            "Tries again to follow with a read model that stands still.",
            &[],
            json::<Vec<Health>>(),
            post(read_models::retry),
        ),
        Query {
            permission: Some(&permission::RETRY_DELIVERIES),
            ..operation(
                "/v1/outbox/{id}/retry",
                "Tries a dead letter again, behind what waits in its lane.",
                &[],
                json::<TriedAgain>(),
                post(outbox::retry),
            )
        },
        Query {
            permission: Some(&permission::RETRY_DELIVERIES),
            ..operation(
                "/v1/outbox/retry",
                "Tries all dead letters of a channel again.",
                &[("channel", "the name of the channel")],
                json::<TriedAgain>(),
                post(outbox::retry_all),
            )
        },
    ]
}
