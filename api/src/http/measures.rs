//! `GET /v1/measures` and what stands behind them (P4.3.a, P5.3).

use std::str::FromStr;

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use domain::measures::{Case, Cut, Figure, Look, Repeats, Row, Seen, Wanted, Whose, Window, behind, count};
use domain::queries::SHOW_MEASURES;
use events_schema::facts::sla_policy::PolicyPublished;
use events_schema::{Period, Position, Timestamp};
use projections::TicketMeasures;
use schemars::JsonSchema;
use serde::Serialize;

use super::auth::Caller;
use super::parameters::{Cursor, Parameters};
use super::{Problem, Served, answer, past};

/// The most rows of an answer.
const MOST_ROWS: usize = 10_000;

/// Measures of one or more periods.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct MeasuresShown {
    /// All events before this position are counted.
    position: Position,
    /// The instant up to which deadlines and windows are over.
    as_of: Timestamp,
    /// The version of the policy whose rules of measures hold.
    policy_version: u32,
    /// A row for each period and, in a cut, each key that something counts under.
    rows: Vec<Row>,
}

/// A page of what stands behind a figure.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Behind {
    /// All events before this position are counted.
    position: Position,
    /// How many there are in all.
    total: usize,
    /// The observations, in order of time.
    rows: Vec<Seen>,
    /// Where the next page begins.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

/// Into which periods a longer one is parted.
#[derive(Debug, Clone, Copy)]
enum Each {
    Month,
    Quarter,
}

impl FromStr for Each {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "month" => Ok(Self::Month),
            "quarter" => Ok(Self::Quarter),
            _ => Err("part a period by month or quarter"),
        }
    }
}

/// What was asked, with the cases that may count.
pub(super) struct Measuring {
    pub(super) windows: Vec<Window>,
    pub(super) cut: Option<Cut>,
    pub(super) cases: Vec<Case>,
    pub(super) position: Position,
    pub(super) as_of: Timestamp,
    pub(super) policy: PolicyPublished,
}

impl Measuring {
    async fn of(served: &Served, parameters: &mut Parameters) -> Result<Self, Problem> {
        let windows = windows(period(parameters)?, parameters.take("each")?)?;
        Self::in_windows(served, parameters, windows).await
    }

    /// Periods that follow each other, at least one.
    pub(super) async fn in_windows(
        served: &Served,
        parameters: &mut Parameters,
        windows: Vec<Window>,
    ) -> Result<Self, Problem> {
        let cut = parameters.take_named("by")?;
        let min_position = parameters.take("min_position")?;
        let past = parameters.take_past(served, min_position)?;
        let as_of = match past {
            None => served.app.clock.now(),
            Some(past) => past.instant(served).await?,
        };
        let policy = served.app.directory.now().reference.policy_at(as_of).clone();
        let view = past::view::<TicketMeasures>(served, past, min_position).await?;
        let from = windows.iter().map(|window| window.from).min().unwrap_or(as_of);
        let before = windows.iter().map(|window| window.before).max().unwrap_or(as_of);
        // What was reported later may be a repeat of what was solved here.
        let longest = policy.open.measures.recurrence_windows.last().copied().unwrap_or_default();
        let read = tokio::task::spawn_blocking(move || view.cases(from, before + longest));
        let read = read.await.map_err(|error| Problem::internal(&error))??;
        Ok(Self { windows, cut, cases: read.value, position: read.position, as_of, policy })
    }

    pub(super) fn look<T>(&self, at: impl FnOnce(Wanted<'_>, Look<'_>, &[Case]) -> T) -> T {
        let repeats = Repeats::of(&self.cases);
        let look = Look { as_of: self.as_of, rules: &self.policy.open.measures, repeats: &repeats };
        at(Wanted { windows: &self.windows, cut: self.cut }, look, &self.cases)
    }
}

/// Takes the period, which has to be there.
pub(super) fn period(parameters: &mut Parameters) -> Result<Period, Problem> {
    let missing = || Problem::bad_parameter("period", "name a month as 2026-10, a quarter as 2026-Q3, a year as 2026");
    parameters.take("period")?.ok_or_else(missing)
}

fn windows(period: Period, each: Option<Each>) -> Result<Vec<Window>, Problem> {
    let periods: Vec<Period> = match each {
        None => vec![period],
        Some(Each::Month) => period.months().collect(),
        Some(Each::Quarter) => period.quarters().collect(),
    };
    if periods.is_empty() {
        return Err(Problem::bad_parameter("each", "a month has no quarters"));
    }
    Ok(periods.into_iter().map(Window::of).collect())
}

/// `GET /v1/measures`.
pub(super) async fn show(
    State(served): State<Served>,
    caller: Caller,
    mut parameters: Parameters,
) -> Result<Response, Problem> {
    caller.may(&SHOW_MEASURES)?;
    let measuring = Measuring::of(&served, &mut parameters).await?;
    parameters.nothing_else()?;
    let shown = tokio::task::spawn_blocking(move || {
        let rows = measuring.look(count);
        let Measuring { position, as_of, policy, .. } = measuring;
        MeasuresShown { position, as_of, policy_version: policy.version, rows }
    });
    let shown = shown.await.map_err(|error| Problem::internal(&error))?;
    if shown.rows.len() > MOST_ROWS {
        return Err(Problem::bad_parameter("by", "it comes to more than 10000 rows; take a shorter period"));
    }
    Ok(([answer::at_position(shown.position.0)], Json(shown)).into_response())
}

/// `GET /v1/measures/behind`.
pub(super) async fn show_behind(
    State(served): State<Served>,
    caller: Caller,
    mut parameters: Parameters,
) -> Result<Response, Problem> {
    caller.may(&SHOW_MEASURES)?;
    let figure: Figure = parameters
        .take_named("figure")?
        .ok_or_else(|| Problem::bad_parameter("figure", "say which, as judged or rated"))?;
    let key: Option<String> = parameters.take("key")?;
    let limit = parameters.take_limit()?;
    let skipped = parameters.take::<Cursor<usize>>("cursor")?.map_or(0, |Cursor(skipped)| skipped);
    let pages = parameters.pages("/v1/measures/behind");
    let measuring = Measuring::of(&served, &mut parameters).await?;
    parameters.nothing_else()?;
    if key.is_some() && measuring.cut.is_none() {
        return Err(Problem::bad_parameter("key", "say by what (`by`) it is a key"));
    }
    let page = tokio::task::spawn_blocking(move || {
        // An empty key asks for what is known of none.
        let whose = key.as_deref().map_or(Whose::All, |key| Whose::Key(Some(key).filter(|key| !key.is_empty())));
        let seen = measuring.look(|wanted, look, cases| behind(wanted, look, cases, figure, whose));
        let total = seen.len();
        let next = (skipped + limit < total).then(|| Cursor(skipped + limit).to_string());
        let rows = seen.into_iter().skip(skipped).take(limit).collect();
        Behind { position: measuring.position, total, rows, next }
    });
    let page = page.await.map_err(|error| Problem::internal(&error))?;
    let link = pages.link(page.next.as_deref());
    Ok(([answer::at_position(page.position.0)], link, Json(page)).into_response())
}
