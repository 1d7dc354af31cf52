//! The whole life of an important issue under the policy (P3.2), over HTTP: the conversation that the documents tell.

use events_schema::Role::{
    Customer, HeadOfAfterSales, HotlineAgent, OnSiteEngineer, SupportEngineer, SupportLead, TechnicalExpert,
};
use serde_json::json;

use crate::chain::check_whole;
use crate::conversation::{Conversation, event_of, important, two_people};

#[tokio::test]
async fn from_report_to_close() {
    let talk = Conversation::classified(&important(), 20).await;
    assert_eq!(
        talk.clocks().await,
        ["triage: stopped met", "notification: running", "first_analysis: running", "arrival_important: running"]
    );
    let told = json!({ "role": "technical_expert", "person": "technical-expert", "method": "phone" });
    talk.now(HotlineAgent, "record-notification", &told).await;
    assert_eq!(talk.clock("notification").await["state"]["is"], "running", "the head does not know yet (P3.2.a)");
    talk.acknowledged(&[HeadOfAfterSales]).await;
    let meeting = json!({ "attendees": ["head-of-after-sales", "technical-expert"], "first_measures": [] });
    talk.refused(HeadOfAfterSales, "hold-first-analysis", &meeting, (422, "measures_missing", "P3.2.a")).await;
    let meeting = json!({
        "attendees": ["head-of-after-sales", "technical-expert"],
        "first_measures": ["停机待检,禁止强行启动", "准备起动机与蓄电池"],
    });
    talk.done(HeadOfAfterSales, "hold-first-analysis", &meeting).await;
    talk.done(HotlineAgent, "dispatch", &two_people()).await;
    talk.app.pass(180);
    talk.done(TechnicalExpert, "record-arrival", &json!({})).await;
    assert_eq!(talk.clock("arrival_important").await["state"]["is"], "running", "one of two is there (P3.2.b)");
    talk.done(OnSiteEngineer, "record-arrival", &json!({})).await;
    assert_eq!(
        talk.clocks().await,
        [
            "triage: stopped met",
            "notification: stopped met",
            "first_analysis: stopped met",
            "arrival_important: stopped met",
            "progress_report: running",
        ]
    );
    // Two slots of the grid are reported, the third one is missed (P3.2.c).
    for _ in 0..2 {
        talk.app.pass(60);
        let report = talk.now(OnSiteEngineer, "report-progress", &json!({ "progress": "正在更换起动机" })).await;
        let relayed = json!({ "report": event_of(&report), "method": "phone" });
        talk.now(HeadOfAfterSales, "relay-progress", &relayed).await;
        talk.app.pass(60);
    }
    talk.app.pass(120);
    let step = json!({ "method": "on_site", "step": "测量启动电流", "finding": "电流偏大" });
    talk.now(OnSiteEngineer, "record-diagnosis-step", &step).await;
    talk.repair().await;
    talk.now(OnSiteEngineer, "record-out-of-service", &json!({ "since": talk.app.minutes_ago(500) })).await;
    talk.now(OnSiteEngineer, "record-back-in-service", &json!({})).await;
    let grid: Vec<String> =
        talk.clocks().await.into_iter().filter(|clock| clock.starts_with("progress_report")).collect();
    assert_eq!(
        grid,
        [
            "progress_report: stopped met",
            "progress_report 2: stopped met",
            "progress_report 3: missed breached",
            "progress_report 4: cancelled",
        ],
        "the last slot is not full, so it is not due"
    );
    let summary = json!({ "root_cause": "起动机碳刷磨损", "preventive_measures": ["定期检查起动机碳刷"] });
    talk.refused(SupportEngineer, "file-summary", &summary, (403, "not_permitted", "P1.2")).await;
    talk.done(Customer, "confirm-solved", &json!({ "rating": 5 })).await;
    talk.done(SupportEngineer, "close", &json!({ "result": "更换起动机,试车正常" })).await;
    // The report is filed after the close, within five days of the solution (P3.2.d).
    talk.app.pass(3 * 24 * 60);
    talk.now(TechnicalExpert, "file-summary", &summary).await;
    assert_eq!(talk.clock("summary_report").await["verdict"], "met");
    assert_eq!(talk.shown().await["stage"], "closed");
    talk.transcript.published("important-issue", "# An important issue, from report to close (P3.2)");
    insta::assert_snapshot!("important_issue_from_report_to_close", talk.kinds().await.join("\n"));
    check_whole(&talk.app.log().await);
}

#[tokio::test]
async fn that_no_visit_is_needed_takes_two_people() {
    let talk = Conversation::classified(&important(), 5).await;
    let proposal = json!({ "reason": "远程刷写标定即可解决" });
    let proposed = talk.done(SupportLead, "propose-no-visit", &proposal).await;
    let request = json!({ "request": event_of(&proposed) });
    talk.refused(SupportLead, "approve-no-visit", &request, (403, "own_request", "P3.2.b")).await;
    talk.refused(SupportLead, "propose-no-visit", &proposal, (409, "already_requested", "P5.1")).await;
    talk.done(HeadOfAfterSales, "approve-no-visit", &request).await;
    assert_eq!(talk.clocks().await[3], "arrival_important: cancelled");
    talk.refused(HeadOfAfterSales, "approve-no-visit", &request, (409, "request_decided", "P5.1")).await;
}

#[tokio::test]
async fn a_class_has_its_own_actions() {
    let talk = Conversation::classified(&important(), 5).await;
    let plan = json!({ "plan": "engine-fire" });
    talk.refused(HotlineAgent, "activate-plan", &plan, (409, "not_of_class", "P2.2")).await;
    let nobody = json!({ "people": [] });
    talk.refused(HotlineAgent, "dispatch", &nobody, (422, "nobody_dispatched", "P3.2.b")).await;
    let stranger = json!({ "people": [{ "person": "nobody", "role": "technical_expert" }] });
    talk.refused(HotlineAgent, "dispatch", &stranger, (422, "unknown_person", "P1.2")).await;
    let other_role = json!({ "people": [{ "person": "on-site-engineer", "role": "technical_expert" }] });
    talk.refused(HotlineAgent, "dispatch", &other_role, (422, "not_of_role", "P1.2")).await;
    let summary = json!({ "root_cause": "未知", "preventive_measures": ["无"] });
    talk.refused(TechnicalExpert, "file-summary", &summary, (409, "not_solved", "P3.1.e")).await;
}
