//! Cause-and-effect analyses over HTTP: causes, evidence, verdicts, the diagram, and what confirmed causes come to (P5.2).

use events_schema::Role::{
    Auditor, HeadOfAfterSales, Management, QualityEngineer, Supplier, SupportEngineer, TechnicalExpert,
};
use serde_json::{Value, json};

use crate::chain::check_whole;
use crate::conversation::{Talk, event_of};
use crate::harness::{Engine, TestApp, person_of};
use crate::transcript::Transcript;

#[tokio::test]
async fn an_effect_is_explained_cause_by_cause() {
    let (app, transcript) = (TestApp::ready(Engine::Memory).await, Transcript::default());
    let talk = Talk { app: &app, transcript: &transcript };
    let ticket = app.assigned("1").await;
    app.send(SupportEngineer, &ticket, "identify-engine", &json!({ "serial": "WP12-2025-004711" })).await;
    let diagnosis = json!({ "category": "method", "failure_code": "FUEL-017", "root_cause": "接头力矩不足" });
    app.send(SupportEngineer, &ticket, "conclude-diagnosis", &diagnosis).await;

    let open = json!({ "effect": "高压油管渗油", "scope": { "failure_code": "FUEL-017" }, "owner": person_of(QualityEngineer) });
    let nothing = json!({ "effect": "高压油管渗油", "scope": {}, "owner": person_of(QualityEngineer) });
    talk.refused(QualityEngineer, "/v1/cause-analyses", &nothing, (422, "analysis_concerns_nothing", "P5.2")).await;
    let opened = talk.now(QualityEngineer, "/v1/cause-analyses", &open).await;
    let id = opened["id"].as_str().unwrap();
    let at = |command: &str| format!("/v1/cause-analyses/{id}/{command}");
    for (category, text) in [("method", "接头拧紧力矩不足"), ("material", "油管壁厚不足")] {
        let cause = json!({ "category": category, "text": text, "failure_code": "FUEL-017" });
        talk.now(SupportEngineer, &at("add-cause"), &cause).await;
    }
    let why = json!({ "category": "method", "text": "力矩扳手未校准", "parent": 1 });
    talk.now(SupportEngineer, &at("add-cause"), &why).await;
    let judge = |cause: u32, verdict: &str| json!({ "cause": cause, "verdict": verdict, "reason": "复现试验" });
    let unproven = (409, "cause_without_evidence", "P5.2");
    talk.refused(TechnicalExpert, &at("judge-cause"), &judge(1, "confirmed"), unproven).await;
    for cause in 1..=3 {
        let evidence = json!({ "cause": cause, "side": "for", "text": "抽检 20 台,3 台力矩低于下限" });
        talk.now(SupportEngineer, &at("add-evidence"), &evidence).await;
    }
    talk.now(TechnicalExpert, &at("judge-cause"), &judge(1, "confirmed")).await;
    talk.now(TechnicalExpert, &at("judge-cause"), &judge(2, "rejected")).await;
    let early = json!({ "root_causes": [1] });
    talk.refused(HeadOfAfterSales, &at("conclude"), &early, (409, "cause_open", "P5.2")).await;
    talk.now(TechnicalExpert, &at("judge-cause"), &judge(3, "confirmed")).await;
    let concluded = talk.now(HeadOfAfterSales, &at("conclude"), &json!({ "root_causes": [3] })).await;
    assert!(event_of(&concluded).is_string());
    app.settled().await;

    let get = async |path: String| app.get(path).by(Auditor).send().await;
    let tree = get(at("tree")).await.ok();
    let method = tree["categories"].as_array().unwrap().iter().find(|of| of["category"] == "method").unwrap();
    assert_eq!(
        (&method["causes"][0]["verdict"], &method["causes"][0]["causes"][0]["is_root_cause"]),
        (&json!("confirmed"), &json!(true))
    );
    for (lang, says) in [("zh-CN", "已确认"), ("en", "confirmed")] {
        let picture = get(at(&format!("diagram.svg?lang={lang}"))).await;
        let text = String::from_utf8(picture.body.to_vec()).unwrap();
        assert!(text.starts_with("<svg") && text.contains(says) && text.contains("力矩扳手未校准"), "{text}");
    }
    let roots: Value = get("/v1/causes?is_root_cause=true".to_owned()).await.ok();
    assert_eq!(roots["rows"][0]["text"], "力矩扳手未校准");
    let found = |by: &str| app.get(format!("/v1/analysis/confirmed-causes?period=2026-03&by={by}")).by(Management);
    let chart = found("cause").send().await.ok();
    assert_eq!(
        (&chart["categories"][0]["name"], &chart["total"], &chart["without"]),
        (&json!("接头拧紧力矩不足"), &json!(1), &json!(1))
    );
    assert_eq!(found("category").send().await.ok()["categories"][0]["name"], "method");
    app.get("/v1/analysis/confirmed-causes.svg?period=2026-03&lang=zh-CN").by(Management).send().await;
    app.get(at("tree")).by(Supplier).send().await.refused(403, "not_permitted");
    get("/v1/cause-analyses/no-such/tree".to_owned()).await.refused(404, "not_found");
    check_whole(&app.log().await);
}
