//! `GET /v1/own-appraisals` and `/v1/own-qualifications`: what is kept of somebody, for whom it is about (P4.1, P6.3).

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use domain::notification::Reader;
use domain::queries::SHOW_INBOX;
use projections::appraisals::APPRAISALS;
use projections::qualifications::QUALIFICATIONS;
use projections::{Appraisals, Condition, Projection, PublishedView, Qualifications};
use serde_json::{Value, json};

use super::auth::Caller;
use super::parameters::Parameters;
use super::tickets::wait_for;
use super::{Problem, Served, answer};

/// The newest by each of somebody's names: an appraisal for each month, quarter and year, a qualification for each course.
const MOST: usize = 100;

/// Columns that all have to hold these values.
type Mine = Vec<(&'static str, String)>;

pub(super) async fn appraisals(
    served: State<Served>,
    caller: Caller,
    parameters: Parameters,
) -> Result<Response, Problem> {
    own::<Appraisals>(&served, &caller, parameters, &APPRAISALS, |reader| {
        let subject = |kind: &'static str, name: String| vec![("subject", kind.to_owned()), (kind, name)];
        let people = reader.own.iter().map(|person| subject("person", person.to_string()));
        people.chain(reader.departments.iter().map(|of| subject("department", of.to_string()))).collect()
    })
    .await
}

pub(super) async fn qualifications(
    served: State<Served>,
    caller: Caller,
    parameters: Parameters,
) -> Result<Response, Problem> {
    own::<Qualifications>(&served, &caller, parameters, &QUALIFICATIONS, |reader| {
        reader.own.iter().map(|person| vec![("person", person.to_string())]).collect()
    })
    .await
}

async fn own<P: Projection>(
    served: &Served,
    caller: &Caller,
    mut parameters: Parameters,
    published: &'static PublishedView,
    mine: fn(&Reader) -> Vec<Mine>,
) -> Result<Response, Problem> {
    caller.may(&SHOW_INBOX)?;
    let min_position = parameters.take("min_position")?;
    parameters.nothing_else()?;
    wait_for(served, P::NAME, min_position).await?;
    let mine = mine(&Reader::of(&caller.actor, &served.app.directory.now().reference, served.app.clock.now()));
    let view = served.app.models.views().of::<P>();
    let read = move || -> Result<_, Problem> {
        let (mut rows, mut position) = (Vec::new(), None);
        for of in &mine {
            let conditions = of.iter().map(|(column, value)| Condition::of(published, column, value));
            let conditions = conditions.collect::<Result<Vec<_>, _>>().map_err(|error| Problem::internal(&error))?;
            let page = view.rows(published, &conditions, None, MOST)?;
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
