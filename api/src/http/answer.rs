//! What every answer carries: the position it reflects, and the revision as ETag.

use axum::Json;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use events_schema::ids::TicketId;
use events_schema::{EventId, Position, Revision, StreamName, TicketCode};
use schemars::JsonSchema;
use serde::Serialize;

use crate::commands::{Done, Replay};

/// The header that says which position of the log an answer reflects: all events before it.
pub(super) const POSITION: HeaderName = HeaderName::from_static("flywheel-position");

/// The answer to a command that was carried out.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Receipt {
    /// The stream that holds the history.
    pub id: StreamName,
    /// The code to say on the phone, of a ticket.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub code: Option<String>,
    /// The revision after the command.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revision: Option<Revision>,
    /// Ask a read model with `min_position` set to this, and it has seen the command.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<Position>,
    /// The events that the command wrote; none if it was already so.
    pub events: Vec<ReceiptEvent>,
}

/// An event of a receipt.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct ReceiptEvent {
    /// Its id.
    pub id: EventId,
    /// Its type.
    #[serde(rename = "type")]
    pub kind: String,
    /// Its revision.
    pub revision: Revision,
}

pub(super) fn receipt(done: Done, status: StatusCode) -> Response {
    let ticket: Option<TicketId> = done.stream.as_str().parse().ok();
    let mut headers = HeaderMap::new();
    if let Some(revision) = done.revision {
        headers.insert(header::ETAG, etag(revision));
    }
    match done.replay {
        Replay::New => {}
        Replay::Repeated => {
            headers.insert("idempotency-replayed", HeaderValue::from_static("true"));
        }
    }
    let event =
        |event: crate::commands::Written| ReceiptEvent { id: event.id, kind: event.kind, revision: event.revision };
    let receipt = Receipt {
        code: ticket.map(|ticket| TicketCode::of(ticket).to_string()),
        id: done.stream,
        revision: done.revision,
        position: done.position,
        events: done.events.into_iter().map(event).collect(),
    };
    (status, headers, Json(receipt)).into_response()
}

/// A strong ETag that is the revision of the stream.
pub(super) fn etag(revision: Revision) -> HeaderValue {
    HeaderValue::from_str(&format!("\"{revision}\"")).unwrap_or_else(|_| HeaderValue::from_static("\"\""))
}

pub(super) fn at_position(next: u64) -> (HeaderName, HeaderValue) {
    (POSITION, HeaderValue::from(next))
}
