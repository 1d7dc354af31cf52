//! The open points of the policy that touch a ticket, each with its default, over HTTP.

use events_schema::Role::{
    Administrator, Customer, HeadOfAfterSales, HotlineAgent, Management, OnSiteEngineer, ProductionHead,
    SupportEngineer, SupportLead, TechnicalExpert,
};
use events_schema::Timestamp;
use serde_json::{Value, json};

use crate::conversation::{Conversation, emergency, event_of, important, two_people};
use crate::harness::{TestApp, general, hotline_report};
use crate::transcript::Transcript;

fn instant(value: &Value) -> Timestamp {
    value.as_str().unwrap().parse().unwrap()
}

/// Of the receipt, so many minutes later.
async fn after_receipt(talk: &Conversation, minutes: i64) -> Timestamp {
    let triage = talk.clock("triage").await;
    instant(&triage["started_at"]) + events_schema::Duration::from_minutes(minutes)
}

async fn arrived(talk: &Conversation) {
    talk.now(HotlineAgent, "dispatch", &two_people()).await;
    talk.now(TechnicalExpert, "record-arrival", &json!({})).await;
    talk.now(OnSiteEngineer, "record-arrival", &json!({})).await;
}

/// Open point 1: around the clock, unless the policy names a calendar for a clock.
#[tokio::test]
async fn a_calendar_can_be_chosen_for_a_clock() {
    let talk = Conversation::reported().await;
    let shift = |day: &str| json!({ "day": day, "from_minute": 480, "to_minute": 1080 });
    let week: Vec<Value> = ["monday", "tuesday", "wednesday", "thursday", "friday"].map(shift).into();
    let calendar = json!({
        "calendar": "weifang-5x10", "title": "潍坊五天十小时", "zone": "Asia/Shanghai", "week": week, "years": [2026],
    });
    talk.app.post("/v1/calendars", &calendar).by(Administrator).send().await.ok();
    let mut policy = published_policy(&talk.app).await;
    let rules = policy["clocks"].as_array_mut().unwrap();
    let summary = rules.iter_mut().find(|rule| rule["clock"] == "summary_report").unwrap();
    summary["calendar"] = json!({ "calendar": "weifang-5x10", "version": 1 });
    summary["target"] = json!("PT20H");
    talk.app.post("/v1/policies", &policy).by(Administrator).send().await.ok();
    talk.now(HotlineAgent, "classify", &important()).await;
    talk.repair().await;
    // Solved on a Monday at 08:55 in Weifang: nine hours of that day, ten of the next, one of the day after.
    let summary = talk.clock("summary_report").await;
    assert_eq!(summary["started_at"], "2026-03-02T00:55:00Z");
    assert_eq!(summary["due_at"], "2026-03-04T00:55:00Z");
}

/// The policy in force, as it would be published anew.
async fn published_policy(app: &TestApp) -> Value {
    let shown = app.get("/v1/policy").by(Management).send().await.ok();
    let clauses = shown["clauses"].as_array().unwrap().iter();
    let clocks = clauses.filter_map(|clause| clause["clocks"].as_array()).flatten();
    let rules: Vec<Value> = clocks.map(|clock| clock["rule"].clone()).collect();
    json!({ "clocks": rules, "open": shown["open"] })
}

/// Open point 2.
#[tokio::test]
async fn a_waiver_is_asked_for_by_one_and_granted_by_the_head() {
    let talk = Conversation::classified(&emergency(), 10).await;
    let asking = json!({ "reason": "distance", "explanation": "客户现场距最近服务站180公里" });
    let asked = talk.now(HotlineAgent, "request-waiver", &asking).await;
    let request = json!({ "request": event_of(&asked) });
    talk.refused(SupportLead, "grant-waiver", &request, (403, "not_permitted", "P1.2")).await;
    talk.done(HeadOfAfterSales, "grant-waiver", &request).await;
    assert_eq!(talk.clock("arrival_emergency").await["waiver"]["is_late"], false);
    talk.app.pass(120);
    arrived_in_an_emergency(&talk).await;
    let arrival = talk.clock("arrival_emergency").await;
    assert_eq!(arrival["verdict"], "breached", "raw timeliness counts it as late, adjusted leaves it out: {arrival:#}");
}

#[tokio::test]
async fn nobody_grants_the_waiver_that_he_asked_for() {
    let talk = Conversation::classified(&emergency(), 10).await;
    let asking = json!({ "reason": "weather", "explanation": "暴雪封路" });
    let asked = talk.now(HeadOfAfterSales, "request-waiver", &asking).await;
    let request = json!({ "request": event_of(&asked) });
    talk.refused(HeadOfAfterSales, "grant-waiver", &request, (403, "own_request", "open point 2")).await;
    // Where the head asks, the deputy is the second person.
    let deputy = json!({ "deputy": "support-lead", "until": talk.app.minutes_ago(-600), "absence": "leave" });
    talk.app.post("/v1/people/head-of-after-sales/name-deputy", &deputy).by(Administrator).send().await.ok();
    talk.now(SupportLead, "grant-waiver", &request).await;
}

/// Whoever arrives in time anyway has met the clock; a waiver after the deadline is marked late.
#[tokio::test]
async fn a_waiver_changes_no_verdict() {
    let in_time = Conversation::classified(&emergency(), 10).await;
    let asking = json!({ "reason": "distance", "explanation": "路远" });
    let asked = in_time.now(HotlineAgent, "request-waiver", &asking).await;
    in_time.now(HeadOfAfterSales, "grant-waiver", &json!({ "request": event_of(&asked) })).await;
    arrived_in_an_emergency(&in_time).await;
    assert_eq!(in_time.clock("arrival_emergency").await["verdict"], "met");

    let late = Conversation::classified(&emergency(), 10).await;
    late.app.pass(90);
    let asked = late.now(HotlineAgent, "request-waiver", &asking).await;
    late.now(HeadOfAfterSales, "grant-waiver", &json!({ "request": event_of(&asked) })).await;
    let arrival = late.clock("arrival_emergency").await;
    assert_eq!((&arrival["verdict"], &arrival["waiver"]["is_late"]), (&json!("breached"), &json!(true)));

    let general = Conversation::classified(&general(), 10).await;
    general.refused(HotlineAgent, "request-waiver", &asking, (409, "nothing_to_waive", "open point 2")).await;
}

async fn arrived_in_an_emergency(talk: &Conversation) {
    let team =
        json!({ "leader": "on-site-engineer", "members": [{ "person": "technical-expert", "team_role": "repair" }] });
    talk.now(HotlineAgent, "form-team", &team).await;
    arrived(talk).await;
}

/// Open point 3: only a customer who asks for later makes clocks stand still.
#[tokio::test]
async fn a_hold_for_a_missing_part_stops_no_clock() {
    let talk = Conversation::classified(&general(), 5).await;
    talk.now(HotlineAgent, "assign", &json!({ "group": "electrical" })).await;
    let due = talk.clock("first_contact").await["due_at"].clone();
    let held = talk.now(SupportEngineer, "place-hold", &json!({ "reason": "missing_part" })).await;
    talk.app.pass(30);
    talk.refused(
        SupportEngineer,
        "place-hold",
        &json!({ "reason": "missing_part" }),
        (409, "already_held", "open point 3"),
    )
    .await;
    talk.now(SupportEngineer, "release-hold", &json!({ "hold": event_of(&held) })).await;
    let clock = talk.clock("first_contact").await;
    assert_eq!((&clock["due_at"], &clock["pauses"]), (&due, &Value::Null));
}

#[tokio::test]
async fn a_customer_who_asks_for_later_makes_first_contact_stand_still() {
    let talk = Conversation::classified(&general(), 5).await;
    talk.now(HotlineAgent, "assign", &json!({ "group": "electrical" })).await;
    let due = instant(&talk.clock("first_contact").await["due_at"]);
    talk.app.pass(10);
    let held = talk.now(SupportEngineer, "place-hold", &json!({ "reason": "customer_asked_for_later" })).await;
    assert_eq!(talk.clock("first_contact").await["due_at"], Value::Null, "while it stands still nothing is due");
    talk.app.pass(90);
    talk.now(SupportEngineer, "release-hold", &json!({ "hold": event_of(&held) })).await;
    let later = instant(&talk.clock("first_contact").await["due_at"]);
    assert_eq!(later, due + events_schema::Duration::from_minutes(90));
    let path = talk.ticket.at("clocks/first_contact/explain");
    let explained = talk.app.get(path).by(Management).send().await.ok();
    assert_eq!(explained["segments"][1]["why"], json!({ "hold": "customer_asked_for_later" }), "{explained:#}");
}

#[tokio::test]
async fn slots_that_lie_wholly_in_a_hold_are_not_due() {
    let talk = Conversation::classified(&important(), 5).await;
    arrived(&talk).await;
    talk.app.pass(60);
    let held = talk.now(OnSiteEngineer, "place-hold", &json!({ "reason": "customer_asked_for_later" })).await;
    talk.app.pass(4 * 60);
    talk.now(OnSiteEngineer, "release-hold", &json!({ "hold": event_of(&held) })).await;
    talk.app.pass(70);
    let grid: Vec<String> =
        talk.clocks().await.into_iter().filter(|clock| clock.starts_with("progress_report")).collect();
    assert_eq!(
        grid,
        [
            "progress_report: missed breached",
            "progress_report 2: cancelled",
            "progress_report 3: missed breached",
            "progress_report 4: running",
        ],
        "the first and the third lie only partly in it"
    );
}

/// Open point 4: late triage buys no time.
#[tokio::test]
async fn an_emergency_triaged_after_three_hours_is_born_breached() {
    let talk = Conversation::classified(&emergency(), 180).await;
    let arrival = talk.clock("arrival_emergency").await;
    assert_eq!(instant(&arrival["due_at"]), after_receipt(&talk, 120).await);
    assert_eq!((&arrival["verdict"], &arrival["born_breached"]), (&json!("breached"), &json!(true)));
    // Nothing else waits for an approval: the temporary solution comes at once (Gates).
    arrived_in_an_emergency(&talk).await;
    talk.now(OnSiteEngineer, "confirm-safety", &json!({ "statement": "现场人员安全" })).await;
    talk.now(OnSiteEngineer, "apply-temporary-solution", &json!({ "description": "旁通油路,低速运行" })).await;
}

#[tokio::test]
async fn the_policy_can_let_urgent_clocks_start_at_the_receipt() {
    let talk = Conversation::reported().await;
    let mut policy = published_policy(&talk.app).await;
    policy["open"]["urgent_start"] = json!("received");
    talk.app.post("/v1/policies", &policy).by(Administrator).send().await.ok();
    talk.app.pass(30);
    talk.now(HotlineAgent, "classify", &emergency()).await;
    assert_eq!(instant(&talk.clock("arrival_emergency").await["due_at"]), after_receipt(&talk, 60).await);
}

/// Open point 5: a new episode leaves judged clocks alone; arrival and progress run again after a new dispatch, the summary
/// after the new solution.
#[tokio::test]
async fn an_episode_starts_again_what_belongs_to_it() {
    let talk = Conversation::classified(&important(), 5).await;
    talk.acknowledged(&[HeadOfAfterSales, TechnicalExpert]).await;
    arrived(&talk).await;
    talk.repair().await;
    talk.now(Customer, "refuse-solved", &json!({ "reason": "又不能启动了", "rating": 1 })).await;
    let before = talk.clocks().await;
    assert!(before.contains(&"summary_report: cancelled".to_owned()), "{before:?}");
    assert!(!before.iter().any(|clock| clock.contains("episode 2")), "{before:?}");
    talk.app.pass(60);
    arrived(&talk).await;
    talk.app.pass(10);
    talk.repair().await;
    let after = talk.clocks().await;
    let second: Vec<&String> = after.iter().filter(|clock| clock.contains("episode 2")).collect();
    assert_eq!(
        second,
        [
            "arrival_important (episode 2): stopped met",
            "progress_report (episode 2): cancelled",
            "summary_report (episode 2): running",
        ]
    );
    for clock in before.iter().filter(|clock| clock.ends_with("met") || clock.ends_with("breached")) {
        assert!(after.contains(clock), "{clock} stays as it was judged: {after:?}");
    }
}

/// Open point 6.
#[tokio::test]
async fn a_corrected_class_counts_from_the_first_classification() {
    let talk = Conversation::classified(&general(), 10).await;
    talk.now(HotlineAgent, "assign", &json!({ "group": "electrical" })).await;
    talk.app.pass(45);
    let below = json!({ "class": "important", "grounds": emergency()["grounds"], "reason": "现场有漏油起火风险" });
    talk.refused(HotlineAgent, "correct-class", &below, (422, "class_below_grounds", "P2.2")).await;
    let right = json!({ "class": "emergency", "grounds": emergency()["grounds"], "reason": "现场有漏油起火风险" });
    talk.now(HotlineAgent, "correct-class", &right).await;
    assert_eq!(talk.clock("first_contact").await["state"]["is"], "cancelled");
    assert_eq!(instant(&talk.clock("arrival_emergency").await["due_at"]), after_receipt(&talk, 70).await);
    talk.refused(HotlineAgent, "correct-class", &right, (409, "already_classified", "P2.2")).await;
    let lower = json!({ "class": "general", "reason": "没有那么严重" });
    talk.refused(HotlineAgent, "correct-class", &lower, (422, "class_below_grounds", "P2.2")).await;
}

#[tokio::test]
async fn a_changed_class_counts_from_the_change_and_takes_another_person() {
    let talk = Conversation::classified(&important(), 10).await;
    talk.acknowledged(&[HeadOfAfterSales, TechnicalExpert]).await;
    talk.app.pass(120);
    let changed_at = talk.app.minutes_ago(10);
    let change = json!({
        "class": "emergency", "grounds": emergency()["grounds"], "reason": "发动机舱开始冒烟", "changed_at": changed_at,
    });
    let proposed = talk.now(OnSiteEngineer, "propose-class-change", &change).await;
    let request = json!({ "request": event_of(&proposed) });
    talk.refused(OnSiteEngineer, "approve-class-change", &request, (403, "own_request", "open point 6")).await;
    assert_eq!(talk.shown().await["class"], "important", "until another person agrees");
    talk.now(HotlineAgent, "approve-class-change", &request).await;
    assert_eq!(talk.shown().await["class"], "emergency");
    let arrival = talk.clock("arrival_emergency").await;
    assert_eq!(instant(&arrival["started_at"]), changed_at);
    let clocks = talk.clocks().await;
    assert!(clocks.contains(&"arrival_important: cancelled".to_owned()), "{clocks:?}");
    assert!(clocks.contains(&"first_analysis: cancelled breached".to_owned()), "judged stays judged: {clocks:?}");
    assert!(clocks.contains(&"notification: stopped met".to_owned()), "{clocks:?}");
    let anew = "notification 2: running breached".to_owned();
    assert!(clocks.contains(&anew), "the head of production should have known for five minutes: {clocks:?}");
    let less = json!({ "class": "general", "grounds": general()["grounds"], "reason": "故障消失" });
    let proposed = talk.now(OnSiteEngineer, "propose-class-change", &less).await;
    let refusal = json!({ "request": event_of(&proposed), "reason": "原因未查明" });
    talk.now(HeadOfAfterSales, "refuse-request", &refusal).await;
    assert_eq!(talk.shown().await["class"], "emergency");
}

/// Open point 7: clocks keep the version of the policy that they started with.
#[tokio::test]
async fn a_running_clock_keeps_its_policy() {
    let talk = Conversation::classified(&important(), 5).await;
    let mut policy = published_policy(&talk.app).await;
    let rules = policy["clocks"].as_array_mut().unwrap();
    rules.iter_mut().find(|rule| rule["clock"] == "summary_report").unwrap()["target"] = json!("PT48H");
    rules.iter_mut().find(|rule| rule["clock"] == "notification").unwrap()["target"] = json!("PT15M");
    talk.app.post("/v1/policies", &policy).by(Administrator).send().await.ok();
    let notification = talk.clock("notification").await;
    assert_eq!((&notification["policy_version"], &notification["target"]), (&json!(0), &json!("PT5M")));
    talk.repair().await;
    let summary = talk.clock("summary_report").await;
    assert_eq!((&summary["policy_version"], &summary["target"]), (&json!(1), &json!("PT48H")));
}

/// Open point 8.
#[tokio::test]
async fn an_arrival_entered_late_reassesses_the_breach_and_not_before_approval() {
    let talk = Conversation::classified(&emergency(), 10).await;
    let team =
        json!({ "leader": "on-site-engineer", "members": [{ "person": "technical-expert", "team_role": "repair" }] });
    talk.now(HotlineAgent, "form-team", &team).await;
    talk.now(HotlineAgent, "dispatch", &two_people()).await;
    talk.app.pass(90);
    let at = talk.app.minutes_ago(50);
    talk.now(TechnicalExpert, "record-arrival", &json!({ "arrived_at": at })).await;
    let last = talk.now(OnSiteEngineer, "record-arrival", &json!({ "arrived_at": at })).await;
    let opened = last["events"].as_array().unwrap().iter().find(|event| event["type"] == "clock.reassessment_opened");
    let request = opened.unwrap()["id"].clone();
    let arrival = talk.clock("arrival_emergency").await;
    assert_eq!((&arrival["verdict"], &arrival["contested"]), (&json!("breached"), &json!("met")), "{arrival:#}");
    let approval = json!({ "request": request, "grounds": "车载定位轨迹 2026-03-02" });
    talk.refused(OnSiteEngineer, "approve-reassessment", &approval, (403, "not_permitted", "P1.2")).await;
    talk.now(HeadOfAfterSales, "approve-reassessment", &approval).await;
    let arrival = talk.clock("arrival_emergency").await;
    assert_eq!((&arrival["verdict"], &arrival["contested"]), (&json!("met"), &Value::Null));
    assert_eq!(arrival["reassessed"]["first_verdict"], "breached", "both stay visible: {arrival:#}");
    // What the approval rests on is corrected afterwards: it is flagged.
    let correction = json!({ "event": event_of(&last), "happened_at": talk.app.minutes_ago(40), "reason": "时间记错" });
    talk.now(OnSiteEngineer, "correct", &correction).await;
    let shown = talk.shown().await;
    let reassessed = shown["clocks"].as_array().unwrap().iter().find(|item| item["fact"]["type"] == "clock.reassessed");
    assert!(reassessed.unwrap()["ground_changed_by"].is_array(), "{shown:#}");
}

#[tokio::test]
async fn a_reassessment_that_is_refused_leaves_the_breach() {
    let talk = Conversation::classified(&general(), 10).await;
    talk.now(HotlineAgent, "assign", &json!({ "group": "electrical" })).await;
    talk.app.pass(200);
    let call = json!({ "method": "phone", "reached_at": talk.app.minutes_ago(150) });
    let entered = talk.now(SupportEngineer, "reach-customer", &call).await;
    let request = entered["events"][1]["id"].clone();
    let refusal = json!({ "request": request, "reason": "通话记录中没有此次通话" });
    talk.now(SupportLead, "refuse-request", &refusal).await;
    let clock = talk.clock("first_contact").await;
    assert_eq!((&clock["verdict"], &clock["contested"]), (&json!("breached"), &json!("met")));
    let approval = json!({ "request": request, "grounds": "通话录音" });
    talk.refused(HeadOfAfterSales, "approve-reassessment", &approval, (409, "request_decided", "P5.1")).await;
}

#[tokio::test]
async fn what_happened_long_ago_is_entered_with_a_second_person() {
    let talk = Conversation::classified(&general(), 10).await;
    talk.now(HotlineAgent, "assign", &json!({ "group": "electrical" })).await;
    let at = talk.app.minutes_ago(-20);
    talk.app.pass(80 * 60);
    let call = json!({ "method": "phone", "reached_at": at });
    talk.refused(SupportEngineer, "reach-customer", &call, (422, "too_far_back", "open point 8")).await;
    let permit = json!({ "person": "support-engineer", "back_to": at, "reason": "纸质记录补录" });
    let own = json!({ "person": "support-lead", "back_to": at, "reason": "纸质记录补录" });
    talk.refused(SupportLead, "allow-late-entry", &own, (403, "own_late_entry", "open point 8")).await;
    talk.now(SupportLead, "allow-late-entry", &permit).await;
    talk.refused(SupportLead, "reach-customer", &call, (422, "too_far_back", "open point 8")).await;
    talk.now(SupportEngineer, "reach-customer", &call).await;
    talk.app.pass(25 * 60);
    talk.refused(SupportEngineer, "reach-customer", &call, (422, "too_far_back", "open point 8")).await;
}

/// A letter that lay on a desk: what opens a ticket has nothing yet for which another person could allow it.
#[tokio::test]
async fn an_old_report_is_recorded_now_and_dated_back_with_a_second_person() {
    let talk = Conversation::reported().await;
    let received = talk.app.minutes_ago(-1);
    talk.app.pass(100 * 60);
    let mut letter = hotline_report();
    letter["received_at"] = json!(received);
    let refused = talk.app.post("/v1/tickets", &letter).by(HotlineAgent).send().await;
    refused.refused(422, "too_far_back");
    assert!(refused.json()["detail"].as_str().unwrap().contains("record it as of now"), "{refused}");
    letter.as_object_mut().unwrap().remove("received_at");
    let answer = talk.app.post("/v1/tickets", &letter).by(HotlineAgent).once("letter").send().await;
    let talk = Conversation::opened(talk.app, Transcript::default(), &answer).await;
    let correction = json!({
        "event": talk.history().await[0]["id"], "happened_at": received, "reason": "信件迟到",
    });
    talk.refused(HotlineAgent, "correct", &correction, (422, "too_far_back", "open point 8")).await;
    let permit = json!({ "person": "hotline-agent", "back_to": received, "reason": "信件迟到" });
    talk.now(SupportLead, "allow-late-entry", &permit).await;
    talk.now(HotlineAgent, "correct", &correction).await;
    assert_eq!(talk.clock("triage").await["started_at"], json!(received));
}

/// The first one who knows is told by name, and nothing waits for a person who has left.
#[tokio::test]
async fn a_deputy_acts_for_the_head_and_is_recorded_so() {
    let talk = Conversation::classified(&emergency(), 5).await;
    let leave = json!({ "deputy": "production-head", "until": talk.app.minutes_ago(-24 * 60), "absence": "leave" });
    talk.refused(ProductionHead, "hold-first-analysis", &meeting(), (403, "not_permitted", "P1.2")).await;
    talk.app.post("/v1/people/head-of-after-sales/name-deputy", &leave).by(Administrator).send().await.ok();
    let held = talk.now(ProductionHead, "hold-first-analysis", &meeting()).await;
    let history = talk.app.get(talk.ticket.at("history")).by(Management).send().await.ok();
    let events = history["events"].as_array().unwrap();
    let event = events.iter().find(|event| event["id"] == event_of(&held)).unwrap();
    assert_eq!(event["actor"]["id"], "person-production-head");
    assert_eq!(event["actor"]["role"], "head_of_after_sales");
    assert_eq!(event["actor"]["on_behalf_of"], "person-head-of-after-sales");
    talk.app.pass(25 * 60);
    talk.refused(ProductionHead, "hold-first-analysis", &meeting(), (403, "not_permitted", "P1.2")).await;
}

fn meeting() -> Value {
    json!({ "attendees": ["production-head", "technical-expert"], "first_measures": ["疏散"] })
}
