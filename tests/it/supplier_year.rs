//! A supplier's year over HTTP: late and in time, scored, objecting, falling and recovering (P7.3, open point 9): the conversation
//! that the documents tell.

use std::sync::Arc;

use events_schema::Role::{
    Auditor, HeadOfAfterSales, Management, QualityEngineer, Supplier, SupportEngineer, SupportLead,
};
use events_schema::ids::{SupplierEvaluationId, SupplierStandingId};
use serde_json::{Value, json};

use crate::chain::check_whole;
use crate::conversation::{Talk, event_of};
use crate::harness::{Engine, TestApp};
use crate::transcript::Transcript;

const DAY: i64 = 24 * 60;

struct Year {
    app: TestApp,
    transcript: Transcript,
    standing: String,
}

impl Year {
    async fn begun() -> Self {
        let app = TestApp::ready(Engine::Memory).await;
        app.reacts();
        app.spawn(api::watch::run(Arc::clone(&app.app)));
        app.spawn(api::evaluation::run(Arc::clone(&app.app)));
        let standing = SupplierStandingId::of(&"supplier-a".parse().unwrap()).stream().to_string();
        Self { app, transcript: Transcript::default(), standing }
    }

    fn talk(&self) -> Talk<'_> {
        Talk { app: &self.app, transcript: &self.transcript }
    }

    fn evaluation(&self, period: &str) -> String {
        SupplierEvaluationId::of(period.parse().unwrap(), &"supplier-a".parse().unwrap()).stream().to_string()
    }

    /// A notice that is sent and received; the supplier responds after so many hours and gives a solution that is accepted.
    async fn notice(&self, key: &str, hours: i64) -> String {
        let talk = self.talk();
        let ticket = self.app.reported(key).await;
        let content = json!({
            "class": "important", "failure_code": format!("E-{key}"), "finding": "拆检:线圈漆包线划伤",
            "parts": [{ "number": "612600090561" }],
        });
        let propose = json!({ "supplier": "supplier-a", "ticket": ticket.0, "content": content });
        let proposed = self.app.post("/v1/supplier-notices", &propose).by(SupportEngineer).send().await.ok();
        let id = proposed["id"].as_str().unwrap().to_owned();
        let at = |command: &str| format!("/v1/supplier-notices/{id}/{command}");
        let finding = json!({ "finding": "拆检:线圈漆包线划伤" });
        self.app.post(at("confirm-cause"), &finding).by(QualityEngineer).send().await.ok();
        talk.now(SupportLead, &at("send"), &json!({ "solution_within": "PT72H" })).await;
        self.app.settled().await;
        self.app.get(format!("/v1/supplier-notices/{id}")).by(Supplier).send().await.ok();
        self.app.pass(hours * 60);
        if hours > 24 {
            talk.by_itself(&id, "supplier_notice.clock_breached", 1).await;
        }
        let response = json!({ "response": "accepts", "text": "属我方责任,更换并整改" });
        talk.now(Supplier, &at("respond"), &response).await;
        talk.now(Supplier, &at("give-solution"), &json!({ "solution": "来料线圈耐压全检" })).await;
        self.app.post(at("accept-solution"), &json!({})).by(QualityEngineer).send().await.ok();
        id
    }

    /// The quarter ends, and the supplier is evaluated for it.
    async fn ends(&self, period: &str, days: i64) -> Value {
        self.app.pass(days * DAY);
        let stream = self.evaluation(period);
        self.figure(&stream, "supplier_evaluation.scored", 1).await
    }

    /// A figure that the program finds. How far the log had come by then is another position at every run.
    async fn figure(&self, stream: &str, kind: &str, nth: usize) -> Value {
        let event = self.talk().by_itself(stream, kind, nth).await;
        let figure: Value = serde_json::from_slice(&event.data).unwrap();
        self.transcript.names(&format!("\"at\":{},", figure["at"]), "\"at\":\"{position}\",");
        figure
    }

    /// The step that the score proposes, and somebody who decides so.
    async fn decides(&self, nth: usize, to: &str, more: &Value) {
        let proposed = self.talk().by_itself(&self.standing, "supplier_standing.proposed", nth).await;
        let mut decide = json!({ "to": to, "proposal": proposed.id.to_string(), "reason": "依据评分" });
        decide.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        self.talk().now(Management, &self.at("decide"), &decide).await;
    }

    fn at(&self, command: &str) -> String {
        format!("/v1/supplier-standings/supplier-a/{command}")
    }

    async fn has_a_scheme(&self) {
        let talk = self.talk();
        let gate = |gate: &str, hours: i64| json!({ "gate": gate, "within": format!("PT{hours}H") });
        let scheme = |bands: Value| {
            json!({
                "period": "quarter", "least_cases": 2, "raised_after": 2, "bands": bands,
                "formula": { "is": "indicators", "response": 1, "solution": 1, "corrective_action": 1, "repeats": 20 },
                "gravity": { "general": 1, "important": 3, "emergency": 10 },
                "gates": { "minor": [gate("d6", 720)], "major": [gate("d3", 24)], "critical": [gate("d3", 24)] },
            })
        };
        let band = |from: &str, name: &str, target: &str| json!({ "from": from, "name": name, "target": target });
        let gap = json!([band("70", "C", "warned"), band("90", "A", "preferred")]);
        talk.refused(Management, "/v1/supplier-schemes", &scheme(gap), (422, "bands_not_whole", "P7.3")).await;
        let bands = json!([
            band("0", "D", "disqualified"),
            band("70", "C", "warned"),
            band("80", "B", "approved"),
            band("90", "A", "preferred"),
        ]);
        talk.now(Management, "/v1/supplier-schemes", &scheme(bands)).await;
    }

    async fn stands(&self) -> Value {
        let fields = ["standing", "business", "proposed", "rewards", "penalties"];
        self.talk().read(Auditor, "/v1/supplier-standings", &fields).await["rows"][0]["standing"].clone()
    }
}

#[tokio::test]
async fn a_supplier_falls_and_recovers_by_what_he_is_scored() {
    let year = Year::begun().await;
    let talk = year.talk();
    year.has_a_scheme().await;
    // The first quarter: both responses are late, and the solutions in time.
    year.notice("1", 30).await;
    year.app.pass(26 * DAY);
    let phoned = year.notice("2", 25).await;
    let first = year.ends("2026-Q1", 2).await;
    assert_eq!((&first["figures"]["response"]["good"], &first["outcome"]["score"]), (&json!(0), &json!("50.00")));

    // The supplier objects, and is not right; then a recording is found, and he is in part.
    let first_quarter = year.evaluation("2026-Q1");
    let of = |command: &str| format!("/v1/supplier-evaluations/{first_quarter}/{command}");
    let objection = json!({ "grounds": "第二起当日已电话答复" });
    talk.refused(Auditor, &of("object"), &objection, (403, "not_permitted", "P1.2")).await;
    talk.now(Supplier, &of("object"), &objection).await;
    let rejected = json!({ "ruling": "rejected", "answer": "无记录可查" });
    talk.refused(Supplier, &of("answer-objection"), &rejected, (403, "not_permitted", "P1.2")).await;
    talk.now(QualityEngineer, &of("answer-objection"), &rejected).await;
    let told = json!({
        "response": "accepts", "text": "属我方责任", "responded_at": year.responded_at(&phoned).await,
        "on_behalf": { "method": "phone", "reference": "recording 18" },
    });
    let notice = |command: &str| format!("/v1/supplier-notices/{phoned}/{command}");
    talk.now(SupportLead, &notice("respond"), &told).await;
    let rescored = |nth| year.figure(&first_quarter, "supplier_evaluation.rescored", nth);
    let quicker = rescored(1).await;
    assert_eq!(
        (&quicker["figures"]["response"]["good"], &quicker["differences"][0]["figure"]),
        (&json!(0), &json!("median_response"))
    );
    let reassess = json!({ "clock": "supplier_response", "grounds": "录音 18:次日 8:30 已答复" });
    talk.now(HeadOfAfterSales, &notice("reassess-clock"), &reassess).await;
    let second = rescored(2).await;
    assert_eq!((&second["figures"]["response"]["good"], &second["outcome"]["score"]), (&json!(1), &json!("75.00")));
    let fields = ["period", "first_score", "score", "band", "figures", "stage"];
    let rows = talk.read(Supplier, "/v1/supplier-evaluations", &fields).await["rows"].clone();
    assert_eq!((&rows[0]["first_score"], &rows[0]["score"]), (&json!("50.00"), &json!("75.00")));
    year.decides(3, "warned", &json!({})).await;
    assert_eq!(year.stands().await, "warned");
    let jump = json!({ "to": "preferred", "reason": "老供应商" });
    talk.refused(HeadOfAfterSales, &year.at("decide"), &jump, (422, "more_than_one_step", "open point 9")).await;
    let penalty = |amount: Value| json!({ "what": "响应超时扣款", "worth": amount });
    let without =
        year.app.post(year.at("record-penalty"), &penalty(json!({ "amount": "500" }))).by(Management).send().await;
    without.refused(422, "invalid");
    let recorded = penalty(json!({ "amount": "500", "currency": "CNY" }));
    let penalty = talk.now(HeadOfAfterSales, &year.at("record-penalty"), &recorded).await;
    let withdraw = json!({ "of": event_of(&penalty), "reason": "首季度只警告" });
    talk.now(Management, &year.at("withdraw-consequence"), &withdraw).await;

    // The second and the third quarter: all in time.
    year.notice("3", 5).await;
    year.notice("4", 10).await;
    let of_second = year.ends("2026-Q2", 95).await;
    assert_eq!(of_second["outcome"]["score"], "100.00");
    year.decides(4, "approved", &json!({})).await;
    year.notice("5", 3).await;
    year.notice("6", 2).await;
    year.ends("2026-Q3", 92).await;
    year.decides(5, "preferred", &json!({ "business": "more" })).await;
    talk.now(Management, &year.at("record-reward"), &json!({ "what": "年度优秀供应商" })).await;
    assert_eq!(year.stands().await, "preferred");
    let fields = ["type", "from_standing", "to_standing", "is_withdrawn", "text"];
    let seen = talk.read(Supplier, "/v1/supplier-standing-steps", &fields).await["rows"].clone();
    let seen = seen.as_array().unwrap();
    assert!(seen.iter().all(|row| row["type"] != "supplier_standing.proposed"), "what is not decided is the factory's");
    year.transcript.published("supplier-year", INTRODUCTION);
    check_whole(&year.app.log().await);
}

impl Year {
    /// A time at which the response to a notice would have been in time.
    async fn responded_at(&self, notice: &str) -> Value {
        let path = format!("/v1/supplier-clocks?notice={notice}&clock=supplier_response");
        self.app.settled().await;
        self.app.get(path).by(Auditor).send().await.ok()["rows"][0]["due_at"].clone()
    }
}

const INTRODUCTION: &str = "\
# A supplier's year: late, scored, objecting, warned, recovering (P7.3, open points 9 and 11)

When a quarter is over the program scores every supplier by the scheme in force; what counts is what the views had at the position \
that the figure names. Late evidence brings a second figure that says what is otherwise; the first one stays. A figure proposes \
one step; a person decides, and the supplier may object to either.";
