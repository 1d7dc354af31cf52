//! `GET /v1/events`: the log as server-sent events, from any position, then live.
//!
//! The id of each message is its position, so that a client that reconnects with `Last-Event-ID` misses nothing and gets
//! nothing twice.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use axum::response::sse::Event;
use domain::queries::FOLLOW_EVENTS;
use event_store::{Message, Subscription};
use events_schema::{Position, RecordedEvent};

use super::auth::Caller;
use super::history::shown;
use super::live::{Listener, Teller, last_seen, live};
use super::parameters::Parameters;
use super::{Problem, Served};

pub(super) async fn follow(
    State(served): State<Served>,
    caller: Caller,
    headers: HeaderMap,
    mut parameters: Parameters,
) -> Result<Response, Problem> {
    let listener = Listener::of(&served, caller, &FOLLOW_EVENTS)?;
    let after: Option<Position> = parameters.take("after")?;
    parameters.nothing_else()?;
    let from = last_seen(&headers)?.or(after).map_or(Position(0), Position::next);
    let subscription = Subscription::new(std::sync::Arc::clone(&served.app.store), from);
    Ok(live(Follower { subscription, served, listener, waiting: Vec::new() }))
}

struct Follower {
    subscription: Subscription,
    served: Served,
    listener: Listener,
    /// Read from the log and not yet sent, last first.
    waiting: Vec<RecordedEvent>,
}

/// The log is read only as fast as the client takes it, so that a slow client costs nothing.
impl Teller for Follower {
    fn served(&self) -> &Served {
        &self.served
    }

    async fn next(&mut self) -> Result<Option<Event>, Problem> {
        loop {
            let caller = self.listener.still(&self.served)?;
            if let Some(event) = self.waiting.pop() {
                match message(&event, caller) {
                    Some(message) => return Ok(Some(message)),
                    None => continue,
                }
            }
            match self.subscription.next().await? {
                Message::Events(mut events) => {
                    if let Some(last) = events.last() {
                        self.served.app.directory.reaches(last.position).await;
                    }
                    events.reverse();
                    self.waiting = events;
                }
                Message::CaughtUp => return Ok(Some(Event::default().event("caught_up").data("{}"))),
            }
        }
    }
}

fn message(event: &RecordedEvent, caller: &Caller) -> Option<Event> {
    let shown = shown(event, caller.audience()).ok()??;
    let data = serde_json::to_string(&shown).ok()?;
    Some(Event::default().id(event.position.to_string()).event(&*event.kind).data(data))
}
