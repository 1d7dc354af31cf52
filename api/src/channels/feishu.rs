//! The robot of a group in Feishu (飞书).

use events_schema::{Duration, Timestamp};
use serde_json::{Value, json};

use super::robot::{Busy, MOST_TEXT, Robot};
use super::signature::signed;
use super::text::{body, fitted, line};
use super::{Message, Undelivered, Urgency};

/// Where robots are asked, without what makes the address a robot's own.
pub(super) const PLACE: &str = "https://open.feishu.cn/open-apis/bot/v2/hook";

/// How many messages it takes in a minute; in a second no more than five.
pub(super) const PER_MINUTE: u32 = 100;

const MOST_TITLE: usize = 300;

/// The limit is by the minute, so after a minute there is room.
const BUSY: Busy = Busy { codes: &[11232], wait: Duration::from_minutes(1) };

#[derive(Debug)]
pub(super) struct Feishu(pub(super) Robot);

impl Feishu {
    pub(super) async fn deliver(&self, message: &Message, now: Timestamp) -> Result<(), Undelivered> {
        let mut url = self.0.post.url();
        let mut path = url.path_segments_mut().expect("addresses of HTTP have a path");
        path.pop_if_empty().push(self.0.key.reveal());
        drop(path);
        let mut content = content(message);
        if let Some(secret) = &self.0.secret {
            let seconds = now.as_micros().div_euclid(1_000_000);
            content["timestamp"] = seconds.to_string().into();
            content["sign"] = sign(secret.reveal(), seconds).into();
        }
        self.0.say(url, &content, now, &BUSY).await
    }
}

/// A post, whose parts say what they are: in a text `<at …>` would mention somebody, in a part of a post it is text.
fn content(message: &Message) -> Value {
    let mut paragraphs = vec![json!([{ "tag": "text", "text": fitted(&body(message), None, MOST_TEXT) }])];
    paragraphs.extend(message.link.iter().map(|link| json!([{ "tag": "a", "text": link, "href": link }])));
    if message.urgency == Urgency::Urgent {
        paragraphs.push(json!([{ "tag": "at", "user_id": "all" }]));
    }
    let post = json!({ "title": fitted(&line(&message.title), None, MOST_TITLE), "content": paragraphs });
    json!({ "msg_type": "post", "content": { "post": { "zh_cn": post } } })
}

/// Time and secret are the key here, and what is signed is nothing.
fn sign(secret: &str, seconds: i64) -> String {
    signed(format!("{seconds}\n{secret}").as_bytes(), &[])
}

#[cfg(test)]
mod tests {
    /// Computed with Python's `hmac`.
    #[test]
    fn time_and_secret_sign_nothing() {
        assert_eq!(super::sign("0123456789abcdef", 1_772_414_100), "UD4fnRbJ7A1pgEUhu+NQtUbREa+UZMt1e6JQzDkdGrc=");
    }
}
