//! Keeping the record right: duplicates that are merged, entries that belong to another ticket (P5.1).

use events_schema::Role::{self, HotlineAgent, SupportEngineer};
use serde_json::{Value, json};

use crate::conversation::{Conversation, event_of};
use crate::harness::{Engine, PATIENCE, TestApp, Ticket, general};

/// Two reports of one issue, ten minutes apart, and the program's reactions at work.
async fn two() -> (TestApp, Ticket, Ticket) {
    let app = TestApp::ready(Engine::Sqlite).await;
    let earlier = app.reported("call-1").await;
    app.pass(10);
    let later = app.reported("call-2").await;
    app.reacts();
    (app, earlier, later)
}

/// Three reports of one issue, ten minutes apart, and no reactions yet.
async fn three() -> (TestApp, [Ticket; 3]) {
    let app = TestApp::ready(Engine::Sqlite).await;
    let first = app.reported("call-1").await;
    app.pass(10);
    let second = app.reported("call-2").await;
    app.pass(10);
    let third = app.reported("call-3").await;
    (app, [first, second, third])
}

/// What the events of a type in a ticket say.
async fn says(app: &TestApp, ticket: &Ticket, kind: &str) -> Vec<Value> {
    let events = app.stream(&ticket.0).await;
    let of_kind = events.iter().filter(|event| &*event.kind == kind);
    of_kind.map(|event| serde_json::from_slice(&event.data).unwrap()).collect()
}

/// Waits until a ticket has so many events of a type, and gives what they say.
async fn all_said(app: &TestApp, ticket: &Ticket, kind: &str, count: usize) -> Vec<Value> {
    loop {
        let length = *app.store.length().borrow();
        let found = says(app, ticket, kind).await;
        if found.len() >= count {
            return found;
        }
        app.length_reaches(length + 1).await;
    }
}

/// Waits until a ticket has an event of a type, and gives what it says.
pub(crate) async fn said(app: &TestApp, ticket: &Ticket, kind: &str) -> Value {
    all_said(app, ticket, kind, 1).await.remove(0)
}

/// Waits until a ticket has absorbed these and no others.
async fn absorbs(app: &TestApp, ticket: &Ticket, duplicates: [&Ticket; 2]) {
    let absorbed = all_said(app, ticket, "ticket.duplicate_absorbed", duplicates.len()).await;
    let mut absorbed: Vec<&str> = absorbed.iter().map(|said| said["duplicate"].as_str().unwrap()).collect();
    let mut expected = duplicates.map(|duplicate| &*duplicate.0);
    absorbed.sort_unstable();
    expected.sort_unstable();
    assert_eq!(absorbed, expected);
}

fn into(ticket: &Ticket) -> Value {
    json!({ "into": ticket.0, "reason": "同一台发动机,同一故障" })
}

async fn refused(app: &TestApp, ticket: &Ticket, command: &str, body: &Value, status: u16, code: &str) {
    app.post(ticket.at(command), body).by(HotlineAgent).send().await.refused(status, code);
}

#[tokio::test]
async fn a_duplicate_goes_into_the_earlier_ticket() {
    let (app, earlier, later) = two().await;
    refused(&app, &earlier, "merge", &into(&later), 409, "not_earlier").await;
    refused(&app, &later, "merge", &into(&later), 422, "itself_again").await;
    let nobody = Ticket("ticket-00000000-0000-5000-8000-000000000000".to_owned());
    refused(&app, &later, "merge", &into(&nobody), 422, "unknown_ticket").await;
    let merged = app.send(HotlineAgent, &later, "merge", &into(&earlier)).await.json();
    let absorbed = said(&app, &earlier, "ticket.duplicate_absorbed").await;
    assert_eq!(absorbed, json!({ "duplicate": later.0, "merge": event_of(&merged) }));
    refused(&app, &later, "classify", &general(), 409, "merged").await;
    refused(&app, &earlier, "merge", &into(&later), 409, "merge_in_circle").await;
    let clocks = app.get(later.at("clocks")).by(Role::Management).send().await.ok();
    assert_eq!(clocks["clocks"][0]["state"]["is"], "cancelled", "its history stays, its clocks end: {clocks:#}");
    app.settled().await;
    let listed = app.get("/v1/tickets?stage=merged").by(Role::Management).send().await.ok();
    assert_eq!(listed["tickets"][0]["ticket"], later.0.as_str());
}

#[tokio::test]
async fn a_merge_into_a_merged_ticket_goes_where_that_one_went() {
    let (app, [first, second, third]) = three().await;
    app.send(HotlineAgent, &second, "merge", &into(&first)).await;
    app.send(HotlineAgent, &third, "merge", &into(&second)).await;
    assert_eq!(said(&app, &third, "ticket.merged").await["into"], first.0.as_str());
    app.reacts();
    absorbs(&app, &first, [&second, &third]).await;
}

#[tokio::test]
async fn what_was_merged_into_a_ticket_that_was_merged_meanwhile_follows_it() {
    let (app, [first, second, third]) = three().await;
    app.send(HotlineAgent, &third, "merge", &into(&second)).await;
    app.send(HotlineAgent, &second, "merge", &into(&first)).await;
    assert_eq!(said(&app, &third, "ticket.merged").await["into"], second.0.as_str());
    app.reacts();
    absorbs(&app, &first, [&second, &third]).await;
    assert_eq!(says(&app, &second, "ticket.duplicate_absorbed").await, Vec::<Value>::new());
}

#[tokio::test]
async fn an_entry_follows_a_ticket_that_was_merged_meanwhile() {
    let (app, [first, second, third]) = three().await;
    let note = app.send(HotlineAgent, &third, "add-note", &json!({ "text": "客户明天在场" })).await.json();
    let moving = json!({ "event": event_of(&note), "to": second.0, "reason": "记错工单" });
    app.send(HotlineAgent, &third, "move-entry", &moving).await;
    app.send(HotlineAgent, &second, "merge", &into(&first)).await;
    app.reacts();
    let moved = said(&app, &first, "ticket.entry_moved_in").await;
    assert_eq!((&moved["from"], &moved["moved"]), (&json!(third.0), &event_of(&note)));
    assert_eq!(says(&app, &second, "ticket.entry_moved_in").await, Vec::<Value>::new());
}

#[tokio::test]
async fn an_entry_is_moved_to_the_ticket_where_it_belongs() {
    let (app, right, wrong) = two().await;
    for ticket in [&right, &wrong] {
        app.send(HotlineAgent, ticket, "classify", &general()).await;
        app.send(HotlineAgent, ticket, "assign", &json!({ "group": "electrical" })).await;
    }
    app.pass(30);
    let call = json!({ "method": "phone" });
    let reached = app.send(SupportEngineer, &wrong, "reach-customer", &call).await.json();
    let verdict = async |ticket: &Ticket| {
        let clocks = app.get(ticket.at("clocks")).by(Role::Management).send().await.ok();
        let clock = &clocks["clocks"][1];
        (clock["state"]["is"].as_str().unwrap().to_owned(), clock["verdict"].clone())
    };
    assert_eq!(verdict(&wrong).await, ("stopped".to_owned(), json!("met")));
    let moving = json!({ "event": event_of(&reached), "to": right.0, "reason": "拨错了工单" });
    app.send(HotlineAgent, &wrong, "move-entry", &moving).await;
    let moved = said(&app, &right, "ticket.entry_moved_in").await;
    assert_eq!((&moved["from"], &moved["moved"]), (&json!(wrong.0), &event_of(&reached)));
    assert_eq!(verdict(&wrong).await, ("running".to_owned(), Value::Null), "the call was not made here");
    assert_eq!(verdict(&right).await, ("stopped".to_owned(), json!("met")), "it was made here, and in time");
    app.settled().await;
    let details = app.get(right.at("")).by(Role::Management).send().await.ok();
    let contacts = details["contacts"].as_array().unwrap();
    assert_eq!(contacts[0]["fact"]["type"], "ticket.customer_reached", "{details:#}");
    assert_eq!(contacts[0]["actor"]["id"], "person-support-engineer", "by whoever made it");
    let left = app.get(wrong.at("")).by(Role::Management).send().await.ok();
    assert_eq!(left["retracted"][0]["moved_to"], right.0.as_str(), "{left:#}");
    refused(&app, &wrong, "move-entry", &moving, 422, "unknown_entry").await;
}

#[tokio::test]
async fn what_does_not_fit_there_is_not_moved() {
    let (app, earlier, later) = two().await;
    let note = app.send(HotlineAgent, &later, "add-note", &json!({ "text": "客户明天在场" })).await.json();
    let report = app.stream(&later.0).await[0].id;
    let moving = |event: Value, to: &Ticket| json!({ "event": event, "to": to.0, "reason": "记错工单" });
    refused(&app, &later, "move-entry", &moving(json!(report), &earlier), 409, "entry_stands").await;
    refused(&app, &later, "move-entry", &moving(event_of(&note), &later), 422, "itself_again").await;
    app.send(HotlineAgent, &later, "classify", &general()).await;
    app.send(HotlineAgent, &later, "assign", &json!({ "group": "electrical" })).await;
    let reached = app.send(SupportEngineer, &later, "reach-customer", &json!({ "method": "phone" })).await.json();
    app.send(HotlineAgent, &earlier, "withdraw", &json!({ "reason": "客户自行解决" })).await;
    refused(&app, &later, "move-entry", &moving(event_of(&reached), &earlier), 409, "withdrawn").await;
    let talk = Conversation::reported().await;
    let nowhere = Ticket("ticket-00000000-0000-5000-8000-000000000000".to_owned());
    let noted = talk.now(HotlineAgent, "add-note", &json!({ "text": "备注" })).await;
    talk.refused(HotlineAgent, "move-entry", &moving(event_of(&noted), &nowhere), (422, "unknown_ticket", "P5.1"))
        .await;
}

#[tokio::test]
async fn reactions_that_do_not_get_on_are_seen_and_tried_again() {
    let (app, [first, second, _]) = three().await;
    let tasks = async || app.get("/readyz").send().await.ok()["tasks"].clone();
    let well = ["watch", "reactions", "evaluation", "reporting", "needs", "telling", "outbox"]
        .map(|name| json!({ "name": name }));
    assert_eq!(tasks().await, json!(well));
    let blocked = app.folder.path().join("reactions.db");
    std::fs::create_dir(&blocked).unwrap();
    app.send(HotlineAgent, &second, "merge", &into(&first)).await;
    let mut news = app.app.background.reactions.news();
    app.reacts();
    let stopped =
        tokio::time::timeout(PATIENCE, news.wait_for(Option::is_some)).await.unwrap().unwrap().clone().unwrap();
    assert_eq!(stopped.since, app.minutes_ago(0));
    let shown = tasks().await[1]["stands_still"].clone();
    assert!(shown["error"].as_str().unwrap().contains("unable to open database file"), "{shown}");
    let metrics = app.get("/metrics").send().await.to_string();
    assert!(metrics.contains("flywheel_task_stands_still{task=\"reactions\"} 1"), "{metrics}");

    std::fs::remove_dir(&blocked).unwrap();
    app.clock.advance(events_schema::Duration::from_seconds(10));
    assert_eq!(said(&app, &first, "ticket.duplicate_absorbed").await["duplicate"], second.0.as_str());
    tokio::time::timeout(PATIENCE, news.wait_for(Option::is_none)).await.unwrap().unwrap();
    assert_eq!(tasks().await[1], json!({ "name": "reactions" }));
}
