//! The files of tickets and other records: by the permissions of what they belong to.

use std::ops::Range;

use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::Aggregate;
use events_schema::attachment::Attachment;
use events_schema::{Digest256, Revision};
use futures_util::stream;
use tokio::sync::OwnedSemaphorePermit;

use super::auth::Caller;
use super::{Problem, Served, history};
use crate::attachments::{AttachmentError, NotShown};

/// How many events are looked through at once.
const PAGE: usize = 500;

/// How many files go out at once, each at most 20 MiB, and in which pieces.
pub(super) const MOST_DOWNLOADS: usize = 32;
const CHUNK: usize = 64 * 1024;

/// A file of a record, for whoever may see the event that refers to it.
pub(super) async fn show<A: Aggregate>(
    State(served): State<Served>,
    caller: Caller,
    Path((id, hash)): Path<(String, Digest256)>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let stream = history::readable::<A>(&served, &id, &caller).await?;
    let mut from = Revision::FIRST;
    let attachment = loop {
        let (page, _) = history::page::<A>(&served, &stream, caller.audience(), (from, PAGE), None).await?;
        let mut files = page.events.iter().flat_map(|event| Attachment::all_in(&event.data));
        if let Some(found) = files.find(|file| file.hash == hash) {
            break found;
        }
        from = page.next.ok_or_else(Problem::not_found)?;
    };
    let etag = format!("\"{}\"", attachment.hash);
    if headers.get(header::IF_NONE_MATCH).is_some_and(|tag| tag.as_bytes() == etag.as_bytes()) {
        return Ok((StatusCode::NOT_MODIFIED, [(header::ETAG, etag)]).into_response());
    }
    let place = served
        .downloads
        .take()
        .ok_or_else(|| Problem::busy("too_many_downloads", "many files are being read; ask again in a moment"))?;
    let bytes = served.app.attachments.read(hash).await?;
    answer(&attachment, &etag, &bytes, place, &headers)
}

/// The body holds its place until it is sent or the client has gone, so that what is in memory has a limit.
fn body(part: &[u8], place: OwnedSemaphorePermit) -> Body {
    let chunks: Vec<Bytes> = part.chunks(CHUNK).map(Bytes::copy_from_slice).collect();
    Body::from_stream(stream::iter(chunks.into_iter().map(move |chunk| {
        let _sent_with = &place;
        Ok::<_, std::convert::Infallible>(chunk)
    })))
}

fn answer(
    attachment: &Attachment,
    etag: &str,
    bytes: &Bytes,
    place: OwnedSemaphorePermit,
    headers: &HeaderMap,
) -> Result<Response, Problem> {
    let held: [(HeaderName, HeaderValue); 5] = [
        (header::CONTENT_TYPE, HeaderValue::from_static(attachment.media_type.name())),
        (header::CONTENT_DISPOSITION, disposition(attachment.name.as_str())),
        (header::ETAG, HeaderValue::from_str(etag).map_err(|error| Problem::internal(&error))?),
        (header::ACCEPT_RANGES, HeaderValue::from_static("bytes")),
        // The name is the hash: what was read once never changes.
        (header::CACHE_CONTROL, HeaderValue::from_static("private, immutable, max-age=31536000")),
    ];
    let length = bytes.len();
    // A range of something else than this file means the whole of this one.
    let of_this = headers.get(header::IF_RANGE).is_none_or(|tag| tag.as_bytes() == etag.as_bytes());
    let range = headers.get(header::RANGE).filter(|_| of_this).and_then(|range| range.to_str().ok());
    let Some(wanted) = range.and_then(|range| one_range(range, length)) else {
        let whole = [(header::CONTENT_LENGTH, length.to_string())];
        return Ok((held, whole, body(bytes, place)).into_response());
    };
    let Some(range) = wanted else {
        let unsatisfied = [(header::CONTENT_RANGE, format!("bytes */{length}"))];
        let problem = Problem::new(
            StatusCode::RANGE_NOT_SATISFIABLE,
            "no_such_range",
            "the file has no such bytes",
            "文件没有该字节范围",
        );
        return Ok((unsatisfied, problem.detail(format!("the file has {length} bytes"))).into_response());
    };
    let content_range = format!("bytes {}-{}/{length}", range.start, range.end - 1);
    let part = [(header::CONTENT_RANGE, content_range), (header::CONTENT_LENGTH, range.len().to_string())];
    Ok((StatusCode::PARTIAL_CONTENT, held, part, body(&bytes[range], place)).into_response())
}

/// RFC 9110, 14.1.2: one range of bytes. `None`: it is none that is understood, and the whole file is the answer;
/// `Some(None)`: there are no such bytes.
fn one_range(header: &str, length: usize) -> Option<Option<Range<usize>>> {
    let (first, last) = header.strip_prefix("bytes=")?.split_once('-')?;
    let number = |text: &str| text.parse::<usize>().ok();
    let range = match (first.trim(), last.trim()) {
        ("", suffix) => length.saturating_sub(number(suffix)?)..length,
        (first, "") => number(first)?..length,
        (first, last) => {
            let (first, last) = (number(first)?, number(last)?);
            if last < first {
                return None;
            }
            first..last.saturating_add(1).min(length)
        }
    };
    Some((range.start < range.end).then_some(range))
}

/// RFC 6266 and 8187: saved under its name, whatever letters that has, and never opened in the page.
fn disposition(name: &str) -> HeaderValue {
    use std::fmt::Write;
    let mut encoded = String::new();
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            // Writing into a string cannot fail.
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    HeaderValue::from_str(&format!("attachment; filename*=UTF-8''{encoded}"))
        .unwrap_or_else(|_| HeaderValue::from_static("attachment"))
}

impl From<NotShown> for Problem {
    fn from(error: NotShown) -> Self {
        match error {
            NotShown::Missing(_) => {
                Self::new(StatusCode::GONE, "attachment_missing", "the file is not there", "附件不存在")
                    .detail("the record refers to it by its hash; whoever has the file can upload it again")
            }
            NotShown::Altered(_) => {
                Self::new(StatusCode::CONFLICT, "attachment_altered", "the file was changed", "附件已被改动").detail(
                    "its bytes are not those that the record refers to; whoever has the original can upload it again",
                )
            }
            NotShown::Store(error) => error.into(),
        }
    }
}

impl From<AttachmentError> for Problem {
    fn from(error: AttachmentError) -> Self {
        tracing::error!(error = projections::with_sources(&error), "the place of attachments fails");
        Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "attachments_unavailable",
            "files cannot be kept or read now",
            "附件暂时无法存取",
        )
        .detail("nothing was recorded; send it again")
        .retry_after(10)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_read_as_the_standard_has_them() {
        for (header, range) in [
            ("bytes=0-3", Some(Some(0..4))),
            ("bytes=5-", Some(Some(5..10))),
            ("bytes=-4", Some(Some(6..10))),
            ("bytes=-40", Some(Some(0..10))),
            ("bytes=8-99", Some(Some(8..10))),
            ("bytes=10-", Some(None)),
            ("bytes=-0", Some(None)),
            ("bytes=3-2", None),
            ("bytes=0-1,4-5", None),
            ("lines=1-2", None),
            ("bytes=a-b", None),
        ] {
            assert_eq!(one_range(header, 10), range, "{header}");
        }
        assert_eq!(one_range("bytes=0-", 0), Some(None));
        assert_eq!(disposition("断口 1.jpg"), "attachment; filename*=UTF-8''%E6%96%AD%E5%8F%A3%201.jpg");
    }
}
