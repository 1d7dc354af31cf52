//! `GET /v1/tickets/{id}/timeline`: facts, clocks and verdicts of a ticket in one sequence, in words.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::header::{CONTENT_LANGUAGE, VARY};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse, Response};
use domain::queries::SHOW_TIMELINE;
use events_schema::ids::TicketId;

use super::auth::Caller;
use super::language::Preferred;
use super::parameters::Parameters;
use super::{Problem, Served};
use crate::http::AsOf;
use crate::timeline::{History, TimelineError};

pub(super) async fn show(
    State(served): State<Served>,
    Path(id): Path<TicketId>,
    caller: Caller,
    Preferred(preferred): Preferred,
    mut parameters: Parameters,
) -> Result<Response, Problem> {
    caller.may(&SHOW_TIMELINE)?;
    let language = parameters.take("lang")?.unwrap_or(preferred);
    let as_of = parameters.take("as_of")?.map(|as_of: AsOf| as_of.checked(&served)).transpose()?;
    parameters.nothing_else()?;
    let history = History::read(&*served.app.store, id, as_of, served.app.clock.now()).await?;
    let reference = served.app.directory.now().reference;
    let timeline = history.ok_or_else(Problem::not_found)?.timeline(&reference, language)?;
    let headers = HeaderMap::from_iter([
        (CONTENT_LANGUAGE, HeaderValue::from_static(language.tag())),
        (VARY, HeaderValue::from_static("accept-language")),
    ]);
    Ok((headers, Json(timeline)).into_response())
}

impl From<TimelineError> for Problem {
    fn from(error: TimelineError) -> Self {
        Self::internal(&error)
    }
}
