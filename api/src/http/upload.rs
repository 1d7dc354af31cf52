//! `POST /v1/attachments`: a file comes in, as fast as the line allows, but not slower than a slow one.

use axum::Json;
use axum::body::{Body, Bytes, HttpBody};
use axum::extract::{Request, State};
use axum::http::StatusCode;
use domain::queries::UPLOAD;
use events_schema::attachment::MediaType;
use events_schema::{Digest256, Duration};
use futures_util::StreamExt;
use schemars::JsonSchema;
use serde::Serialize;

use super::auth::Caller;
use super::shares::Full;
use super::{Problem, Served};
use crate::attachments::{MOST_BYTES, NotTaken};
use crate::clock::Clock;

/// How many files come in at once, each whole in memory.
pub const MOST_UPLOADS: usize = 8;

/// How many of them by one key, so that nobody keeps the others out.
pub const UPLOADS_OF_ONE: usize = 2;

/// What has to come within each such time until the file ends: less than a telephone brings where its network is bad. Whoever
/// sends less still only holds a place.
const STRETCH: Duration = Duration::from_seconds(10);
const LEAST: usize = 64 * 1024;

/// The longest that one file may take.
const LONGEST: Duration = Duration::from_minutes(5);

/// A file that was taken. A command refers to it by its hash.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Receipt {
    /// SHA-256 of its bytes.
    hash: Digest256,
    /// How many bytes it has.
    size: u64,
    /// What it is, by its first bytes.
    media_type: MediaType,
}

pub(super) async fn upload(
    State(served): State<Served>,
    caller: Caller,
    request: Request,
) -> Result<(StatusCode, Json<Receipt>), Problem> {
    caller.may(&UPLOAD)?;
    let _place = served.uploads.take(&caller.key)?;
    let bytes = received(request.into_body(), &*served.app.clock, MOST_BYTES).await?;
    let stored = served.app.attachments.keep(bytes).await?;
    tracing::info!(actor = %caller.actor.id, attachment = %stored.hash, bytes = stored.size, "a file was uploaded");
    let receipt = Receipt { hash: stored.hash, size: stored.size, media_type: stored.media_type };
    Ok((StatusCode::CREATED, Json(receipt)))
}

/// The whole body, if it comes at a pace. What came of another is dropped.
pub(super) async fn received(body: Body, clock: &dyn Clock, most: usize) -> Result<Bytes, Problem> {
    let announced = usize::try_from(body.size_hint().lower()).unwrap_or(usize::MAX);
    if announced > most {
        return Err(Problem::too_large(most));
    }
    let (mut bytes, mut pieces) = (Vec::with_capacity(announced), body.into_data_stream());
    let end = clock.now() + LONGEST;
    let (mut due, mut least) = (clock.now() + STRETCH, LEAST);
    loop {
        tokio::select! {
            biased;
            () = clock.reaches(due) => {
                if bytes.len() < least || due >= end {
                    return Err(too_slow());
                }
                (due, least) = (due + STRETCH, bytes.len() + LEAST);
            }
            piece = pieces.next() => match piece {
                None => return Ok(bytes.into()),
                Some(Err(_)) => return Err(broken_off()),
                Some(Ok(piece)) if bytes.len() + piece.len() > most => return Err(Problem::too_large(most)),
                Some(Ok(piece)) => bytes.extend_from_slice(&piece),
            },
        }
    }
}

fn too_slow() -> Problem {
    let (stretch, longest) = (STRETCH.as_micros() / 1_000_000, LONGEST.as_micros() / 60_000_000);
    Problem::new(StatusCode::REQUEST_TIMEOUT, "upload_too_slow", "the file came in too slowly", "文件上传过慢").detail(format!(
        "nothing was kept: each {stretch} s have to bring {} KiB until the file ends, and it may take {longest} min; send it \
         again over a better line, or smaller",
        LEAST / 1024
    ))
}

/// Mostly nobody is there any more to read it.
fn broken_off() -> Problem {
    Problem::new(StatusCode::BAD_REQUEST, "upload_broken_off", "the file broke off", "文件上传中断")
        .detail("nothing was kept: the body ended before its end; send it again")
}

impl From<Full> for Problem {
    fn from(full: Full) -> Self {
        let detail = match full {
            Full::ForAll => "eight files are coming in already; send it again in a moment",
            Full::ForOne => "two files of this key are coming in already; send it again when one of them was answered",
        };
        Self::busy("too_many_uploads", detail)
    }
}

impl From<NotTaken> for Problem {
    fn from(error: NotTaken) -> Self {
        match error {
            NotTaken::Kind => Self::new(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "attachment_kind",
                "files of this kind are not taken",
                "不支持该文件类型",
            )
            .detail(error.to_string()),
            NotTaken::Store(error) => error.into(),
        }
    }
}
