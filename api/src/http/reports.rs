//! Periodic reports: what they say, as they were made and as of now, and why the two differ (P5.3).

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use domain::queries::SHOW_MEASURES;
use domain::report::Report;
use domain::words::Language;
use events_schema::Position;
use events_schema::ids::PeriodicReportId;
use schemars::JsonSchema;
use serde::Serialize;

use super::auth::Caller;
use super::language::Preferred;
use super::parameters::Parameters;
use super::{Problem, Served, answer};
use crate::report::render::About;
use crate::report::{Explained, Form, KeptReport, NotKept, NotReported, compile, compile_past, explain, kept};

/// Two reports of a period, compared.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Compared {
    /// The report.
    report: PeriodicReportId,
    /// Before which position everything was counted then.
    then: Position,
    /// Before which it is counted now.
    now: Position,
    /// Every figure that reads otherwise, in the order of tables, rows and columns.
    differences: Vec<Explained>,
}

/// `GET /v1/periodic-reports/{id}/content`.
pub(super) async fn show(
    State(served): State<Served>,
    Path(id): Path<String>,
    caller: Caller,
    Preferred(preferred): Preferred,
    mut parameters: Parameters,
) -> Result<Response, Problem> {
    caller.may(&SHOW_MEASURES)?;
    let report = named(&id)?;
    let form = parameters.take("format")?.unwrap_or(Form::Json);
    let language = parameters.take("lang")?.unwrap_or(preferred);
    let number: Option<u32> = parameters.take("number")?;
    let min_position = parameters.take("min_position")?;
    let past = parameters.take_past(&served, min_position)?;
    parameters.nothing_else()?;
    let (shown, about) = match (number, past) {
        (Some(_), Some(_)) => {
            return Err(Problem::bad_parameter("number", "is of a report that was made; leave `as_of` out"));
        }
        (Some(number), None) => {
            let KeptReport { report, about } = made(&served, report, Some(number)).await?;
            (report, about)
        }
        (None, None) => (compile(&served.app, report.period(), min_position).await?, About::default()),
        (None, Some(past)) => {
            let (place, as_of) = (past.place(&served).await?, past.instant(&served).await?);
            (compile_past(&served.app, report.period(), place, as_of).await?, About::default())
        }
    };
    file(&served, shown, about, form, language).await
}

async fn file(
    served: &Served,
    report: Report,
    about: About,
    form: Form,
    language: Language,
) -> Result<Response, Problem> {
    let (position, name) = (report.position, form.file_name(report.period));
    let reference = served.app.directory.now().reference;
    let written = tokio::task::spawn_blocking(move || form.write(&report, &about, language, &reference));
    let written = written.await.map_err(|error| Problem::internal(&error))?;
    let written = written.map_err(|error| Problem::internal(&error))?;
    let disposition = HeaderValue::from_str(&format!("inline; filename=\"{name}\""));
    let headers = [
        answer::at_position(position.0),
        (header::CONTENT_TYPE, HeaderValue::from_static(form.media_type())),
        (header::CONTENT_LANGUAGE, HeaderValue::from_static(language.tag())),
        (header::VARY, HeaderValue::from_static("accept-language")),
        (header::CONTENT_DISPOSITION, disposition.map_err(|error| Problem::internal(&error))?),
    ];
    Ok((headers, written).into_response())
}

/// `GET /v1/periodic-reports/{id}/differences`.
pub(super) async fn differences(
    State(served): State<Served>,
    Path(id): Path<String>,
    caller: Caller,
    mut parameters: Parameters,
) -> Result<Json<Compared>, Problem> {
    caller.may(&SHOW_MEASURES)?;
    let report = named(&id)?;
    let (since, until): (Option<u32>, Option<u32>) = (parameters.take("since")?, parameters.take("until")?);
    let min_position = parameters.take("min_position")?;
    parameters.nothing_else()?;
    let then = made(&served, report, since).await?.report;
    let now = match until {
        Some(until) => made(&served, report, Some(until)).await?.report,
        None => compile(&served.app, report.period(), min_position).await?,
    };
    if now.position < then.position {
        return Err(Problem::bad_parameter("until", "is of an earlier report than `since`"));
    }
    let differences = explain(&served.app, &then, &now).await?;
    Ok(Json(Compared { report, then: then.position, now: now.position, differences }))
}

fn named(id: &str) -> Result<PeriodicReportId, Problem> {
    id.parse().map_err(|error| Problem::not_found().detail(format!("{error}")))
}

async fn made(served: &Served, report: PeriodicReportId, number: Option<u32>) -> Result<KeptReport, Problem> {
    let absent =
        || Problem::not_found().detail(format!("GET /v1/periodic-reports?period={report} lists what was made"));
    kept(&served.app, report, number).await?.ok_or_else(absent)
}

impl From<NotReported> for Problem {
    fn from(error: NotReported) -> Self {
        match error {
            NotReported::NotThere(not_there) => not_there.into(),
            NotReported::Sql(error) => error.into(),
            NotReported::Behind(_) => Self::not_there_yet(error.to_string(), 10),
            _ => Self::internal(&error),
        }
    }
}

impl From<NotKept> for Problem {
    fn from(error: NotKept) -> Self {
        match error {
            NotKept::NotReported(error) => error.into(),
            _ => Self::internal(&error),
        }
    }
}
