//! `GET /v1/tickets` and `/v1/tickets/{id}`.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use domain::queries::{LIST_TICKETS, SHOW_TICKET};
use events_schema::ids::TicketId;
use events_schema::{Audience, Position, PrincipalId, TicketCode};
use projections::ticket_details::Details;
use projections::ticket_list::{TicketCursor, TicketFilter, TicketRow};
use projections::{Projection, TicketDetails, TicketList};
use schemars::JsonSchema;
use serde::Serialize;

use super::auth::Caller;
use super::parameters::{Cursor, Parameters};
use super::past::{self, Asked};
use super::{Problem, Served, answer};

/// A page of tickets.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct TicketPage {
    /// The tickets, newest received first.
    tickets: Vec<TicketRow>,
    /// The cursor of the next page; absent on the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

pub(super) async fn list(
    State(served): State<Served>,
    caller: Caller,
    mut parameters: Parameters,
) -> Result<Response, Problem> {
    caller.may(&LIST_TICKETS)?;
    let pages = parameters.pages("/v1/tickets");
    let min_position = parameters.take("min_position")?;
    let phone: Option<String> = parameters.take("phone")?;
    let mut filter = TicketFilter {
        stage: parameters.take_named("stage")?,
        class: parameters.take_named("class")?,
        group: parameters.take("group")?,
        person: parameters.take("person")?,
        issue_type: parameters.take("issue_type")?,
        channel: parameters.take_named("channel")?,
        engine_serial: parameters.take("engine_serial")?,
        customer: None,
        code: parameters.take("code")?,
        text: parameters.take("text")?,
        received_from: parameters.take("received_from")?,
        received_before: parameters.take("received_before")?,
    };
    let (limit, cursor) = (parameters.take_limit()?, parameters.take::<Cursor<TicketCursor>>("cursor")?);
    let past =
        if caller.audience() == Audience::Internal { parameters.take_past(&served, min_position)? } else { None };
    parameters.nothing_else()?;
    if let Some(phone) = phone {
        match served.app.phones.find(&phone).map_err(|error| Problem::internal(&error))? {
            Some(customer) => filter.customer = Some(customer),
            None => return Ok(Json(TicketPage { tickets: Vec::new(), next: None }).into_response()),
        }
    }
    if let (Audience::Customer, PrincipalId::Customer(own)) = (caller.audience(), &caller.actor.id) {
        if filter.customer.is_some_and(|customer| customer != *own) {
            return Ok(Json(TicketPage { tickets: Vec::new(), next: None }).into_response());
        }
        filter.customer = Some(*own);
    }
    let view = past::view::<TicketList>(&served, past, min_position).await?;
    let page = tokio::task::spawn_blocking(move || view.page(&filter, cursor.map(|Cursor(at)| at), limit));
    let page = page.await.map_err(|error| Problem::internal(&error))??;
    let next = page.value.next.map(|next| Cursor(next).to_string());
    let link = pages.link(next.as_deref());
    let body = Json(TicketPage { tickets: page.value.items, next });
    Ok(([answer::at_position(page.position.0)], link, body).into_response())
}

pub(super) async fn details(
    State(served): State<Served>,
    Path(id): Path<TicketId>,
    caller: Caller,
    mut parameters: Parameters,
) -> Result<Response, Problem> {
    caller.may(&SHOW_TICKET)?;
    let min_position = parameters.take("min_position")?;
    let past =
        if caller.audience() == Audience::Internal { parameters.take_past(&served, min_position)? } else { None };
    parameters.nothing_else()?;
    match caller.audience() {
        Audience::Internal if let Some(past) = past => details_then(&served, id, past).await,
        Audience::Internal => {
            wait_for(&served, TicketDetails::NAME, min_position).await?;
            let read = served.app.models.views().of::<TicketDetails>().details(id)?;
            let document = read.value.ok_or_else(Problem::not_found)?;
            let json: (HeaderName, HeaderValue) = (header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
            let etag = (header::ETAG, answer::etag(document.revision));
            Ok(([answer::at_position(read.position.0), json, etag], document.json).into_response())
        }
        // Outsiders get the row of the list, which has nothing internal in it, and their part of the history.
        Audience::Customer | Audience::Supplier => {
            wait_for(&served, TicketList::NAME, min_position).await?;
            let PrincipalId::Customer(customer) = caller.actor.id else { return Err(Problem::not_found()) };
            let own =
                TicketFilter { code: Some(TicketCode::of(id)), customer: Some(customer), ..TicketFilter::default() };
            let read = served.app.models.views().of::<TicketList>().page(&own, None, 2)?;
            let row = read.value.items.into_iter().find(|row| row.ticket == id).ok_or_else(Problem::not_found)?;
            let etag = (header::ETAG, answer::etag(row.revision));
            Ok(([answer::at_position(read.position.0), etag], Json(row)).into_response())
        }
    }
}

/// What folds one stream is computed from that stream.
async fn details_then(served: &Served, id: TicketId, past: Asked) -> Result<Response, Problem> {
    let entries = past.entries(served, id).await?;
    let position = past.place(served).await?.recorded;
    let details = Details::of(id, &entries);
    let details = details.ok_or_else(Problem::not_found)?;
    Ok(([answer::at_position(position.0)], Json(details)).into_response())
}

/// How long a query waits for a read model that is asked to have seen a position.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(5);

/// Read your writes: waits until a read model has seen a position.
pub(super) async fn wait_for(served: &Served, model: &str, position: Option<Position>) -> Result<(), Problem> {
    let Some(position) = position else { return Ok(()) };
    if position.0 >= *served.app.store.length().borrow() {
        // Nobody waits for what was never recorded.
        return Err(Problem::behind(position.0));
    }
    let reached = served.app.models.reached(model, position, PATIENCE).await;
    reached.map_err(|_| Problem::behind(position.0))
}
