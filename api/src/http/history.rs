//! `GET /v1/{collection}/{id}/history`: every event of a stream, as it stands in the log.

use std::collections::HashSet;

use axum::Json;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use domain::Aggregate;
use domain::notification::Reader;
use events_schema::facts::ticket::TicketFact;
use events_schema::{
    Actor, Audience, CommandId, Digest256, Entry, Envelope, EventId, FactSet, Origin, Position, RecordedEvent,
    Revision, StreamName, Timestamp, visible_data,
};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use super::auth::Caller;
use super::parameters::Parameters;
use super::past::AsOf;
use super::{Problem, Served, answer, command};
use crate::entries::each_entry;

/// An event as it is shown.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ShownEvent {
    /// Its place in the log.
    position: Position,
    /// Its stream.
    stream: StreamName,
    /// Its place in the stream.
    revision: Revision,
    /// Its id.
    id: EventId,
    /// Its type.
    #[serde(rename = "type")]
    kind: String,
    /// The version of its shape.
    version: u32,
    /// When it happened, as reported.
    occurred_at: Timestamp,
    /// When it was recorded.
    recorded_at: Timestamp,
    /// Who did it; for customers only on whose side.
    #[serde(skip_serializing_if = "Option::is_none")]
    actor: Option<Actor>,
    /// The command that it comes from.
    command: CommandId,
    /// The event that it follows from.
    #[serde(skip_serializing_if = "Option::is_none")]
    causation: Option<EventId>,
    /// Where the history comes from.
    origin: Origin,
    /// The hash of the event before, with which it is chained.
    #[serde(skip_serializing_if = "Option::is_none")]
    previous: Option<Digest256>,
    /// Its own hash.
    hash: Digest256,
    /// What happened; personal values are sealed.
    pub(super) data: Value,
}

/// The history of a stream, or a page of it.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct History {
    /// The events, in order.
    pub(super) events: Vec<ShownEvent>,
    /// Where the next page begins; absent on the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) next: Option<Revision>,
}

/// What an audience may see of an event; `None`: not even that it happened.
///
/// # Errors
/// If the stored bytes are not JSON.
pub fn shown(event: &RecordedEvent, audience: Audience) -> Result<Option<ShownEvent>, serde_json::Error> {
    let data: Value = serde_json::from_slice(&event.data)?;
    let Some(data) = visible_data(&event.kind, event.version, data, audience) else { return Ok(None) };
    let envelope: Envelope = serde_json::from_slice(&event.metadata)?;
    let actor = match audience {
        Audience::Internal => Some(envelope.actor),
        Audience::Supplier | Audience::Customer => None,
    };
    Ok(Some(ShownEvent {
        position: event.position,
        stream: event.stream.clone(),
        revision: event.revision,
        id: event.id,
        kind: event.kind.to_string(),
        version: event.version,
        occurred_at: envelope.occurred_at,
        recorded_at: envelope.recorded_at,
        actor,
        command: envelope.command,
        causation: envelope.causation,
        origin: envelope.origin,
        previous: envelope.previous,
        hash: event.hash(),
        data,
    }))
}

pub(super) async fn show<A: Aggregate>(
    State(served): State<Served>,
    Path(id): Path<String>,
    caller: Caller,
    mut parameters: Parameters,
) -> Result<Response, Problem> {
    let stream = readable::<A>(&served, &id, &caller).await?;
    let from = parameters.take("from_revision")?.unwrap_or(Revision::FIRST);
    let as_of = parameters.take("as_of")?.map(|as_of: AsOf| as_of.checked(&served)).transpose()?;
    let limit = parameters.take_limit()?;
    parameters.nothing_else()?;
    let (history, last) = page::<A>(&served, &stream, caller.audience(), (from, limit), as_of).await?;
    let etag = last.map(|last| [(axum::http::header::ETAG, answer::etag(last))]);
    Ok((etag.into_iter().flatten().collect::<axum::http::HeaderMap>(), Json(history)).into_response())
}

/// A page of a history as an audience sees it, and the last revision of it.
pub(super) async fn page<A: Aggregate>(
    served: &Served,
    stream: &StreamName,
    audience: Audience,
    (from, limit): (Revision, usize),
    as_of: Option<AsOf>,
) -> Result<(History, Option<Revision>), Problem> {
    let mut page = served.app.store.read_stream(stream, from, limit + 1).await?;
    if page.is_empty() && from == Revision::FIRST {
        return Err(Problem::not_found());
    }
    if let Some(as_of) = as_of {
        let mut kept = page.len();
        for (index, event) in page.iter().enumerate() {
            if !as_of.includes(event).map_err(|error| Problem::internal(&error))? {
                kept = index;
                break;
            }
        }
        page.truncate(kept);
    }
    let next = page.get(limit).map(|event| event.revision);
    page.truncate(limit);
    let last = page.last().map(|event| event.revision);
    if audience != Audience::Internal && A::Fact::CATEGORY == TicketFact::CATEGORY {
        let moved = moved_away(served, stream).await?;
        page.retain(|event| !moved.contains(&event.id));
    }
    let events = page.iter().map(|event| shown(event, audience)).filter_map(Result::transpose);
    let events = events.collect::<Result<_, _>>().map_err(|error| Problem::internal(&error))?;
    Ok((History { events, next }, last))
}

/// What is another customer's after all: the entries that were moved to another ticket, and their corrections here.
async fn moved_away(served: &Served, ticket: &StreamName) -> Result<HashSet<EventId>, Problem> {
    let (mut moved, mut corrections) = (HashSet::new(), Vec::new());
    let collect = |entry: &Entry<TicketFact>| match &entry.fact {
        TicketFact::EntryMovedOut(fact) => drop(moved.insert(fact.moved)),
        TicketFact::EntryCorrected(fact) => corrections.push((entry.id, fact.corrects)),
        _ => {}
    };
    each_entry::<_, Problem>(&*served.app.store, ticket, collect).await?;
    let of_moved = corrections.into_iter().filter(|(_, corrects)| moved.contains(corrects));
    let of_moved: Vec<_> = of_moved.map(|(correction, _)| correction).collect();
    moved.extend(of_moved);
    Ok(moved)
}

/// The stream of an id, for whoever may see all of its kind, whose own it is, or whom it is about (P4.1).
pub(super) async fn readable<A: Aggregate>(served: &Served, id: &str, caller: &Caller) -> Result<StreamName, Problem> {
    match (caller.may(A::HISTORY), command::member::<A>(id)) {
        (Ok(()), Some(stream)) => {
            check_own::<A>(served, &stream, caller).await?;
            Ok(stream)
        }
        (Ok(()), None) => Err(Problem::not_found()),
        (Err(_), Some(stream)) if concerns::<A>(served, &stream, caller).await? => Ok(stream),
        (Err(refused), _) => Err(refused),
    }
}

async fn concerns<A: Aggregate>(served: &Served, stream: &StreamName, caller: &Caller) -> Result<bool, Problem> {
    if caller.audience() != Audience::Internal {
        return Ok(false);
    }
    let mut is = A::default();
    each_entry::<_, Problem>(&*served.app.store, stream, |entry| is.evolve(entry)).await?;
    let reader = Reader::of(&caller.actor, &served.app.directory.now().reference, served.app.clock.now());
    Ok(is.concerns(&reader))
}

/// An outsider's own, or anybody's for the factory. What is not his does not exist for him.
pub(super) async fn check_own<A: Aggregate>(
    served: &Served,
    stream: &StreamName,
    caller: &Caller,
) -> Result<(), Problem> {
    if caller.audience() == Audience::Internal {
        return Ok(());
    }
    let mut state = A::default();
    each_entry::<_, Problem>(&*served.app.store, stream, |entry| state.evolve(entry)).await?;
    if state.belongs_to(&caller.actor) { Ok(()) } else { Err(Problem::not_found()) }
}
