//! Lists: reading one's own writes, pages, filters.

use events_schema::Role;
use serde_json::{Value, json};

use crate::harness::{Engine, TestApp, hotline_report};

#[tokio::test]
async fn whoever_names_a_position_reads_his_writes() {
    let app = TestApp::ready(Engine::Sqlite).await;
    for number in 0..20 {
        let report = app.post("/v1/tickets", &hotline_report()).by(Role::HotlineAgent).once(&number.to_string());
        let receipt = report.send().await.ok();
        let (id, position) = (receipt["id"].as_str().unwrap(), receipt["position"].as_u64().unwrap());
        for path in ["/v1/tickets".to_owned(), format!("/v1/tickets/{id}"), "/v1/clocks".to_owned()] {
            let answer = app.get(format!("{path}?min_position={position}")).by(Role::HotlineAgent).send().await;
            assert!(answer.ok().to_string().contains(id), "{path} shows what was just reported");
            let shown: u64 = answer.header("flywheel-position").unwrap().parse().unwrap();
            assert!(shown > position, "the answer says up to where it shows the log");
        }
    }
}

#[tokio::test]
async fn a_position_that_does_not_come_is_said_so() {
    let app = TestApp::ready(Engine::Memory).await;
    let answer = app.get("/v1/tickets?min_position=1000000").by(Role::HotlineAgent).send().await;
    answer.refused(503, "behind");
    assert_eq!(answer.header("retry-after"), Some("1"));
}

#[tokio::test]
async fn pages_show_every_ticket_once() {
    let app = TestApp::ready(Engine::Memory).await;
    for number in 0..23 {
        if number % 5 == 0 {
            app.pass(1);
        }
        app.reported(&number.to_string()).await;
    }
    app.settled().await;
    for list in ["tickets", "clocks"] {
        let whole = app.get(format!("/v1/{list}?limit=500")).by(Role::Analyst).send().await;
        assert_eq!(whole.header("link"), None);
        let mut pages: Vec<Value> = Vec::new();
        let mut path = format!("/v1/{list}?limit=5");
        loop {
            let answer = app.get(path).by(Role::Analyst).send().await;
            let page = answer.ok();
            pages.extend(page[list].as_array().unwrap().iter().cloned());
            let Some(link) = answer.header("link") else {
                assert_eq!(page.get("next"), None);
                break;
            };
            let next = link.strip_prefix('<').and_then(|link| link.split_once(">; rel=\"next\""));
            path = next.unwrap().0.to_owned();
        }
        assert_eq!(json!(pages), whole.ok()[list]);
        assert_eq!(pages.len(), 23);
    }
    app.get("/v1/tickets?cursor=rubbish").by(Role::Analyst).send().await.refused(400, "bad_parameter");
}

#[tokio::test]
async fn the_link_to_the_next_page_keeps_the_filter() {
    let app = TestApp::ready(Engine::Memory).await;
    for number in 0..3 {
        app.reported(&number.to_string()).await;
    }
    app.settled().await;
    let page = app.get("/v1/tickets?limit=1&channel=hotline").by(Role::Analyst).send().await;
    let link = page.header("link").unwrap();
    assert!(link.contains("channel=hotline") && link.contains("limit=1"), "{page}");
}

#[tokio::test]
async fn a_history_comes_in_pages_too() {
    let app = TestApp::ready(Engine::Memory).await;
    let ticket = app.assigned("call-1").await;
    let first = app.get(ticket.at("history?limit=2")).by(Role::Auditor).send().await.ok();
    assert_eq!((first["events"].as_array().unwrap().len(), &first["next"]), (2, &json!(2)));
    let second = app.get(ticket.at("history?limit=2&from_revision=2")).by(Role::Auditor).send().await.ok();
    assert_eq!((second["events"].as_array().unwrap().len(), second.get("next")), (1, None));
}

#[tokio::test]
async fn a_history_can_be_asked_for_as_it_was() {
    let app = TestApp::ready(Engine::Memory).await;
    let ticket = app.reported("call-1").await;
    let then = app.minutes_ago(0);
    app.pass(10);
    app.send(Role::HotlineAgent, &ticket, "classify", &crate::harness::general()).await;
    let position = app.stream(&ticket.0).await[0].position;
    for as_of in [then.to_string(), position.to_string()] {
        let shown = app.get(ticket.at(&format!("history?as_of={as_of}"))).by(Role::Auditor).send().await.ok();
        assert_eq!(shown["events"].as_array().unwrap().len(), 1, "as of {as_of}");
    }
}

#[tokio::test]
async fn tickets_are_found_by_code_serial_and_words() {
    let app = TestApp::ready(Engine::Memory).await;
    let ticket = app.reported("call-1").await;
    let mut other = hotline_report();
    other["engine_serial"] = "X-1".into();
    other["symptom"] = "smokes".into();
    app.post("/v1/tickets", &other).by(Role::HotlineAgent).send().await.ok();
    app.settled().await;
    let code = app.get(ticket.at("")).by(Role::Analyst).send().await.ok()["code"].as_str().unwrap().to_owned();
    for filter in [format!("code={code}"), "engine_serial=WP12-2025-004711".into(), "text=cold%20fails".into()] {
        let found = app.get(format!("/v1/tickets?{filter}")).by(Role::Analyst).send().await.ok();
        let found: Vec<&Value> = found["tickets"].as_array().unwrap().iter().map(|row| &row["ticket"]).collect();
        assert_eq!(found, [&json!(ticket.0)], "{filter}");
    }
}
