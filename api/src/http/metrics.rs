//! `/v1/metrics`: what is measured, the answers, and tries.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Request, State};
use domain::metric::Metric;
use domain::queries::ASK;
use events_schema::Revision;
use events_schema::facts::metric::MetricDefined;
use events_schema::ids::MetricId;
use events_schema::text::Line;
use schemars::JsonSchema;
use serde::Serialize;

use super::auth::Caller;
use super::parameters::Parameters;
use super::sql::scope_of;
use super::{Problem, Served, body};
use crate::metrics::{Failing, KeeperError, KeptAnswer, visible_to};
use crate::sql::{Preview, Tried, preview};

/// A metric in the list.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct ListedMetric {
    /// The code.
    metric: MetricId,
    /// What people call it.
    title: Line,
    /// The version that was defined last.
    version: u32,
    /// Whether it is answered.
    in_use: bool,
    /// Why it has no new answer; absent while it has.
    #[serde(skip_serializing_if = "Option::is_none")]
    failing: Option<Failing>,
    /// The revision of its stream.
    revision: Revision,
}

/// A metric with its newest answer.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct ShownMetric {
    /// The code.
    metric: MetricId,
    /// Whether it is answered.
    in_use: bool,
    /// The answer that was asked for, or the newest; absent until there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    answer: Option<KeptAnswer>,
    /// Why it has no new answer; absent while it has.
    #[serde(skip_serializing_if = "Option::is_none")]
    failing: Option<Failing>,
    /// All versions, the newest last.
    versions: Vec<MetricDefined>,
}

pub(super) async fn list(State(served): State<Served>, caller: Caller) -> Result<Json<Vec<ListedMetric>>, Problem> {
    caller.may(&ASK)?;
    let reference = served.app.directory.now().reference;
    let listed = reference.metrics().filter_map(|(id, known)| {
        let latest = visible_to(&known.is, caller.actor.role).next_back()?;
        Some(ListedMetric {
            metric: id.clone(),
            title: latest.title.clone(),
            version: latest.version,
            in_use: known.is.in_use().is_some(),
            failing: served.app.metrics.failing(id, latest.version),
            revision: known.revision,
        })
    });
    let mut listed: Vec<_> = listed.collect();
    listed.sort_by(|a, b| a.metric.cmp(&b.metric));
    Ok(Json(listed))
}

pub(super) async fn show(
    State(served): State<Served>,
    Path(id): Path<String>,
    caller: Caller,
    mut parameters: Parameters,
) -> Result<Json<ShownMetric>, Problem> {
    let (id, metric) = seen(&served, &caller, &id)?;
    let version: Option<u32> = parameters.take("version")?;
    let period: Option<String> = parameters.take("period")?;
    parameters.nothing_else()?;
    let versions: Vec<MetricDefined> = visible_to(&metric, caller.actor.role).cloned().collect();
    let asked =
        versions.iter().rev().map(|known| known.version).filter(|known| version.is_none_or(|asked| asked == *known));
    let mut answer = None;
    for version in asked {
        answer = served.app.metrics.keeper.answer(&id, version, period.as_deref())?;
        if answer.is_some() {
            break;
        }
    }
    if answer.is_none() && (version.is_some() || period.is_some()) {
        return Err(Problem::not_found().detail("no answer of that period and version is kept"));
    }
    let failing = metric.latest().and_then(|latest| served.app.metrics.failing(&id, latest.version));
    let in_use = metric.in_use().is_some();
    Ok(Json(ShownMetric { metric: id, in_use, answer, failing, versions }))
}

pub(super) async fn periods(
    State(served): State<Served>,
    Path(id): Path<String>,
    caller: Caller,
    mut parameters: Parameters,
) -> Result<Json<Vec<KeptAnswer>>, Problem> {
    let (id, metric) = seen(&served, &caller, &id)?;
    let limit = parameters.take_limit()?;
    parameters.nothing_else()?;
    let versions: Vec<u32> = visible_to(&metric, caller.actor.role).map(|version| version.version).collect();
    let app = Arc::clone(&served.app);
    let periods = tokio::task::spawn_blocking(move || app.metrics.keeper.periods(&id, &versions, limit));
    Ok(Json(periods.await.map_err(|error| Problem::internal(&error))??))
}

pub(super) async fn attempt(
    State(served): State<Served>,
    caller: Caller,
    parameters: Parameters,
    request: Request,
) -> Result<Json<Preview>, Problem> {
    caller.may(&ASK)?;
    parameters.nothing_else()?;
    let (parts, body) = request.into_parts();
    let tried: Tried = domain::read_body(&body::json(&parts, body).await?)?;
    Ok(Json(preview(&served.app, tried, scope_of(caller.actor.role)).await?))
}

/// The metric of a path, if whoever asks may see all that it reads.
fn seen(served: &Served, caller: &Caller, id: &str) -> Result<(MetricId, Metric), Problem> {
    caller.may(&ASK)?;
    let id: MetricId = id.parse().map_err(|_| Problem::not_found())?;
    let reference = served.app.directory.now().reference;
    let metric = reference.metric(&id).map(|known| known.is.clone());
    let metric = metric
        .filter(|metric| visible_to(metric, caller.actor.role).next().is_some())
        .ok_or_else(Problem::not_found)?;
    Ok((id, metric))
}

impl From<KeeperError> for Problem {
    fn from(error: KeeperError) -> Self {
        Self::internal(&error)
    }
}
