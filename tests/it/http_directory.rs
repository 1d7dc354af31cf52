//! The directory and keys: what is entered counts from the answer on.

use events_schema::Role;
use serde_json::json;

use crate::harness::{Engine, TestApp, hotline_report};

#[tokio::test]
async fn a_key_ends_with_its_role_its_revocation_or_its_time() {
    let app = TestApp::ready(Engine::Memory).await;
    let listed = |key: &'static str| app.get("/v1/tickets").with_key(key).send();
    listed("hr").await.ok();
    app.post("/v1/keys/hr/revoke", &json!({ "reason": "lost" })).by(Role::Administrator).send().await.ok();
    listed("hr").await.refused(401, "unauthenticated");

    listed("trainer").await.ok();
    let roles = json!({ "roles": ["analyst"] });
    app.post("/v1/people/trainer/set-roles", &roles).by(Role::Administrator).send().await.ok();
    listed("trainer").await.refused(401, "unauthenticated");

    listed("quality-engineer").await.ok();
    let left = app.post("/v1/people/quality-engineer/record-leaving", &json!({})).by(Role::Administrator);
    left.send().await.ok();
    listed("quality-engineer").await.refused(401, "unauthenticated");

    let secret_hash = api::http::hash_of("short");
    let expires_at = app.minutes_ago(-10);
    let short = json!({
        "key": "short", "principal": "person-auditor", "role": "auditor", "secret_hash": secret_hash, "expires_at": expires_at,
    });
    app.post("/v1/keys", &short).by(Role::Administrator).send().await.ok();
    listed("short").await.ok();
    app.pass(10);
    listed("short").await.refused(401, "unauthenticated");
}

#[tokio::test]
async fn a_key_with_another_secret_lets_nobody_in() {
    let app = TestApp::ready(Engine::Memory).await;
    for header in ["Bearer fw_auditor_wrong", "Bearer auditor", "Basic fw_auditor_auditor", "Bearer fw_local_wrong"] {
        let answer = app.get("/v1/tickets").header("authorization", header).send().await;
        answer.refused(401, "unauthenticated");
        assert_eq!(answer.header("www-authenticate"), Some("Bearer"));
    }
}

#[tokio::test]
async fn people_groups_and_issue_types_are_listed_without_names() {
    let app = TestApp::ready(Engine::Memory).await;
    for list in ["people", "departments", "groups", "issue-types"] {
        let shown = app.get(format!("/v1/{list}")).by(Role::Analyst).send().await.ok();
        assert!(!shown.as_array().unwrap().is_empty(), "{list}");
        assert!(!shown.to_string().contains("测试员"));
    }
}

#[tokio::test]
async fn a_published_policy_counts_for_clocks_from_then_on() {
    let app = TestApp::ready(Engine::Memory).await;
    let before = app.reported("call-1").await;
    let policy = json!({
        "clocks": [{ "clock": "triage", "target": "PT30M" }, { "clock": "first_contact", "target": "PT2H" }],
        "open": { "warn_at": [50], "backdating_limit": "PT72H" },
        "deviation": { "source": "notice 7 of 2026", "approved_by": "management" },
    });
    let shown = app.get("/v1/policy").by(Role::Management).send().await.ok();
    let rules = shown["clauses"].as_array().unwrap().iter().flat_map(|clause| clause["clocks"].as_array());
    let mut clocks: Vec<_> = rules.flatten().map(|clock| clock["rule"].clone()).collect();
    let mut wanted = policy.clone();
    for rule in &mut clocks {
        if let Some(set) = policy["clocks"].as_array().unwrap().iter().find(|set| set["clock"] == rule["clock"]) {
            rule["target"] = set["target"].clone();
        }
    }
    wanted["clocks"] = json!(clocks);
    wanted["open"] = shown["open"].clone();
    app.post("/v1/policies", &wanted).by(Role::HeadOfAfterSales).send().await.ok();
    let mut report = hotline_report();
    report["contact"]["phone"] = "13900000002".into();
    let after = app.post("/v1/tickets", &report).by(Role::HotlineAgent).send().await.ok();
    app.settled().await;
    let target = async |id: &str| {
        let clocks = app.get(format!("/v1/tickets/{id}/clocks")).by(Role::Management).send().await.ok();
        clocks["clocks"][0]["target"].clone()
    };
    assert_eq!(target(&before.0).await, "PT1H");
    assert_eq!(target(after["id"].as_str().unwrap()).await, "PT30M");
}

/// The underscore parts the name of a key from its secret.
#[tokio::test]
async fn a_key_with_an_underscore_in_its_name_is_refused() {
    let app = TestApp::ready(Engine::Memory).await;
    let secret_hash = api::http::hash_of("a_b");
    let key = json!({ "key": "a_b", "principal": "person-auditor", "role": "auditor", "secret_hash": secret_hash });
    app.post("/v1/keys", &key).by_administrator_here().send().await.refused(422, "key_with_underscore");
}

/// Whoever is on duty acts as head of after-sales, for as long as the shift lasts, and is shown on the board so.
#[tokio::test]
async fn whoever_is_on_duty_acts_in_the_role_of_the_roster() {
    let app = TestApp::ready(Engine::Memory).await;
    let roster = json!({ "roster": "head-at-night", "title": "夜间值班", "role": "head_of_after_sales" });
    app.post("/v1/rosters", &roster).by(Role::HeadOfAfterSales).send().await.ok();
    let ticket = app.reported("call-1").await;
    let important = json!({
        "class": "important", "issue_type": "starting",
        "grounds": { "effect_on_use": "stopped", "safety_hazard": "none", "effect_on_production": "none" },
    });
    app.send(Role::HotlineAgent, &ticket, "classify", &important).await;
    let hold = json!({ "attendees": ["technical-expert"], "first_measures": ["换泵"] });
    let by_quality = || app.post(ticket.at("hold-first-analysis"), &hold).by(Role::QualityEngineer).send();
    by_quality().await.refused(403, "not_permitted");

    let (now, until) = (app.minutes_ago(0), app.minutes_ago(-60));
    let shift = json!({ "person": "quality-engineer", "from": now, "until": until });
    let plan = json!({ "until": until, "shifts": [shift] });
    app.post("/v1/rosters/head-at-night/plan", &plan).by(Role::Hr).send().await.ok();
    let shown = app.get("/v1/rosters").by(Role::HotlineAgent).send().await.ok();
    assert_eq!(shown[0]["on_duty"], json!(["quality-engineer"]));
    app.settled().await;
    let board = app.get("/v1/board").by(Role::HotlineAgent).send().await.ok();
    let to_dos = board["tickets"][0]["to_dos"].as_array().unwrap().clone();
    let analysis = to_dos.iter().find(|to_do| to_do["what"] == "hold_first_analysis").unwrap();
    assert_eq!(analysis["deputies"], json!(["quality-engineer"]), "{board}");
    by_quality().await.ok();
    let held = app.stream(&ticket.0).await.pop().unwrap();
    let envelope: serde_json::Value = serde_json::from_slice(&held.metadata).unwrap();
    assert_eq!(envelope["actor"]["role"], "head_of_after_sales");
    assert_eq!(envelope["actor"]["id"], "person-quality-engineer");

    app.pass(60);
    by_quality().await.refused(403, "not_permitted");
    app.post("/v1/rosters/head-at-night/close", &json!({})).by(Role::HeadOfAfterSales).send().await.ok();
    app.post("/v1/rosters/head-at-night/plan", &plan).by(Role::Hr).send().await.refused(409, "roster_closed");
}

#[tokio::test]
async fn how_staff_are_reached_is_sealed_and_opened_for_few() {
    let app = TestApp::ready(Engine::Memory).await;
    let contact = json!({ "phone": "+86 536 000 0000", "email": "expert@example.com" });
    app.post("/v1/people/technical-expert/set-contact", &contact).by(Role::Hr).send().await.ok();
    let path = "/v1/people/technical-expert/contact";
    let shown = app.get(path).by(Role::HotlineAgent).send().await.ok();
    assert_eq!((&shown["name"], &shown["email"]), (&json!("测试员"), &json!("expert@example.com")));
    app.get(path).by(Role::Analyst).send().await.refused(403, "not_permitted");
    app.get("/v1/people/nobody/contact").by(Role::Hr).send().await.refused(404, "not_found");
    let set = app.stream("person-technical-expert").await.pop().unwrap();
    assert!(!String::from_utf8_lossy(&set.data).contains("example.com"));
    app.post("/v1/people/technical-expert/set-contact", &json!({})).by(Role::Hr).send().await.ok();
    let shown = app.get(path).by(Role::Hr).send().await.ok();
    assert_eq!(shown.get("phone"), None);
}
