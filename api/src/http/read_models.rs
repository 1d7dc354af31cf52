//! `/v1/read-models`: where they stand, and how they are folded anew.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::sse::Event;
use axum::response::{IntoResponse, Response};
use domain::queries::{REBUILD_READ_MODELS, SHOW_READ_MODELS};
use projections::{Health, RebuildOptions, RebuildRefused, RebuildStatus};
use schemars::JsonSchema;
use serde::Serialize;
use tokio::runtime::Handle;
use tokio::sync::watch;

use super::auth::Caller;
use super::body::Unused;
use super::live::{Listener, Teller, live};
use super::parameters::Parameters;
use super::{Problem, Served};
use crate::rebuilds::Rebuild;

/// A read model and its rebuild.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct ReadModel {
    #[serde(flatten)]
    health: Health,
    /// The rebuild that runs, or ended last since the start of the program.
    #[serde(skip_serializing_if = "Option::is_none")]
    rebuild: Option<Rebuild>,
}

pub(super) async fn list(State(served): State<Served>, caller: Caller) -> Result<Json<Vec<ReadModel>>, Problem> {
    caller.may(&SHOW_READ_MODELS)?;
    let models = &served.app.models;
    let model = |health: Health| {
        let rebuild = served.app.rebuilds.of(models, health.name)?;
        Ok(ReadModel { health, rebuild })
    };
    models.health().into_iter().map(model).collect::<Result<_, RebuildRefused>>().map(Json).map_err(Problem::from)
}

fn options(parameters: &mut Parameters) -> Result<RebuildOptions, Problem> {
    let (anew, replace) = (parameters.take("anew")?, parameters.take("replace")?);
    Ok(RebuildOptions { anew: anew.unwrap_or(false), replace: replace.unwrap_or(false) })
}

/// Begins a rebuild; what comes of it is asked for.
pub(super) async fn rebuild(
    State(served): State<Served>,
    Path(name): Path<String>,
    caller: Caller,
    mut parameters: Parameters,
    _: Unused,
) -> Result<Response, Problem> {
    caller.may(&REBUILD_READ_MODELS)?;
    let options = options(&mut parameters)?;
    parameters.nothing_else()?;
    let mut begun = served.app.rebuilds.begin(&served.app.models, &[&name], options).await?;
    tracing::info!(actor = %caller.actor.id, model = name, ?options, "a rebuild has begun");
    Ok((StatusCode::ACCEPTED, Json(begun.remove(0))).into_response())
}

/// Begins the rebuild of several; the log is read once for all of them.
pub(super) async fn rebuild_several(
    State(served): State<Served>,
    caller: Caller,
    mut parameters: Parameters,
    _: Unused,
) -> Result<Response, Problem> {
    caller.may(&REBUILD_READ_MODELS)?;
    let named: Option<String> = parameters.take("models")?;
    let options = options(&mut parameters)?;
    parameters.nothing_else()?;
    let all = || projections::models().iter().map(|model| model.name).collect();
    let names = named.as_deref().map_or_else(all, |named| named.split(',').collect::<Vec<_>>());
    let begun = served.app.rebuilds.begin(&served.app.models, &names, options).await?;
    tracing::info!(actor = %caller.actor.id, models = ?names, ?options, "rebuilds have begun");
    Ok((StatusCode::ACCEPTED, Json(begun)).into_response())
}

pub(super) async fn cancel(
    State(served): State<Served>,
    Path(name): Path<String>,
    caller: Caller,
    _: Unused,
) -> Result<Json<Rebuild>, Problem> {
    caller.may(&REBUILD_READ_MODELS)?;
    let mut news = served.app.models.cancel(&name)?;
    // It ends within a page of events; the sender lives as long as the rebuild is known.
    let _ = news.wait_for(|status| status.state.is_over()).await;
    let rebuild = served.app.rebuilds.of(&served.app.models, &name)?;
    rebuild.map(Json).ok_or_else(Problem::not_found)
}

pub(super) async fn retry(
    State(served): State<Served>,
    Path(name): Path<String>,
    caller: Caller,
    _: Unused,
) -> Result<Json<Vec<Health>>, Problem> {
    caller.may(&REBUILD_READ_MODELS)?;
    served.app.models.retry(&name, &Handle::current()).await?;
    Ok(Json(served.app.models.health().into_iter().filter(|health| health.name == name).collect()))
}

/// The progress of a rebuild as it goes on, until it is over.
pub(super) async fn progress(
    State(served): State<Served>,
    Path(name): Path<String>,
    caller: Caller,
) -> Result<Response, Problem> {
    let listener = Listener::of(&served, caller, &SHOW_READ_MODELS)?;
    let rebuild = served.app.rebuilds.of(&served.app.models, &name)?.ok_or_else(Problem::not_found)?;
    let news = served.app.models.rebuilding(&name)?.ok_or_else(Problem::not_found)?;
    Ok(live(Watching { served, listener, name: rebuild.name, news, told: Told::Nothing }))
}

struct Watching {
    served: Served,
    listener: Listener,
    name: &'static str,
    news: watch::Receiver<RebuildStatus>,
    told: Told,
}

/// How much of a rebuild was told.
enum Told {
    Nothing,
    Progress,
    TheEnd,
}

impl Teller for Watching {
    fn served(&self) -> &Served {
        &self.served
    }

    async fn next(&mut self) -> Result<Option<Event>, Problem> {
        match self.told {
            Told::Nothing => {}
            Told::Progress => self.news.changed().await.map_err(|error| Problem::internal(&error))?,
            Told::TheEnd => return Ok(None),
        }
        self.listener.still(&self.served)?;
        let status = self.news.borrow_and_update().clone();
        let rebuild = self.served.app.rebuilds.shown(self.name, status);
        self.told = if rebuild.is_over() { Told::TheEnd } else { Told::Progress };
        let data = serde_json::to_string(&rebuild).map_err(|error| Problem::internal(&error))?;
        Ok(Some(Event::default().event("progress").data(data)))
    }
}

impl From<RebuildRefused> for Problem {
    fn from(refused: RebuildRefused) -> Self {
        let conflict = |code, en, zh| Self::new(StatusCode::CONFLICT, code, en, zh).detail(refused.to_string());
        match &refused {
            RebuildRefused::Unknown(_) => Self::not_found().detail(refused.to_string()),
            RebuildRefused::Running => conflict("rebuild_runs", "it is rebuilt already", "正在重建"),
            RebuildRefused::NotRunning => conflict("no_rebuild", "no rebuild runs", "没有正在进行的重建"),
            RebuildRefused::CatchingUp => conflict("catching_up", "it is folded anew already", "正在追赶"),
            RebuildRefused::StandsStill => conflict("stands_still", "it stands still", "读模型已停止"),
            RebuildRefused::Follows => conflict("follows", "it does not stand still", "读模型运行正常"),
            RebuildRefused::File(_) | RebuildRefused::Thread(_) => Self::internal(&refused),
        }
    }
}
