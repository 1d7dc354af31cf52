//! Requests to a receiver over HTTP: one client for each channel, and what its statuses mean.

use std::error::Error;
use std::fmt;
use std::sync::Arc;
use std::time::Duration as Limit;

use events_schema::{Duration, Timestamp};
use jiff::fmt::rfc2822::DateTimeParser;
use reqwest::header::{CONTENT_TYPE, HeaderMap, RETRY_AFTER};
use reqwest::{Client, Response, StatusCode, Url, redirect};
use rustls::ClientConfig;
use rustls_platform_verifier::BuilderVerifierExt;

use super::guard::{NoAddress, Reach};
use super::settings::NotAChannel;
use super::{Reason, Undelivered};

/// The most bytes of an answer that are read.
const MOST_ANSWERED: usize = 64 << 10;

/// How long a receiver that is asked too much and does not say for how long is left alone.
const USUAL_WAIT: Duration = Duration::from_minutes(1);

/// No receiver is asked again at once, though it says that it may be.
const SHORTEST_WAIT: Duration = Duration::from_seconds(1);

/// A receiver that wants to be left alone for longer is asked again after this time.
const LONGEST_WAIT: Duration = Duration::from_hours(24);

/// Where requests of a channel go, and by which client.
pub(super) struct Post {
    client: Client,
    url: Url,
    limit: Limit,
}

/// Paths and queries of robots and of some webhooks are secrets.
impl fmt::Debug for Post {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Post({})", self.url.origin().ascii_serialization())
    }
}

impl Post {
    /// A client of its own for an address, which the channel may have to be allowed to go to.
    pub(super) fn to(url: &str, reach: Reach, limit: Limit) -> Result<Self, NotAChannel> {
        let url = Url::parse(url).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
        let url = url.ok_or(NotAChannel::Url)?;
        if url.scheme() != "https" && reach == Reach::Public {
            return Err(NotAChannel::NotHttps);
        }
        if let Some(host) = url.host_str().filter(|host| !reach.permits_literal(host)) {
            return Err(NotAChannel::Inside(host.to_owned()));
        }
        let client = client(reach, limit).map_err(NotAChannel::Tls)?;
        Ok(Self { client, url, limit })
    }

    /// The address, to which robots add their key.
    pub(super) fn url(&self) -> Url {
        self.url.clone()
    }

    /// Sends JSON. An answer is returned where its status is a success.
    pub(super) async fn send(
        &self,
        url: Url,
        headers: HeaderMap,
        body: Vec<u8>,
        now: Timestamp,
    ) -> Result<Response, Undelivered> {
        let request = self.client.post(url).header(CONTENT_TYPE, "application/json").headers(headers).body(body);
        let response = request.send().await.map_err(|error| self.failure(&error))?;
        judged(response.status(), response.headers(), now).map(|()| response)
    }

    /// The whole of an answer.
    pub(super) async fn read(&self, mut response: Response) -> Result<Vec<u8>, Undelivered> {
        let mut read = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|error| self.failure(&error))? {
            if read.len() + chunk.len() > MOST_ANSWERED {
                return Err(Undelivered::Failed(Reason::AnswerTooLong(MOST_ANSWERED)));
            }
            read.extend_from_slice(&chunk);
        }
        Ok(read)
    }

    /// Errors of the client name the address, which is not to be told; their innermost cause does not.
    fn failure(&self, error: &reqwest::Error) -> Undelivered {
        let causes = || std::iter::successors(error.source(), |&cause| cause.source());
        for cause in causes() {
            if let Some(NoAddress::Inside(host)) = cause.downcast_ref() {
                return Undelivered::Refused(Reason::Inside(host.clone()));
            }
        }
        if error.is_timeout() {
            return Undelivered::Failed(Reason::TimedOut(self.limit));
        }
        let innermost = causes().last().map_or_else(|| "the request failed".to_owned(), ToString::to_string);
        Undelivered::Failed(Reason::Unreachable(innermost))
    }
}

/// No redirects and no proxies: either would take the message where nobody has looked.
fn client(reach: Reach, limit: Limit) -> Result<Client, Box<dyn Error + Send + Sync>> {
    // There is no provider for the whole process.
    let tls = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .and_then(BuilderVerifierExt::with_platform_verifier)?
        .with_no_client_auth();
    let client = Client::builder()
        .tls_backend_preconfigured(tls)
        .https_only(reach == Reach::Public)
        .redirect(redirect::Policy::none())
        .no_proxy()
        .dns_resolver(reach)
        .user_agent(concat!("flywheel/", env!("CARGO_PKG_VERSION")))
        .timeout(limit)
        .build()?;
    Ok(client)
}

/// What a status means for the next attempt. Refused is what the status says of this very message; whatever it says of the
/// place, a wrong key or a page that is gone, somebody may put right while it is tried again.
fn judged(status: StatusCode, headers: &HeaderMap, now: Timestamp) -> Result<(), Undelivered> {
    let why = Reason::Status(status.as_u16());
    match (status.as_u16(), wait(headers, now)) {
        (200..=299, _) => Ok(()),
        (300..=399, _) => Err(Undelivered::Failed(Reason::Redirected(status.as_u16()))),
        (410, _) => Err(Undelivered::Refused(Reason::Gone)),
        (413 | 415 | 422, _) => Err(Undelivered::Refused(why)),
        (429 | 502 | 503 | 504, Some(wait)) => Err(Undelivered::Throttled { wait, why }),
        (429, None) => Err(Undelivered::Throttled { wait: USUAL_WAIT, why }),
        _ => Err(Undelivered::Failed(why)),
    }
}

/// How long a receiver wants to be left alone: seconds, or the date when it is back.
fn wait(headers: &HeaderMap, now: Timestamp) -> Option<Duration> {
    let said = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    let wait = match said.parse::<u32>() {
        Ok(seconds) => Duration::from_seconds(seconds.into()),
        Err(_) => Timestamp::from_jiff(DateTimeParser::new().parse_timestamp(said).ok()?).since(now),
    };
    Some(wait.clamp(SHORTEST_WAIT, LONGEST_WAIT))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Timestamp {
        "2026-03-02T01:15:00Z".parse().unwrap()
    }

    fn judge(status: u16, retry_after: Option<&str>) -> Result<(), Undelivered> {
        let mut headers = HeaderMap::new();
        headers.extend(retry_after.map(|said| (RETRY_AFTER, said.parse().unwrap())));
        judged(StatusCode::from_u16(status).unwrap(), &headers, now())
    }

    #[test]
    fn statuses_say_whether_another_attempt_makes_sense() {
        for status in [200, 201, 202, 204] {
            assert_eq!(judge(status, None), Ok(()));
        }
        for status in [301, 302, 307, 308] {
            assert_eq!(judge(status, None), Err(Undelivered::Failed(Reason::Redirected(status))));
        }
        for status in [400, 401, 403, 404, 408, 500, 502, 503, 504] {
            assert_eq!(judge(status, None), Err(Undelivered::Failed(Reason::Status(status))));
        }
        for status in [413, 415, 422] {
            assert_eq!(judge(status, None), Err(Undelivered::Refused(Reason::Status(status))));
        }
        assert_eq!(judge(410, None), Err(Undelivered::Refused(Reason::Gone)));
    }

    #[test]
    fn receivers_are_left_alone_for_as_long_as_they_ask() {
        let waits = [
            ("0", 1),
            ("120", 120),
            ("Mon, 02 Mar 2026 01:20:30 GMT", 330),
            ("Mon, 02 Mar 2026 01:00:00 GMT", 1),
            ("99999999", 24 * 3600),
        ];
        for status in [429, 502, 503, 504] {
            for (said, seconds) in waits {
                let wait = Duration::from_seconds(seconds);
                let expected = Undelivered::Throttled { wait, why: Reason::Status(status) };
                assert_eq!(judge(status, Some(said)), Err(expected), "{said}");
            }
        }
        let usual = Undelivered::Throttled { wait: USUAL_WAIT, why: Reason::Status(429) };
        assert_eq!(judge(429, Some("soon")), Err(usual));
        assert_eq!(judge(500, Some("120")), Err(Undelivered::Failed(Reason::Status(500))));
    }

    #[test]
    fn a_debug_output_shows_no_path() {
        let post = Post::to("https://u:p@hooks.example.com/T0/B1?key=k", Reach::Public, Limit::from_secs(1)).unwrap();
        assert_eq!(format!("{post:?}"), "Post(https://hooks.example.com)");
    }
}
