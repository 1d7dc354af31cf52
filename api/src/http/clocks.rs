//! `GET /v1/clocks`, the clocks of a ticket, and how one comes to its deadline.

use axum::Json;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use domain::clocks::{Clock, ClockId, Explanation, Marks};
use domain::queries::SHOW_CLOCKS;
use events_schema::Timestamp;
use events_schema::facts::sla_policy::ClockKind;
use events_schema::ids::TicketId;
use projections::Clocks;
use projections::clocks::{ClockCursor, ClockFilter, ClockRow};
use schemars::JsonSchema;
use serde::Serialize;

use super::auth::Caller;
use super::parameters::{Cursor, Parameters};
use super::past::{self, Asked};
use super::{Problem, Served, answer};
use crate::entries::each_entry;

/// A page of clocks.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct ClockPage {
    /// The clocks, the next due first.
    clocks: Vec<ClockRow>,
    /// The cursor of the next page; absent on the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

/// The clocks of one ticket.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct TicketClocks {
    /// The clocks, in the order of the policy.
    clocks: Vec<Clock>,
}

pub(super) async fn list(
    State(served): State<Served>,
    caller: Caller,
    mut parameters: Parameters,
) -> Result<Response, Problem> {
    caller.may(&SHOW_CLOCKS)?;
    let pages = parameters.pages("/v1/clocks");
    let min_position = parameters.take("min_position")?;
    let filter = ClockFilter {
        ticket: parameters.take("ticket")?,
        clock: parameters.take_named("clock")?,
        state: parameters.take_named("state")?,
        verdict: parameters.take_named("verdict")?,
        contested: parameters.take_named("contested")?,
        class: parameters.take_named("class")?,
        group: parameters.take("group")?,
        due_from: parameters.take("due_from")?,
        due_before: parameters.take("due_before")?,
    };
    let (limit, cursor) = (parameters.take_limit()?, parameters.take::<Cursor<ClockCursor>>("cursor")?);
    let past = parameters.take_past(&served, min_position)?;
    parameters.nothing_else()?;
    let view = past::view::<Clocks>(&served, past, min_position).await?;
    let page = tokio::task::spawn_blocking(move || view.page(&filter, cursor.map(|Cursor(at)| at), limit));
    let page = page.await.map_err(|error| Problem::internal(&error))??;
    let next = page.value.next.map(|next| Cursor(next).to_string());
    let link = pages.link(next.as_deref());
    let body = Json(ClockPage { clocks: page.value.items, next });
    Ok(([answer::at_position(page.position.0)], link, body).into_response())
}

pub(super) async fn of_ticket(
    State(served): State<Served>,
    Path(id): Path<TicketId>,
    caller: Caller,
    mut parameters: Parameters,
) -> Result<Json<TicketClocks>, Problem> {
    caller.may(&SHOW_CLOCKS)?;
    let past = parameters.take_past(&served, None)?;
    parameters.nothing_else()?;
    let (marks, then) = marks(&served, id, past).await?;
    let reference = served.app.directory.now().reference;
    let clocks = marks.clocks(then, &reference).map_err(|error| Problem::internal(&error))?;
    Ok(Json(TicketClocks { clocks }))
}

pub(super) async fn explain(
    State(served): State<Served>,
    Path((id, name)): Path<(TicketId, String)>,
    caller: Caller,
    mut parameters: Parameters,
) -> Result<Json<Explanation>, Problem> {
    caller.may(&SHOW_CLOCKS)?;
    let (episode, number) = (parameters.take("episode")?.unwrap_or(1), parameters.take("number")?.unwrap_or(1));
    let past = parameters.take_past(&served, None)?;
    parameters.nothing_else()?;
    let kind = ClockKind::OF_TICKETS.into_iter().find(|clock| clock.name() == name).ok_or_else(Problem::not_found)?;
    let (marks, then) = marks(&served, id, past).await?;
    let reference = served.app.directory.now().reference;
    let unpinned = |error| Problem::internal(&error);
    let mut clocks = marks.clocks(then, &reference).map_err(unpinned)?.into_iter();
    let named = ClockId { clock: kind, episode, number };
    let clock = clocks.find(|clock| clock.id() == named).ok_or_else(Problem::not_found)?;
    Ok(Json(marks.explain(clock, then, &reference).map_err(unpinned)?))
}

/// What folds one stream is computed from that stream; with the instant up to which clocks are judged. Clocks are pinned to
/// versions that never change, so that today's reference data hold for those of the past.
async fn marks(served: &Served, ticket: TicketId, past: Option<Asked>) -> Result<(Marks, Timestamp), Problem> {
    let mut marks = Marks::default();
    let Some(past) = past else {
        let apply = |entry: &_| {
            marks.apply(entry);
        };
        let is_there = each_entry::<_, Problem>(&*served.app.store, &ticket.stream(), apply).await?;
        return if is_there { Ok((marks, served.app.clock.now())) } else { Err(Problem::not_found()) };
    };
    for entry in past.entries(served, ticket).await? {
        marks.apply(&entry);
    }
    Ok((marks, past.instant(served).await?))
}
