//! What counts of a supplier in which month, over HTTP (P7.3): an action at each of its dates, a notice once, and what periods
//! before a period came to.

use std::sync::Arc;

use events_schema::Role::{
    HeadOfAfterSales, Management, QualityEngineer, Supplier, SupportEngineer, SupportLead, TechnicalExpert,
};
use events_schema::ids::SupplierEvaluationId;
use serde_json::{Value, json};

use crate::conversation::Talk;
use crate::harness::{Engine, TestApp};
use crate::transcript::Transcript;

const DAY: i64 = 24 * 60;

struct Months {
    app: TestApp,
    transcript: Transcript,
}

impl Months {
    /// One case is enough for a score, and a month is a period.
    async fn begun() -> Self {
        let app = TestApp::ready(Engine::Memory).await;
        app.reacts();
        app.spawn(api::watch::run(Arc::clone(&app.app)));
        app.spawn(api::evaluation::run(Arc::clone(&app.app)));
        let gate = |gate: &str, hours: i64| json!([{ "gate": gate, "within": format!("PT{hours}H") }]);
        let scheme = json!({
            "period": "month", "least_cases": 1, "raised_after": 2,
            "bands": [{ "from": "0", "name": "A", "target": "approved" }],
            "formula": { "is": "indicators", "response": 1, "solution": 1, "corrective_action": 1, "repeats": 20 },
            "gravity": { "general": 1, "important": 3, "emergency": 10 },
            "gates": { "minor": gate("d6", 720), "major": gate("d3", 24), "critical": gate("d3", 24) },
        });
        app.post("/v1/supplier-schemes", &scheme).by(Management).send().await.ok();
        Self { app, transcript: Transcript::default() }
    }

    fn talk(&self) -> Talk<'_> {
        Talk { app: &self.app, transcript: &self.transcript }
    }

    async fn says(&self, by: events_schema::Role, path: &str, body: &Value) -> Value {
        self.app.post(path, body).by(by).send().await.ok()
    }

    /// A notice to which the supplier responds at once; he has so many hours for a solution.
    async fn notice(&self, hours: i64) -> String {
        let ticket = self.app.reported("1").await;
        let content = json!({ "class": "important", "failure_code": "E-1", "parts": [{ "number": "612600090561" }] });
        let propose = json!({ "supplier": "supplier-a", "ticket": ticket.0, "content": content });
        let proposed = self.says(SupportEngineer, "/v1/supplier-notices", &propose).await;
        let id = proposed["id"].as_str().unwrap().to_owned();
        let at = |command: &str| format!("/v1/supplier-notices/{id}/{command}");
        self.says(QualityEngineer, &at("confirm-cause"), &json!({ "finding": "线圈漆包线划伤" })).await;
        self.says(SupportLead, &at("send"), &json!({ "solution_within": format!("PT{hours}H") })).await;
        self.app.settled().await;
        self.app.get(format!("/v1/supplier-notices/{id}")).by(Supplier).send().await.ok();
        self.says(Supplier, &at("respond"), &json!({ "response": "accepts", "text": "属我方责任" })).await;
        id
    }

    /// A figure of a month.
    async fn figures(&self, month: &str, kind: &str, nth: usize) -> Value {
        let stream = SupplierEvaluationId::of(month.parse().unwrap(), &"supplier-a".parse().unwrap()).stream();
        let event = self.talk().by_itself(stream.as_str(), &format!("supplier_evaluation.{kind}"), nth).await;
        serde_json::from_slice::<Value>(&event.data).unwrap()["figures"].clone()
    }

    fn in_days(&self, days: i64) -> Value {
        json!(self.app.minutes_ago(-days * DAY))
    }
}

/// How many were good of how many.
fn good(figures: &Value, indicator: &str) -> (u64, u64) {
    let of = |what: &str| figures[indicator][what].as_u64().unwrap();
    (of("good"), of("due"))
}

#[tokio::test]
async fn a_missed_date_stays_in_its_month_and_a_notice_counts_in_the_month_in_which_it_was_sent() {
    let months = Months::begun().await;
    // The solution is due in the next month, and never comes.
    let notice = months.notice(35 * 24).await;
    let request = json!({
        "supplier": "supplier-a", "notices": [notice], "level": "minor", "problem": "线圈短路",
        "gates": [{ "gate": "d6", "due_at": months.in_days(10) }],
    });
    let requested = months.says(QualityEngineer, "/v1/corrective-actions", &request).await;
    let action = requested["id"].as_str().unwrap().to_owned();
    let at = |command: &str| format!("/v1/corrective-actions/{action}/{command}");
    months.app.pass(11 * DAY);
    months.talk().by_itself(&action, "corrective_action.gate_became_overdue", 1).await;
    let moved = json!({ "gate": "d6", "due_at": months.in_days(30), "reason": "模具待改" });
    months.says(HeadOfAfterSales, &at("move-gate"), &moved).await;
    months.app.pass(25 * DAY);
    months.talk().by_itself(&notice, "supplier_notice.clock_breached", 1).await;
    let first = months.figures("2026-03", "scored", 1).await;
    assert_eq!((good(&first, "corrective_action"), &first["cases"]), ((0, 1), &json!(1)));

    let carried_out = json!({ "gate": "d6", "answer": "线圈耐压全检", "effective_from": months.in_days(0) });
    months.says(Supplier, &at("answer-gate"), &carried_out).await;
    months.says(TechnicalExpert, &at("accept-gate"), &json!({ "gate": "d6" })).await;
    let effective = json!({ "effect": { "is": "effective" }, "findings": "同类故障为零" });
    months.says(QualityEngineer, &at("verify"), &effective).await;
    months.app.pass(30 * DAY);
    let second = months.figures("2026-04", "scored", 1).await;
    assert_eq!(good(&second, "corrective_action"), (1, 1), "more time brought a second chance");
    assert_eq!((good(&second, "solution"), &second["cases"]), ((0, 1), &json!(0)), "sent in March");

    // What turns out to be nobody's notice is nobody's action.
    months
        .says(HeadOfAfterSales, &format!("/v1/supplier-notices/{notice}/withdraw"), &json!({ "reason": "重复通知" }))
        .await;
    for month in ["2026-03", "2026-04"] {
        let again = months.figures(month, "rescored", 1).await;
        assert_eq!((good(&again, "corrective_action"), &again["cases"]), ((0, 0), &json!(0)), "{month}");
    }
}

#[tokio::test]
async fn each_month_sees_what_those_before_it_came_to() {
    let months = Months::begun().await;
    let notice = months.notice(20 * 24).await;
    let at = |command: &str| format!("/v1/supplier-notices/{notice}/{command}");
    months.says(Supplier, &at("give-solution"), &json!({ "solution": "线圈耐压全检" })).await;
    months.says(QualityEngineer, &at("accept-solution"), &json!({})).await;
    // Two months are over when the program looks for the first time.
    months.app.pass(65 * DAY);
    let second = months.figures("2026-04", "scored", 1).await;
    assert_eq!(second["earlier"], json!(["100.00"]), "all in time");

    months.says(HeadOfAfterSales, &at("withdraw"), &json!({ "reason": "重复通知" })).await;
    let again = months.figures("2026-04", "rescored", 1).await;
    assert_eq!(again.get("earlier"), None, "one late event is enough for all that follows from it");
}
