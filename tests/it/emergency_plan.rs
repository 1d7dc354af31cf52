//! An emergency plan from its first draft to the version that an emergency has taught (P3.3.a, P3.3.d), over HTTP: the
//! conversation that the documents tell.

use events_schema::Role::{
    self, Auditor, HeadOfAfterSales, HotlineAgent, Management, OnSiteEngineer, ProductionHead, TechnicalExpert,
};
use serde_json::{Value, json};

use crate::chain::check_whole;
use crate::conversation::{Conversation, Refusal, Talk, emergency, event_of, two_people};
use crate::harness::{Engine, TestApp, hotline_report};
use crate::transcript::Transcript;

const PLANS: &str = "/v1/emergency-plans";

/// What the plan says, with these things to be at hand and these points to be checked.
fn plan(resources: &[&str], checklist: &[&str]) -> Value {
    json!({
        "plan": "engine-fire", "title": "发动机起火应急预案", "notify": ["production_head"],
        "team_roles": [{ "code": "repair", "title": "抢修" }, { "code": "supply", "title": "物资" }],
        "checklist": checklist, "resources": resources,
    })
}

const FIRST: [&str; 2] = ["疏散人员", "切断燃油"];
const LONGER: [&str; 3] = ["疏散人员", "切断燃油", "关闭电源"];

/// Those who decide about plans.
struct Planners<'a>(Talk<'a>);

impl Planners<'_> {
    async fn draft(&self, by: Role, plan: &Value) -> Value {
        event_of(&self.0.now(by, PLANS, plan).await)
    }

    async fn approve(&self, by: Role, draft: &Value) {
        self.0.now(by, &format!("{PLANS}/engine-fire/approve"), &json!({ "draft": draft })).await;
    }

    async fn may_not_approve(&self, by: Role, draft: &Value, refusal: Refusal<'_>) {
        self.0.refused(by, &format!("{PLANS}/engine-fire/approve"), &json!({ "draft": draft }), refusal).await;
    }

    async fn give_back(&self, by: Role, draft: &Value, reason: &str) {
        let body = json!({ "draft": draft, "reason": reason });
        self.0.now(by, &format!("{PLANS}/engine-fire/return-draft"), &body).await;
    }

    async fn versions(&self) -> Vec<Value> {
        let fields = ["version", "state", "drafted_by", "decided_by", "in_force_from", "lessons"];
        let read = self.0.read(Auditor, "/v1/plan-versions?plan=engine-fire", &fields).await;
        read["rows"].as_array().unwrap().clone()
    }

    /// The first version: without its checklist it is refused, returned once, and approved by another person.
    async fn agree_on_the_first(&self) {
        self.0.refused(HeadOfAfterSales, PLANS, &plan(&[], &[]), (422, "plan_empty", "P3.3.a")).await;
        let draft = self.draft(HeadOfAfterSales, &plan(&[], &FIRST)).await;
        self.may_not_approve(HeadOfAfterSales, &draft, (403, "own_draft", "P3.3.a")).await;
        self.give_back(Management, &draft, "缺少物资清单").await;
        self.0.app.pass(24 * 60);
        let next = self.draft(HeadOfAfterSales, &plan(&["灭火器"], &FIRST)).await;
        self.may_not_approve(Management, &draft, (409, "another_draft", "P3.3.a")).await;
        self.approve(Management, &next).await;
        self.may_not_approve(Management, &next, (409, "no_draft", "P3.3.a")).await;
    }
}

/// The emergency for which the plan is started, and during which its next version comes into force.
async fn exercised(talk: &Conversation) {
    let planners = Planners(talk.talk());
    talk.done(HotlineAgent, "classify", &emergency()).await;
    talk.refused(HotlineAgent, "activate-plan", &json!({ "plan": "flood" }), (422, "unknown_plan", "P3.3.a")).await;
    let second = json!({ "plan": "engine-fire", "version": 2 });
    talk.refused(HotlineAgent, "activate-plan", &second, (422, "plan_not_in_force", "P3.3.a")).await;
    talk.now(HotlineAgent, "activate-plan", &json!({ "plan": "engine-fire" })).await;
    let team = |team_role: &str| {
        let member = json!({ "person": "technical-expert", "team_role": team_role });
        json!({ "leader": "on-site-engineer", "members": [member] })
    };
    talk.refused(HotlineAgent, "form-team", &team("cook"), (422, "unknown_team_role", "P3.3.a")).await;
    talk.now(HotlineAgent, "form-team", &team("repair")).await;
    talk.acknowledged(&[HeadOfAfterSales, TechnicalExpert, ProductionHead]).await;

    let draft = planners.draft(TechnicalExpert, &plan(&["灭火器"], &LONGER)).await;
    planners.approve(HeadOfAfterSales, &draft).await;
    talk.done(HotlineAgent, "dispatch", &two_people()).await;
    talk.app.pass(20);
    talk.now(OnSiteEngineer, "record-arrival", &json!({})).await;
    talk.now(TechnicalExpert, "record-arrival", &json!({})).await;
    talk.done(OnSiteEngineer, "confirm-safety", &json!({ "statement": "人员已撤离,无人受伤" })).await;
    talk.done(OnSiteEngineer, "contain-danger", &json!({ "measure": "切断燃油,隔离现场" })).await;
    talk.now(OnSiteEngineer, "check-off", &json!({ "item": 2 })).await;
    talk.refused(OnSiteEngineer, "check-off", &json!({ "item": 3 }), (422, "no_such_item", "P3.3.a")).await;
    let temporary = json!({ "description": "更换油管,限速运行", "limits": "不超过1200转" });
    talk.done(OnSiteEngineer, "apply-temporary-solution", &temporary).await;
    talk.repair().await;
}

/// What the evaluation taught stands in a draft of the program, and is in force when people have written it out and agreed.
async fn improved(talk: &Conversation) {
    let planners = Planners(talk.talk());
    talk.app.reacts();
    let findings = json!({ "is": "improve", "proposal": "预案增加油管备件" });
    let evaluation = json!({ "assessment": "响应及时,物资到位偏慢", "plan_findings": findings });
    talk.app.pass(24 * 60);
    talk.now(HeadOfAfterSales, "evaluate-response", &evaluation).await;
    let drafted = talk.talk().by_itself("emergency_plan-engine-fire", "emergency_plan.drafted", 4).await;
    let draft = json!(drafted.id);
    planners.may_not_approve(HeadOfAfterSales, &draft, (403, "own_draft", "P3.3.a")).await;
    planners.may_not_approve(Management, &draft, (409, "draft_changes_nothing", "P3.3.d")).await;
    let next = planners.draft(HeadOfAfterSales, &plan(&["灭火器", "高压油管 2 根"], &LONGER)).await;
    planners.approve(Management, &next).await;
}

#[tokio::test]
async fn from_the_draft_to_what_an_emergency_has_taught() {
    let (app, transcript) = (TestApp::ready(Engine::Memory).await, Transcript::default());
    Planners(Talk { app: &app, transcript: &transcript }).agree_on_the_first().await;
    app.pass(24 * 60);
    let mut report = hotline_report();
    report["symptom"] = json!("高压油管漏油起火");
    report["usage_scenario"] = json!("公交车,行驶中");
    let talk = Conversation::begun(app, transcript, &report).await;
    exercised(&talk).await;
    improved(&talk).await;
    let versions = Planners(talk.talk()).versions().await;
    let numbers: Vec<_> = versions.iter().map(|version| version["version"].as_u64().unwrap()).collect();
    assert_eq!(numbers, [3, 2, 1]);
    assert_eq!(versions[0]["lessons"][0]["ticket"], json!(talk.ticket.0));
    let fields = [
        "ticket",
        "plan",
        "version",
        "started_at",
        "first_arrival_at",
        "safety_confirmed_at",
        "contained_at",
        "temporarily_solved_at",
        "solved_at",
        "finding",
        "proposal",
    ];
    let exercises = talk.talk().read(Auditor, "/v1/plan-exercises?plan=engine-fire", &fields).await;
    assert_eq!((&exercises["rows"][0]["version"], &exercises["rows"][0]["finding"]), (&json!(1), &json!("improve")));
    talk.transcript.published("emergency-plan", INTRODUCTION);
    check_whole(&talk.app.log().await);
}

const INTRODUCTION: &str = "\
# An emergency plan, and what an emergency teaches it (P3.3.a, P3.3.d)

A draft comes into force when another person has approved it. The ticket keeps the version that was in force when the plan was \
started: a second one comes into force while the team is on its way, and what the team checks off is still the checklist of the \
first. When the evaluation says `improve`, the program drafts the next version by itself, on behalf of whoever evaluated; people \
write into it what was learnt, and `/v1/plan-exercises` shows how the plan did.";
