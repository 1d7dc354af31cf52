//! The whole life of an emergency under the policy (P3.3), over HTTP: the conversation that the documents tell.

use events_schema::Position;
use events_schema::Role::{
    self, Auditor, Customer, HeadOfAfterSales, HotlineAgent, Management, OnSiteEngineer, ProductionHead,
    SupportEngineer, SupportLead, TechnicalExpert,
};
use serde_json::{Value, json};

use crate::chain::check_whole;
use crate::conversation::{Conversation, emergency, event_of, two_people, with_plans};

/// An emergency whose team has been told and formed, a quarter of an hour after the call.
async fn alarmed() -> Conversation {
    let talk = Conversation::classified(&emergency(), 10).await;
    with_plans(&talk.app).await;
    talk.acknowledged(&[HeadOfAfterSales, TechnicalExpert, ProductionHead]).await;
    talk.now(HotlineAgent, "activate-plan", &json!({ "plan": "engine-fire" })).await;
    let team = json!({
        "leader": "on-site-engineer", "members": [{ "person": "technical-expert", "team_role": "repair" }],
    });
    talk.now(HotlineAgent, "form-team", &team).await;
    talk
}

async fn on_site() -> Conversation {
    let talk = alarmed().await;
    talk.done(HotlineAgent, "dispatch", &two_people()).await;
    talk.app.pass(20);
    talk.now(OnSiteEngineer, "record-arrival", &json!({})).await;
    talk.now(TechnicalExpert, "record-arrival", &json!({})).await;
    talk
}

fn contained() -> Value {
    json!({ "measure": "切断燃油,隔离现场" })
}

#[tokio::test]
async fn from_report_to_close() {
    let talk = on_site().await;
    assert_eq!(
        talk.clocks().await,
        [
            "triage: stopped met",
            "notification: stopped met",
            "plan_activation: stopped met",
            "arrival_emergency: stopped met",
        ]
    );
    let step = json!({ "method": "on_site", "step": "检查高压油管", "finding": "接头渗油" });
    for (command, body) in [
        ("contain-danger", contained()),
        ("record-diagnosis-step", step.clone()),
        ("apply-temporary-solution", json!({ "description": "临时封堵" })),
    ] {
        talk.refused(OnSiteEngineer, command, &body, (409, "not_safe", "P3.3.b")).await;
    }
    talk.done(OnSiteEngineer, "confirm-safety", &json!({ "statement": "人员已撤离,无人受伤" })).await;
    talk.done(OnSiteEngineer, "contain-danger", &contained()).await;
    talk.now(OnSiteEngineer, "check-off", &json!({ "item": 2 })).await;
    talk.refused(OnSiteEngineer, "check-off", &json!({ "item": 4 }), (422, "no_such_item", "P3.3.a")).await;
    let pump = json!({ "source": "production", "what": "高压油管", "quantity": 2 });
    let asked = talk.now(OnSiteEngineer, "request-resource", &pump).await;
    talk.now(OnSiteEngineer, "record-diagnosis-step", &step).await;
    talk.app.pass(60);
    talk.now(ProductionHead, "provide-resource", &json!({ "request": event_of(&asked) })).await;
    let temporary = json!({ "description": "更换油管,限速运行", "limits": "不超过1200转" });
    talk.now(OnSiteEngineer, "apply-temporary-solution", &temporary).await;
    assert_eq!(talk.shown().await["stage"], "open", "a temporary solution is not \"solved\" (Words)");
    let again = json!({ "is": "look_again", "due_at": talk.app.minutes_ago(-24 * 60) });
    talk.done(OnSiteEngineer, "follow-up", &json!({ "observation": "运行平稳", "outcome": again })).await;
    talk.app.pass(24 * 60);
    talk.repair().await;
    talk.done(Customer, "confirm-solved", &json!({ "rating": 4 })).await;
    let result = json!({ "result": "更换高压油管总成" });
    talk.refused(SupportEngineer, "close", &result, (409, "not_solved_for_good", "P3.3.d")).await;
    let good = json!({ "observation": "连续运行正常", "outcome": { "is": "solved_for_good" } });
    talk.done(OnSiteEngineer, "follow-up", &good).await;
    talk.done(SupportEngineer, "close", &result).await;
    let evaluation = json!({
        "assessment": "响应及时,物资到位偏慢",
        "plan_findings": { "is": "improve", "proposal": "预案增加油管备件" },
    });
    talk.app.pass(24 * 60);
    talk.now(HeadOfAfterSales, "evaluate-response", &evaluation).await;
    assert_eq!(talk.clock("evaluation").await["verdict"], "met");
    assert_eq!(talk.shown().await["stage"], "closed");
    the_plan_is_improved(&talk).await;
    talk.transcript.published("emergency", "# An emergency, from report to close (P3.3)");
    insta::assert_snapshot!("emergency_from_report_to_close", talk.kinds().await.join("\n"));
    check_whole(&talk.app.log().await);
}

/// What the evaluation taught is in a draft that names the ticket, and in force when another person has approved it (P3.3.d).
async fn the_plan_is_improved(talk: &Conversation) {
    let app = &talk.app;
    let length = *app.store.length().borrow();
    app.reacts();
    // The customer is registered, and the plan drafted.
    app.length_reaches(length + 2).await;
    app.app.directory.reaches(Position(length + 1)).await;
    let plans = async || app.get("/v1/emergency-plans").by(Auditor).send().await.ok()[0].clone();
    let draft = plans().await["draft"].clone();
    assert_eq!((&draft["version"], &draft["lessons"][0]["ticket"]), (&json!(4), &json!(talk.ticket.0)));
    assert_eq!(draft["drafted_by"], "person-head-of-after-sales", "on whose behalf the program drafted it");
    let about = |command: &str| format!("/v1/emergency-plans/engine-fire/{command}");
    let decide = async |command: &str, draft: &Value, by: Role| {
        let body = if command == "approve" {
            json!({ "draft": draft })
        } else {
            json!({ "draft": draft, "reason": "缺数量" })
        };
        app.post(about(command), &body).by(by).send().await
    };
    decide("approve", &draft["draft"], HeadOfAfterSales).await.refused(403, "own_draft");
    decide("approve", &draft["draft"], Management).await.refused(409, "draft_changes_nothing");
    decide("return-draft", &draft["draft"], Management).await.ok();
    let mut next = draft["content"].clone();
    next["plan"] = json!("engine-fire");
    next["resources"] = json!(["灭火器", "高压油管 2 根"]);
    let next = app.post("/v1/emergency-plans", &next).by(HeadOfAfterSales).send().await.ok();
    decide("approve", &draft["draft"], Management).await.refused(409, "another_draft");
    decide("approve", &event_of(&next), Management).await.refused(422, "plan_in_the_past");
    let third = plans().await["versions"][2]["in_force_from"].clone();
    let body = json!({ "draft": event_of(&next), "in_force_from": third });
    app.post(about("approve"), &body).by(Management).send().await.ok();
    decide("approve", &event_of(&next), Management).await.refused(409, "no_draft");
    app.settled().await;
    let versions = app.get("/v1/plan-versions?state=approved&limit=1").by(Auditor).send().await;
    assert_eq!(versions.ok()["rows"][0]["lessons"][0]["ticket"], json!(talk.ticket.0));
    let following = versions.header("link").unwrap();
    let following = following.trim_start_matches('<').split('>').next().unwrap();
    assert_eq!(app.get(following).by(Auditor).send().await.ok()["rows"][0]["version"], 3);
    let exercises = app.get(format!("/v1/plan-exercises?ticket={}", talk.ticket.0)).by(Auditor).send().await.ok();
    let [exercise] = &exercises["rows"].as_array().unwrap()[..] else { panic!("{exercises}") };
    assert_eq!((&exercise["version"], &exercise["finding"]), (&json!(2), &json!("improve")));
    app.get("/v1/plan-exercises?version=two").by(Auditor).send().await.refused(400, "bad_parameter");
    app.get("/v1/plan-exercises?proposal=x").by(Auditor).send().await.refused(400, "bad_parameter");
}

#[tokio::test]
async fn an_arrival_before_its_dispatch_is_refused() {
    let talk = alarmed().await;
    talk.app.pass(10);
    talk.now(HotlineAgent, "dispatch", &two_people()).await;
    let early = json!({ "arrived_at": talk.app.minutes_ago(5) });
    talk.refused(OnSiteEngineer, "record-arrival", &early, (422, "before_cause", "P5.1")).await;
}

#[tokio::test]
async fn the_plan_that_is_in_force_is_started() {
    let talk = Conversation::classified(&emergency(), 10).await;
    with_plans(&talk.app).await;
    let plan = |version: Value| json!({ "plan": "engine-fire", "version": version });
    talk.refused(HotlineAgent, "activate-plan", &json!({ "plan": "flood" }), (422, "unknown_plan", "P3.3.a")).await;
    for superseded_or_to_come in [1, 3] {
        let plan = plan(json!(superseded_or_to_come));
        talk.refused(HotlineAgent, "activate-plan", &plan, (422, "plan_not_in_force", "P3.3.a")).await;
    }
    talk.now(HotlineAgent, "activate-plan", &plan(json!(2))).await;
    let stranger =
        json!({ "leader": "on-site-engineer", "members": [{ "person": "technical-expert", "team_role": "cook" }] });
    talk.refused(HotlineAgent, "form-team", &stranger, (422, "unknown_team_role", "P3.3.a")).await;
    let plans = talk.app.get("/v1/emergency-plans").by(Auditor).send().await.ok();
    assert_eq!((&plans[0]["in_force"], plans[0]["versions"].as_array().unwrap().len()), (&json!(2), 3));
}

#[tokio::test]
async fn whoever_has_to_know_is_told_by_role() {
    let talk = Conversation::classified(&emergency(), 10).await;
    talk.acknowledged(&[HeadOfAfterSales, TechnicalExpert]).await;
    assert_eq!(talk.clock("notification").await["state"]["is"], "running", "the head of production does not know yet");
    let wrong = json!({ "role": "quality_engineer", "person": "quality-engineer", "method": "phone" });
    talk.refused(HotlineAgent, "record-notification", &wrong, (422, "need_not_know", "P3.2.a")).await;
    let told = json!({ "role": "production_head", "person": "production-head", "method": "phone" });
    talk.app.pass(6);
    talk.now(HotlineAgent, "record-notification", &told).await;
    assert_eq!(talk.clock("notification").await["verdict"], "breached", "five minutes are over");
}

/// Who may do what on site is in the table; whoever only reads may do nothing.
#[tokio::test]
async fn nobody_else_acts_in_an_emergency() {
    let talk = on_site().await;
    for role in [Role::Analyst, Auditor, Management, SupportLead] {
        let answer = talk.tell(role, "activate-plan", &json!({ "plan": "engine-fire" })).await;
        answer.refused(403, "not_permitted");
    }
}
