//! `/v1/outbox`: what is on its way to people by other channels than the inbox, and what could not be delivered.

use axum::Json;
use axum::extract::{Path, State};
use domain::queries::{RETRY_DELIVERIES, SHOW_OUTBOX};
use schemars::JsonSchema;
use serde::Serialize;
use uuid::Uuid;

use super::auth::Caller;
use super::body::Unused;
use super::parameters::Parameters;
use super::{Problem, Served};
use crate::outbox::{Delivery, Filter, Retried, Unusable};

/// A page of the outbox.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct OutboxPage {
    /// The deliveries, in the order in which they stand.
    deliveries: Vec<Delivery>,
    /// The cursor of the next page; absent on the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<u64>,
}

/// How many deliveries are tried again.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct TriedAgain {
    /// So many.
    retried: usize,
}

pub(super) async fn list(
    State(served): State<Served>,
    caller: Caller,
    mut parameters: Parameters,
) -> Result<Json<OutboxPage>, Problem> {
    caller.may(&SHOW_OUTBOX)?;
    let filter = Filter { state: parameters.take_named("state")?, channel: parameters.take("channel")? };
    let (limit, after) = (parameters.take_limit()?, parameters.take("cursor")?.unwrap_or(0));
    parameters.nothing_else()?;
    let outbox = served.app.outbox.clone();
    let listed = tokio::task::spawn_blocking(move || outbox.list(&filter, after, limit + 1)).await;
    let mut deliveries = listed.map_err(|error| Problem::internal(&error))??;
    let is_more = deliveries.len() > limit;
    deliveries.truncate(limit);
    let next = deliveries.last().filter(|_| is_more).map(|last| last.place);
    Ok(Json(OutboxPage { deliveries, next }))
}

pub(super) async fn retry(
    State(served): State<Served>,
    Path(id): Path<String>,
    caller: Caller,
    parameters: Parameters,
    _: Unused,
) -> Result<Json<TriedAgain>, Problem> {
    caller.may(&RETRY_DELIVERIES)?;
    parameters.nothing_else()?;
    let id: Uuid = id.parse().map_err(|_| Problem::not_found())?;
    again(&served, &caller, Retried::Id(id)).await
}

pub(super) async fn retry_all(
    State(served): State<Served>,
    caller: Caller,
    mut parameters: Parameters,
    _: Unused,
) -> Result<Json<TriedAgain>, Problem> {
    caller.may(&RETRY_DELIVERIES)?;
    let missing = || Problem::bad_parameter("channel", "name the channel whose dead letters are tried again");
    let channel = parameters.take("channel")?.ok_or_else(missing)?;
    parameters.nothing_else()?;
    again(&served, &caller, Retried::Channel(channel)).await
}

async fn again(served: &Served, caller: &Caller, which: Retried) -> Result<Json<TriedAgain>, Problem> {
    let outbox = served.app.outbox.clone();
    let retried = tokio::task::spawn_blocking(move || outbox.retry(&which)).await;
    let retried = retried.map_err(|error| Problem::internal(&error))??;
    tracing::info!(actor = %caller.actor.id, retried, "dead letters are tried again");
    Ok(Json(TriedAgain { retried }))
}

impl From<Unusable> for Problem {
    fn from(error: Unusable) -> Self {
        Self::internal(&error)
    }
}
