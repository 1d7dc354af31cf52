//! How engines age (P4.3.a, P5.3): their repairs by days in service, without a model and with one.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use domain::queries::SHOW_QUALITY;
use domain::statistics::recurrence::{Ageing, Step, System, ageing, mean_cumulative, repairs_until};
use events_schema::text::Line;
use events_schema::{Position, Timestamp};
use projections::engines::{ENGINE_EVENTS, ENGINES};
use projections::sql::{Scope, Share};
use projections::{Engines, Projection};
use schemars::JsonSchema;
use serde::Serialize;

use super::auth::Caller;
use super::parameters::Parameters;
use super::tickets::wait_for;
use super::{Problem, Served, answer};
use crate::said::{NoSuchValue, Said, answered};

/// The ages at which repairs by the thousand engines are told, in days.
const AGES: [u64; 4] = [90, 180, 365, 730];

const DAY: i64 = 24 * 3_600 * 1_000_000;

/// How engines age.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct RepairsShown {
    /// All events before this position are counted.
    position: Position,
    /// The model of the engines; all models if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    engine_model: Option<Line>,
    /// Until when they were observed.
    observed_until: Timestamp,
    /// The engines of which it is recorded when they were built.
    engines: usize,
    /// Their repairs: solutions that were finished. One before the day on which its engine was built counts on that day.
    repairs: usize,
    /// Repairs for a thousand engines until some ages, among those that have come to them.
    per_thousand: Vec<PerThousand>,
    /// The mean number of repairs of an engine by days since it was built.
    mean_cumulative: Vec<Step>,
    /// Whether they come ever more often.
    ageing: Ageing,
}

/// Repairs for a thousand engines until an age.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct PerThousand {
    /// Days since they were built.
    days: u64,
    /// The engines that have come to this age.
    engines: u64,
    /// Their repairs until then.
    repairs: u64,
    /// Repairs for a thousand of them; absent if none has come to this age.
    #[serde(skip_serializing_if = "Option::is_none")]
    rate: Option<f64>,
}

/// Engines and their repairs: a row for each repair, and one for an engine that had none.
const QUESTION: &str = "SELECT e.engine_serial, e.built_at, h.happened_at
    FROM engines AS e LEFT JOIN engine_events AS h ON h.engine_serial = e.engine_serial AND h.kind = 'solved'
    WHERE e.is_known AND (:model = '' OR e.engine_model = :model)";

/// `GET /v1/analysis/repairs`.
pub(super) async fn repairs(
    State(served): State<Served>,
    caller: Caller,
    mut parameters: Parameters,
) -> Result<Response, Problem> {
    caller.may(&SHOW_QUALITY)?;
    let engine_model: Option<Line> = parameters.take("engine_model")?;
    wait_for(&served, Engines::NAME, parameters.take("min_position")?).await?;
    parameters.nothing_else()?;
    let (models, handle) = (Arc::clone(&served.app.models), tokio::runtime::Handle::current());
    let model = engine_model.as_ref().map_or_else(String::new, ToString::to_string);
    let observed_until = served.app.clock.now();
    let shown = tokio::task::spawn_blocking(move || {
        let scope = Scope { views: vec![&ENGINES, &ENGINE_EVENTS], share: Share::All };
        let said = answered(QUESTION, &[("model", &model)], |asked, rows| {
            models.answer(asked, &scope, &handle, || true, rows)
        })?;
        let systems = systems(&said.rows, observed_until).map_err(|error| Problem::internal(&error))?;
        Ok::<_, Problem>(RepairsShown::of(&systems, (said.position, engine_model, observed_until)))
    });
    let shown = shown.await.map_err(|error| Problem::internal(&error))??;
    Ok(([answer::at_position(shown.position.0)], Json(shown)).into_response())
}

/// What is known of each engine, in days since it was built. An engine that is said to be built later than now is left out.
fn systems(rows: &[Said], now: Timestamp) -> Result<Vec<System>, NoSuchValue> {
    let mut engines: BTreeMap<&str, (u64, Vec<u64>)> = BTreeMap::new();
    for row in rows {
        let built_at: Timestamp = row.needed(1)?;
        let age = |at: Timestamp| u64::try_from(at.since(built_at).as_micros() / DAY).unwrap_or(0);
        if built_at > now {
            continue;
        }
        let (_, repairs) = engines.entry(row.or_empty(0)).or_insert_with(|| (age(now), Vec::new()));
        repairs.extend(row.wanted(2)?.map(age));
    }
    let system = |(observed_until, repairs): (u64, Vec<u64>)| {
        let known = repairs.into_iter().map(|repair| repair.min(observed_until)).collect();
        System::new(known, observed_until).map_err(|error| NoSuchValue(error.to_string()))
    };
    engines.into_values().map(system).collect()
}

impl RepairsShown {
    fn of(systems: &[System], (position, engine_model, observed_until): (Position, Option<Line>, Timestamp)) -> Self {
        let mean_cumulative = mean_cumulative(systems);
        let repairs: u64 = mean_cumulative.iter().map(|step| step.repairs).sum();
        let per_thousand = AGES.map(|days| {
            let until = repairs_until(systems, days);
            PerThousand { days, engines: until.exposed, repairs: until.events, rate: until.per_thousand() }
        });
        Self {
            position,
            engine_model,
            observed_until,
            engines: systems.len(),
            repairs: usize::try_from(repairs).unwrap_or(usize::MAX),
            per_thousand: per_thousand.into(),
            mean_cumulative,
            ageing: ageing(systems),
        }
    }
}
