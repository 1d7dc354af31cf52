//! Room for so many requests at once, and no queue without an end: who comes when it is full is told to come again.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tokio::sync::Semaphore;

use super::{Problem, Served};

/// How many requests are answered at once. At the rate of a small machine they are over in a tenth of a second; more would
/// only wait longer, and each of them holds its body, its state and its place in the queue of the log.
pub const MOST_REQUESTS: usize = 1_024;

/// The room.
#[derive(Clone)]
pub(super) struct Room(Arc<Semaphore>);

impl Default for Room {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(MOST_REQUESTS)))
    }
}

/// Answers a request if there is room. Those who look after the program always get in.
pub(super) async fn has_room(State(served): State<Served>, request: Request, next: Next) -> Response {
    let _place = match served.room.0.try_acquire() {
        Ok(place) => Some(place),
        Err(_) if !request.uri().path().starts_with("/v1/") => None,
        Err(_) => return Problem::busy("overloaded", "nothing was done; send it again").into_response(),
    };
    next.run(request).await
}
