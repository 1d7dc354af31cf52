//! Improvement measures over HTTP: owned, overdue, done, verified by somebody else (P1.3, P3.2.d): the conversation that the
//! documents tell.

use std::sync::Arc;

use events_schema::Role::{
    Auditor, HeadOfAfterSales, HotlineAgent, Management, ProductionHead, QualityEngineer, TechnicalExpert,
};
use events_schema::facts::improvement::ImprovementFact;
use events_schema::{FactSet, Timestamp};
use serde_json::{Value, json};

use crate::chain::check_whole;
use crate::conversation::{Conversation, Talk, event_of, important};
use crate::harness::TestApp;
use crate::transcript::Transcript;

/// A measure, and the ticket that it was learnt from.
struct Measure {
    ticket: Conversation,
    transcript: Transcript,
    id: String,
}

impl Measure {
    /// An important issue is solved, its summary is filed, and a measure follows from it.
    async fn opened() -> Self {
        let ticket = Conversation::classified(&important(), 10).await;
        ticket.repair().await;
        let transcript = Transcript::default();
        let talk = Talk { app: &ticket.app, transcript: &transcript };
        let summary = json!({ "root_cause": "油管接头装配力矩不足", "preventive_measures": ["装配线逐台复检扭矩"] });
        let summary = event_of(&talk.now(TechnicalExpert, &ticket.ticket.at("file-summary"), &summary).await);
        let day = |days: i64| ticket.app.minutes_ago(-days * 24 * 60);
        let open = |due_at: Timestamp| {
            json!({
                "kind": "corrective", "title": "油管接头扭矩复检", "description": "装配线逐台复检并记录",
                "source": { "is": "ticket", "ticket": ticket.ticket.0, "entry": summary },
                "addresses": { "failure_code": "FUEL-017" }, "owner": "production-head", "due_at": due_at,
                "steps": ["购置扭矩扳手", "培训班组"],
            })
        };
        talk.refused(HotlineAgent, "/v1/improvements", &open(day(7)), (403, "not_permitted", "P1.2")).await;
        talk.refused(TechnicalExpert, "/v1/improvements", &open(day(-1)), (422, "due_in_the_past", "P1.3")).await;
        let post = || ticket.app.post("/v1/improvements", &open(day(7))).once("measure-1");
        let opened = talk.send(TechnicalExpert, post(), &[]).await;
        let again = talk.send(TechnicalExpert, post(), &[]).await;
        assert_eq!((again.ok(), again.header("idempotency-replayed")), (opened.ok(), Some("true")));
        let id = opened.ok()["id"].as_str().unwrap().to_owned();
        Self { ticket, transcript, id }
    }

    fn app(&self) -> &TestApp {
        &self.ticket.app
    }

    fn talk(&self) -> Talk<'_> {
        Talk { app: self.app(), transcript: &self.transcript }
    }

    fn at(&self, command: &str) -> String {
        format!("/v1/improvements/{}/{command}", self.id)
    }

    fn in_days(&self, days: i64) -> Timestamp {
        self.app().minutes_ago(-days * 24 * 60)
    }

    /// What the list shows of it.
    async fn row(&self) -> Value {
        let path = format!("/v1/improvements?ticket={}", self.ticket.ticket.0);
        let fields = ["stage", "due_at", "overdue_since", "steps", "steps_done", "without_effect", "effective_from"];
        self.talk().read(Auditor, &path, &fields).await["rows"][0].clone()
    }

    /// The first step is done, and then the time is over.
    async fn becomes_overdue(&self) -> Value {
        let step = json!({ "step": 1, "remark": "扳手已到货" });
        self.talk().now(ProductionHead, &self.at("record-step"), &step).await;
        let no_such = json!({ "step": 3 });
        self.talk().refused(ProductionHead, &self.at("record-step"), &no_such, (422, "no_such_step", "P1.3")).await;
        // What the watch says of the ticket's clocks comes after its last entry that is told here.
        self.app().spawn(api::watch::run(Arc::clone(&self.app().app)));
        self.app().pass(7 * 24 * 60 + 1);
        self.talk().by_itself(&self.id, "improvement.became_overdue", 1).await;
        let row = self.row().await;
        assert_eq!((&row["overdue_since"], &row["stage"]), (&row["due_at"], &json!("open")));
        row["overdue_since"].clone()
    }

    async fn gets_more_time(&self) {
        let later = json!({ "due_at": self.in_days(14), "reason": "工装到货推迟" });
        let path = self.at("move-due-date");
        self.talk().refused(ProductionHead, &path, &later, (403, "own_improvement", "P1.3")).await;
        self.talk().now(QualityEngineer, &path, &later).await;
    }

    async fn is_done(&self, steps: &[u32]) {
        let done = json!({ "result": "全部复检,记录齐全" });
        self.talk().refused(ProductionHead, &self.at("declare-done"), &done, (409, "step_left", "P1.3")).await;
        for step in steps {
            self.talk().now(ProductionHead, &self.at("record-step"), &json!({ "step": step })).await;
        }
        self.talk().refused(QualityEngineer, &self.at("declare-done"), &done, (403, "not_the_owner", "P1.3")).await;
        self.talk().now(ProductionHead, &self.at("declare-done"), &done).await;
    }
}

fn verdict(effect: &Value, findings: &str) -> Value {
    json!({ "effect": effect, "findings": findings })
}

#[tokio::test]
async fn a_measure_of_a_ticket_is_overdue_done_verified_without_effect_and_then_with() {
    let measure = Measure::opened().await;
    let overdue_since = measure.becomes_overdue().await;
    measure.gets_more_time().await;
    let effective = verdict(&json!({ "is": "effective" }), "实施后三个月内同类故障为零");
    let verify = measure.at("verify");
    let talk = measure.talk();
    talk.refused(QualityEngineer, &verify, &effective, (409, "improvement_not_done", "P1.3")).await;
    measure.is_done(&[2]).await;
    measure.app().pass(30 * 24 * 60);
    talk.refused(ProductionHead, &verify, &effective, (403, "own_improvement", "P1.3")).await;
    let without = json!({ "is": "not_effective", "due_at": measure.in_days(30) });
    talk.now(QualityEngineer, &verify, &verdict(&without, "又有两台同类故障")).await;
    let row = measure.row().await;
    assert_eq!((&row["stage"], &row["without_effect"], &row["steps_done"]), (&json!("open"), &json!(1), &json!(0)));
    measure.is_done(&[1, 2]).await;
    measure.app().pass(90 * 24 * 60);
    talk.now(HeadOfAfterSales, &verify, &effective).await;
    let cancel = json!({ "reason": "停产" });
    talk.refused(Management, &measure.at("cancel"), &cancel, (409, "not_in_progress", "P1.3")).await;
    let row = measure.row().await;
    assert_eq!(
        (&row["stage"], &row["overdue_since"]),
        (&json!("effective"), &overdue_since),
        "that it was overdue stays"
    );
    let history = measure.app().stream(&measure.id).await;
    assert!(history.len() > ImprovementFact::catalogue().len());
    measure.transcript.published("improvement", INTRODUCTION);
    measure.app().settled().await;
    let path = measure.at("effect");
    let effect = measure.app().get(&path).by(Management).send().await.ok();
    assert_eq!(
        (&effect["before"]["whole"], &effect["after"]["whole"]),
        (&json!(0), &json!(0)),
        "nothing was diagnosed: {effect}"
    );
    assert_eq!((&effect["window"], &effect["is_complete"]), (&json!("PT2160H"), &json!(true)), "{effect}");
    measure.app().get(path).by(Auditor).send().await.ok();
    check_whole(&measure.app().log().await);
}

const INTRODUCTION: &str = "\
# An improvement measure, from the summary of a ticket to its effect (P1.3, P3.2.d, P4.2.c)

A measure has an owner, a time and steps; the same commands serve those of a responsibility report (P4.2.c). Its owner says what \
was done. Whether that helped is said by somebody else, months later: without effect it is open again, with a time of its own. \
That it was overdue stays.";
