//! The board as a screen in the service centre has it: who is to act next and until when, at once and live.

use event_store::{Append, Expected};
use events_schema::{CommandId, EventId, NewEvent, Role};
use serde_json::{Value, json};

use crate::harness::{Engine, TestApp, Ticket, person_of};
use crate::http_live::Live;
use crate::records::said;
use crate::watch::due_now;

fn emergency() -> Value {
    json!({
        "class": "emergency", "issue_type": "starting",
        "grounds": { "effect_on_use": "stopped", "safety_hazard": "possible", "effect_on_production": "serious" },
    })
}

fn important() -> Value {
    json!({
        "class": "important", "issue_type": "starting",
        "grounds": { "effect_on_use": "affected", "safety_hazard": "none", "effect_on_production": "limited" },
    })
}

/// The board, when it shows everything that is in the log.
async fn board(app: &TestApp, query: &str) -> Vec<Value> {
    app.settled().await;
    let page = app.get(format!("/v1/board{query}")).by(Role::HotlineAgent).send().await.ok();
    page["tickets"].as_array().unwrap().clone()
}

fn tickets(rows: &[Value]) -> Vec<&str> {
    rows.iter().map(|row| row["ticket"].as_str().unwrap()).collect()
}

fn to_do<'a>(row: &'a Value, what: &str) -> &'a Value {
    let found = row["to_dos"].as_array().unwrap().iter().find(|to_do| to_do["what"] == what);
    found.unwrap_or_else(|| panic!("there is no {what}: {row:#}"))
}

async fn classified(app: &TestApp, key: &str, as_what: &Value) -> Ticket {
    let ticket = app.reported(key).await;
    app.send(Role::HotlineAgent, &ticket, "classify", as_what).await;
    ticket
}

#[tokio::test]
async fn an_emergency_comes_first_and_says_who_does_not_know_of_it() {
    let app = TestApp::ready(Engine::Memory).await;
    let everyday = app.assigned("call-1").await;
    let pressing = classified(&app, "call-2", &important()).await;
    let grave = classified(&app, "call-3", &emergency()).await;
    let rows = board(&app, "").await;
    assert_eq!(tickets(&rows), [&grave.0, &pressing.0, &everyday.0]);
    let first = &rows[0];
    assert_eq!(first["due_at"], json!(app.minutes_ago(-5)));
    assert_eq!(first["not_acknowledged"], json!(["head_of_after_sales", "technical_expert", "production_head"]));
    assert_eq!(first["to_dos"][0]["clock"], json!({ "clock": "notification", "episode": 1, "number": 1 }));
    assert_eq!(to_do(first, "notify")["clause"], "P3.3.a");
    for (role, left) in [
        (Role::TechnicalExpert, json!(["head_of_after_sales", "production_head"])),
        (Role::ProductionHead, json!(["head_of_after_sales"])),
        (Role::HeadOfAfterSales, json!([])),
    ] {
        app.send(role, &grave, "acknowledge", &json!({})).await;
        assert_eq!(board(&app, "").await[0]["not_acknowledged"], left);
    }
    let first = &board(&app, "").await[0];
    assert_eq!(to_do(first, "start_plan_and_team")["roles"], json!(["hotline_agent", "head_of_after_sales"]));
    assert_eq!(to_do(first, "arrive")["due_at"], json!(app.minutes_ago(-60)));
}

#[tokio::test]
async fn filters_pages_and_links_work_as_elsewhere() {
    let app = TestApp::ready(Engine::Memory).await;
    let everyday = app.assigned("call-1").await;
    let grave = classified(&app, "call-2", &emergency()).await;
    let fresh = app.reported("call-3").await;
    for (query, expected) in [
        ("?class=emergency", vec![&grave]),
        ("?group=electrical", vec![&everyday]),
        ("?role=production_head", vec![&grave]),
        ("?role=support_engineer", vec![&grave, &everyday]),
        ("?class=general&role=production_head", vec![]),
        (&format!("?due_before={}", app.minutes_ago(-61)), vec![&grave, &fresh]),
    ] {
        let expected: Vec<&str> = expected.into_iter().map(|ticket| &*ticket.0).collect();
        assert_eq!(tickets(&board(&app, query).await), expected, "{query}");
    }
    let first = app.get("/v1/board?limit=2").by(Role::Auditor).send().await;
    let next = first.ok()["next"].as_str().unwrap().to_owned();
    assert!(first.header("link").unwrap().contains("/v1/board?cursor="), "{first}");
    assert_eq!(tickets(&board(&app, &format!("?limit=2&cursor={next}")).await), [&everyday.0]);
    app.get("/v1/board?class=grave").by(Role::Auditor).send().await.refused(400, "bad_parameter");
    app.get("/v1/board?stage=open").by(Role::Auditor).send().await.refused(400, "bad_parameter");
    app.get("/v1/board").by(Role::Customer).send().await.refused(403, "not_permitted");
    app.get("/v1/board/live").by(Role::Customer).send().await.refused(403, "not_permitted");
}

#[tokio::test]
async fn slots_of_the_progress_grid_that_passed_are_counted() {
    let app = TestApp::ready(Engine::Memory).await;
    let ticket = classified(&app, "call-1", &important()).await;
    for role in [Role::TechnicalExpert, Role::OnSiteEngineer] {
        app.send(role, &ticket, "record-arrival", &json!({})).await;
    }
    let row = board(&app, "").await.remove(0);
    let report = to_do(&row, "report_progress");
    assert_eq!((&row["missed_slots"], &report["due_at"]), (&json!(0), &json!(app.minutes_ago(-120))));
    assert_eq!(report["people"], json!([person_of(Role::TechnicalExpert), person_of(Role::OnSiteEngineer)]));
    app.pass(241);
    assert!(due_now(&app, &ticket).await > 0);
    let row = board(&app, "").await.remove(0);
    assert_eq!(row["missed_slots"], 2);
    assert_eq!(to_do(&row, "report_progress")["clock"]["number"], 3);
    let report = app.send(Role::OnSiteEngineer, &ticket, "report-progress", &json!({ "progress": "half" })).await;
    let row = board(&app, "").await.remove(0);
    assert_eq!(to_do(&row, "report_progress")["clock"]["number"], 4);
    assert_eq!(to_do(&row, "relay_progress")["answers"], report.json()["events"][0]["id"]);
}

#[tokio::test]
async fn a_closed_ticket_leaves_and_comes_back_when_it_is_reopened() {
    let app = TestApp::ready(Engine::Memory).await;
    let ticket = app.assigned("call-1").await;
    let engineer = |command, body| {
        let (app, ticket) = (&app, &ticket);
        async move { app.send(Role::SupportEngineer, ticket, command, &body).await.json() }
    };
    engineer("reach-customer", json!({ "method": "phone" })).await;
    let proposal = json!({ "kind": "replace_parts", "description": "replace the starter motor" });
    let solution = engineer("propose-solution", proposal).await["events"][0]["id"].clone();
    let waiting = board(&app, "").await;
    let approval = to_do(&waiting[0], "approve_solution");
    assert_eq!((&approval["answers"], &approval["people"]), (&solution, &json!([person_of(Role::SupportLead)])));
    app.send(Role::SupportLead, &ticket, "approve-solution", &json!({ "solution": solution })).await;
    engineer("start-solution", json!({})).await;
    engineer("finish-solution", json!({})).await;
    to_do(&board(&app, "").await[0], "confirm_with_customer");
    let on_behalf = json!({ "method": "phone", "reference": "call recording 17" });
    engineer("confirm-solved", json!({ "rating": 5, "on_behalf": on_behalf })).await;
    to_do(&board(&app, "").await[0], "close");
    engineer("close", json!({ "result": "starter motor replaced" })).await;
    to_do(&board(&app, "").await[0], "review_responsibility");
    review(&app, &ticket).await;
    assert_eq!(board(&app, "").await, Vec::<Value>::new());
    app.send(Role::HotlineAgent, &ticket, "reopen", &json!({ "reason": "it is back" })).await;
    to_do(&board(&app, "").await[0], "find_solution");
}

/// Decides that nobody here is responsible, once there is a case.
async fn review(app: &TestApp, ticket: &Ticket) {
    app.reacts();
    let case = ticket.0.replacen("ticket", "responsibility", 1);
    loop {
        let length = *app.store.length().borrow();
        if !app.stream(&case).await.is_empty() {
            break;
        }
        app.length_reaches(length + 1).await;
    }
    let no_cause = app.post(format!("/v1/responsibilities/{case}/decide-no-cause"), &json!({ "grounds": "wear" }));
    no_cause.by(Role::HeadOfAfterSales).send().await.ok();
    said(app, ticket, "ticket.responsibility_reviewed").await;
}

#[tokio::test]
async fn nobody_waits_for_somebody_who_has_left() {
    let app = TestApp::ready(Engine::Memory).await;
    let ticket = app.assigned("call-1").await;
    app.send(Role::SupportEngineer, &ticket, "take-over", &json!({})).await;
    let person = person_of(Role::SupportEngineer);
    let row = board(&app, "").await.remove(0);
    assert_eq!((&row["person"], &to_do(&row, "reach_customer")["people"]), (&json!(person), &json!([person])));
    let left = app.post(format!("/v1/people/{person}/record-leaving"), &json!({})).by_administrator_here().send().await;
    left.ok();
    let row = board(&app, "").await.remove(0);
    let reach = to_do(&row, "reach_customer");
    assert_eq!((row.get("person"), reach.get("people"), &reach["group"]), (None, None, &json!("electrical")));
}

async fn live(app: &TestApp, query: &str, last_seen: Option<u64>) -> Live {
    app.settled().await;
    Live::over(app.get(format!("/v1/board/live{query}")).by(Role::HotlineAgent), last_seen).await
}

/// The next board of a screen, and the position that it reflects.
async fn shown(screen: &mut Live) -> (u64, Vec<Value>) {
    let message = screen.next().await.expect("the screen goes on");
    assert_eq!(message.event, "board");
    let page: Value = serde_json::from_str(&message.data).unwrap();
    (message.id.unwrap(), page["tickets"].as_array().unwrap().clone())
}

#[tokio::test]
async fn a_screen_gets_the_board_and_then_every_change_of_it() {
    let app = TestApp::ready(Engine::Memory).await;
    let grave = classified(&app, "call-1", &emergency()).await;
    let mut screen = live(&app, "", None).await;
    let (position, rows) = shown(&mut screen).await;
    assert_eq!((position, tickets(&rows)), (*app.store.length().borrow(), vec![&*grave.0]));
    // Of two screens that wait for the same change, only the one that has looked just now rests.
    let mut rested = live(&app, "", Some(position)).await;
    let resting = tokio::spawn(async move { shown(&mut screen).await });
    app.send(Role::ProductionHead, &grave, "acknowledge", &json!({})).await;
    let first = json!(["head_of_after_sales", "technical_expert"]);
    assert_eq!(shown(&mut rested).await.1[0]["not_acknowledged"], first);
    assert_eq!(shown(&mut live(&app, "", None).await).await.1[0]["not_acknowledged"], first);
    assert!(!resting.is_finished(), "half a second has not passed");
    app.send(Role::TechnicalExpert, &grave, "acknowledge", &json!({})).await;
    app.settled().await;
    app.pass(1);
    let (position, rows) = resting.await.unwrap();
    assert_eq!(position, *app.store.length().borrow());
    assert_eq!(rows[0]["not_acknowledged"], json!(["head_of_after_sales"]), "both in one message");
}

#[tokio::test]
async fn a_screen_that_comes_back_gets_nothing_until_something_changes() {
    let app = TestApp::ready(Engine::Memory).await;
    let grave = classified(&app, "call-1", &emergency()).await;
    let (position, _) = shown(&mut live(&app, "?class=emergency", None).await).await;
    let mut back = live(&app, "?class=emergency", Some(position)).await;
    // What this screen does not show is not its news either.
    app.reported("call-2").await;
    app.send(Role::TechnicalExpert, &grave, "acknowledge", &json!({})).await;
    app.settled().await;
    let (later, rows) = shown(&mut back).await;
    assert_eq!((later, rows[0]["not_acknowledged"].as_array().unwrap().len()), (position + 2, 2));
    let (anew, rows) = shown(&mut live(&app, "", Some(position)).await).await;
    assert_eq!((anew, rows.len()), (later, 2), "who has seen less gets the whole board at once");
}

#[tokio::test]
async fn a_screen_ends_when_the_server_is_about_to() {
    let app = TestApp::ready(Engine::Memory).await;
    let mut screen = live(&app, "?limit=1", None).await;
    assert_eq!(shown(&mut screen).await.1, Vec::<Value>::new());
    app.end.send_replace(true);
    assert_eq!(screen.next().await, None);
    let strange = app.get("/v1/board/live").by(Role::Auditor).header("last-event-id", "yesterday").send().await;
    strange.refused(400, "bad_parameter");
}

/// An event of a newer program, which no read model of this one can take in.
async fn record_unheard_of(app: &TestApp) {
    let any = app.log().await.remove(0);
    let id = EventId::of(CommandId::of("system-tester", "newer"), 0);
    let newer =
        NewEvent { id, kind: "ticket.unheard_of", version: 1, metadata: any.metadata.to_vec(), data: b"{}".to_vec() };
    let stream = "ticket-00000000-0000-5000-8000-000000000000".parse().unwrap();
    app.store.append(Append { stream, expected: Expected::NoStream, events: vec![newer] }).await.unwrap();
}

#[tokio::test]
async fn a_screen_whose_board_stands_still_is_told_so() {
    let app = TestApp::ready(Engine::Memory).await;
    let mut screen = live(&app, "", None).await;
    assert_eq!(shown(&mut screen).await.1, Vec::<Value>::new());
    record_unheard_of(&app).await;
    app.pass(1);
    let last = screen.next().await.unwrap();
    let problem: Value = serde_json::from_str(&last.data).unwrap();
    assert_eq!((&*last.event, &problem["code"]), ("ended", &json!("behind")));
    assert_eq!(screen.next().await, None);
    app.get("/v1/board/live").by(Role::Auditor).send().await.refused(503, "behind");
}
