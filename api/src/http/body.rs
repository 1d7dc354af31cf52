//! The body of a request: JSON, of a bounded size.

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{FromRequest, Request};
use axum::http::header;
use axum::http::request::Parts;

use super::{MAX_BODY_BYTES, Problem, Served};

/// The body, which has to be JSON.
pub(super) async fn json(parts: &Parts, body: Body) -> Result<Bytes, Problem> {
    json_of(parts, body, MAX_BODY_BYTES).await
}

/// The same with a limit of its own.
pub(super) async fn json_of(parts: &Parts, body: Body, most: usize) -> Result<Bytes, Problem> {
    if !is_json(parts) {
        return Err(Problem::not_json());
    }
    to_bytes(body, most).await.map_err(|_| Problem::too_large(most))
}

/// The body, which has to be JSON if there is one.
pub(super) async fn json_or_nothing(parts: &Parts, body: Body) -> Result<Option<Bytes>, Problem> {
    let body = whole(body).await?;
    match (body.is_empty(), is_json(parts)) {
        (true, _) => Ok(None),
        (false, true) => Ok(Some(body)),
        (false, false) => Err(Problem::not_json()),
    }
}

/// A body that means nothing, read all the same: a connection of which a request was not read to its end is closed, and the
/// next request on it would be lost.
pub(super) struct Unused;

impl FromRequest<Served> for Unused {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &Served) -> Result<Self, Problem> {
        whole(request.into_body()).await.map(|_| Self)
    }
}

async fn whole(body: Body) -> Result<Bytes, Problem> {
    to_bytes(body, MAX_BODY_BYTES).await.map_err(|_| Problem::too_large(MAX_BODY_BYTES))
}

fn is_json(parts: &Parts) -> bool {
    let kind = parts.headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let kind = kind.and_then(|kind| kind.split(';').next());
    kind.is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"))
}
