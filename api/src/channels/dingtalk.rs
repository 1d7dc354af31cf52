//! The robot of a group in DingTalk (钉钉).

use events_schema::{Duration, Timestamp};
use serde_json::json;

use super::robot::{Busy, MOST_TEXT, Robot, whole_text};
use super::signature::signed;
use super::text::fitted;
use super::{Message, Undelivered, Urgency};

/// Where robots are asked, without the token.
pub(super) const PLACE: &str = "https://oapi.dingtalk.com/robot/send";

/// How many messages it takes in a minute.
pub(super) const PER_MINUTE: u32 = 20;

/// Whoever sends more than he may is not heard for ten minutes.
const BUSY: Busy = Busy { codes: &[130_101, 410_100], wait: Duration::from_minutes(10) };

#[derive(Debug)]
pub(super) struct DingTalk(pub(super) Robot);

impl DingTalk {
    pub(super) async fn deliver(&self, message: &Message, now: Timestamp) -> Result<(), Undelivered> {
        let mut url = self.0.post.url();
        url.query_pairs_mut().append_pair("access_token", self.0.key.reveal());
        if let Some(secret) = &self.0.secret {
            let millis = now.as_micros().div_euclid(1_000);
            let sign = sign(secret.reveal(), millis);
            url.query_pairs_mut().append_pair("timestamp", &millis.to_string()).append_pair("sign", &sign);
        }
        let text = fitted(&whole_text(message), message.link.as_deref(), MOST_TEXT);
        let is_for_all = message.urgency == Urgency::Urgent;
        let content = json!({ "msgtype": "text", "text": { "content": text }, "at": { "isAtAll": is_for_all } });
        self.0.say(url, &content, now, &BUSY).await
    }
}

fn sign(secret: &str, millis: i64) -> String {
    signed(secret.as_bytes(), &[format!("{millis}\n{secret}").as_bytes()])
}

#[cfg(test)]
mod tests {
    /// Computed with Python's `hmac`.
    #[test]
    fn the_secret_signs_time_and_secret() {
        assert_eq!(
            super::sign("SEC0123456789abcdef", 1_772_414_100_123),
            "RGmqHgEdjN5f3CTeC4GCIH0Qqw56te3i0iKs1DbURWU="
        );
    }
}
