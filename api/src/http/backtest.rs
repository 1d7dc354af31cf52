//! `POST /v1/policy/backtest` and `/v1/policy/backtest/live`: what the verdicts of the past would have been.

use std::time::Duration;

use axum::Json;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::sse::Event;
use axum::response::{IntoResponse, Response};
use domain::backtest::{Asked, Compared, Drafts, Scope};
use domain::clocks::ClockProvenance;
use domain::command::read_body;
use domain::queries::BACKTEST_POLICY;
use domain::refusal::Refused;
use projections::{Clocks, Projection};
use schemars::JsonSchema;
use serde::Serialize;

use super::auth::Caller;
use super::live::{Listener, Teller, live};
use super::parameters::{Cursor, Parameters};
use super::tickets::wait_for;
use super::{Problem, Served, answer, body};
use crate::backtest::{
    Answer, BacktestError, History, NamedCalendar, Page, Place, Progress, Question, Report, Rules, Running,
};

/// What a backtest says, and a page of the clocks that come out otherwise.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Backtest {
    #[serde(flatten)]
    report: Report,
    /// The clocks that come out otherwise, by ticket.
    changed: Vec<Compared>,
    /// The cursor of the next page; absent on the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

/// Less than a request may take, so that whoever asks hears what to do instead.
const LONGEST: Duration = Duration::from_secs(20);

pub(super) async fn run(
    State(served): State<Served>,
    caller: Caller,
    parameters: Parameters,
    request: Request,
) -> Result<Response, Problem> {
    caller.may(&BACKTEST_POLICY)?;
    let mut running = begin(&served, &caller, parameters, request).await?;
    let Ok(answer) = tokio::time::timeout(LONGEST, &mut running.answer).await else {
        return Err(too_long(*running.progress.borrow()));
    };
    let answer = answer.map_err(BacktestError::from)??;
    let position = answer::at_position(answer.report.position.0);
    Ok(([position], Json(Backtest::of(answer))).into_response())
}

pub(super) async fn follow(
    State(served): State<Served>,
    caller: Caller,
    parameters: Parameters,
    request: Request,
) -> Result<Response, Problem> {
    caller.may(&BACKTEST_POLICY)?;
    let running = begin(&served, &caller, parameters, request).await?;
    let listener = Listener::of(&served, caller, &BACKTEST_POLICY)?;
    Ok(live(Watching { served, listener, running, told: Told::NotYet }))
}

async fn begin(
    served: &Served,
    caller: &Caller,
    mut parameters: Parameters,
    request: Request,
) -> Result<Running, Problem> {
    let min_position = parameters.take("min_position")?;
    let (policy, calendars) = (parameters.take("version")?, parameters.take::<String>("calendar")?);
    let calendars = calendars.iter().flat_map(|named| named.split(',')).map(|named| {
        let NamedCalendar(named) = named.parse().map_err(|error| Problem::bad_parameter("calendar", error))?;
        Ok(named)
    });
    let calendars = calendars.collect::<Result<_, Problem>>()?;
    let scope = scope(&mut parameters)?;
    let (size, from) = (parameters.take_limit()?, parameters.take::<Cursor<Place>>("cursor")?);
    parameters.nothing_else()?;
    let asked = Asked { drafts: drafts(request).await?, policy, calendars };
    wait_for(served, Clocks::NAME, min_position).await?;
    let app = &served.app;
    let now = app.clock.now();
    // What cannot be tried is said before anybody waits for a turn.
    asked.against(&app.directory.now().reference, &caller.actor, now)?;
    let history = History {
        clocks: app.models.views().of::<Clocks>(),
        store: app.store.clone(),
        rules: Rules::Kept(app.directory.clone()),
        now,
    };
    let question = Question { asked, scope, actor: caller.actor.clone() };
    Ok(app.backtests.begin(history, question, Page { from: from.map(|Cursor(place)| place), size }))
}

fn scope(parameters: &mut Parameters) -> Result<Scope, Problem> {
    let live_only: Option<bool> = parameters.take("live_only")?;
    let scope = Scope {
        from: parameters.take("from")?,
        until: parameters.take("until")?,
        clock: parameters.take_named("clock")?,
        class: parameters.take_named("class")?,
        group: parameters.take("group")?,
        provenance: live_only.unwrap_or(false).then_some(ClockProvenance::Live),
    };
    scope.check().map_err(Refused::from)?;
    Ok(scope)
}

async fn drafts(request: Request) -> Result<Drafts, Problem> {
    let (parts, body) = request.into_parts();
    let body = body::json_or_nothing(&parts, body).await?;
    Ok(body.map_or_else(|| Ok(Drafts::default()), |body| read_body(&body))?)
}

fn too_long(progress: Option<Progress>) -> Problem {
    let seconds = LONGEST.as_secs();
    let Some(Progress { done, total }) = progress else {
        let busy = "another backtest is running";
        return Problem::new(StatusCode::SERVICE_UNAVAILABLE, "backtest_runs", busy, "另一项试算正在进行")
            .detail(format!("it was not over after {seconds} s; ask again, or wait for it at /v1/policy/backtest/live"))
            .retry_after(30);
    };
    Problem::new(StatusCode::SERVICE_UNAVAILABLE, "backtest_too_long", "the backtest takes too long", "试算耗时过长")
        .detail(format!(
            "after {seconds} s it had looked at {done} of {total} tickets; /v1/policy/backtest/live takes as long as it \
             needs and tells how far it is, and so does `flywheel policy backtest` on the machine of the server"
        ))
}

impl Backtest {
    fn of(answer: Answer) -> Self {
        let Answer { report, changed, next } = answer;
        Self { report, changed, next: next.map(|place| Cursor(place).to_string()) }
    }
}

/// Somebody who waits for a backtest.
struct Watching {
    served: Served,
    listener: Listener,
    running: Running,
    told: Told,
}

/// Whether he has heard what comes of it.
enum Told {
    NotYet,
    TheEnd,
}

impl Teller for Watching {
    fn served(&self) -> &Served {
        &self.served
    }

    async fn next(&mut self) -> Result<Option<Event>, Problem> {
        match self.told {
            Told::NotYet => {}
            Told::TheEnd => return Ok(None),
        }
        let Running { progress, answer } = &mut self.running;
        let answer = tokio::select! {
            biased;
            answer = &mut *answer => answer,
            Ok(()) = progress.changed() => {
                self.listener.still(&self.served)?;
                return message("progress", &*progress.borrow_and_update());
            }
        };
        self.listener.still(&self.served)?;
        self.told = Told::TheEnd;
        message("backtest", &Backtest::of(answer.map_err(BacktestError::from)??))
    }
}

fn message(event: &str, says: &impl Serialize) -> Result<Option<Event>, Problem> {
    let data = serde_json::to_string(says).map_err(|error| Problem::internal(&error))?;
    Ok(Some(Event::default().event(event).data(data)))
}

impl From<BacktestError> for Problem {
    fn from(error: BacktestError) -> Self {
        match error {
            BacktestError::Refused(refused) => refused.into(),
            BacktestError::Unreadable(error) => error.into(),
            error @ (BacktestError::Unpinned(_)
            | BacktestError::Log(_)
            | BacktestError::Rules(_)
            | BacktestError::Ended(_)
            | BacktestError::Abandoned) => Self::internal(&error),
        }
    }
}
