//! `GET /v1/own-appraisals`: what somebody is appraised with, for whom it is about (P4.1).

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use domain::notification::Reader;
use domain::queries::SHOW_INBOX;
use projections::appraisals::APPRAISALS;
use projections::{Appraisals, Condition, Projection};
use serde_json::{Value, json};

use super::auth::Caller;
use super::parameters::Parameters;
use super::tickets::wait_for;
use super::{Problem, Served, answer};

/// The newest of each subject; a subject has one for each month, quarter and year.
const MOST: usize = 100;

pub(super) async fn own(
    State(served): State<Served>,
    caller: Caller,
    mut parameters: Parameters,
) -> Result<Response, Problem> {
    caller.may(&SHOW_INBOX)?;
    let min_position = parameters.take("min_position")?;
    parameters.nothing_else()?;
    wait_for(&served, Appraisals::NAME, min_position).await?;
    let reader = Reader::of(&caller.actor, &served.app.directory.now().reference, served.app.clock.now());
    let people = reader.own.iter().map(|person| ("person", person.to_string()));
    let departments = reader.departments.iter().map(|department| ("department", department.to_string()));
    let subjects: Vec<(&str, String)> = people.chain(departments).collect();
    let view = served.app.models.views().of::<Appraisals>();
    let read = move || -> Result<_, Problem> {
        let (mut rows, mut position) = (Vec::new(), None);
        for (kind, name) in &subjects {
            let condition =
                |column, text| Condition::of(&APPRAISALS, column, text).map_err(|error| Problem::internal(&error));
            let conditions = [condition("subject", kind)?, condition(kind, name)?];
            let page = view.rows(&APPRAISALS, &conditions, None, MOST)?;
            rows.extend(page.value.items);
            position = position.min(Some(page.position)).or(Some(page.position));
        }
        rows.sort_by_key(|row| std::cmp::Reverse(row.get("number").and_then(Value::as_i64)));
        Ok((rows, position))
    };
    let (rows, position) = tokio::task::spawn_blocking(read).await.map_err(|error| Problem::internal(&error))??;
    let at = position.map(|position| answer::at_position(position.0));
    Ok((at.into_iter().collect::<axum::http::HeaderMap>(), Json(json!({ "rows": rows }))).into_response())
}
