//! Webhooks, as Standard Webhooks 1.0 has them.

use std::fmt;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use events_schema::Timestamp;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use serde::Serialize;
use serde_json::value::RawValue;

use super::post::Post;
use super::signature::signed;
use super::{Message, Reason, Undelivered};
use crate::settings::secret::Secret;

/// The standard asks for bodies below 20 kB. `data` means something only as a whole, so a longer one is not sent.
const TOO_LARGE: usize = 20_000;

/// How many bytes a secret has.
const SECRET_BYTES: std::ops::RangeInclusive<usize> = 24..=64;

#[derive(Debug)]
pub(super) struct Webhook {
    post: Post,
    keys: Vec<SigningKey>,
}

/// What a receiver knows of us. While it changes from one secret to the next it is sent a signature with each.
pub(super) struct SigningKey(Vec<u8>);

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(secret)")
    }
}

impl SigningKey {
    /// From `whsec_` and the bytes in base64.
    pub(super) fn read(secret: &Secret) -> Option<Self> {
        let bytes = BASE64_STANDARD.decode(secret.reveal().strip_prefix("whsec_")?).ok()?;
        SECRET_BYTES.contains(&bytes.len()).then_some(Self(bytes))
    }

    fn sign(&self, id: &str, seconds: i64, body: &[u8]) -> String {
        format!("v1,{}", signed(&self.0, &[format!("{id}.{seconds}.").as_bytes(), body]))
    }
}

#[derive(Serialize)]
struct Body<'a> {
    r#type: &'a str,
    timestamp: Timestamp,
    data: &'a RawValue,
}

impl Webhook {
    pub(super) fn new(post: Post, keys: Vec<SigningKey>) -> Self {
        Self { post, keys }
    }

    /// The status alone decides: what else a receiver says is not read.
    pub(super) async fn deliver(&self, message: &Message, now: Timestamp) -> Result<(), Undelivered> {
        let body = Body { r#type: &message.kind, timestamp: message.at, data: &message.data };
        let body = serde_json::to_vec(&body).expect("texts and JSON are JSON");
        if body.len() >= TOO_LARGE {
            return Err(Undelivered::Refused(Reason::TooLarge(body.len())));
        }
        let headers = self.headers(&message.id.to_string(), now, &body);
        self.post.send(self.post.url(), headers, body, now).await.map(drop)
    }

    fn headers(&self, id: &str, now: Timestamp, body: &[u8]) -> HeaderMap {
        let seconds = now.as_micros().div_euclid(1_000_000);
        let signatures: Vec<String> = self.keys.iter().map(|key| key.sign(id, seconds, body)).collect();
        let headers = [
            ("webhook-id", id.to_owned()),
            ("webhook-timestamp", seconds.to_string()),
            ("webhook-signature", signatures.join(" ")),
        ];
        let written = |text: String| HeaderValue::try_from(text).expect("ids, numbers and base64 are visible ASCII");
        headers.into_iter().map(|(name, text)| (HeaderName::from_static(name), written(text))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example that the standard publishes.
    #[test]
    fn a_signature_is_that_of_the_standard() {
        let key = SigningKey::read(&Secret::new("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")).unwrap();
        let signature = key.sign("msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, br#"{"test": 2432232314}"#);
        assert_eq!(signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn a_secret_has_its_prefix_and_enough_bytes() {
        let of = |bytes: usize| format!("whsec_{}", BASE64_STANDARD.encode(vec![7; bytes]));
        for bytes in [24, 32, 64] {
            assert!(SigningKey::read(&Secret::new(&of(bytes))).is_some(), "{bytes}");
        }
        for secret in [of(23), of(65), of(32)[6..].to_owned(), "whsec_?".to_owned(), String::new()] {
            assert!(SigningKey::read(&Secret::new(&secret)).is_none(), "{secret}");
        }
    }
}
