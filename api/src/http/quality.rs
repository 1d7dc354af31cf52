//! Quality data (P5.1): files that come in, the register of characteristics, and an engine's record.

use axum::Json;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::queries::{BRING_RECORDS, SHOW_QUALITY};
use events_schema::facts::characteristic::CharacteristicLimits;
use events_schema::ids::CharacteristicId;
use events_schema::measurement::Unit;
use events_schema::text::{Line, Paragraph};
use events_schema::values::EngineSerial;
use events_schema::{Revision, Timestamp};
use projections::Engines;
use projections::engines::EngineRecord;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::json;

use super::auth::Caller;
use super::parameters::Parameters;
use super::upload::received;
use super::{Problem, Served, answer, past};
use crate::quality::{Brought, Encoding, MOST_BYTES, Summary, TakeError, Unusable, take};

/// `POST /v1/quality-records/csv`.
pub(super) async fn bring(
    State(served): State<Served>,
    caller: Caller,
    mut parameters: Parameters,
    request: Request,
) -> Result<Json<Summary>, Problem> {
    caller.may(&BRING_RECORDS)?;
    let system = parameters.take("system")?;
    parameters.nothing_else()?;
    let encoding = declared(request.headers())?;
    let _place = served.uploads.take(&caller.key)?;
    let bytes = received(request.into_body(), &*served.app.clock, MOST_BYTES).await?;
    let brought = Brought { bytes: &bytes, encoding, system: system.as_ref() };
    let summary = take(&served.app, &caller.actor, brought).await?;
    tracing::info!(
        actor = %caller.actor.id, file = %summary.sha256, recorded = summary.recorded, corrected = summary.corrected,
        already_there = summary.already_there, refused = summary.refused.len(), "a file of quality records was taken"
    );
    Ok(Json(summary))
}

/// The encoding that the header declares; the body has to be CSV.
fn declared(headers: &HeaderMap) -> Result<Encoding, Problem> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let mut parts = kind.split(';').map(str::trim);
    if !parts.next().is_some_and(|kind| kind.eq_ignore_ascii_case("text/csv")) {
        let status = StatusCode::UNSUPPORTED_MEDIA_TYPE;
        return Err(Problem::new(status, "not_csv", "the body must be CSV", "请求体必须为 CSV")
            .detail("send the header Content-Type: text/csv; charset=utf-8, or charset=gb18030"));
    }
    let charset = parts.filter_map(|part| part.split_once('=')).find(|(name, _)| name.eq_ignore_ascii_case("charset"));
    let encoding = charset.map(|(_, charset)| charset.trim_matches('"').parse()).transpose();
    Ok(encoding.map_err(|error| Problem::bad_parameter("charset", error))?.unwrap_or_default())
}

impl From<TakeError> for Problem {
    fn from(error: TakeError) -> Self {
        let detail = error.to_string();
        match error {
            TakeError::Unusable(Unusable::TooLarge | Unusable::TooManyRows) => {
                Self::too_large(MOST_BYTES).detail(detail)
            }
            TakeError::Unusable(_) => {
                Self::new(StatusCode::UNPROCESSABLE_ENTITY, "unusable_file", "the file cannot be used", "文件无法使用")
                    .detail(detail)
            }
            TakeError::Failed(failed) => Self::from(failed).detail(detail),
        }
    }
}

/// A characteristic of the register.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct ShownCharacteristic {
    /// The code.
    characteristic: CharacteristicId,
    /// What people call it.
    title: Line,
    /// How it is measured.
    #[serde(skip_serializing_if = "Option::is_none")]
    about: Option<Paragraph>,
    /// The unit of its values; absent: it is judged, and not measured.
    #[serde(skip_serializing_if = "Option::is_none")]
    unit: Option<Unit>,
    /// Within which limits it has to be, where a record does not bring its own.
    limits: Vec<CharacteristicLimits>,
    /// The version that was defined last.
    version: u32,
    /// Since when nothing is taken of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    retired_at: Option<Timestamp>,
    /// The revision of the stream.
    revision: Revision,
}

pub(super) async fn characteristics(
    State(served): State<Served>,
    caller: Caller,
) -> Result<Json<Vec<ShownCharacteristic>>, Problem> {
    caller.may(&SHOW_QUALITY)?;
    let reference = served.app.directory.now().reference;
    let shown = reference.characteristics().filter_map(|(id, known)| {
        let latest = known.is.latest()?.clone();
        Some(ShownCharacteristic {
            characteristic: id.clone(),
            title: latest.title,
            about: latest.about,
            unit: latest.unit,
            limits: latest.limits,
            version: latest.version,
            retired_at: known.is.retired_at(),
            revision: known.revision,
        })
    });
    let mut shown: Vec<_> = shown.collect();
    shown.sort_by(|a, b| a.characteristic.cmp(&b.characteristic));
    Ok(Json(shown))
}

/// `GET /v1/engines/{id}/record`.
pub(super) async fn engine_record(
    State(served): State<Served>,
    caller: Caller,
    Path(serial): Path<String>,
    mut parameters: Parameters,
) -> Result<Response, Problem> {
    caller.may(&SHOW_QUALITY)?;
    let min_position = parameters.take("min_position")?;
    let past = parameters.take_past(&served, min_position)?;
    parameters.nothing_else()?;
    let serial: EngineSerial = serial.parse().map_err(|_| Problem::not_found())?;
    let view = past::view::<Engines>(&served, past, min_position).await?;
    let read = tokio::task::spawn_blocking(move || view.record(&serial));
    let read = read.await.map_err(|error| Problem::internal(&error))??;
    let EngineRecord { engine, events, parts } = read.value.ok_or_else(Problem::not_found)?;
    let body = Json(json!({ "engine": engine, "events": events, "parts": parts }));
    Ok(([answer::at_position(read.position.0)], body).into_response())
}
