//! Answers without an end: server-sent events, for a bounded number of listeners, each for as long as he may.

use std::convert::Infallible;
use std::time::Duration;

use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use domain::queries::QuerySpec;
use events_schema::Position;
use futures_util::stream::{self, Stream};
use tokio::sync::OwnedSemaphorePermit;

use super::auth::Caller;
use super::{Problem, Served};

/// How many may listen at once: all screens and programs of a factory, and not so many that they take the time of those
/// who ask.
pub const MOST_LISTENERS: usize = 128;

/// Somebody who listens.
pub(super) struct Listener {
    caller: Caller,
    query: &'static QuerySpec,
    _place: OwnedSemaphorePermit,
}

impl Listener {
    /// Lets somebody listen.
    pub(super) fn of(served: &Served, caller: Caller, query: &'static QuerySpec) -> Result<Self, Problem> {
        caller.may(query)?;
        let place = served.listeners.take().ok_or_else(|| Problem::too_many_listeners(MOST_LISTENERS))?;
        Ok(Self { caller, query, _place: place })
    }

    /// Whoever may still listen: keys are revoked and expire, and people leave while a screen goes on.
    pub(super) fn still(&self, served: &Served) -> Result<&Caller, Problem> {
        self.caller.is_let_in(served).and_then(|()| self.caller.may(self.query)).map(|()| &self.caller)
    }
}

/// The id of the last message that a client has seen, if it comes back.
pub(super) fn last_seen(headers: &HeaderMap) -> Result<Option<Position>, Problem> {
    let Some(id) = headers.get("last-event-id") else { return Ok(None) };
    let id = id.to_str().ok().and_then(|text| text.parse().ok());
    id.map(Some).ok_or_else(|| Problem::bad_parameter("Last-Event-ID", "send the id of the last message"))
}

/// Somebody who tells one thing after the other.
pub(super) trait Teller: Send + 'static {
    /// The program that he tells of.
    fn served(&self) -> &Served;

    /// Waits for the next message; `None` after the last one.
    fn next(&mut self) -> impl Future<Output = Result<Option<Event>, Problem>> + Send;
}

/// Messages as they come, past proxies that would rather collect them.
pub(super) fn live(teller: impl Teller) -> Response {
    let mut response =
        Sse::new(messages(teller)).keep_alive(KeepAlive::new().interval(Duration::from_secs(15))).into_response();
    let unbuffered = (HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no"));
    response.headers_mut().insert(unbuffered.0, unbuffered.1);
    response
}

/// One message after the other, only as fast as the client takes them. If it does not go on, the last one is an event `ended`
/// with the problem.
fn messages<T: Teller>(teller: T) -> impl Stream<Item = Result<Event, Infallible>> + Send {
    stream::unfold(Some(teller), |teller| async move {
        let mut teller = teller?;
        let mut ending = teller.served().ending.clone();
        let next = tokio::select! {
            _ = ending.wait_for(|ending| *ending) => return None,
            next = teller.next() => next,
        };
        match next {
            Ok(message) => message.map(|message| (Ok(message), Some(teller))),
            Err(problem) => Some((Ok(ended(&problem)), None)),
        }
    })
}

fn ended(problem: &Problem) -> Event {
    let data = serde_json::to_string(problem).unwrap_or_default();
    Event::default().event("ended").data(data)
}
