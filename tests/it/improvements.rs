//! Improvement measures over HTTP: owned, overdue, done, verified by somebody else (P1.3).

use std::sync::Arc;

use events_schema::Role::{
    self, Auditor, HeadOfAfterSales, Management, ProductionHead, QualityEngineer, TechnicalExpert,
};
use events_schema::facts::improvement::ImprovementFact;
use events_schema::{Duration, FactSet};
use serde_json::{Value, json};

use crate::conversation::{Conversation, important};
use crate::harness::TestApp;

async fn row(app: &TestApp, id: &str) -> Value {
    app.settled().await;
    let rows = app.get("/v1/improvements?owner=production-head").by(Auditor).send().await.ok();
    let rows = rows["rows"].as_array().unwrap().clone();
    rows.into_iter().find(|row| row["improvement"] == id).unwrap()
}

#[tokio::test]
async fn a_measure_of_a_ticket_is_overdue_done_verified_without_effect_and_then_with() {
    let talk = Conversation::classified(&important(), 10).await;
    let app = &talk.app;
    app.spawn(api::watch::run(Arc::clone(&app.app)));
    let due_at = app.minutes_ago(-24 * 60);
    let open = json!({
        "kind": "corrective", "title": "油管接头扭矩复检", "description": "装配线逐台复检并记录",
        "source": { "is": "ticket", "ticket": talk.ticket.0 }, "addresses": { "failure_code": "FUEL-017" },
        "owner": "production-head", "due_at": due_at, "steps": ["购置扭矩扳手", "培训班组"],
    });
    app.post("/v1/improvements", &open).by(Role::HotlineAgent).send().await.refused(403, "not_permitted");
    let opened = app.post("/v1/improvements", &open).by(TechnicalExpert).once("measure-1").send().await.ok();
    let again = app.post("/v1/improvements", &open).by(TechnicalExpert).once("measure-1").send().await;
    assert_eq!(
        (again.json()["id"].clone(), again.header("idempotency-replayed")),
        (opened["id"].clone(), Some("true"))
    );
    let id = opened["id"].as_str().unwrap().to_owned();
    let tell = async |role: Role, command: &str, body: Value| {
        app.post(format!("/v1/improvements/{id}/{command}"), &body).by(role).send().await
    };
    assert_eq!(row(app, &id).await["department"], "production");

    app.pass(24 * 60);
    app.clock.advance(Duration::from_micros(1));
    let length = *app.store.length().borrow();
    if row(app, &id).await.get("overdue_since").is_none() {
        app.length_reaches(length + 1).await;
    }
    let overdue = row(app, &id).await;
    assert_eq!((&overdue["overdue_since"], &overdue["stage"]), (&overdue["due_at"], &json!("open")));
    let later = json!({ "due_at": app.minutes_ago(-48 * 60), "reason": "工装到货推迟" });
    tell(ProductionHead, "move-due-date", later.clone()).await.refused(403, "own_improvement");
    tell(QualityEngineer, "move-due-date", later).await.ok();
    for step in [1, 2] {
        tell(ProductionHead, "record-step", json!({ "step": step })).await.ok();
    }
    let done = json!({ "result": "全部复检" });
    let next = app.minutes_ago(-72 * 60);
    let verify = |effect: &str| {
        let mut body = json!({ "effect": { "is": effect }, "findings": "三个月内同类故障统计" });
        if effect == "not_effective" {
            body["effect"]["due_at"] = json!(next);
        }
        body
    };
    tell(QualityEngineer, "verify", verify("effective")).await.refused(409, "improvement_not_done");
    tell(QualityEngineer, "declare-done", done.clone()).await.refused(403, "not_the_owner");
    tell(ProductionHead, "declare-done", done.clone()).await.ok();
    tell(ProductionHead, "verify", verify("effective")).await.refused(403, "own_improvement");
    tell(QualityEngineer, "verify", verify("not_effective")).await.ok();
    assert_eq!((&row(app, &id).await["stage"], &row(app, &id).await["without_effect"]), (&json!("open"), &json!(1)));
    tell(ProductionHead, "declare-done", done.clone()).await.refused(409, "step_left");
    for step in [1, 2] {
        tell(ProductionHead, "record-step", json!({ "step": step })).await.ok();
    }
    tell(ProductionHead, "declare-done", done).await.ok();
    tell(HeadOfAfterSales, "verify", verify("effective")).await.ok();
    tell(Management, "cancel", json!({ "reason": "停产" })).await.refused(409, "not_in_progress");
    assert!(row(app, &id).await["overdue_since"].is_string(), "that it was overdue stays");
    let of_ticket = format!("/v1/improvements?ticket={}&stage=effective", talk.ticket.0);
    assert_eq!(app.get(of_ticket).by(Auditor).send().await.ok()["rows"].as_array().unwrap().len(), 1);
    let history = app.get(format!("/v1/improvements/{id}/history")).by(Auditor).send().await.ok();
    assert!(history["events"].as_array().unwrap().len() > ImprovementFact::catalogue().len());
}
