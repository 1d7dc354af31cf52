//! `/livez`, `/readyz`, `/metrics`: for those who run the program.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use events_schema::Position;
use events_schema::text::Code;
use projections::{Following, Health, with_sources};
use schemars::JsonSchema;
use serde::Serialize;

use super::Served;
use crate::background::TaskHealth;
use crate::outbox::Counts;
use crate::pulse::Stuck;

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
    /// Who is behind and has not moved for half a minute: read models, and the directory on which decisions rest.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    stuck: Vec<Stuck>,
    /// How the watch over clocks, the reactions to events and the telling of people are. What they owe is done later; the program answers meanwhile.
    tasks: [TaskHealth; 7],
}

pub(super) async fn ready(State(served): State<Served>) -> Response {
    let read_models = served.app.models.health();
    let stopped = read_models.iter().any(|health| matches!(health.following, Following::Stopped { .. }));
    let stuck = stuck(&served, &read_models);
    let ready = !stopped && stuck.is_empty() && !*served.ending.borrow();
    let status = if ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    let events = *served.app.store.length().borrow();
    (status, Json(Readiness { ready, events, read_models, stuck, tasks: served.app.background.health() }))
        .into_response()
}

fn stuck(served: &Served, read_models: &[Health]) -> Vec<Stuck> {
    let head = Position(*served.app.store.length().borrow());
    let directory = ("directory", Position(served.app.directory.now().length));
    let followers = read_models.iter().map(|health| (health.name, health.folded.unwrap_or(health.position)));
    followers.chain([directory]).filter_map(|(name, position)| served.app.pulse.look(name, position, head)).collect()
}

/// By channel; none, and a line in the log, if the outbox cannot be read: the other figures are wanted all the more then.
async fn outbox_counts(served: &Served) -> BTreeMap<Code, Counts> {
    let outbox = Arc::clone(&served.app.outbox);
    let counted = tokio::task::spawn_blocking(move || outbox.counts()).await;
    let counted =
        counted.map_err(|error| with_sources(&error)).and_then(|counts| counts.map_err(|error| with_sources(&error)));
    counted.unwrap_or_else(|error| {
        tracing::error!(error, "the messages on their way cannot be counted");
        BTreeMap::new()
    })
}

/// The figures in the text format of Prometheus.
pub(super) async fn metrics(State(served): State<Served>) -> Response {
    use std::fmt::Write;
    let counts = outbox_counts(&served).await;
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
    let stuck: Vec<_> = stuck(&served, &health)
        .into_iter()
        .map(|stuck| (format!("{{follower=\"{}\"}}", stuck.name), stuck.seconds as u64))
        .collect();
    gauge("flywheel_follower_stuck_seconds", "For how long one that is behind has not moved.", &stuck);
    gauge("flywheel_read_model_stopped", "1 where a read model stands still.", &stopped);
    let altered = [(String::new(), served.app.attachments.altered())];
    gauge("flywheel_attachments_altered", "Reads of files whose bytes were changed, since the start.", &altered);
    let of = |name: &dyn std::fmt::Display| format!("{{channel=\"{name}\"}}");
    let pending: Vec<_> = counts.iter().map(|(name, counts)| (of(name), counts.pending)).collect();
    let dead: Vec<_> = counts.iter().map(|(name, counts)| (of(name), counts.dead)).collect();
    gauge("flywheel_outbox_pending", "Messages on their way to people.", &pending);
    gauge("flywheel_outbox_dead", "Messages that could not be delivered.", &dead);
    let forged = [(String::new(), served.forged.load(Ordering::Relaxed))];
    gauge(
        "flywheel_wechat_forged",
        "Calls that were refused because they are not of WeChat, since the start.",
        &forged,
    );
    let tasks = served.app.background.health();
    let tasks = tasks.map(|task| (format!("{{task=\"{}\"}}", task.name), u64::from(task.stands_still.is_some())));
    gauge("flywheel_task_stands_still", "1 where a task that runs beside the requests does not get on.", &tasks);
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], text).into_response()
}
