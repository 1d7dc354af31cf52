//! Rewards that a rule of the scheme proposes (P4.3.b): seen by the program, decided by management.

use events_schema::Role::{
    Auditor, Customer, HotlineAgent, Management, OnSiteEngineer, ProductionHead, QualityEngineer, SupportEngineer,
    TechnicalExpert,
};
use serde_json::{Value, json};

use crate::conversation::{Conversation, important};
use crate::harness::TestApp;

fn scheme() -> Value {
    let all = json!([{ "measure": { "is": "timeliness" }, "weight": "100" }]);
    let certificate = json!({ "is": "certificate_of_honour", "title": "快速响应" });
    let bonus = json!({ "is": "bonus", "amount": "500.00", "currency": "CNY" });
    json!({
        "departments": all, "people": all,
        "rewards": [
            { "ground": { "is": "fast_solution", "class": "important", "within": "PT24H" }, "award": certificate },
            { "ground": { "is": "recurrence_reduced" }, "award": bonus },
        ],
    })
}

/// Waits until a reward stands in the list.
async fn proposed(app: &TestApp, list: &str) -> Value {
    loop {
        let length = *app.store.length().borrow();
        app.settled().await;
        let rows = app.get(list).by(Auditor).send().await.ok();
        if let Some(row) = rows["rows"].get(0) {
            return row.clone();
        }
        app.length_reaches(length + 1).await;
    }
}

#[tokio::test]
async fn what_was_solved_fast_and_what_has_its_effect_is_proposed_by_rule() {
    let talk = Conversation::classified(&important(), 10).await;
    let app = &talk.app;
    app.reacts();
    let mut general = scheme();
    general["rewards"][0]["ground"]["class"] = json!("general");
    app.post("/v1/appraisal-schemes", &general).by(Management).send().await.refused(422, "rule_not_complex");
    app.post("/v1/appraisal-schemes", &scheme()).by(Management).send().await.ok();

    talk.done(HotlineAgent, "assign", &json!({ "group": "electrical" })).await;
    talk.done(SupportEngineer, "reach-customer", &json!({ "method": "phone" })).await;
    talk.repair().await;
    talk.done(Customer, "confirm-solved", &json!({ "rating": 5 })).await;
    talk.done(SupportEngineer, "close", &json!({ "result": "更换油管" })).await;
    let fast = proposed(app, &format!("/v1/rewards?ticket={}", talk.ticket.0)).await;
    assert_eq!((&fast["stage"], &fast["person"]), (&json!("proposed"), &json!("support-engineer")));
    assert_eq!((&fast["scheme_version"], &fast["proposed_by"]), (&json!(1), &json!("person-support-engineer")));
    let approve = format!("/v1/rewards/{}/approve", fast["reward"].as_str().unwrap());
    app.post(approve, &json!({})).by(Management).send().await.ok();

    let open = json!({
        "kind": "corrective", "title": "扭矩复检", "description": "逐台复检", "source": { "is": "ticket", "ticket": talk.ticket.0 },
        "owner": "production-head", "due_at": app.minutes_ago(-24 * 60),
    });
    let measure = app.post("/v1/improvements", &open).by(TechnicalExpert).send().await.ok()["id"].clone();
    let to_measure = |command: &str| format!("/v1/improvements/{}/{command}", measure.as_str().unwrap());
    app.post(to_measure("declare-done"), &json!({ "result": "完成" })).by(ProductionHead).send().await.ok();
    let reward = json!({
        "ground": { "is": "recurrence_reduced", "improvement": measure }, "grounds": "同类故障为零",
        "beneficiaries": [{ "is": "person", "person": "technical-expert" }],
        "award": { "is": "certificate_of_honour", "title": "改进" },
    });
    let early = app.post("/v1/rewards", &reward).by(OnSiteEngineer).send().await;
    early.refused(409, "measure_not_effective");
    let verified = json!({ "effect": { "is": "effective" }, "findings": "三个月内同类故障为零" });
    app.post(to_measure("verify"), &verified).by(QualityEngineer).send().await.ok();
    let reduced = proposed(app, &format!("/v1/rewards?improvement={}", measure.as_str().unwrap())).await;
    assert_eq!((&reduced["person"], &reduced["amount"]), (&json!("production-head"), &json!("500.00")));
    app.post("/v1/rewards", &reward).by(OnSiteEngineer).send().await.ok();
}
