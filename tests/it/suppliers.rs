//! A notice to a supplier over HTTP, from the diagnosis that names its part to the money that it bears (P7.1, P7.2): the
//! conversation that the documents tell.

use std::sync::Arc;

use events_schema::Role::{
    Auditor, Customer, HeadOfAfterSales, Management, QualityEngineer, Supplier, SupportEngineer, SupportLead,
};
use serde_json::{Value, json};

use crate::chain::check_whole;
use crate::conversation::{Conversation, Talk, event_of, important};
use crate::harness::{TestApp, person_of};
use crate::transcript::Transcript;

/// A ticket whose diagnosis names a supplier's part, and the notice that follows from it.
pub(crate) struct Notice {
    pub(crate) ticket: Conversation,
    pub(crate) transcript: Transcript,
    pub(crate) id: String,
}

impl Notice {
    /// The program proposes the notice by itself.
    pub(crate) async fn proposed() -> Self {
        let ticket = Conversation::classified(&important(), 10).await;
        ticket.app.reacts();
        ticket.app.spawn(api::watch::run(Arc::clone(&ticket.app.app)));
        let diagnosis = json!({
            "category": "material", "failure_code": "E-2107", "root_cause": "起动机线圈短路",
            "part": { "number": "612600090561", "batch": "2025-11-B3", "supplier": "Supplier A" },
        });
        let diagnosed = event_of(&ticket.done(SupportEngineer, "conclude-diagnosis", &diagnosis).await);
        let id = proposed_by_itself(&ticket.app, "supplier_notice.proposed").await;
        let transcript = Transcript::default();
        transcript.names(diagnosed.as_str().unwrap(), "{diagnosis}");
        transcript.by_itself(ticket.app.minutes_ago(0), &ticket.app.stream(&id).await[0]);
        Self { ticket, transcript, id }
    }

    pub(crate) fn app(&self) -> &TestApp {
        &self.ticket.app
    }

    pub(crate) fn talk(&self) -> Talk<'_> {
        Talk { app: self.app(), transcript: &self.transcript }
    }

    pub(crate) fn at(&self, what: &str) -> String {
        format!("/v1/supplier-notices/{}/{what}", self.id)
    }

    /// Confirmed by quality control, and sent.
    pub(crate) async fn sent(&self) {
        let finding = json!({ "finding": "拆检:线圈漆包线划伤" });
        self.talk().now(QualityEngineer, &self.at("confirm-cause"), &finding).await;
        self.app().pass(60);
        self.talk().now(SupportLead, &self.at("send"), &json!({ "solution_within": "PT72H" })).await;
    }

    async fn row(&self) -> Value {
        let fields = ["stage", "counts", "response", "review", "returned", "liability", "claimed", "borne", "refuted"];
        let path = format!("/v1/supplier-notices?ticket={}", self.ticket.ticket.0);
        self.talk().read(Auditor, &path, &fields).await["rows"][0].clone()
    }

    /// Each clock with its verdict, the oldest first.
    async fn clocks(&self) -> Vec<String> {
        let path = format!("/v1/supplier-clocks?notice={}", self.id);
        let rows = self.talk().read(Auditor, &path, &["clock", "state", "verdict", "due_at"]).await["rows"].clone();
        let word = |value: &Value| value.as_str().unwrap_or("-").to_owned();
        let told = |row: &Value| format!("{}: {} {}", word(&row["clock"]), word(&row["state"]), word(&row["verdict"]));
        rows.as_array().unwrap().iter().rev().map(told).collect()
    }
}

/// Waits until the program has opened a stream with an event of this type, and gives the last one.
pub(crate) async fn proposed_by_itself(app: &TestApp, kind: &str) -> String {
    loop {
        let length = *app.store.length().borrow();
        if let Some(event) = app.log().await.into_iter().rfind(|event| &*event.kind == kind) {
            return event.stream.to_string();
        }
        app.length_reaches(length + 1).await;
    }
}

fn solution(text: &str) -> Value {
    json!({ "solution": text })
}

#[tokio::test]
async fn a_supplier_is_told_answers_for_himself_and_bears_what_was_agreed() {
    let notice = Notice::proposed().await;
    let talk = notice.talk();
    let send = json!({});
    talk.refused(SupportLead, &notice.at("send"), &send, (409, "cause_not_confirmed", "P7.1")).await;
    talk.refused(
        SupportEngineer,
        &notice.at("confirm-cause"),
        &json!({ "finding": "x" }),
        (403, "not_permitted", "P1.2"),
    )
    .await;
    let early = json!({ "response": "accepts", "text": "属我方责任" });
    talk.refused(Supplier, &notice.at("respond"), &early, (404, "not_found", "P5.1")).await;
    notice.sent().await;

    // The supplier opens it with his own login, and has received it by that.
    notice.app().pass(30);
    let seen = talk.read(Supplier, "/v1/supplier-notices", &["stage", "symptom", "part", "solution_within_us"]).await;
    assert_eq!(seen["rows"].as_array().unwrap().len(), 1);
    assert!(seen["rows"][0].get("ticket").is_none(), "whose engine it is stays with the factory");
    talk.read(Supplier, notice.at("").trim_end_matches('/'), &["supplier_notice", "engine_model"]).await;
    talk.by_itself(&notice.id, "supplier_notice.received", 1).await;
    notice.app().pass(20 * 60);
    let response = json!({ "response": "investigates", "text": "已收到,正在排查同批次产品" });
    talk.now(Supplier, &notice.at("respond"), &response).await;

    // The first solution is returned: the clock runs on, less the time of the review.
    notice.app().pass(24 * 60);
    talk.now(Supplier, &notice.at("give-solution"), &solution("更换同批次起动机")).await;
    let accept = json!({});
    talk.refused(Supplier, &notice.at("accept-solution"), &accept, (403, "not_permitted", "P1.2")).await;
    notice.app().pass(5 * 60);
    let reason = json!({ "reason": "未说明库存品的处理" });
    talk.now(QualityEngineer, &notice.at("return-solution"), &reason).await;
    notice.app().pass(24 * 60);
    let told =
        json!({ "solution": "库存全检,来料加严", "on_behalf": { "method": "phone", "reference": "recording 17" } });
    talk.now(QualityEngineer, &notice.at("give-solution"), &told).await;
    talk.refused(QualityEngineer, &notice.at("accept-solution"), &accept, (403, "own_entry", "P7.2")).await;
    talk.now(SupportLead, &notice.at("accept-solution"), &accept).await;
    let all = ["supplier_notice: stopped met", "supplier_response: stopped met", "supplier_solution: stopped met"];
    assert_eq!(notice.clocks().await, all);
    let explain = notice.at("clocks/supplier_solution/explain");
    let explained = talk.read(Supplier, &explain, &["due_at", "elapsed", "remaining", "segments"]).await;
    let paused: Vec<_> =
        explained["segments"].as_array().unwrap().iter().filter(|segment| segment["is"] == "paused").collect();
    assert_eq!((paused.len(), &paused[0]["why"]), (1, &json!("review")));
    talk.app.get(notice.at("clocks/supplier_notice/explain")).by(Supplier).send().await.refused(404, "not_found");

    // What he bears.
    let claim = |share: &str| {
        let repair = json!({ "cost": "1860.00", "share": share, "currency": "CNY" });
        json!({ "free_parts": [{ "number": "612600090561" }], "repair": repair, "grounds": "材料原因" })
    };
    let without = json!({ "repair": { "cost": "1860.00", "share": "100" }, "grounds": "材料原因" });
    let refused = talk.tell(SupportLead, &notice.at("propose-liability"), &without).await;
    refused.refused(422, "invalid");
    talk.now(SupportLead, &notice.at("propose-liability"), &claim("100")).await;
    let dispute = json!({ "grounds": "装配扭矩超差,非全部材料原因" });
    talk.now(Supplier, &notice.at("dispute-liability"), &dispute).await;
    talk.now(SupportLead, &notice.at("propose-liability"), &claim("60")).await;
    talk.now(Supplier, &notice.at("agree-liability"), &json!({})).await;
    let money = |amount: &str, currency: &str| json!({ "recovered": { "is": "money", "amount": amount, "currency": currency }, "reference": "贷项 2026-0417" });
    let record = notice.at("record-recovery");
    talk.refused(SupportLead, &record, &money("1116.00", "EUR"), (422, "other_currency", "P7.2")).await;
    talk.refused(SupportLead, &record, &money("1116.01", "CNY"), (422, "more_than_left", "P7.2")).await;
    talk.now(SupportLead, &record, &money("1116.00", "CNY")).await;
    talk.refused(SupportLead, &notice.at("close"), &json!({}), (409, "notice_unsettled", "P7.2")).await;
    let part =
        json!({ "recovered": { "is": "parts", "part": { "number": "612600090561" } }, "reference": "送货单 88" });
    talk.now(SupportLead, &record, &part).await;
    talk.now(SupportLead, &notice.at("close"), &json!({})).await;
    let row = notice.row().await;
    assert_eq!((&row["stage"], &row["claimed"], &row["borne"]), (&json!("closed"), &json!("1116.00"), &json!("1116")));
    notice.transcript.published("supplier-notice", INTRODUCTION);
    check_whole(&notice.app().log().await);
}

const INTRODUCTION: &str = "\
# A notice to a supplier, from the diagnosis to the money (P7.1, P7.2)

A diagnosis that names a supplier's part proposes a notice by itself. Somebody who can judge it confirms the cause; from then on the \
notice is due, and from its receipt the supplier has 24 hours to respond and the time that the notice sets for a solution. He sees \
it with his own login, and has received it when he opens it. While a solution that is returned was reviewed, his clock stood still. \
What he bears is proposed, disputed, agreed and recorded to the cent.";

#[tokio::test]
async fn a_corrected_diagnosis_proposes_anew_only_where_it_names_another_supplier() {
    let notice = Notice::proposed().await;
    let app = notice.app();
    let register = json!({ "supplier": "supplier-b", "name": "Supplier B" });
    app.post("/v1/suppliers", &register).by(QualityEngineer).send().await.ok();
    let ticket = app.stream(&format!("ticket-{}", notice.ticket.ticket.0.trim_start_matches("ticket-"))).await;
    let diagnosed = ticket.iter().find(|event| &*event.kind == "ticket.diagnosis_concluded").unwrap();
    for (cause, maker) in [("起动机线圈匝间短路", "Supplier A"), ("起动机线圈匝间短路", "Supplier B")]
    {
        let diagnosis = json!({
            "category": "material", "failure_code": "E-2107", "root_cause": cause,
            "part": { "number": "612600090561", "batch": "2025-11-B3", "supplier": maker },
        });
        let correction = json!({ "event": diagnosed.id, "set": diagnosis, "reason": "笔误" });
        notice.ticket.done(SupportEngineer, "correct", &correction).await;
    }
    let proposed = loop {
        let length = *app.store.length().borrow();
        let log = app.log().await.into_iter().filter(|event| &*event.kind == "supplier_notice.proposed");
        let proposed: Vec<Value> = log.map(|event| serde_json::from_slice(&event.data).unwrap()).collect();
        if proposed.len() > 1 {
            break proposed;
        }
        app.length_reaches(length + 1).await;
    };
    let suppliers: Vec<_> = proposed.iter().map(|notice| notice["supplier"].as_str().unwrap()).collect();
    assert_eq!(suppliers, ["supplier-a", "supplier-b"], "what follows from a ticket follows in order");
}

#[tokio::test]
async fn a_supplier_sees_his_own_and_nothing_else() {
    let notice = Notice::proposed().await;
    notice.sent().await;
    let app = notice.app();
    let register = json!({ "supplier": "supplier-b", "name": "Supplier B" });
    app.post("/v1/suppliers", &register).by(QualityEngineer).send().await.ok();
    app.make_key("supplier-b", "supplier-supplier-b", Supplier).await;
    app.settled().await;
    let one = notice.at("").trim_end_matches('/').to_owned();
    for path in [&one, &notice.at("history"), &notice.at("clocks/supplier_response/explain")] {
        app.get(path.as_str()).with_key("supplier-b").send().await.refused(404, "not_found");
        app.get(path.as_str()).by(Supplier).send().await.ok();
    }
    for list in ["/v1/supplier-notices", "/v1/supplier-clocks", "/v1/supplied-parts", "/v1/supplier-volumes"] {
        let rows = app.get(list).with_key("supplier-b").send().await.ok()["rows"].clone();
        assert_eq!(rows, json!([]), "{list}");
    }
    let register = app.get("/v1/suppliers").with_key("supplier-b").send().await.ok()["rows"].clone();
    assert_eq!((register.as_array().unwrap().len(), &register[0]["supplier"]), (1, &json!("supplier-b")));
    app.get("/v1/suppliers/supplier-a").with_key("supplier-b").send().await.refused(404, "not_found");
    let response = json!({ "response": "accepts", "text": "属我方责任" });
    app.post(notice.at("respond"), &response).with_key("supplier-b").send().await.refused(404, "not_found");
    let others = app.get("/v1/supplier-notices?supplier=supplier-a").with_key("supplier-b").send().await.ok();
    assert_eq!(others["rows"], json!([]), "a filter opens nothing");
    app.get(&one).by(Customer).send().await.refused(403, "not_permitted");
    let history = app.get(notice.at("history")).by(Supplier).send().await.ok()["events"].clone();
    let kinds: Vec<_> = history.as_array().unwrap().iter().map(|event| event["type"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["supplier_notice.sent", "supplier_notice.received"]);
    assert!(history[0]["data"].get("ticket").is_none() && history[0].get("actor").is_none(), "{history}");
}

#[tokio::test]
async fn contacts_of_suppliers_are_sealed_and_opened_for_those_who_deal_with_them() {
    let notice = Notice::proposed().await;
    let app = notice.app();
    let contact = json!({ "duty": "质量", "name": "联系人甲", "phone": "+86 536 000 0000" });
    let added = app.post("/v1/suppliers/supplier-a/add-contact", &contact).by(QualityEngineer).send().await.ok();
    let stream = app.stream("supplier-supplier-a").await;
    assert!(!String::from_utf8_lossy(&stream[1].data).contains("联系人甲"));
    let opened = app.get("/v1/suppliers/supplier-a/contacts").by(SupportLead).send().await.ok();
    assert_eq!((&opened[0]["name"], &opened[0]["duty"]), (&json!("联系人甲"), &json!("质量")));
    app.get("/v1/suppliers/supplier-a/contacts").by(Auditor).send().await.refused(403, "not_permitted");
    app.get("/v1/suppliers/nobody/contacts").by(SupportLead).send().await.refused(404, "not_found");
    let remove = json!({ "contact": opened[0]["contact"] });
    app.post("/v1/suppliers/supplier-a/remove-contact", &remove).by(QualityEngineer).send().await.ok();
    assert_eq!(app.get("/v1/suppliers/supplier-a/contacts").by(SupportLead).send().await.ok(), json!([]));
    assert_eq!(added["events"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn late_answers_breach_and_late_evidence_waits_for_another_person() {
    let notice = Notice::proposed().await;
    let talk = notice.talk();
    notice.sent().await;
    notice.app().pass(25 * 60 + 1);
    talk.by_itself(&notice.id, "supplier_notice.clock_breached", 1).await;
    let told = json!({
        "response": "accepts", "text": "属我方责任", "responded_at": notice.app().minutes_ago(60),
        "on_behalf": { "method": "phone", "reference": "recording 18" },
    });
    talk.now(SupportLead, &notice.at("respond"), &told).await;
    assert_eq!(notice.clocks().await[1], "supplier_response: stopped breached");
    let reassess = json!({ "clock": "supplier_response", "grounds": "录音 18:昨日 9:40 已答复" });
    talk.refused(SupportLead, &notice.at("reassess-clock"), &reassess, (403, "not_permitted", "P1.2")).await;
    talk.now(HeadOfAfterSales, &notice.at("reassess-clock"), &reassess).await;
    assert_eq!(notice.clocks().await[1], "supplier_response: stopped met");
    let rest = json!({ "clock": "supplier_notice", "grounds": "原因" });
    talk.refused(Management, &notice.at("reassess-clock"), &rest, (409, "nothing_contested", "open point 8")).await;
    assert_eq!(person_of(Supplier), "supplier");
    let withdraw = json!({ "reason": "重复通知" });
    let withdrawn = talk.now(HeadOfAfterSales, &notice.at("withdraw"), &withdraw).await;
    assert!(event_of(&withdrawn).is_string());
    assert_eq!(notice.row().await["counts"], json!(false));
}

#[tokio::test]
async fn a_corrective_action_is_answered_gate_by_gate_and_verified_by_quality_control() {
    let notice = Notice::proposed().await;
    notice.sent().await;
    let talk = Talk { app: notice.app(), transcript: &Transcript::default() };
    let day = |days: i64| notice.app().minutes_ago(-days * 24 * 60);
    let request = json!({
        "supplier": "supplier-a", "notices": [notice.id], "level": "minor", "problem": "起动机线圈短路,三个月内两次",
        "gates": [{ "gate": "d3", "due_at": day(1) }, { "gate": "d6", "due_at": day(14) }],
    });
    talk.refused(SupportLead, "/v1/corrective-actions", &request, (403, "not_permitted", "P1.2")).await;
    let requested = talk.now(QualityEngineer, "/v1/corrective-actions", &request).await;
    let id = requested["id"].as_str().unwrap().to_owned();
    let at = |what: &str| format!("/v1/corrective-actions/{id}/{what}");
    notice.app().pass(24 * 60 + 1);
    talk.by_itself(&id, "corrective_action.gate_became_overdue", 1).await;
    let contained = json!({ "gate": "d3", "answer": "封存同批次库存 320 件" });
    let reason = json!({ "gate": "d3", "reason": "未说明在途产品" });
    for _ in 0..2 {
        talk.now(Supplier, &at("answer-gate"), &contained).await;
        talk.now(QualityEngineer, &at("return-gate"), &reason).await;
    }
    let fields = ["gate", "due_at", "overdue_since", "review"];
    talk.read(Supplier, &format!("/v1/corrective-action-gates?action={id}"), &fields).await;
    talk.now(Supplier, &at("answer-gate"), &json!({ "gate": "d3", "answer": "库存与在途共 512 件全部封存" })).await;
    talk.now(QualityEngineer, &at("accept-gate"), &json!({ "gate": "d3" })).await;
    let effective = json!({ "effect": { "is": "effective" }, "findings": "三个月内同类故障为零" });
    talk.refused(QualityEngineer, &at("verify"), &effective, (409, "gates_open", "P7.2")).await;
    let carried_out = json!({ "gate": "d6", "answer": "来料线圈耐压全检" });
    talk.refused(Supplier, &at("answer-gate"), &carried_out, (422, "effective_from", "P7.2")).await;
    let carried_out = json!({ "gate": "d6", "answer": "来料线圈耐压全检", "effective_from": day(0) });
    talk.now(Supplier, &at("answer-gate"), &carried_out).await;
    talk.now(QualityEngineer, &at("accept-gate"), &json!({ "gate": "d6" })).await;
    notice.app().pass(90 * 24 * 60);
    talk.now(QualityEngineer, &at("verify"), &effective).await;
    let fields = ["stage", "level", "returned", "overdue", "effective_from"];
    let row = talk.read(Supplier, at("").trim_end_matches('/'), &fields).await;
    assert_eq!((&row["stage"], &row["level"], &row["overdue"]), (&json!("effective"), &json!("major"), &json!(1)));
    talk.app.get(at("history")).with_key("other-customer").send().await.refused(403, "not_permitted");
    talk.transcript.published("corrective-action", OF_ACTIONS);
    check_whole(&notice.app().log().await);
}

const OF_ACTIONS: &str = "\
# A corrective action of a supplier, gate by gate (P7.2)

The gates of an 8D report are data: which are asked for, and until when. The supplier answers with his own login, quality control \
accepts or returns; every second answer that is returned makes the action graver. Whether it has its effect is verified months \
later. That a gate was overdue stays.";
