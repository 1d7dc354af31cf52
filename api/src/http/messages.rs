//! `GET /v1/tickets/{id}/messages`: what was written to the customer and by him, opened.

use axum::Json;
use axum::extract::{Path, State};
use domain::queries::SHOW_MESSAGES;
use domain::ticket::Ticket;
use events_schema::facts::ticket::TicketFact;
use events_schema::ids::TicketId;
use events_schema::values::{ContactMethod, Direction};
use events_schema::{Actor, Audience, EventId, Timestamp};
use projections::ticket_details::Details;
use projections::{Projection, TicketDetails};
use schemars::JsonSchema;
use serde::Serialize;

use super::auth::Caller;
use super::contact::open;
use super::history::check_own;
use super::parameters::Parameters;
use super::{Problem, Served, command, tickets};

/// The messages of a ticket, oldest first, as corrected.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Messages {
    /// The messages; those that were retracted are not among them.
    messages: Vec<ShownMessage>,
}

/// A message.
#[derive(Debug, Serialize, JsonSchema)]
struct ShownMessage {
    /// The event that holds it.
    event: EventId,
    /// When it was sent.
    occurred_at: Timestamp,
    /// Who wrote to whom.
    direction: Direction,
    /// How it was sent; absent: through this system.
    #[serde(skip_serializing_if = "Option::is_none")]
    method: Option<ContactMethod>,
    /// Who wrote it; not for customers.
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<Actor>,
    /// The text; absent if the customer's data were erased.
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    /// Whether the customer's data were erased.
    erased: bool,
}

pub(super) async fn show(
    State(served): State<Served>,
    Path(id): Path<String>,
    caller: Caller,
    mut parameters: Parameters,
) -> Result<Json<Messages>, Problem> {
    caller.may(&SHOW_MESSAGES)?;
    let min_position = parameters.take("min_position")?;
    parameters.nothing_else()?;
    let stream = command::member::<Ticket>(&id).ok_or_else(Problem::not_found)?;
    check_own::<Ticket>(&served, &stream, &caller).await?;
    tickets::wait_for(&served, TicketDetails::NAME, min_position).await?;
    let ticket: TicketId = stream.as_str().parse().map_err(|_| Problem::not_found())?;
    let read = served.app.models.views().of::<TicketDetails>().details(ticket)?;
    let document = read.value.ok_or_else(Problem::not_found)?;
    let details: Details = serde_json::from_str(&document.json).map_err(|error| Problem::internal(&error))?;
    let mut messages = Vec::new();
    for item in details.contacts {
        let TicketFact::MessageExchanged(message) = *item.fact.0 else { continue };
        let by = (caller.audience() == Audience::Internal).then_some(item.actor);
        let mut erased = false;
        let text = open(&served, Some(&message.text), &mut erased)?;
        let (direction, method) = (message.direction, message.method);
        messages.push(ShownMessage {
            event: item.event,
            occurred_at: item.occurred_at,
            direction,
            method,
            by,
            text,
            erased,
        });
    }
    tracing::info!(actor = %caller.actor.id, ticket.id = %stream, "messages were opened");
    Ok(Json(Messages { messages }))
}
