//! Measures over HTTP: what a ticket counts for, when, and what stands behind it (P4.3.a).

use events_schema::Role::{Analyst, Auditor, Customer, HotlineAgent, Management, Supplier, SupportEngineer};
use serde_json::{Value, json};

use crate::conversation::Conversation;
use crate::harness::general;

/// A general issue that is triaged late, reached in time, solved, and rated.
async fn handled() -> Conversation {
    let ticket = Conversation::classified(&general(), 70).await;
    ticket.now(HotlineAgent, "assign", &json!({ "group": "electrical" })).await;
    ticket
        .done(SupportEngineer, "reach-customer", &json!({ "method": "phone", "summary": "已联系,约定远程诊断" }))
        .await;
    ticket.repair().await;
    ticket.now(Customer, "confirm-solved", &json!({ "rating": 4 })).await;
    ticket.now(SupportEngineer, "close", &json!({ "result": "更换起动机" })).await;
    ticket.app.settled().await;
    ticket
}

async fn measures(ticket: &Conversation, query: &str) -> Value {
    ticket.app.get(format!("/v1/measures?{query}")).by(Management).send().await.ok()
}

fn share(of: &Value) -> (u64, u64) {
    (of["part"].as_u64().unwrap(), of["whole"].as_u64().unwrap())
}

#[tokio::test]
async fn a_ticket_counts_where_it_happened_with_what_stands_behind() {
    let ticket = handled().await;
    let month = measures(&ticket, "period=2026-03").await;
    let of = &month["rows"][0]["measures"];
    assert_eq!((share(&of["timeliness"]["clocks"]["raw"]), &of["tickets"]["closed"]), ((1, 2), &json!(1)));
    assert_eq!((share(&of["timeliness"]["tickets"]["raw"]), share(&of["satisfaction"]["satisfied"])), ((0, 1), (1, 1)));
    assert_eq!(of["times"]["triage"], json!({ "count": 1, "median": "PT1H10M", "p90": "PT1H10M", "p99": "PT1H10M" }));
    let running: Vec<_> =
        of["timeliness"]["of_clocks"].as_array().unwrap().iter().filter(|of| of["running"] != 0).collect();
    assert_eq!(running.len(), 1, "the responsibility meeting is due later: {running:?}");

    let series = measures(&ticket, "period=2026-Q1&each=month&by=group").await;
    let rows = series["rows"].as_array().unwrap();
    let keys: Vec<_> = rows.iter().map(|row| (row["period"].as_str().unwrap(), row["key"].as_str())).collect();
    assert_eq!(keys, [("2026-03", Some("electrical")), ("2026-03", None)], "triage was nobody's time yet");
    let time = &rows[0]["measures"]["timeliness"]["by_time"];
    assert_eq!((&time["met_us"], &time["counted_us"]), (&json!(5 * 60_000_000_u64), &json!(5 * 60_000_000_u64)));

    let behind = "/v1/measures/behind?period=2026-03&figure=judged";
    let behind = ticket.app.get(behind).by(Auditor).send().await.ok();
    assert_eq!((&behind["total"], &behind["rows"][0]["clock"]), (&json!(2), &json!("triage")));
    assert_eq!((&behind["rows"][0]["counts"], &behind["rows"][1]["counts"]), (&json!(false), &json!(true)));
    let event = behind["rows"][0]["event"].as_str().unwrap();
    assert!(ticket.history().await.iter().any(|of| of["id"] == event), "the event is in the ticket's history");
    let of_nobody = "/v1/measures/behind?period=2026&figure=rated&by=supplier&key=";
    assert_eq!(ticket.app.get(of_nobody).by(Analyst).send().await.ok()["total"], json!(1));
}

#[tokio::test]
async fn what_was_known_then_is_answered_as_it_was_then() {
    let ticket = handled().await;
    let position = *ticket.app.store.length().borrow() - 1;
    let refused = json!({ "reason": "两天后又无法起动" });
    ticket.app.pass(2 * 24 * 60);
    ticket.now(HotlineAgent, "reopen", &refused).await;
    ticket.app.settled().await;
    let now = measures(&ticket, "period=2026-03").await;
    let then = measures(&ticket, &format!("period=2026-03&as_of={position}")).await;
    let of = |answer: &Value| {
        let measures = &answer["rows"][0]["measures"];
        (share(&measures["reopened"]), measures["signs"]["closed_and_reopened"].clone())
    };
    assert_eq!((of(&then), of(&now)), (((0, 1), json!(0)), ((1, 1), json!(1))));
}

#[tokio::test]
async fn quality_tools_are_numbers_and_pictures_that_say_the_same() {
    let ticket = handled().await;
    let get = async |path: &str| ticket.app.get(path).by(Management).send().await;
    let chart = get("/v1/analysis/pareto?period=2026-03&by=issue_type").await.ok();
    assert_eq!((&chart["total"], &chart["vital_few"], &chart["without"]), (&json!(1), &json!(1), &json!(0)));
    assert_eq!(chart["categories"][0]["name"], "starting");
    let of_parts = get("/v1/analysis/pareto?period=2026-03&by=part").await.ok();
    assert_eq!((&of_parts["total"], &of_parts["without"]), (&json!(0), &json!(1)));
    for (lang, says) in [("zh-CN", "排列图"), ("en", "Issues by category")] {
        let picture = get(&format!("/v1/analysis/pareto.svg?period=2026-03&by=issue_type&lang={lang}")).await;
        assert_eq!(
            (picture.header("content-type"), picture.header("content-language")),
            (Some("image/svg+xml"), Some(lang))
        );
        let text = String::from_utf8(picture.body.to_vec()).unwrap();
        assert!(text.starts_with("<svg") && text.contains(says) && text.contains("starting"), "{text}");
    }
    let control = get("/v1/analysis/control-chart?period=2026-03&of=breached&points=2").await.ok();
    assert_eq!(control["periods"], json!(["2026-02", "2026-03"]));
    assert_eq!(
        (&control["counts"][1], &control["trend"]),
        (&json!({ "part": 1, "whole": 2 }), &json!("not_enough_data"))
    );
    let picture = get("/v1/analysis/control-chart.svg?period=2026-03&of=breached&lang=zh-CN").await;
    assert!(String::from_utf8(picture.body.to_vec()).unwrap().contains("数据不足"));
    let spent = json!({ "kind": "parts", "amount": "1250.50", "currency": "CNY", "description": "starter motor" });
    ticket.now(SupportEngineer, "record-cost", &spent).await;
    ticket.app.settled().await;
    let cost = get("/v1/analysis/pareto?period=2026-03&by=issue_type&measure=cost").await.ok();
    assert_eq!((&cost["total"], &cost["currency"]), (&json!(125_050), &json!("CNY")));
    let picture = get("/v1/analysis/pareto.svg?period=2026-03&by=issue_type&measure=cost&lang=en").await;
    assert!(String::from_utf8(picture.body.to_vec()).unwrap().contains("1250.50 CNY"));
    let downtime = get("/v1/analysis/pareto?period=2026-03&by=issue_type&measure=downtime").await.ok();
    assert_eq!(downtime["total"], 0);
    let u = get("/v1/analysis/control-chart?period=2026-03&of=breaches_per_issue&points=2").await.ok();
    assert_eq!((&u["chart"]["kind"]["is"], &u["counts"][1]), (&json!("u"), &json!({ "part": 1, "whole": 1 })), "{u}");
    for wrong in [
        "pareto?period=2026-03",
        "pareto?period=2026-03&by=part&currency=CNY",
        "control-chart?period=2026-03",
        "control-chart?period=2026-03&of=breached&points=61",
    ] {
        get(&format!("/v1/analysis/{wrong}")).await.refused(400, "bad_parameter");
    }
}

#[tokio::test]
async fn wrong_questions_are_answered_with_what_to_do() {
    let ticket = Conversation::reported().await;
    for (query, code) in [
        ("", "bad_parameter"),
        ("period=2026-13", "bad_parameter"),
        ("period=2026-03&each=quarter", "bad_parameter"),
        ("period=2026-03&each=week", "bad_parameter"),
        ("period=2026-03&by=colour", "bad_parameter"),
        ("period=2026-03&group=electrical", "bad_parameter"),
    ] {
        ticket.app.get(format!("/v1/measures?{query}")).by(Management).send().await.refused(400, code);
    }
    let behind = "/v1/measures/behind?period=2026-03";
    ticket.app.get(behind).by(Management).send().await.refused(400, "bad_parameter");
    ticket.app.get(format!("{behind}&figure=rated&key=x")).by(Management).send().await.refused(400, "bad_parameter");
    for role in [Customer, Supplier, SupportEngineer] {
        let call = ticket.app.get("/v1/measures?period=2026-03");
        let call = if role == Customer { call.with_key("caller") } else { call.by(role) };
        call.send().await.refused(403, "not_permitted");
    }
}
