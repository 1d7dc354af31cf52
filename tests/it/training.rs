//! Training over HTTP, from a need to a pass that lapses (P6.1 to P6.3): the conversation that the documents tell.

use std::sync::Arc;

use events_schema::Role::{Auditor, Hr, Management, SupportEngineer, SupportLead, TechnicalExpert, Trainer};
use events_schema::ids::QualificationId;
use serde_json::{Value, json};

use crate::chain::check_whole;
use crate::conversation::Talk;
use crate::harness::{Engine, TestApp, person_of};
use crate::suppliers::proposed_by_itself;
use crate::transcript::Transcript;

/// A factory that trains.
struct School {
    app: TestApp,
    transcript: Transcript,
}

const DAY: i64 = 24 * 60;
const COURSE: &str = "common-rail";

impl School {
    async fn with_a_course() -> Self {
        let school = Self { app: TestApp::ready(Engine::Memory).await, transcript: Transcript::default() };
        school.app.reacts();
        school.app.spawn(api::watch::run(Arc::clone(&school.app.app)));
        let exam = json!({ "is": "exam", "maximum": "100", "pass_mark": "80", "attempts": 2 });
        let course = |evaluation: Value| {
            json!({
                "course": COURSE, "title": "高压共轨燃油系统故障诊断", "kind": "fault_diagnosis",
                "content": ["油轨压力判读", "喷油器回油量测量"], "evaluation": evaluation,
                "failure_codes": ["FUEL-017"], "valid_for": "PT8760H",
            })
        };
        let talk = school.talk();
        let no_exam = course(json!({ "is": "assessed", "assessments": [] }));
        talk.refused(Trainer, "/v1/courses", &no_exam, (422, "course_not_assessed", "P6.3")).await;
        talk.now(Trainer, "/v1/courses", &course(json!({ "is": "assessed", "assessments": [exam] }))).await;
        school
    }

    fn talk(&self) -> Talk<'_> {
        Talk { app: &self.app, transcript: &self.transcript }
    }

    fn in_days(&self, days: i64) -> Value {
        json!(self.app.minutes_ago(-days * DAY))
    }

    /// A need that somebody sees comes into the plan of the quarter, which is approved with it.
    async fn needs_and_plans(&self) -> String {
        let talk = self.talk();
        let need = json!({
            "reason": "共轨机型占比上升,诊断耗时偏长", "trainees": { "groups": ["injection"] }, "course": COURSE,
        });
        let nobody = json!({ "reason": "共轨机型占比上升", "trainees": {} });
        talk.refused(SupportLead, "/v1/training-needs", &nobody, (422, "nobody_to_train", "P6.1")).await;
        let need = talk.now(SupportLead, "/v1/training-needs", &need).await["id"].as_str().unwrap().to_owned();
        let accept = |plan: &str| json!({ "plan": plan, "due_at": self.in_days(20) });
        let at = format!("/v1/training-needs/{need}/accept");
        talk.refused(Hr, &at, &accept("2025-Q4"), (409, "quarter_over", "P6.1")).await;
        talk.now(Hr, &at, &accept("2026-Q1")).await;
        let plan = proposed_by_itself(&self.app, "training_plan.item_added").await;
        self.talk().by_itself(&plan, "training_plan.item_added", 1).await;
        talk.refused(Hr, &self.plan("approve"), &json!({}), (403, "not_permitted", "P1.2")).await;
        talk.now(Management, &self.plan("approve"), &json!({})).await;
        need
    }

    fn plan(&self, command: &str) -> String {
        format!("/v1/training-plans/2026-Q1/{command}")
    }

    /// A session tomorrow that is held; whoever was there stands otherwise in the course afterwards.
    async fn holds(&self, fulfils: Value, people: &Value) -> String {
        let talk = self.talk();
        let session = json!({
            "course": COURSE, "trainer": { "is": "external", "organisation": "Training centre A" },
            "place": "二号培训教室", "from": self.in_days(1), "until": json!(self.app.minutes_ago(-DAY - 8 * 60)),
            "departments": ["technical-support"], "fulfils": fulfils,
        });
        let session = talk.now(Trainer, "/v1/training-sessions", &session).await["id"].as_str().unwrap().to_owned();
        let at = |command: &str| format!("/v1/training-sessions/{session}/{command}");
        talk.refused(Trainer, &at("hold"), &json!({}), (409, "session_not_begun", "P6.1")).await;
        self.app.pass(DAY + 8 * 60);
        talk.now(Trainer, &at("hold"), &json!({ "summary": "结合三起现场案例讲解" })).await;
        talk.now(Hr, &at("record-attendance"), &json!({ "people": people })).await;
        session
    }

    async fn stage(&self, chain: &str) -> Value {
        self.app.settled().await;
        self.app.get(format!("/v1/qualifications/{chain}")).by(Auditor).send().await.ok()["stage"].clone()
    }
}

/// The chain of somebody in the course.
fn chain_of(person: &str) -> String {
    QualificationId::of(&person.parse().unwrap(), &COURSE.parse().unwrap()).stream().to_string()
}

fn attendance(of: &[(&str, &str)]) -> Value {
    of.iter().map(|(person, attendance)| json!({ "person": person, "attendance": attendance })).collect()
}

#[tokio::test]
async fn a_need_is_planned_overdue_held_and_whoever_fails_repeats_until_he_passes() {
    let school = School::with_a_course().await;
    let need = school.needs_and_plans().await;
    let (talk, app) = (school.talk(), &school.app);
    app.pass(21 * DAY);
    talk.by_itself("training_plan-2026-Q1", "training_plan.item_became_overdue", 1).await;
    let (engineer, expert) = (person_of(SupportEngineer), person_of(TechnicalExpert));
    let were_there = attendance(&[(&engineer, "attended"), (&expert, "excused")]);
    school.holds(json!({ "plan": "2026-Q1", "item": 1 }), &were_there).await;
    talk.by_itself("training_plan-2026-Q1", "training_plan.item_held", 1).await;
    talk.by_itself(&need, "training_need.met", 1).await;
    let plans = talk.read(Auditor, "/v1/training-plans", &["plan", "items", "held", "overdue", "held_late"]).await;
    assert_eq!((&plans["rows"][0]["overdue"], &plans["rows"][0]["held_late"]), (&json!(0), &json!(1)));

    let (chain, of_expert) = (chain_of(&engineer), chain_of(&expert));
    talk.by_itself(&chain, "qualification.attendance_noted", 1).await;
    assert_eq!(school.stage(&chain).await, "assessment_due");
    let at = |chain: &str, command: &str| format!("/v1/qualifications/{chain}/{command}");
    let exam = |score: &str| json!({ "method": "exam", "score": score });
    let assess = at(&chain, "assess");
    talk.refused(Trainer, &assess, &exam("101"), (422, "more_than_can_be_reached", "P6.3")).await;
    talk.now(Trainer, &assess, &exam("62")).await;
    assert_eq!(school.stage(&chain).await, "retake_due");
    talk.now(Trainer, &assess, &exam("74.5")).await;
    assert_eq!(school.stage(&chain).await, "repeat_due");
    talk.refused(Trainer, &assess, &exam("95"), (409, "attempts_used_up", "P6.3")).await;

    school.holds(Value::Null, &attendance(&[(&engineer, "attended")])).await;
    talk.by_itself(&chain, "qualification.attendance_noted", 2).await;
    talk.now(Trainer, &assess, &exam("91")).await;
    app.get("/v1/qualifications").by(SupportEngineer).send().await.refused(403, "not_permitted");
    let fields = ["course", "stage", "trainings", "attempts", "last_score", "valid_until"];
    let own = talk.read(SupportEngineer, "/v1/own-qualifications", &fields).await;
    let own = &own["rows"][0];
    assert_eq!((&own["stage"], &own["trainings"], &own["last_score"]), (&json!("passed"), &json!(2), &json!("91")));
    app.get(at(&chain, "history")).by(SupportEngineer).send().await.ok();
    app.get(at(&chain, "history")).by(TechnicalExpert).send().await.refused(403, "not_permitted");

    talk.by_itself(&of_expert, "qualification.attendance_noted", 1).await;
    assert_eq!(school.stage(&of_expert).await, "training_due");
    let exempted = json!({ "decision": "exempted", "reason": "已持有同等资格证书" });
    talk.refused(Trainer, &at(&of_expert, "decide"), &exempted, (403, "not_permitted", "P1.2")).await;
    talk.now(Hr, &at(&of_expert, "decide"), &exempted).await;

    app.pass(366 * DAY);
    talk.by_itself(&chain, "qualification.lapsed", 1).await;
    school.transcript.published("training", INTRODUCTION);
    app.settled().await;
    let effect = app.get(format!("/v1/courses/{COURSE}/effect?window=PT720H")).by(Management).send().await.ok();
    let groups: Vec<_> = effect["trained"].as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!((groups, &effect["window"]), (vec!["electrical", "injection"], &json!("PT720H")));
    assert_eq!(effect["timeliness"]["untrained"]["before"]["whole"], 0);
    let never = app.get("/v1/courses/no-such/effect").by(Management).send().await;
    never.refused(404, "not_found");
    app.get(format!("/v1/courses/{COURSE}/effect?by=shift")).by(Management).send().await.refused(400, "bad_parameter");
    check_whole(&app.log().await);
}

const INTRODUCTION: &str = "\
# Training, from a need to a pass that lapses (P6.1, P6.2, P6.3)

A need is seen by somebody, or found in the issues of a quarter; somebody else accepts it, and then it stands in the plan of a \
quarter by itself. A session that was held meets plan and need. Whoever was there stands in a chain of attempts, which ends with a \
pass or with a decision, and begins again when the pass lapses.";

#[tokio::test]
async fn what_a_group_met_often_in_a_quarter_is_proposed_as_a_need() {
    let school = School::with_a_course().await;
    let app = &school.app;
    for number in 0..6 {
        let ticket = app.assigned(&format!("{number}")).await;
        let code = if number == 5 { "FUEL-018" } else { "FUEL-017" };
        let diagnosis = json!({ "category": "people", "failure_code": code, "root_cause": "诊断步骤不熟" });
        app.send(SupportEngineer, &ticket, "conclude-diagnosis", &diagnosis).await;
    }
    let needs = async || {
        app.settled().await;
        app.get("/v1/training-needs?source=issues").by(Hr).send().await.ok()["rows"].clone()
    };
    assert_eq!(needs().await, json!([]), "the quarter is not over");
    app.pass(31 * DAY);
    app.spawn(api::needs::run(Arc::clone(&app.app)));
    proposed_by_itself(app, "training_need.proposed").await;
    let needs = needs().await;
    let of = |column: &str| needs[0][column].clone();
    assert_eq!((needs.as_array().unwrap().len(), of("failure_code")), (1, json!("FUEL-017")));
    assert_eq!((of("period"), of("group_code"), of("issues")), (json!("2026-Q1"), json!("electrical"), json!(5)));
    assert_eq!((of("of_issues"), of("course"), of("stage")), (json!(6), json!(COURSE), json!("proposed")));
}
