//! What rests on responsibility, over HTTP (P4.3, open point 11): an appraisal with its bonus and a reward, both withdrawn when a
//! dispute changes the shares, and the appraisal assessed again. The documents tell this conversation.

use events_schema::Role::{
    self, Auditor, HeadOfAfterSales, Hr, Management, OnSiteEngineer, QualityEngineer, SupportLead, TechnicalExpert,
};
use events_schema::{Duration, Envelope, RecordedEvent};
use serde_json::{Value, json};

use crate::chain::check_whole;
use crate::conversation::Refusal;
use crate::harness::Answer;
use crate::responsibility::{Case, suppliers};
use crate::transcript::Exchange;

/// A case that is final, and what is decided elsewhere because of it.
struct Consequences {
    case: Case,
}

impl Consequences {
    /// Nobody objected in time, and the month is over.
    async fn of_a_final_case() -> Self {
        let case = Case::opened().await;
        case.met_and_determined().await;
        case.talk.app.pass(5 * 24 * 60);
        case.talk.app.clock.advance(Duration::from_micros(1));
        case.comes_to("final").await;
        case.talk.app.pass(30 * 24 * 60);
        Self { case }
    }

    /// The case, as facts name it.
    fn case(&self) -> String {
        self.case.talk.ticket.0.replace("ticket-", "responsibility-")
    }

    /// Sends something about the appraisal or the reward of this path, or opens one.
    async fn tell(&self, role: Role, path: &str, command: &str, body: &Value) -> Answer {
        let app = &self.case.talk.app;
        let answer = app.post(path, body).by(role).send().await;
        let shown = body.to_string().replace(&self.case(), "the case").replace(&self.case.talk.ticket.0, "the ticket");
        let body = &serde_json::from_str(&shown).unwrap();
        let (at, clocks) = (app.minutes_ago(0), self.case.talk.clocks().await);
        self.case.transcript.take(Exchange { at, by: role, command, body, answer: &answer, clocks });
        answer
    }

    async fn now(&self, role: Role, of: &str, command: &str, body: &Value) -> Value {
        let answer = self.tell(role, &format!("{of}/{command}"), command, body).await;
        assert_eq!(answer.status, 200, "{command} by {role}: {answer}");
        answer.json()
    }

    async fn refused(&self, role: Role, of: &str, command: &str, body: &Value, (status, code, clause): Refusal<'_>) {
        let answer = self.tell(role, &format!("{of}/{command}"), command, body).await;
        answer.refused(status, code);
        assert_eq!(answer.json()["clause"], clause, "{command} by {role}: {answer}");
    }

    /// What rests on the shares that stand, by the event that the list of shares names.
    async fn rests_on(&self) -> Value {
        let app = &self.case.talk.app;
        app.settled().await;
        let path = format!("/v1/responsibility-shares?ticket={}&counts=true", self.case.talk.ticket.0);
        let shares = app.get(path).by(Auditor).send().await.ok();
        json!([{ "case": self.case(), "standing": shares["rows"][0]["event"] }])
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
        let rests_on = self.rests_on().await;
        self.case
            .talk
            .app
            .post("/v1/rewards", &reward(&rests_on))
            .by(TechnicalExpert)
            .send()
            .await
            .refused(403, "own_reward");
        let proposed = self.tell(SupportLead, "/v1/rewards", "propose a reward", &reward(&rests_on)).await.ok();
        let reward_id = proposed["id"].as_str().unwrap().to_owned();
        let of_reward = format!("/v1/rewards/{reward_id}");
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
            let history = app.stream(&self.case()).await;
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

#[tokio::test]
async fn a_dispute_that_changes_the_shares_withdraws_what_rests_on_them() {
    let talk = Consequences::of_a_final_case().await;
    let app = &talk.case.talk.app;
    assert_eq!(talk.case.shares().await[0], "on-site-engineer of after-sales: 5000 counts");

    let appraise = json!({ "period": "2026-03", "subject": { "is": "person", "person": "on-site-engineer" } });
    let going_on = json!({ "period": "2026-04", "subject": { "is": "person", "person": "on-site-engineer" } });
    talk.tell(Hr, "/v1/appraisals", "open an appraisal", &going_on).await.refused(422, "period_not_over");
    let opened = talk.tell(Hr, "/v1/appraisals", "open an appraisal", &appraise).await.ok();
    app.post("/v1/appraisals", &appraise).by(Management).send().await.refused(409, "appraisal_exists");
    let appraisal = opened["id"].as_str().unwrap().to_owned();
    let of_appraisal = format!("/v1/appraisals/{appraisal}");
    let with_it = figures(&json!({
        "measure": { "is": "responsibility" }, "value": "50", "points": "50", "grounds": "油管接头装配力矩不足",
        "rests_on": talk.rests_on().await,
    }));
    talk.now(Hr, &of_appraisal, "assess", &with_it).await;
    let none = json!({});
    talk.refused(Management, &of_appraisal, "approve", &none, (409, "may_still_object", "P4.1")).await;
    talk.refused(SupportLead, &of_appraisal, "acknowledge", &none, (403, "not_the_appraised", "P4.1")).await;
    talk.now(OnSiteEngineer, &of_appraisal, "acknowledge", &none).await;
    talk.now(Management, &of_appraisal, "approve", &none).await;
    let bonus = json!({ "outcome": { "is": "bonus", "amount": "500.00", "currency": "CNY" } });
    talk.now(Hr, &of_appraisal, "record-outcome", &bonus).await;
    let list = "/v1/appraisals?person=on-site-engineer&period=2026-03";
    let before = talk.comes_to(list, "approved").await;
    assert_eq!((&before["result"], &before["withdrawn"]), (&json!("83.75"), &json!(0)));
    app.get(list).by(SupportLead).send().await.refused(403, "not_permitted");
    app.get(format!("{of_appraisal}/history")).by(SupportLead).send().await.refused(403, "not_permitted");

    let reward_id = talk.rewarded().await;
    talk.noted(2).await;

    talk.case.now(Management, "reopen-dispute", &json!({ "reason": "新发现的检验报告" })).await;
    let evidence = talk.case.investigated().await;
    assert_eq!(talk.row(list).await["stage"], "approved", "until the conclusion it stays");
    let conclusion = json!({ "conclusion": suppliers(), "findings": "来料硬度不合格", "evidence": [evidence] });
    talk.case.now(QualityEngineer, "conclude-dispute", &conclusion).await;
    assert_eq!(talk.row(list).await["stage"], "approved", "until the supplier could object it stays");
    talk.case.nobody_objects().await;
    let case = app.stream(&talk.case()).await;
    let became_final = case.iter().rfind(|event| &*event.kind == "responsibility.became_final").unwrap().id;
    assert_eq!(talk.case.shares().await, ["supplier-a: 10000 counts"]);
    let withdrawn = talk.comes_to(list, "withdrawn").await;
    assert_eq!((&withdrawn["outcomes"], &withdrawn["withdrawn"]), (&json!("[]"), &json!(1)));
    let rewarded = talk.comes_to(&format!("/v1/rewards?reward={reward_id}"), "withdrawn").await;
    assert_eq!(rewarded["overturned_by"], talk.case());
    for stream in [&appraisal, &reward_id] {
        let last = app.stream(stream).await.pop().unwrap();
        assert_eq!(envelope(&last).causation, Some(became_final), "{stream}");
    }

    talk.refused(Hr, &of_appraisal, "record-outcome", &bonus, (409, "result_not_approved", "P4.3.a")).await;
    let without = figures(&json!({
        "measure": { "is": "responsibility" }, "value": "0", "points": "100", "grounds": "责任已改判供应商",
    }));
    talk.now(HeadOfAfterSales, &of_appraisal, "assess", &without).await;
    talk.now(OnSiteEngineer, &of_appraisal, "acknowledge", &none).await;
    talk.now(Management, &of_appraisal, "approve", &none).await;
    let after = talk.comes_to(list, "approved").await;
    assert_eq!((&after["result"], &after["withdrawn"]), (&json!("96.25"), &json!(1)));
    let once = ["assessed", "acknowledged", "approved"];
    let expected = [&["opened"][..], &once, &["outcome_recorded", "result_withdrawn"], &once].concat();
    let expected: Vec<String> = expected.iter().map(|kind| format!("appraisal.{kind}")).collect();
    assert_eq!(talk.kinds(&appraisal).await, expected, "both stand in the history");
    talk.case
        .transcript
        .published("appraisal", "# What rests on responsibility: withdrawn with it (P4.3, open point 11)");
    check_whole(&app.log().await);
}

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
    never[0]["standing"] = json!(app.stream(&talk.case()).await[0].id);
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
