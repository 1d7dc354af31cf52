//! `/livez`, `/readyz`, `/metrics`: for those who run the program.

use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use projections::{Following, Health};
use schemars::JsonSchema;
use serde::Serialize;

use super::Served;
use crate::background::TaskHealth;

/// Whether the program answers at all. It asks nothing else, so that a slow disk does not get it killed.
pub(super) async fn live() -> &'static str {
    "live\n"
}

/// Whether the program should get requests.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Readiness {
    /// Whether everything below is well.
    ready: bool,
    /// How many events the log holds.
    events: u64,
    /// Where each read model stands.
    read_models: Vec<Health>,
    /// How the watch over clocks and the reactions to events are. What they owe is done later; the program answers meanwhile.
    tasks: [TaskHealth; 2],
}

pub(super) async fn ready(State(served): State<Served>) -> Response {
    let read_models = served.app.models.health();
    let stopped = read_models.iter().any(|health| matches!(health.following, Following::Stopped { .. }));
    let ready = !stopped && !*served.ending.borrow();
    let status = if ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    let events = *served.app.store.length().borrow();
    (status, Json(Readiness { ready, events, read_models, tasks: served.app.background.health() })).into_response()
}

/// The figures in the text format of Prometheus.
pub(super) async fn metrics(State(served): State<Served>) -> Response {
    use std::fmt::Write;
    let mut text = String::new();
    let mut gauge = |name: &str, help: &str, rows: &[(String, u64)]| {
        // Writing into a string cannot fail.
        let _ = writeln!(text, "# HELP {name} {help}\n# TYPE {name} gauge");
        for (labels, value) in rows {
            let _ = writeln!(text, "{name}{labels} {value}");
        }
    };
    let health = served.app.models.health();
    let events = *served.app.store.length().borrow();
    gauge("flywheel_log_events", "Events in the log.", &[(String::new(), events)]);
    let wal = served.app.store.wal_bytes().map(|bytes| (String::new(), bytes));
    gauge("flywheel_log_wal_bytes", "Size of the log's write-ahead log.", wal.as_slice());
    let lag =
        |health: &Health| (format!("{{model=\"{}\"}}", health.name), health.head.0.saturating_sub(health.position.0));
    let lags: Vec<_> = health.iter().map(lag).collect();
    gauge("flywheel_read_model_lag_events", "Events that a read model does not show yet.", &lags);
    let stopped = |health: &Health| {
        let stopped = matches!(health.following, Following::Stopped { .. });
        (format!("{{model=\"{}\"}}", health.name), u64::from(stopped))
    };
    let stopped: Vec<_> = health.iter().map(stopped).collect();
    gauge("flywheel_read_model_stopped", "1 where a read model stands still.", &stopped);
    let tasks = served.app.background.health();
    let tasks = tasks.map(|task| (format!("{{task=\"{}\"}}", task.name), u64::from(task.stands_still.is_some())));
    gauge("flywheel_task_stands_still", "1 where the watch or the reactions do not get on.", &tasks);
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], text).into_response()
}
