//! The robot of a group in WeCom (企业微信). It signs nothing: its address is the secret.

use events_schema::{Duration, Timestamp};
use serde_json::json;

use super::robot::{Busy, Robot, whole_text};
use super::text::fitted;
use super::{Message, Undelivered, Urgency};

/// Where robots are asked, without the key.
pub(super) const PLACE: &str = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send";

/// How many messages it takes in a minute.
pub(super) const PER_MINUTE: u32 = 20;

const MOST_TEXT: usize = 2_048;

/// The limit is by the minute, so after a minute there is room.
const BUSY: Busy = Busy { codes: &[45009], wait: Duration::from_minutes(1) };

#[derive(Debug)]
pub(super) struct WeCom(pub(super) Robot);

impl WeCom {
    pub(super) async fn deliver(&self, message: &Message, now: Timestamp) -> Result<(), Undelivered> {
        let mut url = self.0.post.url();
        url.query_pairs_mut().append_pair("key", self.0.key.reveal());
        let mentioned: &[&str] = match message.urgency {
            Urgency::Ordinary => &[],
            Urgency::Urgent => &["@all"],
        };
        let text = fitted(&without_mentions(&whole_text(message)), message.link.as_deref(), MOST_TEXT);
        let content = json!({ "msgtype": "text", "text": { "content": text, "mentioned_list": mentioned } });
        self.0.say(url, &content, now, &BUSY).await
    }
}

/// Even in plain text `<@name>` mentions somebody.
fn without_mentions(text: &str) -> String {
    text.replace("<@", "< @")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_mentions_nobody() {
        assert_eq!(without_mentions("<@all> 转速 < 800 <<@e1042>"), "< @all> 转速 < 800 << @e1042>");
    }
}
