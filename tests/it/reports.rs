//! Periodic reports over HTTP: made by itself when the period is over, submitted, acknowledged, and asked again after a late fact
//! (P5.3): the conversation that the documents tell.

use std::sync::Arc;

use events_schema::Role::{
    Analyst, Auditor, Customer, HeadOfAfterSales, HotlineAgent, Management, Supplier, SupportEngineer,
};
use serde_json::{Value, json};

use crate::chain::check_whole;
use crate::conversation::{Conversation, Talk};
use crate::harness::{Engine, TestApp, general, hotline_report};
use crate::transcript::{Transcript, sent};

const DAY: i64 = 24 * 60;
const REPORT: &str = "periodic_report-2026-03";
const AT: &str = "/v1/periodic-reports/2026-03";

/// A quarter with one general issue, which was triaged late.
async fn a_month() -> Conversation {
    let app = TestApp::ready(Engine::Memory).await;
    app.reacts();
    app.spawn(api::report::run(Arc::clone(&app.app)));
    let ticket = Conversation::begun(app, Transcript::default(), &hotline_report()).await;
    ticket.app.pass(70);
    ticket.now(HotlineAgent, "classify", &general()).await;
    ticket.now(HotlineAgent, "assign", &json!({ "group": "electrical" })).await;
    ticket
        .done(SupportEngineer, "reach-customer", &json!({ "method": "phone", "summary": "已联系,约定远程诊断" }))
        .await;
    let diagnosis = json!({ "category": "material", "failure_code": "E11", "root_cause": "启动机碳刷磨损" });
    ticket.done(SupportEngineer, "conclude-diagnosis", &diagnosis).await;
    ticket.repair().await;
    ticket.now(Customer, "confirm-solved", &json!({ "rating": 4 })).await;
    ticket.now(SupportEngineer, "close", &json!({ "result": "更换起动机" })).await;
    ticket.app.pass(31 * DAY);
    ticket
}

async fn content(ticket: &Conversation, query: &str) -> Value {
    ticket.app.get(format!("{AT}/content{query}")).by(Management).send().await.ok()
}

/// A figure of a report.
fn figure<'a>(report: &'a Value, table: &str, key: &str, column: &str) -> &'a Value {
    let named = |of: &&Value, name: &str, is: &str| of[name] == is;
    let table = report["tables"].as_array().unwrap().iter().find(|of| named(of, "table", table)).unwrap();
    let nth = table["columns"].as_array().unwrap().iter().position(|of| of == column).unwrap();
    let row = table["rows"].as_array().unwrap().iter().find(|of| named(of, "key", key));
    row.map_or(&Value::Null, |row| &row["cells"][nth])
}

#[tokio::test]
async fn a_report_is_asked_twice_with_a_late_fact_between() {
    let (ticket, transcript) = (a_month().await, Transcript::default());
    let talk = Talk { app: &ticket.app, transcript: &transcript };
    let made = made(&talk, 1).await;
    assert_eq!((&made["number"], &made["because"]["is"]), (&json!(1), &json!("period_over")));
    ticket.app.settled().await;
    let first = content(&ticket, "?number=1").await;
    assert_eq!(figure(&first, "measures", "received", "this")["count"], 1);
    assert_eq!(first["position"].as_u64(), made["at"].as_u64().map(|at| at + 1));

    let at = |command: &str| format!("{AT}/{command}");
    talk.refused(Management, &at("acknowledge"), &json!({}), (409, "report_not_submitted", "P5.3")).await;
    talk.refused(Analyst, &at("submit"), &json!({ "number": 1 }), (403, "not_permitted", "P1.2")).await;
    talk.now(HeadOfAfterSales, &at("submit"), &json!({ "number": 1, "remark": "分级偏慢,已提醒客服" })).await;
    talk.now(Management, &at("acknowledge"), &json!({ "remark": "同意" })).await;

    ticket.app.pass(90);
    // What had come in by letter on the last day of March is entered in April.
    let mut late = hotline_report();
    late["engine_serial"] = json!("WP12-2025-004712");
    late["received_at"] = json!("2026-03-31T08:00:00Z");
    let entered = talk.tell(HotlineAgent, "/v1/tickets", &late).await.ok();
    ticket.app.settled().await;

    let now = content(&ticket, "").await;
    assert_eq!(figure(&now, "measures", "received", "this")["count"], 2);
    assert_eq!(content(&ticket, "?number=1").await, first, "what was submitted stays");
    let then = content(&ticket, &format!("?as_of={}", made["as_of"].as_str().unwrap())).await;
    assert_eq!(then["tables"], first["tables"], "as known then is what was said then");

    let asked = ticket.app.get(at("differences"));
    let sends = sent(&asked);
    let compared = asked.by(Auditor).send().await.ok();
    let lines = compared["differences"].as_array().unwrap();
    let received = lines.iter().find(|of| of["key"] == "received" && of["column"] == "this").unwrap();
    assert_eq!((&received["then"]["count"], &received["now"]["count"]), (&json!(1), &json!(2)));
    assert_eq!(received["of"], 1, "{received}");
    assert_eq!(
        (&received["events"][0]["type"], &received["events"][0]["stream"]),
        (&json!("ticket.reported"), &entered["id"])
    );
    assert_eq!(received["time_passed"], false);
    let line = ["table", "key", "column", "then", "now"].map(|field| format!("\"{field}\":{}", received[field]));
    let got = format!("**200** among its lines `{{{}}}`, because of #0 of {{late}}, `ticket.reported`", line.join(","));
    transcript.names(entered["id"].as_str().unwrap(), "{late}");
    transcript.row(ticket.app.minutes_ago(0), &["auditor", &sends, &got]);

    talk.now(HeadOfAfterSales, &at("request"), &json!({ "reason": "补录一件三月来信" })).await;
    let again = self::made(&talk, 2).await;
    assert_eq!((&again["number"], &again["because"]["is"]), (&json!(2), &json!("requested")));
    ticket.app.settled().await;
    let between = ticket.app.get(at("differences?since=1&until=2")).by(Auditor).send().await.ok();
    assert!(between["differences"].as_array().unwrap().iter().any(|of| of == received), "{between}");
    let fields = ["nth", "stage", "is_latest", "because"];
    let rows = talk.read(Auditor, "/v1/periodic-reports?period=2026-03", &fields).await["rows"].clone();
    assert_eq!((&rows[0]["stage"], &rows[1]["stage"]), (&json!("made"), &json!("acknowledged")));
    check_whole(&ticket.app.log().await);
    transcript.published("periodic-report", INTRODUCTION);
}

const INTRODUCTION: &str = "\
# A periodic report: acknowledged, then a late fact (P5.3)

The report of a month is made when it is over, bound to a position of the log and to versions of the policy, submitted and \
acknowledged. A letter of its last day is entered afterwards. What was acknowledged stays; whoever asks then gets both figures, the \
difference, and the event behind it.";

/// A report that the program makes. Position, hash and size of what it says are others at every run.
async fn made(talk: &Talk<'_>, times: usize) -> Value {
    let event = talk.by_itself(REPORT, "periodic_report.made", times).await;
    let made: Value = serde_json::from_slice(&event.data).unwrap();
    talk.transcript.names(&format!("\"at\":{},", made["at"]), "\"at\":\"{position}\",");
    for (what, name) in [("hash", "{hash}"), ("size", "{size}")] {
        talk.transcript.names(&made["content"][what].to_string(), &format!("\"{name}\""));
    }
    made
}

/// Nothing is recorded of the month any more, and yet a window elapses: time is what makes the figure another.
#[tokio::test]
async fn what_time_alone_changes_says_so() {
    let ticket = a_month().await;
    ticket.talk().by_itself(REPORT, "periodic_report.made", 1).await;
    ticket.app.pass(100 * DAY);
    ticket.app.settled().await;
    let compared = ticket.app.get(format!("{AT}/differences")).by(Auditor).send().await.ok();
    let lines = compared["differences"].as_array().unwrap();
    let by_time: Vec<&Value> = lines.iter().filter(|line| line["time_passed"] == true).collect();
    assert!(!by_time.is_empty(), "{compared}");
    assert!(by_time.iter().all(|line| line["of"] == 0), "{compared}");
}

#[tokio::test]
async fn a_report_is_a_page_a_workbook_and_rows() {
    let ticket = a_month().await;
    ticket.talk().by_itself(REPORT, "periodic_report.made", 1).await;
    ticket.app.settled().await;
    for (format, media_type, begins) in [
        ("html", "text/html; charset=utf-8", &b"<!DOCTYPE html>"[..]),
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", b"PK"),
        ("csv", "text/csv; charset=utf-8", b"\xef\xbb\xbf"),
    ] {
        let path = format!("{AT}/content?format={format}&lang=zh-CN&number=1");
        let file = ticket.app.get(&path).by(Management).send().await;
        assert_eq!(file.header("content-type"), Some(media_type));
        assert!(file.body.len() > 1_000 && file.body.to_ascii_lowercase().starts_with(&begins.to_ascii_lowercase()));
    }
    let page = ticket.app.get(format!("{AT}/content?format=html&lang=en")).by(Management).send().await;
    let page = String::from_utf8(page.body.to_vec()).unwrap();
    assert!(page.contains("Overall situation") && page.contains("<svg"), "{page}");
}

#[tokio::test]
async fn wrong_questions_about_reports_say_what_to_do() {
    let ticket = a_month().await;
    let get = async |path: &str| ticket.app.get(format!("/v1/periodic-reports/{path}")).by(Management).send().await;
    get("2026-13/content").await.refused(404, "not_found");
    get("2026-03/content?format=pdf").await.refused(400, "bad_parameter");
    get("2026-03/content?number=7").await.refused(404, "not_found");
    get("2026-03/content?number=1&as_of=3").await.refused(400, "bad_parameter");
    get("2025-03/differences").await.refused(404, "not_found");
    let request = json!({ "reason": "想看" });
    let never = ticket.app.post("/v1/periodic-reports/2025-03/request", &request).by(Analyst).send().await;
    never.refused(404, "not_found");
    for role in [Supplier, SupportEngineer] {
        let call = ticket.app.get("/v1/periodic-reports/2026-03/content").by(role);
        call.send().await.refused(403, "not_permitted");
    }
}
