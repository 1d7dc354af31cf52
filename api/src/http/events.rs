//! `GET /v1/events`: the log as server-sent events, from any position, then live.
//!
//! The id of each message is its position, so that a client that reconnects with `Last-Event-ID` misses nothing and gets
//! nothing twice.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use domain::queries::FOLLOW_EVENTS;
use event_store::{Message, Subscription};
use events_schema::{Position, RecordedEvent};
use futures_util::stream::{self, Stream};

use super::auth::Caller;
use super::history::shown;
use super::parameters::Parameters;
use super::{Problem, Served};

pub(super) async fn follow(
    State(served): State<Served>,
    caller: Caller,
    headers: HeaderMap,
    mut parameters: Parameters,
) -> Result<Response, Problem> {
    caller.may(&FOLLOW_EVENTS)?;
    let after: Option<Position> = parameters.take("after")?;
    parameters.nothing_else()?;
    let from = last_seen(&headers)?.or(after).map_or(Position(0), Position::next);
    let subscription = Subscription::new(std::sync::Arc::clone(&served.app.store), from);
    Ok(live(messages(Follower { subscription, served, caller, waiting: Vec::new() })))
}

/// The id of the last message that a client has seen, if it comes back.
pub(super) fn last_seen(headers: &HeaderMap) -> Result<Option<Position>, Problem> {
    let Some(id) = headers.get("last-event-id") else { return Ok(None) };
    let id = id.to_str().ok().and_then(|text| text.parse().ok());
    id.map(Some).ok_or_else(|| Problem::bad_parameter("Last-Event-ID", "send the id of the last message"))
}

/// Messages as they come, past proxies that would rather collect them.
pub(super) fn live(messages: impl Stream<Item = Result<Event, Infallible>> + Send + 'static) -> Response {
    let mut response =
        Sse::new(messages).keep_alive(KeepAlive::new().interval(Duration::from_secs(15))).into_response();
    let unbuffered = (HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no"));
    response.headers_mut().insert(unbuffered.0, unbuffered.1);
    response
}

struct Follower {
    subscription: Subscription,
    served: Served,
    caller: Caller,
    /// Read from the log and not yet sent, last first.
    waiting: Vec<RecordedEvent>,
}

/// One message after the other. The log is read only as fast as the client takes it, so a slow client costs nothing.
fn messages(follower: Follower) -> impl Stream<Item = Result<Event, Infallible>> {
    stream::unfold(follower, |mut follower| async move {
        loop {
            if let Some(event) = follower.waiting.pop() {
                match message(&event, &follower.caller) {
                    Some(message) => return Some((Ok(message), follower)),
                    None => continue,
                }
            }
            let ending = &mut follower.served.ending;
            let next = tokio::select! {
                _ = ending.wait_for(|ending| *ending) => return None,
                next = follower.subscription.next() => next,
            };
            match next {
                Ok(Message::Events(mut events)) => {
                    events.reverse();
                    follower.waiting = events;
                }
                Ok(Message::CaughtUp) => {
                    return Some((Ok(Event::default().event("caught_up").data("{}")), follower));
                }
                Err(error) => {
                    tracing::error!(%error, "a stream of live events ended");
                    return None;
                }
            }
        }
    })
}

fn message(event: &RecordedEvent, caller: &Caller) -> Option<Event> {
    let shown = shown(event, caller.audience()).ok()??;
    let data = serde_json::to_string(&shown).ok()?;
    Some(Event::default().id(event.position.to_string()).event(&*event.kind).data(data))
}
