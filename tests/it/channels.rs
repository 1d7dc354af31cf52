//! Channels over HTTP against receivers on this machine: what arrives there, and what is said of it when they fail, are slow, point
//! elsewhere or break off. Signatures are checked by the definition of HMAC, not by the crate that made them.

use std::collections::VecDeque;
use std::process::Command;
use std::sync::{Arc, Mutex};

use api::channels::{Channels, Message, Reason, Undelivered, Urgency};
use api::clock::{Clock, SystemClock};
use axum::Router;
use axum::body::Bytes;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::Response;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use events_schema::{Duration, Timestamp};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use uuid::Uuid;

use crate::export_tools::python;
use crate::golden::workspace;

pub(crate) const LINK: &str = "https://flywheel.example.com/tickets/9541-9125-97789";
const OLD: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const NEW: &str = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

fn now() -> Timestamp {
    "2026-03-02T01:15:00.123Z".parse().unwrap()
}

pub(crate) fn message() -> Message {
    Message {
        id: Uuid::from_u128(7),
        kind: "ticket.reported".to_owned(),
        at: "2026-03-02T01:14:58Z".parse().unwrap(),
        title: "紧急:发动机冒黑烟\r\nBcc: all@example.com".to_owned(),
        lines: vec!["客户停产,<@all> 请立即联系".to_owned(), "<at user_id=\"all\"></at>".to_owned()],
        link: Some(LINK.to_owned()),
        data: serde_json::value::to_raw_value(&json!({ "ticket": "9541-9125-97789", "class": "emergency" })).unwrap(),
        to: Some("reader@example.com".to_owned()),
        urgency: Urgency::Urgent,
    }
}

/// The message with other urgency and lines.
pub(crate) fn ordinary(lines: Vec<String>) -> Message {
    Message { lines, urgency: Urgency::Ordinary, ..message() }
}

/// A channel with these settings delivers.
pub(crate) async fn delivered(settings: &str, message: &Message) -> Result<(), Undelivered> {
    delivered_at(settings, message, now()).await
}

async fn delivered_at(settings: &str, message: &Message, at: Timestamp) -> Result<(), Undelivered> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("channels.toml");
    std::fs::write(&file, format!("[channels.it]\n{settings}")).unwrap();
    let channels = Channels::read(&file).unwrap();
    channels.named(&"it".parse().unwrap()).unwrap().deliver(message, at).await
}

/// What a receiver was asked.
struct Asked {
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
}

impl Asked {
    fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    fn header(&self, name: &str) -> &str {
        self.headers[name].to_str().unwrap()
    }

    fn queried(&self, name: &str) -> String {
        let url = format!("http://receiver{}", self.uri);
        let query: Vec<(String, String)> = axum::extract::Query::try_from_uri(&url.parse().unwrap()).unwrap().0;
        query.into_iter().find(|(key, _)| key == name).unwrap().1
    }
}

/// Gives the answers one after the other, the last one for ever.
struct Receiver {
    port: u16,
    asked: Arc<Mutex<Vec<Asked>>>,
    serving: JoinHandle<()>,
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

type Answer = (StatusCode, &'static [(&'static str, &'static str)], String);

impl Receiver {
    async fn answering(answers: impl IntoIterator<Item = Answer>) -> Self {
        let answers: VecDeque<Answer> = answers.into_iter().collect();
        let (asked, answers) = (Arc::new(Mutex::new(Vec::new())), Arc::new(Mutex::new(answers)));
        let heard = Arc::clone(&asked);
        let router = Router::new().fallback(async move |uri: Uri, headers: HeaderMap, body: Bytes| -> Response {
            heard.lock().unwrap().push(Asked { uri, headers, body });
            let mut answers = answers.lock().unwrap();
            let answer = if answers.len() > 1 { answers.pop_front() } else { answers.front().cloned() };
            let (status, headers, body) = answer.unwrap();
            let answer = Response::builder().status(status);
            let answer = headers.iter().fold(answer, |answer, (name, value)| answer.header(*name, *value));
            answer.body(body.into()).unwrap()
        });
        Self::serving(router, asked).await
    }

    async fn saying(answers: impl IntoIterator<Item = Value>) -> Self {
        Self::answering(answers.into_iter().map(|answer| (StatusCode::OK, &[][..], answer.to_string()))).await
    }

    async fn serving(router: Router, asked: Arc<Mutex<Vec<Asked>>>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let serving = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { port, asked, serving }
    }

    fn asked(&self) -> Vec<Asked> {
        std::mem::take(&mut self.asked.lock().unwrap())
    }

    fn webhook(&self) -> String {
        webhook(&format!("http://127.0.0.1:{}/hooks?tenant=9", self.port))
    }

    fn robot(&self, kind: &str) -> String {
        format!("kind = '{kind}'\nkey = 'k-1'\nallow_private = true\nurl = 'http://127.0.0.1:{}/robot'\n", self.port)
    }
}

fn webhook(url: &str) -> String {
    format!("kind = 'webhook'\nsecret = ['{OLD}', '{NEW}']\nallow_private = true\nurl = '{url}'\n")
}

/// HMAC-SHA256 in base64, as RFC 2104 defines it for keys of one block at most.
fn hmac(key: &[u8], text: &[u8]) -> String {
    let padded = |pad: u8| (0..64).map(|at| key.get(at).copied().unwrap_or(0) ^ pad).collect::<Vec<u8>>();
    let inner = Sha256::new().chain_update(padded(0x36)).chain_update(text).finalize();
    BASE64_STANDARD.encode(Sha256::new().chain_update(padded(0x5c)).chain_update(inner).finalize())
}

#[tokio::test]
async fn a_webhook_is_signed_with_every_secret_and_keeps_its_id() {
    let receiver = Receiver::answering([(StatusCode::NO_CONTENT, &[][..], String::new())]).await;
    for _ in 0..2 {
        assert_eq!(delivered(&receiver.webhook(), &message()).await, Ok(()));
    }
    let asked = receiver.asked();
    let [first, second] = &asked[..] else { panic!("asked {} times", asked.len()) };
    assert_eq!(first.body, second.body);
    assert_eq!(
        (first.uri.to_string(), first.header("content-type")),
        ("/hooks?tenant=9".to_owned(), "application/json")
    );
    let data = json!({ "ticket": "9541-9125-97789", "class": "emergency" });
    assert_eq!(first.json(), json!({ "type": "ticket.reported", "timestamp": "2026-03-02T01:14:58Z", "data": data }));
    let (id, seconds) = ("00000000-0000-0000-0000-000000000007", "1772414100");
    assert_eq!((first.header("webhook-id"), second.header("webhook-id")), (id, id));
    assert_eq!(first.header("webhook-timestamp"), seconds);
    let signed = [format!("{id}.{seconds}.").as_bytes(), &first.body].concat();
    let signatures = [OLD, NEW].map(|secret| {
        let key = BASE64_STANDARD.decode(secret.strip_prefix("whsec_").unwrap()).unwrap();
        format!("v1,{}", hmac(&key, &signed))
    });
    assert_eq!(first.header("webhook-signature"), signatures.join(" "));
}

#[tokio::test]
async fn the_verifier_of_the_standard_takes_what_is_sent() {
    let Some(python) = python() else { return };
    let receiver = Receiver::answering([(StatusCode::OK, &[][..], String::new())]).await;
    // The verifier takes nothing old.
    assert_eq!(delivered_at(&receiver.webhook(), &message(), SystemClock.now()).await, Ok(()));
    let asked = receiver.asked().pop().unwrap();
    let headers = ["webhook-id", "webhook-timestamp", "webhook-signature"].map(|name| (name, asked.header(name)));
    let given = json!({
        "secrets": [OLD, NEW], "headers": headers.into_iter().collect::<std::collections::BTreeMap<_, _>>(),
        "body": str::from_utf8(&asked.body).unwrap(),
    });
    let script = workspace().join("tests/python/verify_webhook.py");
    let output = Command::new(python).arg(script).arg(given.to_string()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let verified: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(verified, json!({ "taken": [asked.json(), asked.json()], "altered": "refused" }));
}

#[tokio::test]
async fn what_a_receiver_answers_says_when_to_come_again() {
    let answers = [
        (StatusCode::INTERNAL_SERVER_ERROR, &[][..], String::new()),
        (StatusCode::TOO_MANY_REQUESTS, &[("retry-after", "7")][..], String::new()),
        (StatusCode::BAD_GATEWAY, &[("retry-after", "Mon, 02 Mar 2026 01:17:00 GMT")][..], String::new()),
        (StatusCode::GONE, &[][..], String::new()),
        (StatusCode::OK, &[][..], String::new()),
    ];
    let receiver = Receiver::answering(answers).await;
    let settings = receiver.webhook();
    let mut got = Vec::new();
    for _ in 0..5 {
        got.push(delivered(&settings, &message()).await);
    }
    let throttled = |status, wait| Err(Undelivered::Throttled { wait, why: Reason::Status(status) });
    let expected = [
        Err(Undelivered::Failed(Reason::Status(500))),
        throttled(429, Duration::from_seconds(7)),
        throttled(502, Duration::from_micros(119_877_000)),
        Err(Undelivered::Refused(Reason::Gone)),
        Ok(()),
    ];
    assert_eq!(got, expected);
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let elsewhere = Receiver::saying([json!({ "errcode": 0 })]).await;
    let location = format!("http://127.0.0.1:{}/", elsewhere.port).leak();
    let headers: &'static [_] = vec![("location", &*location)].leak();
    for status in [StatusCode::FOUND, StatusCode::TEMPORARY_REDIRECT] {
        let receiver = Receiver::answering([(status, headers, String::new())]).await;
        let redirected = Err(Undelivered::Failed(Reason::Redirected(status.as_u16())));
        assert_eq!(delivered(&receiver.webhook(), &message()).await, redirected);
        assert_eq!(delivered(&receiver.robot("wecom"), &message()).await, redirected);
    }
    assert!(elsewhere.asked().is_empty());
}

#[tokio::test]
async fn a_receiver_that_does_not_answer_is_not_waited_for() {
    let router = Router::new().fallback(std::future::pending::<StatusCode>);
    let receiver = Receiver::serving(router, Arc::default()).await;
    let timed_out = Err(Undelivered::Failed(Reason::TimedOut(std::time::Duration::from_millis(200))));
    for settings in [receiver.webhook(), receiver.robot("feishu")] {
        assert_eq!(delivered(&format!("{settings}timeout_seconds = 0.2\n"), &message()).await, timed_out);
    }
}

/// A receiver that says this to whoever connects, whatever he wants, and hangs up.
async fn hanging_up_after(said: &'static str) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            // The request goes out in one or two packets; hanging up early is what this receiver is for.
            let _ = stream.read(&mut [0; 4096]).await;
            let _ = stream.write_all(said.as_bytes()).await;
        }
    });
    port
}

#[tokio::test]
async fn an_answer_that_breaks_off_is_none() {
    let begun = "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"errcode\":0";
    for said in ["", "HTTP/1.1 200", begun] {
        let url = format!("http://127.0.0.1:{}", hanging_up_after(said).await);
        let settings = format!("kind = 'dingtalk'\nkey = 'k-1'\nallow_private = true\nurl = '{url}'");
        let undelivered = delivered(&settings, &message()).await.unwrap_err();
        assert!(matches!(undelivered, Undelivered::Failed(Reason::Unreachable(_))), "{undelivered:?}");
        assert!(!undelivered.to_string().contains("k-1"), "{undelivered}");
    }
    // Nobody is there at all.
    let closed = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port();
    let undelivered = delivered(&webhook(&format!("http://127.0.0.1:{closed}/s3cret")), &message()).await.unwrap_err();
    assert!(matches!(undelivered, Undelivered::Failed(Reason::Unreachable(_))), "{undelivered:?}");
    assert!(!undelivered.to_string().contains("s3cret"), "{undelivered}");
}

#[tokio::test]
async fn an_answer_without_end_is_not_read() {
    let receiver = Receiver::answering([(StatusCode::OK, &[][..], "x".repeat(1 << 20))]).await;
    let too_long = Err(Undelivered::Failed(Reason::AnswerTooLong(64 << 10)));
    assert_eq!(delivered(&receiver.robot("wecom"), &message()).await, too_long);
    // Of a webhook the status says it all.
    assert_eq!(delivered(&receiver.webhook(), &message()).await, Ok(()));
}

#[tokio::test]
async fn nobody_inside_the_network_is_asked_unless_the_administrator_says_so() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let port = listener.local_addr().unwrap().port();
    let inside = Err(Undelivered::Refused(Reason::Inside("localhost".to_owned())));
    let settings = format!("kind = 'webhook'\nsecret = '{OLD}'\nurl = 'https://localhost:{port}/'");
    assert_eq!(delivered(&settings, &message()).await, inside);
    let settings = format!("kind = 'email'\nhost = 'localhost'\nport = {port}\nfrom = 'flywheel@example.com'");
    assert_eq!(delivered(&settings, &message()).await, inside);
    assert_eq!(listener.accept().unwrap_err().kind(), std::io::ErrorKind::WouldBlock, "nobody came");
}

#[tokio::test]
async fn what_is_too_large_for_a_webhook_is_not_sent() {
    let receiver = Receiver::answering([(StatusCode::OK, &[][..], String::new())]).await;
    let around =
        json!({ "type": "ticket.reported", "timestamp": "2026-03-02T01:14:58Z", "data": "" }).to_string().len();
    let of = |bytes: usize| Message {
        data: serde_json::value::to_raw_value(&"x".repeat(bytes - around)).unwrap(),
        ..message()
    };
    assert_eq!(delivered(&receiver.webhook(), &of(19_999)).await, Ok(()));
    let too_large = Err(Undelivered::Refused(Reason::TooLarge(20_000)));
    assert_eq!(delivered(&receiver.webhook(), &of(20_000)).await, too_large);
    assert_eq!(receiver.asked().len(), 1);
}

fn robot(code: i64, said: &str) -> Reason {
    Reason::Robot { code, said: said.to_owned() }
}

#[tokio::test]
async fn the_robot_of_wecom_is_told_in_plain_text() {
    let answers = [
        json!({ "errcode": 0, "errmsg": "ok" }),
        json!({ "errcode": 0, "errmsg": "ok" }),
        json!({ "errcode": 45009, "errmsg": "api freq out of limit" }),
        json!({ "errcode": 93000, "errmsg": "invalid webhook url, key k-1" }),
    ];
    let receiver = Receiver::saying(answers).await;
    let settings = receiver.robot("wecom");
    assert_eq!(delivered(&settings, &message()).await, Ok(()));
    assert_eq!(delivered(&settings, &ordinary(vec!["发动机冒黑烟".repeat(900)])).await, Ok(()));
    let throttled =
        Undelivered::Throttled { wait: Duration::from_minutes(1), why: robot(45009, "api freq out of limit") };
    assert_eq!(delivered(&settings, &message()).await, Err(throttled));
    let failed = Undelivered::Failed(robot(93000, "invalid webhook url, key …"));
    assert_eq!(delivered(&settings, &message()).await, Err(failed));

    let asked = receiver.asked();
    assert_eq!(asked[0].uri.to_string(), "/robot?key=k-1");
    let text = format!(
        "紧急:发动机冒黑烟  Bcc: all@example.com\n客户停产,< @all> 请立即联系\n<at user_id=\"all\"></at>\n{LINK}"
    );
    assert_eq!(asked[0].json(), json!({ "msgtype": "text", "text": { "content": text, "mentioned_list": ["@all"] } }));
    let long = asked[1].json();
    let content = long["text"]["content"].as_str().unwrap();
    assert!((2_045..=2_048).contains(&content.len()) && content.ends_with(&format!("[…]\n{LINK}")), "{content}");
    assert_eq!(long["text"]["mentioned_list"], json!([]));
}

#[tokio::test]
async fn the_robot_of_dingtalk_is_told_with_a_signature_in_the_address() {
    let answers = [
        json!({ "errcode": 0, "errmsg": "ok" }),
        json!({ "errcode": 130_101, "errmsg": "send too fast, exceed 20 times per minute" }),
        json!({ "errcode": 310_000, "errmsg": "sign not match" }),
        json!({ "errcode": 0, "errmsg": "ok" }),
    ];
    let receiver = Receiver::saying(answers).await;
    let settings = format!("{}secret = 'SEC-1'", receiver.robot("dingtalk"));
    assert_eq!(delivered(&settings, &message()).await, Ok(()));
    let why = robot(130_101, "send too fast, exceed 20 times per minute");
    let throttled = Undelivered::Throttled { wait: Duration::from_minutes(10), why };
    assert_eq!(delivered(&settings, &message()).await, Err(throttled));
    let failed = Undelivered::Failed(robot(310_000, "sign not match"));
    assert_eq!(delivered(&settings, &message()).await, Err(failed));
    assert_eq!(delivered(&receiver.robot("dingtalk"), &ordinary(Vec::new())).await, Ok(()));

    let asked = receiver.asked();
    let queried = ["access_token", "timestamp", "sign"].map(|name| asked[0].queried(name));
    let sign = hmac(b"SEC-1", b"1772414100123\nSEC-1");
    assert_eq!(queried, ["k-1", "1772414100123", &sign]);
    let content = asked[0].json();
    assert!(content["text"]["content"].as_str().unwrap().contains("<@all> 请立即联系\n"), "{content}");
    assert_eq!((&content["msgtype"], &content["at"]), (&json!("text"), &json!({ "isAtAll": true })));
    assert_eq!(asked[3].uri.to_string(), "/robot?access_token=k-1", "a group may want no signature");
    let text = format!("紧急:发动机冒黑烟  Bcc: all@example.com\n{LINK}");
    let ordinary = json!({ "msgtype": "text", "text": { "content": text }, "at": { "isAtAll": false } });
    assert_eq!(asked[3].json(), ordinary);
}

#[tokio::test]
async fn the_robot_of_feishu_is_told_in_a_post_with_a_signature_in_it() {
    let answers = [
        json!({ "StatusCode": 0, "StatusMessage": "success", "code": 0, "data": {}, "msg": "success" }),
        json!({ "code": 11232, "msg": "frequency limited", "data": {} }),
        json!({ "code": 19021, "msg": "sign match fail or timestamp is not within one hour from current time" }),
        json!({ "code": 0, "msg": "success" }),
    ];
    let receiver = Receiver::saying(answers).await;
    let settings = format!("{}secret = 'SEC-1'", receiver.robot("feishu"));
    assert_eq!(delivered(&settings, &message()).await, Ok(()));
    let throttled = Undelivered::Throttled { wait: Duration::from_minutes(1), why: robot(11232, "frequency limited") };
    assert_eq!(delivered(&settings, &message()).await, Err(throttled));
    let why = robot(19021, "sign match fail or timestamp is not within one hour from current time");
    assert_eq!(delivered(&settings, &message()).await, Err(Undelivered::Failed(why)));
    let noisy = ordinary(vec!["\"\\".repeat(9_000)]);
    assert_eq!(delivered(&receiver.robot("feishu"), &noisy).await, Ok(()));

    let asked = receiver.asked();
    assert_eq!(asked[0].uri.to_string(), "/robot/k-1");
    let text = "客户停产,<@all> 请立即联系\n<at user_id=\"all\"></at>";
    let content = json!([
        [{ "tag": "text", "text": text }], [{ "tag": "a", "text": LINK, "href": LINK }], [{ "tag": "at", "user_id": "all" }],
    ]);
    let post = json!({ "title": "紧急:发动机冒黑烟  Bcc: all@example.com", "content": content });
    let expected = json!({
        "timestamp": "1772414100", "sign": hmac(b"1772414100\nSEC-1", b""),
        "msg_type": "post", "content": { "post": { "zh_cn": post } },
    });
    assert_eq!(asked[0].json(), expected);
    let (long, paragraphs) = (asked[3].json(), asked[3].body.len());
    assert!(paragraphs < 20_000, "{paragraphs}");
    assert_eq!(long["content"]["post"]["zh_cn"]["content"][1][0]["href"], LINK);
    assert_eq!(long.get("sign"), None, "a group may want no signature");
}
