//! What the robots of all three group chats have in common.
//!
//! Messages are sent as plain text. The Markdown of these chats differs from one to the next and knows no way to write a
//! character that is none of it, so that a customer's words could mention people or bend a link.

use events_schema::{Duration, Timestamp};
use reqwest::Url;
use reqwest::header::HeaderMap;
use serde::{Deserialize, Serialize};

use super::post::Post;
use super::text::{body, line, quoted};
use super::{Message, Reason, Undelivered};
use crate::settings::secret::Secret;

/// More than anybody reads in a group. Requests to Feishu have less than 20 kB, and JSON writes no character of a line in more
/// than twice its bytes.
pub(super) const MOST_TEXT: usize = 9_000;

/// A robot in a group.
#[derive(Debug)]
pub(super) struct Robot {
    /// Where it is asked.
    pub(super) post: Post,
    /// What makes its address its own. Whoever has it speaks in the group.
    pub(super) key: Secret,
    /// What requests are signed with, where the group wants that.
    pub(super) secret: Option<Secret>,
}

/// By which codes a robot says that it is asked too much, and how long it is then left alone.
pub(super) struct Busy {
    pub(super) codes: &'static [i64],
    pub(super) wait: Duration,
}

/// What robots answer, with HTTP 200, whatever became of the message. Feishu has other names for the same.
#[derive(Deserialize)]
struct Answer {
    #[serde(alias = "code")]
    errcode: i64,
    #[serde(alias = "msg", default)]
    errmsg: String,
}

impl Robot {
    /// Says something in the group.
    pub(super) async fn say(
        &self,
        url: Url,
        content: &impl Serialize,
        now: Timestamp,
        busy: &Busy,
    ) -> Result<(), Undelivered> {
        let content = serde_json::to_vec(content).expect("texts and numbers are JSON");
        let response = self.post.send(url, HeaderMap::new(), content, now).await?;
        let answer = self.post.read(response).await?;
        self.judged(&answer, busy)
    }

    fn judged(&self, answer: &[u8], busy: &Busy) -> Result<(), Undelivered> {
        let answer: Answer = serde_json::from_slice(answer).map_err(|_| Undelivered::Failed(Reason::NotUnderstood))?;
        if answer.errcode == 0 {
            return Ok(());
        }
        let hidden = [self.key.reveal(), self.secret.as_ref().map_or("", Secret::reveal)];
        let why = Reason::Robot { code: answer.errcode, said: quoted(&answer.errmsg, &hidden) };
        if busy.codes.contains(&answer.errcode) {
            return Err(Undelivered::Throttled { wait: busy.wait, why });
        }
        Err(Undelivered::Failed(why))
    }
}

/// Title and lines.
pub(super) fn whole_text(message: &Message) -> String {
    format!("{}\n{}", line(&message.title), body(message)).trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::channels::guard::Reach;

    const BUSY: Busy = Busy { codes: &[45009], wait: Duration::from_minutes(1) };

    fn judge(answer: &str) -> Result<(), Undelivered> {
        let post =
            Post::to("https://robots.example.com/send", Reach::Public, std::time::Duration::from_secs(1)).unwrap();
        let robot = Robot { post, key: Secret::new("693a91f6"), secret: Some(Secret::new("SEC0")) };
        robot.judged(answer.as_bytes(), &BUSY)
    }

    #[test]
    fn what_stands_in_the_answer_decides_not_its_status() {
        assert_eq!(judge(r#"{"errcode":0,"errmsg":"ok"}"#), Ok(()));
        assert_eq!(judge(r#"{"StatusCode":0,"code":0,"data":{},"msg":"success"}"#), Ok(()));
        let said = |code, said: &str| Reason::Robot { code, said: said.to_owned() };
        let throttled = Undelivered::Throttled { wait: BUSY.wait, why: said(45009, "api freq out of limit") };
        assert_eq!(judge(r#"{"errcode":45009,"errmsg":"api freq out of limit"}"#), Err(throttled));
        let failed = Undelivered::Failed(said(93000, "invalid key …, signed with …"));
        assert_eq!(judge(r#"{"code":93000,"msg":"invalid key 693a91f6, signed with SEC0"}"#), Err(failed));
        for other in ["", "ok", "{}", r#"{"errcode":"0"}"#, "<html>"] {
            assert_eq!(judge(other), Err(Undelivered::Failed(Reason::NotUnderstood)), "{other}");
        }
    }
}
