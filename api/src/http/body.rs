//! The body of a request: JSON, of a bounded size.

use axum::body::{Body, Bytes, to_bytes};
use axum::http::header;
use axum::http::request::Parts;

use super::{MAX_BODY_BYTES, Problem};

pub(super) async fn json(parts: &Parts, body: Body) -> Result<Bytes, Problem> {
    let kind = parts.headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let is_json = kind
        .and_then(|kind| kind.split(';').next())
        .is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"));
    if !is_json {
        return Err(Problem::not_json());
    }
    to_bytes(body, MAX_BODY_BYTES).await.map_err(|_| Problem::too_large(MAX_BODY_BYTES))
}
