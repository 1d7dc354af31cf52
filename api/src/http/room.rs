//! Room for so many requests at once, and no queue without an end: who comes when it is full is told to come again.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use tokio::sync::Semaphore;
use tower::Service;

use super::{Problem, Served};

/// How many requests are answered at once. At the rate of a small machine they are over in a tenth of a second; more would
/// only wait longer, and each of them holds its body, its state and its place in the queue of the log.
pub const MOST_REQUESTS: usize = 1_024;

/// The longest that a request may take; live updates have no end and no limit, and exports take as long as the client does.
const LONGEST_REQUEST: Duration = Duration::from_secs(30);

/// The room.
pub(super) struct Room(Arc<Semaphore>);

impl Default for Room {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(MOST_REQUESTS)))
    }
}

/// Answers a request if there is room, and while it is not given up. Those who look after the program always get in;
/// a path that does not exist takes its place like others, for a moment.
#[derive(Clone)]
pub(super) struct WithRoom<S> {
    inner: S,
    served: Served,
}

impl<S> WithRoom<S> {
    pub(super) fn new(inner: S, served: Served) -> Self {
        Self { inner, served }
    }
}

impl<S> Service<Request> for WithRoom<S>
where
    S: Service<Request, Response = Response, Error = Infallible, Future: Send + 'static>,
{
    type Response = Response;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Response, Infallible>> + Send>>;

    fn poll_ready(&mut self, context: &mut std::task::Context<'_>) -> std::task::Poll<Result<(), Infallible>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request) -> Self::Future {
        let place = Arc::clone(&self.served.room.0).try_acquire_owned().ok();
        if place.is_none() && request.uri().path().starts_with("/v1/") {
            let busy = Problem::busy("overloaded", "nothing was done; send it again");
            return Box::pin(std::future::ready(Ok(busy.into_response())));
        }
        let answer = tokio::time::timeout(LONGEST_REQUEST, self.inner.call(request));
        Box::pin(async move {
            let _place = place;
            answer.await.unwrap_or_else(|_| Ok(Problem::timed_out().into_response()))
        })
    }
}
