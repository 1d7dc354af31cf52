//! What rests on responsibility, over HTTP (P4.3, open point 11): an appraisal with its bonus and a reward, both withdrawn when a
//! dispute changes the shares, and the appraisal assessed again. The documents tell this conversation.

use events_schema::Role::{
    self, Auditor, HeadOfAfterSales, Hr, Management, OnSiteEngineer, QualityEngineer, SupportLead, TechnicalExpert,
};
use events_schema::{Envelope, EventId, RecordedEvent};
use serde_json::{Value, json};

use crate::chain::check_whole;
use crate::conversation::Refusal;
use crate::responsibility::{Case, suppliers};

/// A case that is final, and what is decided elsewhere because of it.
struct Consequences {
    case: Case,
}

impl Consequences {
    /// Nobody objected in time, and the month is over.
    async fn of_a_final_case() -> Self {
        let case = Case::opened().await;
        case.met_and_determined().await;
        case.talk.app.pass(5 * 24 * 60 + 1);
        case.comes_to("final").await;
        let talk = Self { case };
        talk.notes("responsibility.became_final", 1).await;
        talk.case.talk.app.pass(30 * 24 * 60);
        talk
    }

    async fn now(&self, role: Role, of: &str, command: &str, body: &Value) -> Value {
        self.case.beside().now(role, &format!("{of}/{command}"), body).await
    }

    async fn refused(&self, role: Role, of: &str, command: &str, body: &Value, refusal: Refusal<'_>) {
        self.case.beside().refused(role, &format!("{of}/{command}"), body, refusal).await;
    }

    /// What the program writes into the case by itself.
    async fn notes(&self, kind: &str, times: usize) {
        self.case.beside().by_itself(&self.case.stream(), kind, times).await;
    }

    /// What rests on the shares that stand, by the event that the list of shares names.
    async fn rests_on(&self) -> Value {
        let app = &self.case.talk.app;
        app.settled().await;
        let path = format!("/v1/responsibility-shares?ticket={}&counts=true", self.case.talk.ticket.0);
        let shares = app.get(path).by(Auditor).send().await.ok();
        json!([{ "case": self.case.stream(), "standing": shares["rows"][0]["event"] }])
    }

    /// The expert who found the cause gets a reward, from proposal to handing over; says which.
    async fn rewarded(&self) -> String {
        let ground = json!({ "is": "innovative_solution", "ticket": self.case.talk.ticket.0 });
        let award = json!({ "is": "certificate_of_honour", "title": "创新解决方案" });
        let reward = |rests_on: &Value| {
            json!({
                "ground": ground, "beneficiaries": [{ "is": "person", "person": "technical-expert" }], "award": award,
                "grounds": "查明装配力矩不足", "rests_on": rests_on,
            })
        };
        let (talk, proposal) = (self.case.beside(), reward(&self.rests_on().await));
        talk.refused(TechnicalExpert, "/v1/rewards", &proposal, (403, "own_reward", "P4.3.b")).await;
        let proposed = talk.now(SupportLead, "/v1/rewards", &proposal).await;
        let reward_id = proposed["id"].as_str().unwrap().to_owned();
        let of_reward = format!("/v1/rewards/{reward_id}");
        self.notes("responsibility.consequence_noted", 2).await;
        self.now(Management, &of_reward, "approve", &json!({})).await;
        self.now(Hr, &of_reward, "grant", &json!({ "handed_over": "季度总结会上颁发" })).await;
        reward_id
    }

    async fn row(&self, list: &str) -> Value {
        self.case.talk.app.settled().await;
        self.case.talk.app.get(list).by(Auditor).send().await.ok()["rows"][0].clone()
    }

    /// Waits until the program has brought the row to a stage by itself.
    async fn comes_to(&self, list: &str, stage: &str) -> Value {
        let app = &self.case.talk.app;
        loop {
            let length = *app.store.length().borrow();
            let row = self.row(list).await;
            if row["stage"] == stage {
                return row;
            }
            app.length_reaches(length + 1).await;
        }
    }

    /// Waits until the case has noted so many consequences.
    async fn noted(&self, count: usize) {
        let app = &self.case.talk.app;
        loop {
            let length = *app.store.length().borrow();
            let history = app.stream(&self.case.stream()).await;
            if history.iter().filter(|event| &*event.kind == "responsibility.consequence_noted").count() == count {
                return;
            }
            app.length_reaches(length + 1).await;
        }
    }

    async fn kinds(&self, stream: &str) -> Vec<String> {
        self.case.talk.app.stream(stream).await.iter().map(|event| event.kind.to_string()).collect()
    }
}

/// Everything but responsibility is the same both times.
fn figures(responsibility: &Value) -> Value {
    let figure = |measure: &str, value: &str, points: &str| json!({ "measure": { "is": measure }, "value": value, "points": points, "grounds": "三月统计" });
    json!({ "figures": [
        figure("timeliness", "95", "95"), figure("satisfaction", "4.5", "90"), figure("recurrence", "0", "100"),
        responsibility,
    ] })
}

fn envelope(event: &RecordedEvent) -> Envelope {
    serde_json::from_slice(&event.metadata).unwrap()
}

const LIST: &str = "/v1/appraisals?person=on-site-engineer&period=2026-03";

impl Consequences {
    /// An appraisal into which the share of the appraised goes; says where it is.
    async fn appraised(&self) -> String {
        let (talk, none) = (self.case.beside(), json!({}));
        let of =
            |period: &str| json!({ "period": period, "subject": { "is": "person", "person": "on-site-engineer" } });
        talk.refused(Hr, "/v1/appraisals", &of("2026-04"), (422, "period_not_over", "P4.3.a")).await;
        let opened = talk.now(Hr, "/v1/appraisals", &of("2026-03")).await;
        talk.refused(Management, "/v1/appraisals", &of("2026-03"), (409, "appraisal_exists", "P4.3.a")).await;
        let of_appraisal = format!("/v1/appraisals/{}", opened["id"].as_str().unwrap());
        let with_it = figures(&json!({
            "measure": { "is": "responsibility" }, "value": "50", "points": "50", "grounds": "油管接头装配力矩不足",
            "rests_on": self.rests_on().await,
        }));
        self.now(Hr, &of_appraisal, "assess", &with_it).await;
        self.notes("responsibility.consequence_noted", 1).await;
        self.refused(Management, &of_appraisal, "approve", &none, (409, "may_still_object", "P4.1")).await;
        self.refused(SupportLead, &of_appraisal, "acknowledge", &none, (403, "not_the_appraised", "P4.1")).await;
        self.now(OnSiteEngineer, &of_appraisal, "acknowledge", &none).await;
        self.now(Management, &of_appraisal, "approve", &none).await;
        self.now(Hr, &of_appraisal, "record-outcome", &bonus()).await;
        of_appraisal
    }

    /// What the lists show of the appraisal and of the reward.
    async fn listed(&self) -> (Value, Value) {
        let talk = self.case.beside();
        let appraisals = talk.read(Auditor, LIST, &["stage", "result", "outcomes", "withdrawn"]).await;
        let rewards = format!("/v1/rewards?ticket={}", self.case.talk.ticket.0);
        let rewards = talk.read(Auditor, &rewards, &["stage", "award", "title", "overturned_by"]).await;
        (appraisals["rows"][0].clone(), rewards["rows"][0].clone())
    }

    /// Quality control finds that it was the supplier, who does not object; says by which event that counts.
    async fn overturned(&self) -> EventId {
        self.case.now(Management, "reopen-dispute", &json!({ "reason": "新发现的检验报告" })).await;
        let evidence = self.case.investigated().await;
        assert_eq!(self.row(LIST).await["stage"], "approved", "until the conclusion it stays");
        let conclusion = json!({ "conclusion": suppliers(), "findings": "来料硬度不合格", "evidence": [evidence] });
        self.case.now(QualityEngineer, "conclude-dispute", &conclusion).await;
        assert_eq!(self.row(LIST).await["stage"], "approved", "until the supplier could object it stays");
        self.case.nobody_objects().await;
        assert_eq!(self.case.shares().await, ["supplier-a: 10000 counts"]);
        self.case.beside().by_itself(&self.case.stream(), "responsibility.became_final", 2).await.id
    }

    /// Without the share.
    async fn assessed_again(&self, of_appraisal: &str) {
        let none = json!({});
        self.refused(Hr, of_appraisal, "record-outcome", &bonus(), (409, "result_not_approved", "P4.3.a")).await;
        let without = figures(&json!({
            "measure": { "is": "responsibility" }, "value": "0", "points": "100", "grounds": "责任已改判供应商",
        }));
        self.now(HeadOfAfterSales, of_appraisal, "assess", &without).await;
        self.now(OnSiteEngineer, of_appraisal, "acknowledge", &none).await;
        self.now(Management, of_appraisal, "approve", &none).await;
    }
}

fn bonus() -> Value {
    json!({ "outcome": { "is": "bonus", "amount": "500.00", "currency": "CNY" } })
}

#[tokio::test]
async fn a_dispute_that_changes_the_shares_withdraws_what_rests_on_them() {
    let talk = Consequences::of_a_final_case().await;
    let app = &talk.case.talk.app;
    assert_eq!(talk.case.shares().await[0], "on-site-engineer of after-sales: 5000 counts");
    let of_appraisal = talk.appraised().await;
    app.get(LIST).by(SupportLead).send().await.refused(403, "not_permitted");
    app.get(format!("{of_appraisal}/history")).by(SupportLead).send().await.refused(403, "not_permitted");
    app.settled().await;
    for (who, own) in [(OnSiteEngineer, 1), (SupportLead, 0)] {
        let rows = app.get("/v1/own-appraisals").by(who).send().await.ok();
        assert_eq!(rows["rows"].as_array().unwrap().len(), own, "{who} sees what is about him (P4.1)");
    }
    let own = app.get(format!("{of_appraisal}/history")).by(OnSiteEngineer).send().await.ok();
    assert_eq!(own["events"][1]["data"]["result"], "83.75");
    let inbox = app.get("/v1/inbox?lang=zh-CN").by(OnSiteEngineer).send().await.ok();
    let told: Vec<&str> =
        inbox["notifications"].as_array().unwrap().iter().map(|it| it["title"].as_str().unwrap()).collect();
    assert!(told.starts_with(&["考核结果已批准", "考核结果待确认"]), "{told:?}");
    let told = app.get("/v1/notifications").by(SupportLead).send().await.ok();
    assert!(!told.to_string().contains("appraisal"), "of appraisals nobody else is told");
    let reward = talk.rewarded().await;
    let (before, rewarded) = talk.listed().await;
    assert_eq!((&before["result"], &before["withdrawn"]), (&json!("83.75"), &json!(0)));
    assert_eq!((&before["stage"], &rewarded["stage"]), (&json!("approved"), &json!("granted")));

    let overturned = talk.overturned().await;
    let appraisal = of_appraisal.rsplit('/').next().unwrap();
    for (stream, kind) in [(appraisal, "appraisal.result_withdrawn"), (&*reward, "reward.withdrawn")] {
        let withdrawn = talk.case.beside().by_itself(stream, kind, 1).await;
        assert_eq!(envelope(&withdrawn).causation, Some(overturned), "{stream}");
    }
    let (withdrawn, rewarded) = talk.listed().await;
    assert_eq!((&withdrawn["outcomes"], &withdrawn["withdrawn"]), (&json!("[]"), &json!(1)));
    assert_eq!((&withdrawn["stage"], &rewarded["overturned_by"]), (&json!("withdrawn"), &json!(talk.case.stream())));

    talk.assessed_again(&of_appraisal).await;
    let (after, _) = talk.listed().await;
    assert_eq!((&after["result"], &after["withdrawn"]), (&json!("96.25"), &json!(1)));
    let once = ["assessed", "acknowledged", "approved"];
    let expected = [&["opened"][..], &once, &["outcome_recorded", "result_withdrawn"], &once].concat();
    let expected: Vec<String> = expected.iter().map(|kind| format!("appraisal.{kind}")).collect();
    assert_eq!(talk.kinds(appraisal).await, expected, "both stand in the history");
    talk.case.transcript.published("appraisal", INTRODUCTION);
    check_whole(&app.log().await);
}

const INTRODUCTION: &str = "\
# What rests on responsibility: withdrawn with it (P4.3, open point 11)

Nobody objects to the shares, so that they become final and count. An appraisal and a reward are decided on them, and say so in \
`rests_on`; the case notes both. When the dispute is opened again and its conclusion puts others in the place of the shares, the \
program withdraws by itself what rested on them. The result stands in the event that takes it back, and in the history; the \
bonus is gone from the list, and the appraisal is assessed again.";

#[tokio::test]
async fn an_upheld_determination_keeps_what_rests_on_it_and_what_never_stood_carries_nothing() {
    let talk = Consequences::of_a_final_case().await;
    let app = &talk.case.talk.app;
    let rests_on = talk.rests_on().await;
    let propose = async |rests_on: &Value| {
        let body = json!({
            "ground": { "is": "innovative_solution", "ticket": talk.case.talk.ticket.0 },
            "beneficiaries": [{ "is": "department", "department": "production" }], "grounds": "改进工艺",
            "award": { "is": "bonus", "amount": "300", "currency": "CNY" }, "rests_on": rests_on,
        });
        let proposed = app.post("/v1/rewards", &body).by(SupportLead).send().await.ok();
        format!("/v1/rewards?reward={}", proposed["id"].as_str().unwrap())
    };
    let kept = propose(&rests_on).await;
    talk.noted(1).await;
    let mut elsewhere = rests_on.clone();
    elsewhere[0]["case"] = json!("responsibility-00000000-0000-5000-8000-000000000000");
    let nowhere = propose(&elsewhere).await;
    talk.comes_to(&nowhere, "withdrawn").await;
    let mut never = rests_on.clone();
    never[0]["standing"] = json!(app.stream(&talk.case.stream()).await[0].id);
    let never = propose(&never).await;
    talk.comes_to(&never, "withdrawn").await;

    talk.case.now(Management, "reopen-dispute", &json!({ "reason": "复核" })).await;
    let evidence = talk.case.investigated().await;
    let upheld = json!({ "conclusion": { "is": "upheld" }, "findings": "属实", "evidence": [evidence] });
    talk.case.now(QualityEngineer, "conclude-dispute", &upheld).await;
    let later = propose(&talk.rests_on().await).await;
    talk.noted(3).await;
    // When this one is gone, whatever came before it has been looked at.
    talk.comes_to(&propose(&elsewhere).await, "withdrawn").await;
    assert_ne!(talk.rests_on().await, rests_on, "it stands by another event");
    for list in [&kept, &later] {
        assert_eq!(talk.row(list).await["stage"], "proposed", "{list}");
    }
}
