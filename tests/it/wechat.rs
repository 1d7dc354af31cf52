//! The official account at WeChat (P2.1.b), as WeChat calls it: signed, sealed, and up to three times.

use std::collections::HashSet;

use api::clock::Clock;
use api::intake::{Aes, Intake};
use axum::http::Method;
use events_schema::Role::HotlineAgent;
use serde_json::{Value, json};

use crate::chain::check_whole;
use crate::harness::{Answer, Engine, TestApp, general};
use crate::transcript::Transcript;

const KEY: &str = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG";
const APP_ID: &str = "wx0123456789abcdef";
const SETTINGS: &str = "[wechat]\napp_id = 'wx0123456789abcdef'\ntoken = 'spanner42'\n\
    encoding_key = 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG'\n";

/// A customer who writes to the account, and WeChat between them.
struct Phone {
    app: TestApp,
    account: Intake,
    transcript: Transcript,
}

impl Phone {
    async fn with(settings: &str) -> Self {
        let app = TestApp::ready(Engine::Memory).await.with_intake(settings);
        let account = Intake::read(&app.folder.path().join("intake.toml")).unwrap();
        Self { app, account, transcript: Transcript::with_columns(&["the customer writes", "and reads"]) }
    }

    fn sign(&self, parts: &[&str]) -> String {
        self.account.wechat.as_ref().unwrap().signature(parts)
    }

    fn seconds(&self) -> i64 {
        self.app.clock.now().as_micros() / 1_000_000
    }

    /// A call with a sealed message, signed as of so many seconds from now.
    async fn call(&self, message: &str, seconds: i64) -> Answer {
        let sealed = Aes::read(KEY, APP_ID).unwrap().seal(message);
        let time = (self.seconds() + seconds).to_string();
        let signature = self.sign(&[&time, "n-1", &sealed]);
        self.post(&format!("timestamp={time}&nonce=n-1&msg_signature={signature}"), &envelope(&sealed)).await
    }

    async fn post(&self, query: &str, body: &str) -> Answer {
        let call = self.app.call(Method::POST, format!("/v1/wechat?encrypt_type=aes&{query}"));
        call.raw_body(body.to_owned()).send().await
    }

    /// A plain call.
    async fn plain(&self, message: &str) -> Answer {
        let time = self.seconds().to_string();
        let signature = self.sign(&[&time, "n-1"]);
        self.post(&format!("timestamp={time}&nonce=n-1&signature={signature}"), message).await
    }

    /// What the customer reads when he has sent a text.
    async fn text(&self, id: &str, text: &str) -> String {
        self.read(&self.call(&message("oCustomer-1", id, text), 0).await)
    }

    /// The same, told in the documents.
    async fn says(&self, id: &str, text: &str) -> String {
        let reply = self.text(id, text).await;
        self.transcript.row(self.app.clock.now(), &[text, &reply]);
        reply
    }

    /// The sealed answer, opened by whoever knows token and key.
    fn read(&self, answer: &Answer) -> String {
        assert_eq!(answer.status, 200, "{answer}");
        let body = std::str::from_utf8(&answer.body).unwrap();
        let sealed = between(body, "<Encrypt><![CDATA[", "]]>");
        let signature = self.sign(&[between(body, "<TimeStamp>", "<"), between(body, "<Nonce>", "<"), sealed]);
        assert_eq!(between(body, "<MsgSignature><![CDATA[", "]]>"), signature);
        let reply = Aes::read(KEY, APP_ID).unwrap().open(sealed).unwrap();
        assert!(reply.contains("<ToUserName><![CDATA[oCustomer-"), "{reply}");
        between(&reply, "<Content>", "</Content>").to_owned()
    }

    async fn tickets(&self) -> Vec<Value> {
        self.app.settled().await;
        let list = self.app.get("/v1/tickets").by(HotlineAgent).send().await.ok();
        list["tickets"].as_array().unwrap().clone()
    }

    /// The only ticket.
    async fn ticket(&self) -> String {
        let tickets = self.tickets().await;
        assert_eq!(tickets.len(), 1, "{tickets:#?}");
        tickets[0]["ticket"].as_str().unwrap().to_owned()
    }

    async fn messages(&self) -> Vec<String> {
        let path = format!("/v1/tickets/{}/messages", self.ticket().await);
        let messages = self.app.get(path).by(HotlineAgent).send().await.ok();
        let texts = messages["messages"].as_array().unwrap().iter().map(|message| message["text"].as_str().unwrap());
        texts.map(str::to_owned).collect()
    }
}

fn envelope(sealed: &str) -> String {
    format!("<xml><ToUserName><![CDATA[gh_flywheel]]></ToUserName><Encrypt><![CDATA[{sealed}]]></Encrypt></xml>")
}

fn message(from: &str, id: &str, text: &str) -> String {
    of_kind(from, "text", &format!("<Content><![CDATA[{text}]]></Content><MsgId>{id}</MsgId>"))
}

fn of_kind(from: &str, kind: &str, rest: &str) -> String {
    format!(
        "<xml><ToUserName><![CDATA[gh_flywheel]]></ToUserName><FromUserName><![CDATA[{from}]]></FromUserName>\
         <CreateTime>1772411400</CreateTime><MsgType><![CDATA[{kind}]]></MsgType>{rest}</xml>"
    )
}

fn between<'a>(text: &'a str, before: &str, after: &str) -> &'a str {
    let (_, rest) = text.split_once(before).unwrap_or_else(|| panic!("no {before} in {text}"));
    rest.split_once(after).unwrap().0
}

#[tokio::test]
async fn a_conversation_opens_a_ticket_and_brings_all_four_fields() {
    let phone = Phone::with(SETTINGS).await;
    assert!(phone.says("1", "冷车启动困难,排气管冒黑烟").await.contains("发动机型号"));
    phone.app.pass(1);
    assert!(phone.says("2", "WP12").await.contains("使用场景"));
    phone.app.pass(1);
    assert!(phone.says("3", "公交车,室外零下 20 度").await.contains("联系人和电话"));
    assert!(phone.says("4", "下午再打给我").await.starts_with("没有找到电话号码。请留下联系人和电话"));
    phone.app.pass(2);
    assert!(phone.says("5", "王师傅 13900000001").await.contains("信息已齐全"));
    phone.app.pass(40);
    assert!(phone.says("6", "现在完全无法启动").await.contains("信息已齐全"), "what comes later is kept on the ticket");
    let ticket = phone.ticket().await;
    let row = &phone.tickets().await[0];
    assert_eq!((&row["engine_model"], &row["channel"]), (&json!("WP12"), &json!("wechat")), "{row:#}");
    assert_eq!(row["symptom"], "冷车启动困难,排气管冒黑烟", "{row:#}");
    let contact = phone.app.get(format!("/v1/tickets/{ticket}/contact")).by(HotlineAgent).send().await.ok();
    assert_eq!(
        (&contact["name"], &contact["phone"], &contact["wechat"]),
        (&json!("王师傅"), &json!("13900000001"), &json!("oCustomer-1"))
    );
    assert_eq!(phone.messages().await.len(), 6, "every message is on the ticket");
    let stream = phone.app.stream(&ticket).await;
    assert_eq!(stream.len(), 10, "a report, six messages and three answers");
    assert!(stream.iter().all(|event| !String::from_utf8_lossy(&event.data).contains("oCustomer")));
    check_whole(&phone.app.log().await);
    // The code follows from the customer's id, which derives from a key that every folder has of its own.
    phone.transcript.names(phone.tickets().await[0]["code"].as_str().unwrap(), "0000-0000-00000");
    let introduction = "# A customer at WeChat (P2.1.b)\n\nThe first message opens the ticket; what it lacks of the four fields of \
        P2.1.a is asked for in turn. Every message is on the ticket too, sealed.";
    phone.transcript.published("wechat", introduction);
}

#[tokio::test]
async fn a_message_that_comes_three_times_is_recorded_once_and_answered_alike() {
    let phone = Phone::with(SETTINGS).await;
    for (id, text) in [("1", "起动困难"), ("2", "WP12"), ("3", "公交车"), ("4", "王师傅 13900000001"), ("5", "好了吗")]
    {
        let first = phone.text(id, text).await;
        let length = phone.app.log().await.len();
        phone.app.pass(1);
        assert_eq!((phone.text(id, text).await, phone.text(id, text).await), (first.clone(), first), "{text}");
        assert_eq!(phone.app.log().await.len(), length, "{text}");
    }
    let first = phone.text("1", "起动困难").await;
    assert!(first.contains("发动机型号"), "the first message is answered as it was: {first}");
}

#[tokio::test]
async fn two_messages_at_once_open_one_ticket_and_are_both_kept() {
    let phone = Phone::with(SETTINGS).await;
    let (one, other) = tokio::join!(phone.text("1", "起动困难"), phone.text("2", "冒黑烟"));
    let mut kept = phone.messages().await;
    kept.sort_unstable();
    assert_eq!(kept, ["冒黑烟", "起动困难"], "{one} {other}");
}

#[tokio::test]
async fn an_unfinished_conversation_is_an_agents_after_half_an_hour_or_at_a_word() {
    let phone = Phone::with(SETTINGS).await;
    phone.text("1", "起动困难").await;
    phone.app.pass(29);
    assert!(phone.text("2", "WP12").await.contains("使用场景"));
    phone.app.pass(1);
    assert!(phone.text("3", "公交车").await.contains("已转人工"));
    let stream = phone.app.stream(&phone.ticket().await).await;
    let completed = stream.iter().filter(|event| &*event.kind == "ticket.intake_completed").count();
    assert_eq!((completed, phone.messages().await.len()), (1, 3), "nobody asks any more, so a text is a message");

    let phone = Phone::with(SETTINGS).await;
    phone.text("1", "起动困难").await;
    assert!(phone.text("2", " 人工 ").await.contains("已转人工"));
    assert!(phone.text("3", "WP12").await.contains("已转人工"), "it stays so");

    let phone = Phone::with(SETTINGS).await;
    phone.text("1", "起动困难").await;
    let classify = phone.app.post(format!("/v1/tickets/{}/classify", phone.ticket().await), &general());
    classify.by(HotlineAgent).send().await.ok();
    assert!(phone.text("2", "WP12").await.contains("已转人工"), "somebody has looked at it");
}

#[tokio::test]
async fn what_is_no_text_is_noted_and_a_closed_ticket_takes_no_new_report() {
    let phone = Phone::with(SETTINGS).await;
    let welcome = of_kind("oCustomer-1", "event", "<Event><![CDATA[subscribe]]></Event>");
    assert!(phone.read(&phone.call(&welcome, 0).await).contains("欢迎"));
    let left = of_kind("oCustomer-1", "event", "<Event><![CDATA[unsubscribe]]></Event>");
    assert_eq!(phone.call(&left, 0).await.body, "success");
    assert!(phone.tickets().await.is_empty());
    let picture = of_kind("oCustomer-1", "image", "<PicUrl><![CDATA[http://x]]></PicUrl><MsgId>1</MsgId>");
    let reply = phone.read(&phone.call(&picture, 0).await);
    assert!(reply.contains("只能识别文字") && reply.contains("发动机型号"), "{reply}");
    assert_eq!(phone.messages().await, ["[图片]"]);
    let ticket = phone.ticket().await;
    let withdraw = phone.app.post(format!("/v1/tickets/{ticket}/withdraw"), &json!({ "reason": "解决了" }));
    withdraw.by(HotlineAgent).send().await.ok();
    phone.text("2", "又坏了").await;
    assert_eq!(phone.tickets().await.len(), 2, "what comes after the end is a new issue");
    phone.read(&phone.call(&message("oCustomer-2", "1", "漏油"), 0).await);
    let tickets = phone.tickets().await;
    assert_eq!(tickets.len(), 3, "another customer has tickets of his own");
    let customers: HashSet<String> = tickets.iter().map(|ticket| ticket["customer"].to_string()).collect();
    assert_eq!(customers.len(), 2, "{customers:?}");
}

#[tokio::test]
async fn what_is_not_of_wechat_changes_nothing() {
    let phone = Phone::with(SETTINGS).await;
    let before = phone.app.log().await.len();
    let text = message("oCustomer-1", "1", "起动困难");
    phone.call(&text, -301).await.refused(403, "forged");
    phone.call(&text, 301).await.refused(403, "forged");
    phone.plain(&text).await.refused(403, "forged");
    phone.post("", &text).await.refused(403, "forged");
    let time = phone.seconds().to_string();
    let sealed = Aes::read(KEY, APP_ID).unwrap().seal(&text);
    let signature = phone.sign(&[&time, "n-1", &sealed]);
    let query = format!("timestamp={time}&nonce=n-1&msg_signature={signature}");
    let altered = if sealed.starts_with('A') { sealed.replacen('A', "B", 1) } else { format!("A{}", &sealed[1..]) };
    phone.post(&query, &envelope(&altered)).await.refused(403, "forged");
    phone.post(&query.replace("n-1", "n-2"), &envelope(&sealed)).await.refused(403, "forged");
    let others = Aes::read(KEY, "wx-of-another").unwrap().seal(&text);
    let signature = phone.sign(&[&time, "n-1", &others]);
    let query = format!("timestamp={time}&nonce=n-1&msg_signature={signature}");
    phone.post(&query, &envelope(&others)).await.refused(403, "forged");
    phone.post(&query, &"x".repeat(64 * 1024 + 1)).await.refused(413, "too_large");
    phone.call("<!DOCTYPE xml [<!ENTITY b \"b\">]><xml><a>&b;</a></xml>", 0).await.refused(400, "malformed");
    phone.call("<xml><MsgType>text</MsgType></xml>", 0).await.refused(400, "malformed");
    assert_eq!(phone.app.log().await.len(), before);
    let metrics = phone.app.get("/metrics").send().await;
    assert!(String::from_utf8_lossy(&metrics.body).contains("flywheel_wechat_forged 7"), "{metrics}");
}

#[tokio::test]
async fn plain_messages_are_taken_where_that_is_allowed() {
    let phone = Phone::with("[wechat]\napp_id = 'wx1'\ntoken = 'spanner42'\nallow_plain = true").await;
    let answer = phone.plain(&message("oCustomer-1", "1", "起动困难")).await;
    assert_eq!(answer.status, 200, "{answer}");
    assert!(String::from_utf8_lossy(&answer.body).contains("发动机型号"), "{answer}");
    assert_eq!(phone.messages().await, ["起动困难"]);
    phone.plain("<!DOCTYPE xml [<!ENTITY b \"b\">]><xml><a>&b;</a></xml>").await.refused(400, "malformed");
    phone.call(&message("oCustomer-1", "2", "WP12"), 0).await.refused(403, "forged");
}

#[tokio::test]
async fn the_address_is_verified() {
    let phone = Phone::with(SETTINGS).await;
    let time = phone.seconds().to_string();
    let get = |query: String| phone.app.get(format!("/v1/wechat?timestamp={time}&nonce=n-1&{query}")).send();
    let signature = phone.sign(&[&time, "n-1"]);
    let answer = get(format!("signature={signature}&echostr=5432")).await;
    assert_eq!((answer.status.as_u16(), &*answer.body), (200, &b"5432"[..]), "{answer}");
    get("signature=0&echostr=5432".to_owned()).await.refused(403, "forged");
    get(String::new()).await.refused(403, "forged");
    let app = TestApp::ready(Engine::Memory).await;
    app.get("/v1/wechat").send().await.refused(404, "not_found");
}
