//! The whole life of a general issue under the policy (P2, P3.1), over HTTP: the conversation that README tells.

use events_schema::Role::{Auditor, Customer, HeadOfAfterSales, HotlineAgent, SupportEngineer, SupportLead};
use serde_json::{Value, json};

use crate::chain::check_whole;
use crate::conversation::{Conversation, Talk, is_refused, report_without_serial};
use crate::harness::{Engine, TestApp, general, hotline_report};
use crate::transcript::Transcript;

/// A report by telephone that was refused first for what it lacked, and sent twice.
async fn reported() -> Conversation {
    let (app, transcript) = (TestApp::ready(Engine::Sqlite).await, Transcript::default());
    let talk = Talk { app: &app, transcript: &transcript };
    let mut without_contact = hotline_report();
    without_contact.as_object_mut().unwrap().remove("contact");
    let call = app.post("/v1/tickets", &without_contact).once("call-0");
    is_refused(&talk.send(HotlineAgent, call, &[]).await, (422, "fields_missing", "P2.1.a"));
    let talk = Conversation::begun(app, transcript, &report_without_serial()).await;
    let call = talk.app.post("/v1/tickets", &report_without_serial()).once("call-1");
    let again = talk.talk().send(HotlineAgent, call, &[]).await;
    assert_eq!(
        (again.ok()["id"].as_str(), again.header("idempotency-replayed")),
        (Some(&*talk.ticket.0), Some("true"))
    );
    talk
}

/// Brought to its group, reached and diagnosed.
async fn diagnosed() -> Conversation {
    let talk = reported().await;
    let group = json!({ "group": "electrical" });
    talk.refused(HotlineAgent, "assign", &group, (409, "not_classified", "P2.2")).await;
    talk.done(HotlineAgent, "classify", &general()).await;
    talk.refused(HotlineAgent, "assign", &json!({ "group": "injection" }), (422, "not_their_type", "P3.1.a")).await;
    talk.done(HotlineAgent, "assign", &group).await;
    let attempt = json!({ "method": "phone", "outcome": "busy" });
    talk.done(SupportEngineer, "attempt-contact", &attempt).await;
    assert_eq!(talk.clocks().await[1], "first_contact: running", "an unanswered call stops no clock (P3.1.b)");
    talk.done(SupportEngineer, "reach-customer", &json!({ "method": "phone" })).await;
    assert_eq!(talk.clocks().await, ["triage: stopped met", "first_contact: stopped met"]);
    let step = json!({ "method": "remote", "step": "measured the voltage at the starter", "finding": "9 V" });
    talk.done(SupportEngineer, "record-diagnosis-step", &step).await;
    let conclusion = json!({
        "category": "machine", "failure_code": "E-2107", "root_cause": "the starter is worn",
        "part": { "number": "612600090561", "batch": "2025-11-B3", "supplier": "Supplier A" },
    });
    talk.refused(SupportEngineer, "conclude-diagnosis", &conclusion, (409, "engine_unidentified", "P5.1")).await;
    talk.done(SupportEngineer, "identify-engine", &json!({ "serial": "WP12-2025-004711" })).await;
    talk.done(SupportEngineer, "conclude-diagnosis", &conclusion).await;
    talk
}

#[tokio::test]
async fn from_report_to_close() {
    let talk = diagnosed().await;
    talk.repair().await;
    talk.refused(SupportEngineer, "close", &json!({ "result": "更换" }), (409, "not_satisfied", "P3.1.e")).await;
    talk.done(Customer, "confirm-solved", &json!({ "rating": 1 })).await;
    let shown = talk.shown().await;
    assert_eq!(shown["stage"], "open", "a rating of 1 does not close (P3.1.e): {shown:#}");
    talk.refused(SupportEngineer, "close", &json!({ "result": "更换" }), (409, "not_satisfied", "P3.1.e")).await;
    talk.repair().await;
    talk.done(Customer, "confirm-solved", &json!({ "rating": 5 })).await;
    talk.refused(SupportEngineer, "close", &json!({}), (422, "result_missing", "P3.1.e")).await;
    talk.done(SupportEngineer, "close", &json!({ "result": "更换起动机,试车正常" })).await;
    let shown = talk.shown().await;
    assert_eq!(shown["stage"], "closed", "{shown:#}");
    talk.transcript.published("general-issue", "# A general issue, from report to close (P2, P3.1)");
    insta::assert_snapshot!("general_issue_from_report_to_close", talk.kinds().await.join("\n"));
    check_whole(&talk.app.log().await);
}

#[tokio::test]
async fn nobody_approves_what_he_wrote_himself() {
    let talk = diagnosed().await;
    let proposal = json!({ "kind": "replace_parts", "description": "更换起动机" });
    let proposed = talk.done(SupportLead, "propose-solution", &proposal).await;
    let solution = json!({ "solution": proposed["events"][0]["id"] });
    talk.refused(SupportLead, "approve-solution", &solution, (403, "own_solution", "P3.1.d")).await;
    talk.done(HeadOfAfterSales, "approve-solution", &solution).await;
}

#[tokio::test]
async fn staff_say_for_the_customer_what_he_said_and_where_he_did() {
    let talk = diagnosed().await;
    talk.repair().await;
    talk.refused(SupportEngineer, "confirm-solved", &json!({ "rating": 5 }), (422, "reference_missing", "P3.1.e"))
        .await;
    let on_behalf = json!({ "method": "phone", "reference": "recording 2026-03-02-017" });
    talk.done(SupportEngineer, "confirm-solved", &json!({ "rating": 4, "on_behalf": on_behalf })).await;
    talk.done(SupportEngineer, "close", &json!({ "result": "更换" })).await;
}

#[tokio::test]
async fn who_can_not_be_reached_on_three_days_is_closed_unconfirmed() {
    let talk = diagnosed().await;
    talk.repair().await;
    let result = json!({ "result": "已修复,客户未接听" });
    for _ in 0..3 {
        talk.refused(SupportLead, "close-unconfirmed", &result, (409, "too_few_attempts", "P3.1.e")).await;
        talk.done(SupportEngineer, "attempt-contact", &json!({ "method": "phone", "outcome": "no_answer" })).await;
        talk.app.pass(24 * 60);
    }
    talk.refused(SupportEngineer, "close-unconfirmed", &result, (403, "not_permitted", "P1.2")).await;
    talk.done(SupportLead, "close-unconfirmed", &result).await;
    assert_eq!(talk.shown().await["stage"], "closed_unconfirmed");
    // It is back: a new episode begins, and the first-contact clock of the first one stays as it was.
    talk.done(Customer, "reopen", &json!({ "reason": "起动机又坏了" })).await;
    assert_eq!(talk.shown().await["stage"], "open");
}

#[tokio::test]
async fn what_the_customer_refuses_goes_on_as_a_new_episode() {
    let talk = diagnosed().await;
    talk.repair().await;
    talk.done(Customer, "refuse-solved", &json!({ "reason": "it still does not start", "rating": 2 })).await;
    assert_eq!(talk.shown().await["stage"], "open");
    talk.done(Customer, "withdraw", &json!({ "reason": "the engine was sold" })).await;
    assert_eq!(talk.shown().await["stage"], "withdrawn");
    let late = json!({ "method": "phone", "outcome": "busy" });
    let answer = talk.tell(SupportEngineer, "attempt-contact", &late).await;
    answer.refused(409, "withdrawn");
}

#[tokio::test]
async fn messages_are_read_by_those_who_write_them() {
    let talk = reported().await;
    let said = talk.done(HotlineAgent, "send-message", &json!({ "text": "您好,王师傅", "method": "wechat" })).await;
    talk.done(Customer, "send-message", &json!({ "text": "请打 139 0000 0001" })).await;
    talk.app.settled().await;
    let path = talk.ticket.at("messages");
    let read = talk.app.get(&path).by(SupportEngineer).send().await.ok();
    let texts: Vec<_> = read["messages"].as_array().unwrap().iter().map(|m| (&m["direction"], &m["text"])).collect();
    let to = (&json!("to_customer"), &json!("您好,王师傅"));
    assert_eq!(texts, [to, (&json!("from_customer"), &json!("请打 139 0000 0001"))]);
    let own = talk.app.get(&path).with_key("caller").send().await.ok();
    assert_eq!(own["messages"][0]["by"], Value::Null, "a customer is not told who wrote: {own}");
    talk.app.get(&path).with_key("other-customer").send().await.refused(404, "not_found");
    talk.app.get(&path).by(Auditor).send().await.refused(403, "not_permitted");
    let retraction = json!({ "event": said["events"][0]["id"], "reason": "sent to the wrong ticket" });
    talk.done(HotlineAgent, "retract", &retraction).await;
    talk.app.settled().await;
    assert_eq!(talk.app.get(&path).by(SupportEngineer).send().await.ok()["messages"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn times_out_of_service_and_costs_are_kept_exactly() {
    let talk = reported().await;
    let since = talk.app.minutes_ago(0);
    talk.done(HotlineAgent, "record-out-of-service", &json!({ "since": since })).await;
    talk.done(SupportEngineer, "record-back-in-service", &json!({})).await;
    let cost = |amount: &str| json!({ "kind": "parts", "amount": amount, "currency": "CNY", "description": "starter" });
    talk.done(SupportEngineer, "record-cost", &cost("1250.10")).await;
    talk.tell(SupportEngineer, "record-cost", &cost("1250.123456")).await.refused(422, "invalid");
    let costs = &talk.shown().await["costs"];
    assert_eq!(costs[0]["fact"]["data"]["amount"], "1250.10", "to the last digit: {costs:#}");
}

#[tokio::test]
async fn a_confirmation_that_was_recorded_for_him_can_be_taken_back_until_the_close() {
    let talk = diagnosed().await;
    talk.repair().await;
    let on_behalf = json!({ "method": "phone", "reference": "recording 2026-03-02-018" });
    let wrong = json!({ "rating": 5, "on_behalf": on_behalf });
    let confirmed = talk.done(SupportEngineer, "confirm-solved", &wrong).await;
    let retraction = json!({ "event": confirmed["events"][0]["id"], "reason": "it was another customer" });
    talk.done(SupportEngineer, "retract", &retraction).await;
    assert_eq!(talk.shown().await["stage"], "solved");
    talk.done(Customer, "confirm-solved", &json!({ "rating": 4 })).await;
    talk.done(Customer, "refuse-solved", &json!({ "reason": "it leaks again" })).await;
    assert_eq!(talk.shown().await["stage"], "open", "he may think better of it until the close");
    talk.repair().await;
    let last = talk.done(SupportEngineer, "confirm-solved", &wrong).await;
    talk.done(SupportEngineer, "close", &json!({ "result": "更换" })).await;
    let retraction = json!({ "event": last["events"][0]["id"], "reason": "it was another customer" });
    talk.refused(SupportEngineer, "retract", &retraction, (409, "undermines", "P5.1")).await;
}

#[tokio::test]
async fn a_call_that_was_forgotten_can_be_entered_after_the_close() {
    let talk = diagnosed().await;
    talk.repair().await;
    let call = talk.app.minutes_ago(1);
    talk.done(Customer, "confirm-solved", &json!({ "rating": 5 })).await;
    talk.done(SupportEngineer, "close", &json!({ "result": "更换" })).await;
    talk.done(SupportEngineer, "reach-customer", &json!({ "method": "phone", "reached_at": call })).await;
    talk.refused(SupportEngineer, "reach-customer", &json!({ "method": "phone" }), (409, "closed", "P3.1.e")).await;
}

#[tokio::test]
async fn a_program_reports_and_a_person_answers_for_the_rest() {
    let talk = reported().await;
    let app = &talk.app;
    app.make_key("gateway", "system-wechat-gateway", HotlineAgent).await;
    let mut report = hotline_report();
    report["channel"] = "wechat".into();
    app.post("/v1/tickets", &report).with_key("gateway").once("message-1").send().await.ok();
    let classify = app.post(talk.ticket.at("classify"), &general()).with_key("gateway").once("classify-1").send().await;
    classify.refused(403, "not_a_person");
}

#[tokio::test]
async fn a_customer_chooses_neither_the_time_nor_the_channel_of_others() {
    let talk = reported().await;
    let report = |channel: &str| {
        let mut report = hotline_report();
        report["channel"] = channel.into();
        report
    };
    for (channel, key) in [("hotline", "own-1"), ("on_site", "own-2")] {
        let answer = talk.app.post("/v1/tickets", &report(channel)).with_key("caller").once(key).send().await;
        answer.refused(422, "not_their_channel");
    }
    let mut dated = report("website");
    dated["received_at"] = json!(talk.app.minutes_ago(30));
    let answer = talk.app.post("/v1/tickets", &dated).with_key("caller").once("own-3").send().await;
    answer.refused(422, "customers_time");
    talk.app.post("/v1/tickets", &report("website")).with_key("caller").once("own-4").send().await.ok();
}

#[tokio::test]
async fn an_approval_is_flagged_when_its_ground_is_corrected() {
    let talk = diagnosed().await;
    talk.repair().await;
    let approval = |shown: &Value| {
        let solutions = shown["solutions"].as_array().unwrap().iter();
        let mut approvals = solutions.filter(|item| item["fact"]["type"] == "ticket.solution_approved");
        approvals.next().unwrap()["ground_changed_by"].clone()
    };
    let shown = talk.shown().await;
    assert_eq!(approval(&shown), Value::Null);
    let diagnosis = shown["diagnosis"].as_array().unwrap().iter();
    let engine = &diagnosis.clone().find(|item| item["fact"]["type"] == "ticket.engine_identified").unwrap()["event"];
    let serial = json!({ "serial": "WP12-2025-004117" });
    let correction = json!({ "event": engine, "set": serial, "reason": "digits were swapped" });
    let corrected = talk.done(SupportEngineer, "correct", &correction).await;
    assert_eq!(approval(&talk.shown().await), json!([corrected["events"][0]["id"]]));
}
