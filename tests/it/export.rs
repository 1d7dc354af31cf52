//! What leaves for other tools: every format says the same as the log and the views, pieces add up, and what breaks off never
//! looks whole.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use api::http::MOST_EXPORTS;
use axum::body::to_bytes;
use events_schema::{Digest256, NewEvent, RecordedEvent, Role};
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::{Field, RowAccessor};
use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Value, json};

use crate::conversation::event_of;
use crate::golden::workspace;
use crate::harness::{Answer, Call, Engine, TestApp, Ticket};
use crate::process::{Client, PROGRAM, Server, flywheel, prepare};

fn export<'a>(app: &'a TestApp, path: &str) -> Call<'a> {
    app.get(format!("/v1/export/{path}")).by(Role::Analyst)
}

fn lines(answer: &Answer) -> Vec<Value> {
    assert_eq!(answer.status.as_u16(), 200, "{answer}");
    let text = std::str::from_utf8(&answer.body).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

async fn asked(app: &TestApp, sql: &str) -> Value {
    app.post("/v1/sql?limit=10000", &json!({ "sql": sql })).by(Role::Analyst).send().await.ok()
}

/// A log with tickets, corrections and a name that CSV has to quote.
async fn filled() -> (TestApp, Ticket) {
    let app = TestApp::ready(Engine::Sqlite).await;
    let ticket = app.assigned("call-1").await;
    app.reported("call-2").await;
    let note = json!({ "text": "客户说:\"明天, 下午\"\n第二行" });
    app.send(Role::HotlineAgent, &ticket, "add-note", &note).await;
    app.settled().await;
    (app, ticket)
}

/// The bytes of a line, as far as they are the log's.
#[derive(Deserialize)]
struct Line<'a> {
    position: u64,
    event: &'a str,
    hash: &'a str,
    previous: Option<&'a str>,
    #[serde(borrow)]
    data: &'a RawValue,
    #[serde(borrow)]
    envelope: &'a RawValue,
}

#[tokio::test]
async fn ndjson_holds_the_bytes_of_the_log_and_their_hashes() {
    let (app, _) = filled().await;
    let log = app.log().await;
    let answer = export(&app, "events").send().await;
    assert_eq!(answer.header("content-type"), Some("application/x-ndjson"));
    let length = log.len().to_string();
    assert_eq!(answer.header("flywheel-position"), Some(length.as_str()));
    let name = format!("attachment; filename=\"events-0-{length}.ndjson\"");
    assert_eq!(answer.header("content-disposition"), Some(name.as_str()));
    let text = std::str::from_utf8(&answer.body).unwrap();
    let mut hashes = std::collections::HashMap::<&str, Digest256>::new();
    assert_eq!(text.lines().count(), log.len());
    for (line, event) in text.lines().zip(&log) {
        let line: Line<'_> = serde_json::from_str(line).unwrap();
        assert_eq!((line.position, line.event), (event.position.0, event.id.to_string().as_str()));
        assert_eq!(line.data.get().as_bytes(), &*event.data);
        assert_eq!(line.envelope.get().as_bytes(), &*event.metadata);
        let again = again(event, &line);
        assert_eq!(line.hash, again.to_string(), "what leaves can be checked without the log");
        assert_eq!(line.previous, hashes.get(event.stream.as_str()).map(ToString::to_string).as_deref());
        hashes.insert(event.stream.as_str(), again);
    }
}

/// The hash of an event, made of what a line says.
fn again(event: &RecordedEvent, line: &Line<'_>) -> Digest256 {
    let kind: &'static str = Box::leak(event.kind.to_string().into_boxed_str());
    let (metadata, data) = (line.envelope.get().into(), line.data.get().into());
    NewEvent { id: event.id, kind, version: event.version, metadata, data }.hash(&event.stream, event.revision)
}

#[tokio::test]
async fn every_format_of_the_log_says_what_the_view_of_events_says() {
    let (app, _) = filled().await;
    let answer = asked(&app, "SELECT * FROM events ORDER BY position").await;
    let columns: Vec<&str> = answer["columns"].as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect();
    let rows = answer["rows"].as_array().unwrap();
    // JSON in a row is JSON, and text in SQL.
    let text =
        |value: &Value| if value.is_object() { value.to_string() } else { value.as_str().unwrap_or("").to_owned() };
    let same = |value: &Value, row: &Value| if row.is_string() { text(value) == text(row) } else { value == row };
    let lines = lines(&export(&app, "events?format=ndjson").send().await);
    assert_eq!(lines.len(), rows.len());
    let described = fs::read_to_string(workspace().join("docs/export.md")).unwrap();
    for column in lines[0].as_object().unwrap().keys() {
        assert!(described.contains(&format!("| `{column}` |")), "docs/export.md does not say what {column} is");
    }
    for (line, row) in lines.iter().zip(rows) {
        for (index, column) in columns.iter().enumerate() {
            assert!(same(&line[column], &row[index]), "{column}: {line} and {row}");
        }
    }
    let csv = export(&app, "events?format=csv").send().await;
    assert_eq!(csv.header("content-type"), Some("text/csv; charset=utf-8; header=present"));
    let mut reader = csv::Reader::from_reader(&*csv.body);
    assert_eq!(reader.headers().unwrap().iter().take(columns.len()).collect::<Vec<_>>(), columns);
    let records: Vec<csv::StringRecord> = reader.records().collect::<Result<_, _>>().unwrap();
    assert_eq!(records.len(), rows.len());
    for (record, row) in records.iter().zip(rows) {
        for (index, value) in row.as_array().unwrap().iter().enumerate() {
            let value = if value.is_number() { value.to_string() } else { text(value) };
            assert_eq!(record[index], value, "{}", columns[index]);
        }
    }
    let parquet = export(&app, "events?format=parquet").send().await;
    let reader = SerializedFileReader::new(parquet.body.clone()).unwrap();
    assert_eq!(usize::try_from(reader.metadata().file_metadata().num_rows()).unwrap(), rows.len());
    for (read, row) in reader.get_row_iter(None).unwrap().zip(rows) {
        let read = read.unwrap();
        for (index, (name, field)) in read.get_column_iter().take(columns.len()).enumerate() {
            assert_eq!(name, columns[index]);
            match field {
                Field::Null => assert!(row[index].is_null(), "{name}"),
                Field::Long(number) => assert_eq!(json!(number), row[index], "{name}"),
                Field::TimestampMicros(micros) => {
                    let at: events_schema::Timestamp = row[index].as_str().unwrap().parse().unwrap();
                    assert_eq!(*micros, at.as_micros(), "{name}");
                }
                Field::Str(text) => assert_eq!(Some(text.as_str()), row[index].as_str(), "{name}"),
                // Bytes that the reader does not take for text are JSON.
                other => {
                    assert_eq!(read.get_bytes(index).unwrap().data(), text(&row[index]).as_bytes(), "{name} {other}");
                }
            }
        }
    }
}

#[tokio::test]
async fn views_leave_as_the_api_shows_them() {
    let (app, _) = filled().await;
    let length = app.log().await.len().to_string();
    for view in ["tickets", "entries", "diagnoses", "clocks", "board"] {
        let answer = asked(&app, &format!("SELECT * FROM {view}")).await;
        let rows = answer["rows"].as_array().unwrap();
        let exported = export(&app, &format!("{view}?format=ndjson")).send().await;
        assert_eq!(exported.header("flywheel-position"), Some(length.as_str()), "{view}");
        let lines = lines(&exported);
        assert_eq!(lines.len(), rows.len(), "{view}");
        for (line, row) in lines.iter().zip(rows) {
            for (column, value) in answer["columns"].as_array().unwrap().iter().zip(row.as_array().unwrap()) {
                let shown = &line[column.as_str().unwrap()];
                let same = match (shown, value) {
                    (Value::Object(_) | Value::Array(_), Value::String(text)) => {
                        serde_json::from_str::<Value>(text).unwrap() == *shown
                    }
                    (Value::Bool(is), Value::Number(number)) => i64::from(*is) == number.as_i64().unwrap(),
                    (shown, value) => shown == value,
                };
                assert!(same, "{view}.{column}: {shown} and {value}");
            }
        }
        let csv = export(&app, &format!("{view}?format=csv")).send().await;
        assert_eq!(csv::Reader::from_reader(&*csv.body).records().count(), rows.len(), "{view}");
        let parquet = export(&app, &format!("{view}?format=parquet")).send().await;
        let reader = SerializedFileReader::new(parquet.body.clone()).unwrap();
        assert_eq!(usize::try_from(reader.metadata().file_metadata().num_rows()).unwrap(), rows.len(), "{view}");
    }
}

#[tokio::test]
async fn pieces_add_up_to_the_whole() {
    let (app, _) = filled().await;
    let first = export(&app, "events").send().await;
    let position = first.header("flywheel-position").unwrap().to_owned();
    let nothing = export(&app, &format!("events?since={position}")).send().await;
    assert_eq!((nothing.status.as_u16(), nothing.body.len()), (200, 0));
    app.reported("call-3").await;
    let second = export(&app, &format!("events?since={position}")).send().await;
    let whole = export(&app, "events").send().await;
    assert_eq!([&first.body[..], &second.body[..]].concat(), whole.body);
}

#[tokio::test]
async fn what_cannot_be_exported_is_refused_with_what_can() {
    let (app, _) = filled().await;
    let refused = async |path: &str, status, code, says: &str| {
        let answer = export(&app, path).send().await;
        answer.refused(status, code);
        assert!(answer.json()["detail"].as_str().unwrap().contains(says), "{answer}");
    };
    refused("customers", 404, "not_found", "there are events, tickets,").await;
    refused("events?format=xlsx", 400, "bad_parameter", "ndjson, csv, parquet").await;
    refused("ocel?format=csv", 400, "bad_parameter", "json, sqlite").await;
    refused("xes?format=json", 400, "bad_parameter", "not one of xes").await;
    refused("events?since=1000000", 400, "bad_parameter", "behind the end of the log").await;
    refused("events?since=yesterday", 400, "bad_parameter", "since").await;
    refused("tickets?since=1", 400, "bad_parameter", "always whole").await;
    refused("events?entries=recorded", 400, "bad_parameter", "no choice of entries").await;
    refused("ocel?entries=all", 400, "bad_parameter", "corrected, recorded").await;
    refused("snapshot?views=tickets,customers", 400, "bad_parameter", "no view `customers`").await;
    refused("tickets?views=tickets", 400, "bad_parameter", "no choice of views").await;
    app.get("/v1/export/events").by(Role::Management).send().await.refused(403, "not_permitted");
}

/// A log that is longer than what waits for a client who does not read.
async fn long() -> TestApp {
    let (app, ticket) = filled().await;
    for number in 0..100 {
        let text = format!("{number} {}", "长".repeat(3_900));
        app.send(Role::HotlineAgent, &ticket, "add-note", &json!({ "text": text })).await;
    }
    app
}

#[tokio::test]
async fn few_export_at_once_and_who_goes_away_makes_room() {
    let app = long().await;
    let mut clients = Vec::new();
    for _ in 0..MOST_EXPORTS {
        clients.push(export(&app, "events").open().await);
    }
    export(&app, "events").send().await.refused(429, "too_many_exports");
    clients.pop();
    let mut answer = export(&app, "events").send().await;
    // The place is free a moment after the client has gone, which only asking again shows.
    for _ in 0..10_000 {
        if answer.status.is_success() {
            break;
        }
        tokio::task::yield_now().await;
        answer = export(&app, "events").send().await;
    }
    assert_eq!(lines(&answer).len(), app.log().await.len());
    for client in clients {
        let body = to_bytes(client.into_body(), usize::MAX).await.unwrap();
        assert_eq!(body, answer.body, "whoever reads late gets all of it");
    }
}

#[tokio::test]
async fn an_export_that_breaks_off_does_not_end_like_a_whole_one() {
    let app = long().await;
    let client = export(&app, "events").open().await;
    assert_eq!(client.status().as_u16(), 200);
    app.end.send_replace(true);
    let error = to_bytes(client.into_body(), usize::MAX).await.unwrap_err();
    assert!(error.to_string().contains("broke off"), "{error}");
}

#[tokio::test]
async fn process_mining_sees_what_happened_as_corrected() {
    let (app, ticket) = filled().await;
    let note = |text: &str| json!({ "text": text });
    let wrong = app.send(Role::HotlineAgent, &ticket, "add-note", &note("写错了")).await.json();
    app.pass(30);
    let late = app.send(Role::SupportEngineer, &ticket, "reach-customer", &json!({ "method": "phone" })).await.json();
    let retraction = json!({ "event": event_of(&wrong), "reason": "写错了" });
    app.send(Role::HotlineAgent, &ticket, "retract", &retraction).await;
    let happened = app.minutes_ago(20);
    let correction = json!({
        "event": event_of(&late), "happened_at": happened, "reason": "时间记错",
        "set": { "method": "wechat" },
    });
    app.send(Role::SupportEngineer, &ticket, "correct", &correction).await;
    let ocel = export(&app, "ocel").send().await.ok();
    let event =
        |log: &Value, id: &Value| log["events"].as_array().unwrap().iter().find(|event| event["id"] == *id).cloned();
    let types = |log: &Value| -> Vec<String> {
        let of_ticket = |event: &&Value| event["relationships"].to_string().contains(&ticket.0);
        let events = log["events"].as_array().unwrap().iter().filter(of_ticket);
        events.map(|event| event["type"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(event(&ocel, &event_of(&wrong)), None, "it was retracted");
    let reached = event(&ocel, &event_of(&late)).unwrap();
    assert_eq!(reached["time"].as_str().unwrap().parse(), Ok(happened), "{reached:#}");
    assert!(reached["attributes"].as_array().unwrap().contains(&json!({ "name": "method", "value": "wechat" })));
    let actor = json!({ "objectId": "person-support-engineer", "qualifier": "actor" });
    assert!(reached["relationships"].as_array().unwrap().contains(&actor), "{reached:#}");
    assert!(!types(&ocel).iter().any(|name| name.starts_with("ticket.entry_")), "{:?}", types(&ocel));
    let recorded = export(&app, "ocel?entries=recorded").send().await.ok();
    let all: Vec<String> = app.stream(&ticket.0).await.iter().map(|event| event.kind.to_string()).collect();
    let mut seen = types(&recorded);
    // The customer's registration names the ticket that he reported first.
    seen.retain(|name| name.starts_with("ticket."));
    assert_eq!(seen, all);
    let object = ocel["objects"].as_array().unwrap().iter().find(|object| object["id"] == ticket.0.as_str()).unwrap();
    let attribute = |name: &str| {
        let mut attributes = object["attributes"].as_array().unwrap().iter();
        attributes.rfind(|attribute| attribute["name"] == name).map(|attribute| attribute["value"].clone())
    };
    assert_eq!(
        ["class", "group", "stage"].map(attribute),
        ["general", "electrical", "open"].map(|value| Some(json!(value)))
    );
    assert_eq!(object["relationships"][1], json!({ "objectId": "engine-WP12-2025-004711", "qualifier": "engine" }));
    assert!(!String::from_utf8_lossy(&export(&app, "ocel").send().await.body).contains("sealed"), "nothing of persons");

    let xes = String::from_utf8(export(&app, "xes").send().await.body.to_vec()).unwrap();
    let trace = xes.split("<trace>").find(|trace| trace.contains(&ticket.0)).unwrap();
    let steps: Vec<&str> = trace
        .lines()
        .filter_map(|line| line.strip_prefix("<event><string key=\"concept:name\" value=\"")?.split('"').next())
        .collect();
    let expected = ["reported", "classified", "assigned", "note_added", "customer_reached"];
    assert_eq!(steps, expected.map(|name| format!("ticket.{name}")));
}

/// Runs the program beside a running one, on its folder.
fn beside(data: &Path, arguments: &[&str]) -> Output {
    flywheel(&[&["--data", data.to_str().unwrap(), "--output", "json", "export"][..], arguments].concat())
}

fn done(output: &Output) -> Value {
    assert!(output.status.success(), "{output:?}");
    serde_json::from_slice::<Value>(&output.stdout).unwrap()[0].clone()
}

fn refused(output: &Output, code: i32, says: &str) {
    let message = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{message}");
    assert!(message.contains(says), "{message}");
}

/// The parts of a folder: month, first and last position, positions inside.
fn parts(folder: &Path) -> Vec<(String, String, Vec<i64>)> {
    let mut found = Vec::new();
    for month in fs::read_dir(folder.join("events")).unwrap().map(|entry| entry.unwrap().path()) {
        for part in fs::read_dir(&month).unwrap().map(|entry| entry.unwrap().path()) {
            let reader = SerializedFileReader::new(fs::File::open(&part).unwrap()).unwrap();
            let rows = reader.get_row_iter(None).unwrap();
            let positions = rows.map(|row| row.unwrap().get_long(0).unwrap()).collect();
            let name = |path: &Path| path.file_name().unwrap().to_str().unwrap().to_owned();
            found.push((name(&month), name(&part), positions));
        }
    }
    found.sort_by(|(_, one, _), (_, other, _)| one.cmp(other));
    found
}

#[tokio::test]
async fn a_folder_of_parquet_grows_by_month_and_holds_everything_once() {
    let (app, _) = filled().await;
    let lake = tempfile::tempdir().unwrap();
    let into = lake.path().to_str().unwrap();
    let append = |since: &[&str]| {
        beside(app.folder.path(), &[&["events", "--format", "parquet", "--into", into][..], since].concat())
    };
    let first = done(&append(&[]));
    let length = app.log().await.len() as u64;
    assert_eq!((&first["from"], &first["position"], &first["files"]), (&json!(0), &json!(length), &json!(1)));
    for day in 0..3 {
        app.pass(15 * 24 * 60);
        app.reported(&format!("later-{day}")).await;
    }
    let second = done(&append(&[]));
    assert_eq!((&second["from"], &second["files"]), (&json!(length), &json!(2)), "{second}");
    assert_eq!(done(&append(&[]))["files"], 0, "nothing has come since");
    let parts = parts(lake.path());
    let months: Vec<&str> = parts.iter().map(|(month, ..)| month.as_str()).collect();
    assert_eq!(months, ["month=2026-03", "month=2026-03", "month=2026-04"]);
    let positions: Vec<i64> = parts.iter().flat_map(|(.., positions)| positions.clone()).collect();
    assert_eq!(positions, (0..i64::try_from(app.log().await.len()).unwrap()).collect::<Vec<_>>());
    for (_, name, positions) in &parts {
        let range = (positions.first().unwrap(), positions.last().unwrap());
        assert_eq!(*name, format!("part-{:012}-{:012}.parquet", range.0, range.1));
    }
    refused(&append(&["--since", "0"]), 2, "goes on at position");
    let other = filled().await.0;
    let into_others = beside(other.folder.path(), &["events", "--format", "parquet", "--into", into]);
    refused(&into_others, 4, "choose another folder");
    fs::remove_file(lake.path().join("events/month=2026-03").join(&parts[1].1)).unwrap();
    refused(&append(&[]), 4, "gap");
}

#[tokio::test]
async fn what_cannot_be_written_leaves_what_was_there() {
    let (app, _) = filled().await;
    let (data, folder) = (app.folder.path(), tempfile::tempdir().unwrap());
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    fs::write(path("file"), "before").unwrap();
    refused(&beside(data, &["events", "--into", &path("file/below")]), 1, "cannot export into");
    refused(&beside(data, &["events", "--format", "parquet", "--into", &path("file")]), 1, "cannot be used");
    refused(&beside(data, &["events", "--into", folder.path().to_str().unwrap()]), 1, "it is a folder");
    refused(&beside(data, &["customers"]), 3, "there is no export `customers`; there are events");
    refused(&beside(data, &["snapshot", "--views", "customers"]), 3, "there is no view");
    refused(&beside(data, &["events", "--since", "1000000"]), 2, "behind the end of the log");
    refused(&beside(data, &["ocel", "--format", "parquet"]), 2, "json, sqlite");
    refused(&beside(folder.path(), &["events"]), 1, "there is no Flywheel log");
    assert_eq!(fs::read_to_string(path("file")).unwrap(), "before");
    done(&beside(data, &["events", "--into", &path("file")]));
    assert_eq!(fs::read_to_string(path("file")).unwrap().lines().count(), app.log().await.len());
    let left: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left, ["file"], "nothing half is left");
}

/// Needs a file system of its own, which a namespace gives. Where there are none the test says so and shows nothing, unless
/// `FLYWHEEL_REQUIRE_NAMESPACES` is set.
#[tokio::test]
async fn a_full_disk_ends_an_export_and_leaves_nothing_half() {
    let unshare = || Command::new("unshare").args(["--user", "--map-root-user", "--mount"]).arg("true").status();
    if !unshare().is_ok_and(|status| status.success()) {
        assert!(std::env::var_os("FLYWHEEL_REQUIRE_NAMESPACES").is_none(), "there are no namespaces");
        eprintln!("SKIPPED: there are no namespaces, so nothing was shown about a full disk");
        return;
    }
    let (folder, _) = long().await.stopped().await;
    const SCRIPT: &str = r#"
        mkdir "$1/disk" && mount -t tmpfs -o size=256k tmpfs "$1/disk" && cd "$1/disk" && echo before > out
        for what in "events" "events --format csv" "ocel" "ocel --format sqlite" "xes" "entries" "snapshot"; do
            head -c 200000 /dev/zero > ballast
            "$0" --data "$1" export $what --into out && echo "WRITTEN: $what"
            echo "$what: $?"; rm ballast; ls -A; cat out
        done
        head -c 250000 /dev/zero > ballast
        "$0" --data "$1" export events --format parquet --into lake; echo "parts: $?"; find lake -type f
    "#;
    let mut command = Command::new("unshare");
    command.args(["--user", "--map-root-user", "--mount", "sh", "-c", SCRIPT, PROGRAM]).arg(folder.path());
    let output = command.output().unwrap();
    let (printed, said) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    let one = |what: &str| format!("{what}: 1\nout\nbefore\n");
    let all = ["events", "events --format csv", "ocel", "ocel --format sqlite", "xes", "entries", "snapshot"];
    assert_eq!(printed, all.map(one).concat() + "parts: 1\n", "{said}");
    let because = |reason: &str| said.matches(&format!("because {reason}")).count();
    assert_eq!(said.matches("error: cannot export into").count(), 8, "{said}");
    assert_eq!((because("No space left on device"), because("database or disk is full")), (6, 2), "{said}");
}

#[test]
fn views_and_snapshots_come_from_the_server_or_without_one() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let key = prepare(&data);
    let out = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let server = Server::start(&data);
    let client = Client::new(&server, &key);
    client.post("/v1/tickets", "call-1", &crate::harness::hotline_report()).unwrap();
    let customers = ["SELECT count(*) FROM tickets", "SELECT count(*) FROM events WHERE type = 'customer.registered'"];
    let count = |path: &str, sql: &str| -> i64 {
        rusqlite::Connection::open(path).unwrap().query_row(sql, [], |row| row.get(0)).unwrap()
    };
    // The reaction to the report is in the views before anybody takes them.
    let beside_it = (0..1_000).find(|_| {
        done(&beside(&data, &["snapshot", "--into", &out("beside.sqlite")]));
        customers.iter().all(|sql| count(&out("beside.sqlite"), sql) == 1)
    });
    assert!(beside_it.is_some(), "the customer is registered at once");
    let tickets = beside(&data, &["tickets"]);
    server.terminate();
    server.ended();
    let alone = done(&beside(&data, &["snapshot", "--into", &out("alone.sqlite")]));
    assert_eq!(beside(&data, &["tickets"]).stdout, tickets.stdout);
    assert_eq!(tickets.stdout.iter().filter(|byte| **byte == b'\n').count(), 1);
    let meta = |path: &str, key: &str| -> String {
        let connection = rusqlite::Connection::open(path).unwrap();
        connection.query_row("SELECT value FROM _meta WHERE key = ?1", [key], |row| row.get(0)).unwrap()
    };
    assert_eq!(meta(&out("alone.sqlite"), "position"), alone["position"].to_string());
    assert_eq!(meta(&out("alone.sqlite"), "store"), meta(&out("beside.sqlite"), "store"));
    let described = "SELECT count(*) FROM _columns JOIN pragma_table_info(view) AS info USING (name) WHERE about <> ''";
    // Whoever exports on the machine is its administrator, and some views are for fewer.
    let views = projections::sql::published_views().filter(|view| view.is_for(Role::Administrator));
    let columns: usize = views.map(|view| view.columns.len()).sum();
    assert_eq!(count(&out("alone.sqlite"), described), i64::try_from(columns).unwrap());
    let part = done(&beside(&data, &["snapshot", "--views", "tickets,clocks", "--into", &out("part.sqlite")]));
    assert_eq!(part["position"], alone["position"]);
    assert_eq!(count(&out("part.sqlite"), "SELECT count(DISTINCT view) FROM _columns"), 2);
}
