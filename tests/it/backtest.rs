//! What the verdicts of the past would have been: over HTTP, live, and on the command line, with and without a server. The
//! figures are checked against what the tests themselves subtract from times of the log.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use events_schema::{Duration, Envelope, RecordedEvent, Role, Timestamp};
use serde_json::{Value, json};

use crate::harness::{Answer, Engine, TestApp, general};
use crate::http_live::Live;
use crate::killed::log_in;
use crate::process::{Server, flywheel};

const HEAD: Role = Role::HeadOfAfterSales;

/// The policy in force, as it would be published anew with another target for a clock.
async fn draft(app: &TestApp, clock: &str, target: &str) -> Value {
    let shown = app.get("/v1/policy").by(HEAD).send().await.ok();
    let clauses = shown["clauses"].as_array().unwrap().iter();
    let clocks = clauses.filter_map(|clause| clause["clocks"].as_array()).flatten();
    let mut rules: Vec<Value> = clocks.map(|clock| clock["rule"].clone()).collect();
    rules.iter_mut().find(|rule| rule["clock"] == clock).unwrap()["target"] = json!(target);
    let deviation = json!({ "source": "policy of 2027", "approved_by": "management" });
    json!({ "clocks": rules, "open": shown["open"], "deviation": deviation })
}

async fn tried(app: &TestApp, parameters: &str, body: &Value) -> Answer {
    app.post(format!("/v1/policy/backtest{parameters}"), body).by(HEAD).send().await
}

/// How many minutes after the report each of these tickets is classified, and assigned at once.
const CLASSIFIED_AFTER: [i64; 6] = [5, 29, 30, 31, 60, 75];

async fn classified(app: &TestApp) -> Vec<String> {
    let mut tickets = Vec::new();
    for (number, minutes) in CLASSIFIED_AFTER.into_iter().enumerate() {
        let ticket = app.reported(&format!("call-{number}")).await;
        app.pass(minutes);
        app.send(Role::HotlineAgent, &ticket, "classify", &general()).await;
        app.send(Role::HotlineAgent, &ticket, "assign", &json!({ "group": "electrical" })).await;
        tickets.push(ticket.0);
    }
    app.settled().await;
    tickets
}

fn cell<'a>(report: &'a Value, clock: &str) -> &'a Value {
    let cells = report["figures"]["cells"].as_array().unwrap();
    cells.iter().find(|cell| cell["clock"] == clock).unwrap_or_else(|| panic!("no cell of {clock}: {report:#}"))
}

#[tokio::test]
async fn the_head_sees_which_verdicts_a_draft_would_change_and_nothing_is_written() {
    let app = TestApp::ready(Engine::Memory).await;
    let tickets = classified(&app).await;
    let before = app.log().await.len();
    let draft = draft(&app, "triage", "PT30M").await;
    let answer = tried(&app, "", &json!({ "policy": draft })).await;
    let report = answer.ok();
    assert_eq!(answer.header("flywheel-position"), Some(before.to_string().as_str()));
    assert_eq!(report["position"], json!(before));
    assert_eq!(report["tried"], json!({ "policy": { "version": 1, "is": "draft" } }));
    let triage = cell(&report, "triage");
    // Of 5, 29, 30, 31, 60 and 75 minutes five are met in an hour, and three in half of one.
    let tally = |met, breached| json!({ "judged": 6, "met": met, "breached": breached, "void": 0, "running": 0, "not_started": 0 });
    assert_eq!((&triage["before"], &triage["after"]), (&tally(5, 1), &tally(3, 3)));
    assert_eq!(triage["turned"], json!([{ "before": "met", "after": "breached", "clocks": 2 }]));
    assert_eq!((&triage["class"], &triage["group"]), (&json!("general"), &json!("electrical")));
    assert_eq!(report["figures"]["changed"], 2);
    let changed: BTreeSet<&str> =
        report["changed"].as_array().unwrap().iter().map(|clock| clock["ticket"].as_str().unwrap()).collect();
    assert_eq!(changed, [tickets[3].as_str(), &tickets[4]].into());
    let instant = |value: &Value| value.as_str().unwrap().parse::<Timestamp>().unwrap();
    for clock in report["changed"].as_array().unwrap() {
        let (was, would_be) = (&clock["before"], &clock["after"]);
        assert_eq!(instant(&was["due_at"]).since(instant(&would_be["due_at"])), Duration::from_minutes(30));
        assert_eq!((&was["outcome"], &would_be["outcome"]), (&json!("met"), &json!("breached")));
    }
    assert_eq!(app.log().await.len(), before, "nothing is written");
    let policy = app.get("/v1/policy").by(HEAD).send().await.ok();
    assert_eq!(policy["version"], 0, "and nothing is in force");
}

#[tokio::test]
async fn a_published_version_is_tried_by_its_number_and_a_part_of_the_past_by_time() {
    let app = TestApp::ready(Engine::Memory).await;
    let tickets = classified(&app).await;
    let draft = draft(&app, "triage", "PT30M").await;
    app.post("/v1/policies", &draft).by(HEAD).send().await.ok();
    app.settled().await;
    let nothing = json!({});
    let report = tried(&app, "?version=1", &nothing).await.ok();
    assert_eq!(report["tried"]["policy"], json!({ "version": 1, "is": "published" }));
    assert_eq!(cell(&report, "triage")["changed"], 2);
    // What is in force already changes nothing, and neither do the defaults.
    assert_eq!(tried(&app, "?version=0", &nothing).await.ok()["figures"]["changed"], 0);
    let changed = report["changed"].as_array().unwrap();
    let started: BTreeMap<&str, &str> = changed
        .iter()
        .map(|clock| (clock["ticket"].as_str().unwrap(), clock["before"]["started_at"].as_str().unwrap()))
        .collect();
    let fifth = started[tickets[4].as_str()];
    for (range, left) in [(format!("from={fifth}"), &tickets[4]), (format!("until={fifth}"), &tickets[3])] {
        let report = tried(&app, &format!("?version=1&clock=triage&{range}"), &nothing).await.ok();
        let changed: Vec<_> = report["changed"].as_array().unwrap().iter().map(|clock| &clock["ticket"]).collect();
        assert_eq!(changed, [&json!(left)], "{range}");
    }
    let none = tried(&app, "?version=1&class=emergency&group=injection&live_only=true", &nothing).await.ok();
    assert_eq!((&none["figures"]["clocks"], &none["figures"]["cells"]), (&json!(0), &json!([])));
}

#[tokio::test]
async fn pages_go_on_where_the_one_before_ended() {
    let app = TestApp::ready(Engine::Memory).await;
    classified(&app).await;
    let body = json!({ "policy": draft(&app, "triage", "PT4M").await });
    let whole = tried(&app, "", &body).await.ok();
    let whole: Vec<Value> = whole["changed"].as_array().unwrap().clone();
    assert_eq!(whole.len(), 5, "{whole:#?}");
    let (mut pages, mut next) = (Vec::new(), None::<String>);
    for page in 1.. {
        let cursor = next.map(|next| format!("&cursor={next}")).unwrap_or_default();
        let report = tried(&app, &format!("?limit=2{cursor}"), &body).await.ok();
        assert_eq!(report.get("figures").is_some(), page == 1, "only the first page counts: {report:#}");
        pages.extend(report["changed"].as_array().unwrap().clone());
        next = report["next"].as_str().map(ToOwned::to_owned);
        if next.is_none() {
            break;
        }
    }
    assert_eq!(pages, whole);
}

/// Open point 1.
#[tokio::test]
async fn a_draft_of_a_calendar_is_tried_alone_or_with_the_policy_that_names_it() {
    let app = TestApp::ready(Engine::Memory).await;
    classified(&app).await;
    let calendar = |to_minute: u16| {
        let week = ["monday", "tuesday"].map(|day| json!({ "day": day, "from_minute": 480, "to_minute": to_minute }));
        json!({ "calendar": "weifang", "title": "潍坊", "zone": "Asia/Shanghai", "week": week, "years": [2026] })
    };
    let mut policy = draft(&app, "triage", "PT1H").await;
    let rules = policy["clocks"].as_array_mut().unwrap();
    rules.iter_mut().find(|rule| rule["clock"] == "triage").unwrap()["calendar"] =
        json!({ "calendar": "weifang", "version": 1 });
    tried(&app, "", &json!({ "policy": policy })).await.refused(422, "unknown_calendar");
    // The calls come from 8:30 on; open until 10:30 the one that waits from 11:05 has time until the next day.
    let with = json!({ "policy": policy, "calendars": [calendar(630)] });
    let report = tried(&app, "", &with).await.ok();
    assert_eq!(report["tried"]["calendars"], json!([{ "calendar": "weifang", "version": 1, "is": "draft" }]));
    assert_eq!(cell(&report, "triage")["turned"], json!([{ "before": "breached", "after": "met", "clocks": 1 }]));
    app.post("/v1/calendars", &calendar(630)).by(HEAD).send().await.ok();
    app.settled().await;
    let report = tried(&app, "?calendar=weifang=1", &json!({ "policy": policy })).await.ok();
    assert_eq!(cell(&report, "triage")["changed"], 1);
    // No clock of the past has a calendar.
    let alone = tried(&app, "", &json!({ "calendars": [calendar(720)] })).await.ok();
    assert_eq!((&alone["figures"]["changed"], &alone["tried"]["calendars"][0]["version"]), (&json!(0), &json!(2)));
}

#[tokio::test]
async fn what_cannot_be_tried_says_why() {
    let app = TestApp::ready(Engine::Memory).await;
    let draft = draft(&app, "triage", "PT30M").await;
    let nothing = json!({});
    tried(&app, "", &nothing).await.refused(422, "nothing_to_try");
    tried(&app, "?version=1", &nothing).await.refused(422, "unknown_policy");
    tried(&app, "?version=first", &nothing).await.refused(400, "bad_parameter");
    tried(&app, "?version=0", &json!({ "policy": draft })).await.refused(422, "two_policies");
    tried(&app, "?calendar=weifang=1", &nothing).await.refused(422, "unknown_calendar");
    tried(&app, "?calendar=weifang", &nothing).await.refused(400, "bad_parameter");
    tried(&app, "?version=0&colour=red", &nothing).await.refused(400, "bad_parameter");
    let range = "?version=0&from=2026-03-02T00:00:00Z&until=2026-03-01T00:00:00Z";
    tried(&app, range, &nothing).await.refused(422, "empty_range");
    let mut fixed = draft.clone();
    fixed.as_object_mut().unwrap().remove("deviation");
    let fixed = tried(&app, "", &json!({ "policy": fixed })).await;
    fixed.refused(422, "fixed_target");
    assert_eq!(fixed.json()["clause"], "P2.2");
    let mut misspelt = draft.clone();
    misspelt["clocks"][2]["target"] = json!("two hours");
    let invalid = tried(&app, "", &json!({ "policy": misspelt })).await;
    invalid.refused(422, "invalid");
    assert_eq!(invalid.json()["pointer"], "/policy/clocks/2/target");
    let text = app.post("/v1/policy/backtest", &nothing).by(HEAD).header("content-type", "text/plain");
    text.send().await.refused(415, "not_json");
    let agent = app.post("/v1/policy/backtest?version=0", &nothing).by(Role::HotlineAgent);
    agent.send().await.refused(403, "not_permitted");
    // Without a body nothing has to be said of it.
    let bare = app.call(axum::http::Method::POST, "/v1/policy/backtest?version=0").by(Role::Auditor).send().await;
    assert_eq!(bare.ok()["figures"]["changed"], 0);
}

#[tokio::test]
async fn whoever_listens_hears_how_far_it_is_and_what_comes_of_it() {
    let app = TestApp::ready(Engine::Memory).await;
    classified(&app).await;
    let body = json!({ "policy": draft(&app, "triage", "PT30M").await });
    let mut live = Live::over(app.post("/v1/policy/backtest/live?limit=1", &body).by(HEAD), None).await;
    let mut messages = Vec::new();
    while let Some(message) = live.next().await {
        messages.push((message.event, serde_json::from_str::<Value>(&message.data).unwrap()));
    }
    let (event, said) = messages.pop().unwrap();
    assert_eq!((event.as_str(), said), ("backtest", tried(&app, "?limit=1", &body).await.ok()));
    for (event, progress) in messages {
        assert_eq!((event.as_str(), &progress["total"]), ("progress", &json!(6)));
    }
    let refused = app.post("/v1/policy/backtest/live", &json!({})).by(HEAD).send().await;
    refused.refused(422, "nothing_to_try");
}

fn backtest(folder: &Path, arguments: &[&str]) -> (Option<i32>, String, String) {
    let path = folder.to_str().unwrap();
    let done = flywheel(&[&["policy", "backtest", "--data", path], arguments].concat());
    (done.status.code(), String::from_utf8(done.stdout).unwrap(), String::from_utf8(done.stderr).unwrap())
}

const SIMULATED: [&str; 8] =
    ["simulate", "--tickets", "300", "--days", "30", "--end", "2026-06-30T00:00:00Z", "--data"];

/// The defaults, but triage in 30 minutes, a first contact in 90, and no holds.
const DRAFT: &str = r#"
clocks = [
    { clock = "triage", target = "PT30M" },
    { clock = "first_contact", target = "PT1H30M" },
    { clock = "notification", target = "PT5M" },
    { clock = "first_analysis", target = "PT30M" },
    { clock = "arrival_important", target = "PT24H" },
    { clock = "progress_report", target = "PT2H" },
    { clock = "summary_report", target = "PT120H" },
    { clock = "plan_activation", target = "PT5M" },
    { clock = "arrival_emergency", target = "PT1H" },
    { clock = "evaluation", target = "PT120H" },
    { clock = "responsibility_meeting", target = "PT120H" },
    { clock = "supplier_notice", target = "PT24H" },
    { clock = "supplier_response", target = "PT24H" },
    { clock = "supplier_solution", target = "PT120H" },
]
[open]
warn_at = [50, 75, 90, 100]
backdating_limit = "PT72H"
objection_period = "PT120H"
receipt_presumed_after = "PT1H"
urgent_start = "classified"
holds = []
[open.measures]
recurrence_windows = ["PT720H", "PT2160H", "PT8760H"]
late_entry_after = "PT1H"
near_deadline = 90
reopened_soon = "PT168H"
frequent_cause = { issues = 5, share = "10" }
[deviation]
source = "policy of 2027"
approved_by = "e5001"
"#;

#[test]
fn the_command_line_tries_drafts_with_and_without_a_server() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().to_str().unwrap();
    assert!(flywheel(&[&SIMULATED[..], &[path]].concat()).status.success());
    let draft = folder.path().join("draft.toml");
    std::fs::write(&draft, DRAFT).unwrap();
    let draft = draft.to_str().unwrap();
    let length = log_in(folder.path()).len();
    let (code, lines, said) = backtest(folder.path(), &["--draft", draft, "--output", "ndjson"]);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains(&format!("over {length} events")), "{said}");
    let changed: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    agrees_with_times_of_the_log(&changed, &log_in(folder.path()));
    let (_, whole, _) = backtest(folder.path(), &["--draft", draft, "--output", "json"]);
    let whole: Value = serde_json::from_str(&whole).unwrap();
    assert_eq!(whole["changed"], json!(changed));
    assert_eq!(whole["figures"]["changed"], json!(changed.len()));
    let (code, table, said) = backtest(folder.path(), &["--draft", draft, "--limit", "3", "--clock", "triage"]);
    assert_eq!(code, Some(0), "{said}");
    assert!(table.contains("met→breached") && said.contains("3 of "), "{table}{said}");
    assert_eq!(log_in(folder.path()).len(), length, "nothing is written");

    // The literal form; nobody has published anything.
    assert_eq!(backtest(folder.path(), &["0"]).0, Some(0));
    let (code, _, said) = backtest(folder.path(), &["3"]);
    assert_eq!((code, said.contains("(unknown_policy)")), (Some(4), true), "{said}");
    let server = Server::start(folder.path());
    let (code, beside, said) = backtest(folder.path(), &["--draft", draft, "--output", "ndjson"]);
    assert_eq!((code, beside == lines), (Some(0), true), "{said}");
    server.kill();
}

#[test]
fn what_the_command_line_cannot_try_says_where_it_is_wrong() {
    let folder = tempfile::tempdir().unwrap();
    assert!(flywheel(&[&SIMULATED[..], &[folder.path().to_str().unwrap()]].concat()).status.success());
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let misspelt = write("misspelt.toml", &DRAFT.replace("PT1H30M", "ninety minutes"));
    let broken = write("broken.json", "{\"clocks\":");
    let alone = write("alone.toml", DRAFT.split("[deviation]").next().unwrap());
    let closed = write(
        "closed.toml",
        "calendar = \"weifang\"\ntitle = \"潍坊\"\nzone = \"Asia/Shanghai\"\nweek = []\nholidays = [2026-10-01]\nyears = [2026]",
    );
    let absent = folder.path().join("absent.json").to_str().unwrap().to_owned();
    for (arguments, code, says) in [
        (&[][..], 2, "required"),
        (&["1", "--draft", &misspelt][..], 2, "cannot be used with"),
        (&["--draft", &misspelt], 4, "(invalid), at \"/clocks/1/target\""),
        (&["--draft", &broken], 4, "(malformed)"),
        (&["--draft", &alone], 4, "(fixed_target)"),
        (&["--draft", &absent], 3, "cannot be read"),
        (&["--calendar", &closed], 4, "(calendar_unusable)"),
        (&["--calendar", "weifang=4"], 4, "(unknown_calendar)"),
        (&["0", "--from", "2026-06-02T00:00:00Z", "--until", "2026-06-01T00:00:00Z"], 2, "lie before"),
        (&["0", "--clock", "lunch"], 2, "lunch"),
    ] {
        let (ended, _, said) = backtest(folder.path(), arguments);
        assert_eq!((ended, said.contains(says)), (Some(code), true), "{arguments:?}: {said}");
    }
}

/// When the first event of this type happened, in a ticket.
fn first(events: &[&RecordedEvent], kind: &str) -> Option<Timestamp> {
    let event = events.iter().find(|event| &*event.kind == kind)?;
    Some(serde_json::from_slice::<Envelope>(&event.metadata).unwrap().occurred_at)
}

/// Tickets of which clocks are plain subtraction: nothing was entered late, corrected, moved, held or taken back.
fn is_plain(events: &[&RecordedEvent]) -> bool {
    let others = [
        "ticket.entry_",
        "ticket.hold_",
        "ticket.withdrawn",
        "ticket.reopened",
        "ticket.merged",
        "ticket.class_",
        "clock.re",
    ];
    events.iter().all(|event| {
        let envelope: Envelope = serde_json::from_slice(&event.metadata).unwrap();
        let is_told = envelope.occurred_at == envelope.recorded_at || event.kind.starts_with("clock.");
        is_told && !others.iter().any(|other| event.kind.starts_with(other))
    })
}

/// What triage and first contact of plain tickets come to, by nothing but the times between two events.
fn agrees_with_times_of_the_log(changed: &[Value], log: &[RecordedEvent]) {
    let mut tickets: BTreeMap<&str, Vec<&RecordedEvent>> = BTreeMap::new();
    for event in log.iter().filter(|event| event.stream.as_str().starts_with("ticket-")) {
        tickets.entry(event.stream.as_str()).or_default().push(event);
    }
    tickets.retain(|_, events| is_plain(events));
    let mut expected = BTreeSet::new();
    let mut add = |ticket: &str, clock, took: Option<Duration>, (before, after)| {
        let outcome =
            |target| if took.is_some_and(|took| took <= Duration::from_minutes(target)) { "met" } else { "breached" };
        if took.is_some() && outcome(before) != outcome(after) {
            expected.insert((ticket.to_owned(), clock, outcome(before), outcome(after)));
        }
    };
    for (ticket, events) in &tickets {
        let is_general = events.iter().any(|event| {
            &*event.kind == "ticket.classified"
                && serde_json::from_slice::<Value>(&event.data).unwrap()["class"] == "general"
        });
        let between = |from, to| Some(first(events, to)?.since(first(events, from)?));
        add(ticket, "triage", between("ticket.reported", "ticket.classified"), (60, 30));
        let contact = between("ticket.assigned", "ticket.customer_reached").filter(|_| is_general);
        add(ticket, "first_contact", contact, (120, 90));
    }
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let ours: BTreeSet<_> = changed
        .iter()
        .filter(|clock| tickets.contains_key(clock["ticket"].as_str().unwrap()))
        .filter(|clock| clock["clock"] == "triage" || clock["clock"] == "first_contact")
        .map(|clock| {
            [&clock["ticket"], &clock["clock"], &clock["before"]["outcome"], &clock["after"]["outcome"]].map(text)
        })
        .collect();
    let expected: BTreeSet<_> = expected
        .into_iter()
        .map(|(ticket, clock, was, would_be)| [ticket, clock.into(), was.into(), would_be.into()])
        .collect();
    assert_eq!(ours, expected);
    assert!(tickets.len() > 50 && expected.len() > 20, "{} tickets, {} changed", tickets.len(), expected.len());
}
