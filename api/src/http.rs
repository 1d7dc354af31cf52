//! HTTP: convert in, ask, convert out. Every route comes from a table: of queries, or of commands.

mod acknowledge;
mod analysis;
mod answer;
mod attachments;
mod auth;
mod backtest;
mod board;
mod body;
mod cause_analyses;
mod clocks;
mod command;
mod contact;
mod directory;
mod effects;
mod events;
mod export;
mod health;
mod history;
mod inbox;
mod language;
mod listing;
mod live;
mod measures;
mod messages;
mod metrics;
mod openapi;
mod outbox;
mod own;
mod pace;
mod parameters;
mod past;
mod places;
mod policy;
mod problem;
mod quality;
mod queries;
mod read_models;
mod repairs;
mod reports;
mod room;
mod shares;
mod sql;
mod suppliers;
mod tickets;
mod timeline;
mod upload;
mod web_form;
mod wechat;

pub use auth::{LOCAL_KEY, at_the_machine, hash_of, new_key};
pub use export::MOST_EXPORTS;
pub use history::{ShownEvent, shown};
pub use live::MOST_LISTENERS;
pub use openapi::document as openapi_document;
pub use past::AsOf;
pub use problem::Problem;
pub use room::MOST_REQUESTS;
pub use upload::{MOST_UPLOADS, UPLOADS_OF_ONE};

use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use axum::Router;
use axum::body::Body;
use events_schema::Digest256;
use tokio::sync::watch;
use tower::ServiceBuilder;
use tower_http::catch_panic::CatchPanicLayer;

use crate::app::App;
use crate::intake::Intake;
use places::Places;
use shares::Shares;

/// What handlers need: the program's parts, and word of its end.
#[derive(Clone)]
pub struct Served(Arc<Parts>);

/// What is served.
pub struct Parts {
    /// The program's parts.
    pub app: Arc<App>,
    /// Turns true when the server is about to end, so that live updates end first.
    pub ending: watch::Receiver<bool>,
    /// What is kept of the secret by which the command line on this machine comes in.
    pub local: Option<Digest256>,
    /// How customers report themselves.
    pub intake: Intake,
    /// Calls that were refused because they are not of WeChat.
    forged: AtomicU64,
    forms: web_form::Limits,
    listeners: Places<MOST_LISTENERS>,
    room: room::Room,
    exports: Places<MOST_EXPORTS>,
    uploads: Shares<MOST_UPLOADS, UPLOADS_OF_ONE>,
    downloads: Places<{ attachments::MOST_DOWNLOADS }>,
}

impl Served {
    /// What handlers need, with nobody listening and no export yet.
    #[must_use]
    pub fn new(app: Arc<App>, ending: watch::Receiver<bool>, local: Option<Digest256>, intake: Intake) -> Self {
        Self(Arc::new(Parts {
            app,
            ending,
            local,
            intake,
            forged: AtomicU64::new(0),
            forms: web_form::Limits::default(),
            listeners: Places::default(),
            room: room::Room::default(),
            exports: Places::default(),
            uploads: Shares::default(),
            downloads: Places::default(),
        }))
    }
}

impl std::ops::Deref for Served {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

/// The most bytes that a request may have.
pub const MAX_BODY_BYTES: usize = 256 * 1024;

/// All routes. What holds for every answer within a time limit stands around the routes, for the layers of a route are copied
/// for each request.
pub fn router(served: Served) -> Router {
    let queries = queries::timed().fold(Router::new(), |router, query| router.route(&query.path, query.handler));
    let timed = command::routes(queries)
        .fallback(problem::no_such_route)
        .method_not_allowed_fallback(problem::no_such_method)
        .with_state(served.clone());
    let timed = ServiceBuilder::new()
        .map_response(|answer: axum::http::Response<_>| problem::speak(answer.map(Body::new)))
        .layer(CatchPanicLayer::custom(problem::after_panic))
        .layer_fn(|inner| room::WithRoom::new(inner, served.clone()))
        .service(timed);
    let live = queries::live().into_iter().chain([queries::export(), queries::upload(), queries::file_of_records()]);
    live.fold(Router::new(), |router, query| router.route(&query.path, query.handler))
        .method_not_allowed_fallback(problem::no_such_method)
        .layer(CatchPanicLayer::custom(problem::after_panic))
        .layer(axum::middleware::map_response(async |response| problem::speak(response)))
        .with_state(served)
        .fallback_service(timed)
}
