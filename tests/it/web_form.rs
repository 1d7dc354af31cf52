//! The form on the web (P2.1.b): strangers without a key, held to the four fields and to limits.

use axum::http::Method;
use events_schema::Role::HotlineAgent;
use serde_json::{Value, json};

use crate::chain::check_whole;
use crate::conversation::{Talk, Who, is_refused};
use crate::harness::{Answer, Call, Engine, TestApp, Ticket, general};
use crate::transcript::Transcript;

const PATH: &str = "/v1/web/reports";

async fn with_form(settings: &str) -> TestApp {
    TestApp::ready(Engine::Memory).await.with_intake(&format!("[web_form]\n{settings}"))
}

fn form(phone: &str) -> Value {
    json!({
        "engine_model": "WP12", "symptom": "冷车启动困难", "usage_scenario": "公交车,室外零下 20 度",
        "contact": { "name": "王师傅", "phone": phone },
    })
}

async fn tickets(app: &TestApp) -> Vec<Value> {
    app.settled().await;
    let list = app.get("/v1/tickets").by(HotlineAgent).send().await.ok();
    list["tickets"].as_array().unwrap().clone()
}

#[tokio::test]
async fn a_report_opens_a_ticket_of_the_customer_with_this_number() {
    let app = with_form("").await;
    let first = app.post(PATH, &form("13900000001")).send().await;
    assert_eq!((first.status.as_u16(), first.json().as_object().unwrap().len()), (201, 1), "{first}");
    let known = tickets(&app).await;
    assert_eq!((&known[0]["code"], &known[0]["channel"]), (&first.json()["code"], &json!("website")));
    let second = app.post(PATH, &form("+86 139 0000 0001")).send().await;
    assert_eq!(second.status, 201, "{second}");
    let both = tickets(&app).await;
    assert_eq!((both.len(), &both[0]["customer"]), (2, &both[1]["customer"]), "the number is known again");
    let metadata = String::from_utf8_lossy(&app.log().await.last().unwrap().metadata).into_owned();
    assert!(metadata.contains("\"channel\":\"web\""), "{metadata}");
}

#[tokio::test]
async fn what_lacks_a_field_is_refused_with_the_clause() {
    let app = with_form("").await;
    let before = app.log().await.len();
    for field in ["engine_model", "symptom", "usage_scenario", "contact"] {
        let mut lacking = form("13900000001");
        lacking.as_object_mut().unwrap().remove(field);
        let call = app.post(PATH, &lacking).coming_from("192.0.2.1:1000");
        let answer = call.send().await;
        answer.refused(422, "fields_missing");
        assert_eq!(answer.json()["clause"], "P2.1.a", "{answer}");
        assert!(answer.json()["detail"].as_str().unwrap().contains(field), "{answer}");
    }
    app.post(PATH, &form("no number")).send().await.refused(422, "not_a_phone");
    app.post(PATH, &json!({ "channel": "hotline" })).send().await.refused(422, "invalid");
    app.call(Method::POST, PATH).raw_body("{}").send().await.refused(415, "not_json");
    app.post(PATH, &json!({ "symptom": "x".repeat(16 * 1024) })).send().await.refused(413, "too_large");
    assert_eq!(app.log().await.len(), before);
}

#[tokio::test]
async fn a_second_click_opens_no_second_ticket() {
    let app = with_form("").await;
    let code = |answer: Answer| answer.ok()["code"].clone();
    let first = code(app.post(PATH, &form("13900000001")).send().await);
    // Past midnight in UTC, and still within a day.
    app.pass(23 * 60 + 59);
    let again = app.post(PATH, &form("13900000001")).send().await;
    assert_eq!((again.header("idempotency-replayed"), code(again.clone())), (Some("true"), first.clone()));
    app.pass(2);
    assert_ne!(code(app.post(PATH, &form("13900000001")).send().await), first, "a day later it is another report");
    assert_eq!(tickets(&app).await.len(), 2);

    let keyed = |phone: &str| app.post(PATH, &form(phone)).once("click-1").send();
    let first = code(keyed("13900000002").await);
    app.pass(48 * 60);
    assert_eq!(code(keyed("13900000002").await), first, "a key is the client's word, however late");
    let mut other = form("13900000002");
    other["symptom"] = json!("漏油");
    app.post(PATH, &other).once("click-1").send().await.refused(422, "idempotency_key_reused");
    assert_ne!(code(keyed("13900000003").await), first, "keys of strangers do not meet");
}

/// The form as customers send it, and the hotline that is told.
struct Site {
    app: TestApp,
    transcript: Transcript,
}

impl Site {
    fn talk(&self) -> Talk<'_> {
        Talk { app: &self.app, transcript: &self.transcript }
    }

    /// Somebody clicks, from an address that is his, under a key that his page made up.
    async fn click(&self, body: &Value, key: &str) -> Answer {
        let call = self.app.post(PATH, body).once(key).coming_from("192.0.2.1:1000");
        self.talk().send(Who::anybody("customer"), call, &[]).await
    }

    /// What the form lacks is named, and a second click opens nothing; says the ticket.
    async fn reported(&self) -> Ticket {
        let mut lacking = form("13900000001");
        lacking.as_object_mut().unwrap().remove("usage_scenario");
        is_refused(&self.click(&lacking, "click-1").await, (422, "fields_missing", "P2.1.a"));
        is_refused(&self.click(&form("下午再打"), "click-1").await, (422, "not_a_phone", "P2.1.a"));
        let first = self.click(&form("13900000001"), "click-1").await;
        let ticket = Ticket(tickets(&self.app).await[0]["ticket"].as_str().unwrap().to_owned());
        self.transcript.names(first.json()["code"].as_str().unwrap(), "0000-0000-00000");
        self.transcript.watches(&ticket);
        self.talk().look_at_the_clocks().await;
        let again = self.click(&form("13900000001"), "click-1").await;
        assert_eq!((again.ok(), again.header("idempotency-replayed")), (first.ok(), Some("true")));
        let mut other = form("13900000001");
        other["symptom"] = json!("漏油");
        self.click(&other, "click-1").await.refused(422, "idempotency_key_reused");
        ticket
    }

    /// Of one number five reports an hour.
    async fn too_often(&self) {
        for number in 2..=5 {
            let mut another = form("13900000001");
            another["engine_serial"] = json!(format!("WP12-{number}"));
            let taken = self.click(&another, &format!("click-{number}")).await.ok();
            self.transcript.names(taken["code"].as_str().unwrap(), &format!("0000-0000-0000{number}"));
        }
        let mut another = form("13900000001");
        another["symptom"] = json!("异响");
        self.click(&another, "click-6").await.refused(429, "too_often");
    }

    /// What the hotline has in its inbox of a ticket.
    async fn inbox(&self, ticket: &Ticket) -> Value {
        let fields = ["title", "ticket", "every", "told_at", "answered_at", "is_read"];
        let inbox = self.talk().read(HotlineAgent, "/v1/inbox?lang=zh-CN", &fields).await;
        let told = inbox["notifications"].as_array().unwrap();
        told.iter().find(|told| told["ticket"] == ticket.0).unwrap().clone()
    }
}

#[tokio::test]
async fn from_the_form_to_the_hotline() {
    let site = Site { app: with_form("").await, transcript: Transcript::default() };
    let ticket = site.reported().await;
    let told = site.inbox(&ticket).await;
    assert_eq!((&told["title"], &told["every"]), (&json!("报修登记"), &json!("PT5M")));
    site.app.pass(10);
    let contact = ["name", "phone"];
    site.talk().read(HotlineAgent, &ticket.at("contact"), &contact).await;
    site.talk().now(HotlineAgent, &ticket.at("classify"), &general()).await;
    let told = site.inbox(&ticket).await;
    assert_eq!(told["answered_at"], json!(site.app.minutes_ago(0)), "who has sorted it has taken it");
    site.talk().now(HotlineAgent, &ticket.at("assign"), &json!({ "group": "electrical" })).await;
    site.too_often().await;
    site.transcript.published("web-form", INTRODUCTION);
    check_whole(&site.app.log().await);
}

const INTRODUCTION: &str = "\
# A report by the form on the web (P2.1.b)

A customer sends the form without a key. The four fields of P2.1.a have to be there, and he gets the code of his ticket and nothing \
else. The hotline is told at once, and again every five minutes until somebody has classified the issue; the hour of triage has \
been running since the click. Of one telephone number five reports are taken in an hour; what was refused or clicked twice is no more.";

#[tokio::test]
async fn two_clicks_at_once_open_one_ticket() {
    let app = with_form("").await;
    let (body, click) = (form("13900000001"), |body: &Value| app.post(PATH, body).send());
    let (one, other) = tokio::join!(click(&body), click(&body));
    assert_eq!((one.ok(), tickets(&app).await.len()), (other.ok(), 1));
}

fn number(number: usize) -> String {
    format!("1390000{number:04}")
}

async fn from(call: Call<'_>, peer: &str) -> Answer {
    call.coming_from(peer).send().await
}

#[tokio::test]
async fn nobody_takes_more_than_his_share() {
    let app = with_form("").await;
    let at = |text: &str| {
        let mut body = form(&number(1));
        body["symptom"] = json!(text);
        body
    };
    for text in ["a", "b", "c", "d", "e"] {
        assert_eq!(from(app.post(PATH, &at(text)), "192.0.2.1:1000").await.status, 201);
    }
    let sixth = from(app.post(PATH, &at("f")), "192.0.2.2:1000").await;
    sixth.refused(429, "too_often");
    assert_eq!(sixth.header("retry-after"), Some("3601"), "of one number five an hour: {sixth}");
    for taken in 5..10 {
        assert_eq!(from(app.post(PATH, &form(&number(taken))), "192.0.2.1:2000").await.status, 201);
    }
    let eleventh = from(app.post(PATH, &form(&number(11))), "192.0.2.1:3000").await;
    eleventh.refused(429, "too_often");
    assert_eq!(eleventh.header("retry-after"), Some("61"), "of one address ten a minute: {eleventh}");
    let forwarded = app.post(PATH, &form(&number(11))).header("x-forwarded-for", "198.51.100.7");
    from(forwarded, "192.0.2.1:3000").await.refused(429, "too_often");
    app.pass(1);
    assert_eq!(from(app.post(PATH, &form(&number(11))), "192.0.2.1:3000").await.status, 201);
    for host in 0..10 {
        assert_eq!(from(app.post(PATH, &json!({})), &format!("[2001:db8::{host}]:1")).await.status, 422);
    }
    from(app.post(PATH, &json!({})), "[2001:db8::10]:1").await.refused(429, "too_often");
}

#[tokio::test]
async fn a_trusted_proxy_says_who_is_behind_it() {
    let app = with_form("trusted_proxies = ['192.0.2.1']").await;
    for taken in 0..10 {
        let call = app.post(PATH, &form(&number(taken))).header("x-forwarded-for", "203.0.113.5, 198.51.100.7");
        assert_eq!(from(call, "192.0.2.1:1000").await.status, 201);
    }
    for (forwarded, status) in [("198.51.100.7", 429), ("junk, 198.51.100.7", 429), ("198.51.100.7, 198.51.100.8", 201)]
    {
        let call = app.post(PATH, &form(&number(20))).header("x-forwarded-for", forwarded);
        assert_eq!(from(call, "192.0.2.1:1000").await.status, status, "{forwarded}");
    }
}

#[tokio::test]
async fn the_page_of_one_site_may_read_the_answer() {
    let app = with_form("allowed_origin = 'https://www.example.com'").await;
    let asked = |origin: &str| app.call(Method::OPTIONS, PATH).header("origin", origin).send();
    let allow = "access-control-allow-origin";
    let preflight = asked("https://www.example.com").await;
    assert_eq!((preflight.status.as_u16(), preflight.header(allow)), (204, Some("https://www.example.com")));
    assert_eq!(asked("https://evil.example").await.header(allow), None);
    let refused = app.post(PATH, &json!({})).header("origin", "https://www.example.com").send().await;
    assert_eq!((refused.status.as_u16(), refused.header(allow)), (422, Some("https://www.example.com")));
    let none = with_form("").await;
    let answer = none.post(PATH, &json!({})).header("origin", "https://www.example.com").send().await;
    assert_eq!(answer.header(allow), None);
}
