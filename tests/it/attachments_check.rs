//! All files compared with all events, as an operator does it beside a running server.

use std::fs;
use std::path::Path;

use api::attachments::{CheckError, Checked, Finding, Found, YOUNGEST_ORPHAN};
use api::clock::{Clock, SystemClock};
use events_schema::{Duration, Timestamp};
use serde_json::{Value, json};
use tokio::runtime::Handle;

use crate::attachments::{PHOTOGRAPH, attached, hash_of, kept_at, uploaded};
use crate::harness::{Engine, TestApp, Ticket, hotline_report};
use crate::process::{Client, Server, flywheel, prepare};

const REPORT: &[u8] = b"%PDF-1.7 measured at the bench";
const NOTE: &[u8] = b"nobody refers to this";

/// A ticket with a photograph and a report on it.
async fn documented(app: &TestApp) -> Ticket {
    let ticket = app.reported("call-1").await;
    for bytes in [PHOTOGRAPH, REPORT] {
        uploaded(app, "technical-expert", bytes).await.ok();
        attached(app, &ticket, "technical-expert", bytes, "staff").await.ok();
    }
    ticket
}

async fn checked(app: &TestApp) -> Checked {
    app.app.attachments.check(&*app.store, |_, _| ()).await.unwrap()
}

fn codes(checked: &Checked) -> Vec<&'static str> {
    checked.found.iter().map(|file| file.finding.code()).collect()
}

/// As if it had been uploaded so long before now.
fn aged(file: &Path, age: Duration) {
    let micros = u64::try_from(age.as_micros()).unwrap();
    let file = fs::File::options().write(true).open(file).unwrap();
    let now = file.metadata().unwrap().modified().unwrap();
    file.set_modified(now - std::time::Duration::from_micros(micros)).unwrap();
}

#[tokio::test]
async fn what_is_missing_or_altered_is_named_with_the_events_that_refer_to_it() {
    let app = TestApp::ready(Engine::Memory).await;
    let ticket = documented(&app).await;
    attached(&app, &ticket, "technical-expert", REPORT, "customer").await.ok();
    let well = checked(&app).await;
    assert_eq!((well.compared, well.intact, well.found), (2, 2, Vec::new()));

    fs::write(kept_at(&app, PHOTOGRAPH), b"\xff\xd8\xff\xe0 another photograph").unwrap();
    fs::remove_file(kept_at(&app, REPORT)).unwrap();
    let damaged = checked(&app).await;
    assert_eq!((damaged.compared, damaged.intact), (2, 0));
    let shown = |file: &Found| {
        let events = file.referred_to_by.iter().map(|event| (event.stream.to_string(), event.revision.0, &*event.kind));
        let events = events.map(|(stream, revision, kind)| format!("{stream} {revision} {kind}"));
        (file.finding, file.hash.unwrap().to_string(), file.size, events.collect::<Vec<_>>())
    };
    let event = |revision, kind| format!("{} {revision} {kind}", ticket.0);
    let of_report = vec![event(2, "ticket.attachment_added"), event(3, "ticket.attachment_shared")];
    assert_eq!(
        damaged.found.iter().map(shown).collect::<Vec<_>>(),
        [
            (Finding::Missing, hash_of(REPORT), None, of_report),
            (Finding::Altered, hash_of(PHOTOGRAPH), Some(23), vec![event(1, "ticket.attachment_added")]),
        ]
    );
    for bytes in [PHOTOGRAPH, REPORT] {
        uploaded(&app, "hotline-agent", bytes).await.ok();
    }
    assert_eq!(checked(&app).await.intact, 2, "whoever has the original puts it right");
}

#[tokio::test]
async fn of_what_nobody_refers_to_only_what_is_old_and_ours_is_removed() {
    let app = TestApp::ready(Engine::Memory).await;
    let ticket = documented(&app).await;
    let (files, foreign) = (&app.app.attachments, app.folder.path().join("attachments/list.txt"));
    let others: [&'static [u8]; 4] = [NOTE, b"uploaded again", b"young", b"referred to at last"];
    for bytes in others {
        uploaded(&app, "technical-expert", bytes).await.ok();
    }
    fs::write(&foreign, "not ours").unwrap();
    let [note, again, _, at_last] = others.map(|bytes| kept_at(&app, bytes));
    let photograph = kept_at(&app, PHOTOGRAPH);
    for file in [&note, &again, &at_last, &foreign, &photograph] {
        aged(file, Duration::from_hours(25));
    }
    let mut found = checked(&app).await;
    assert_eq!(codes(&found), [["attachment_orphan"; 4].as_slice(), &["attachment_foreign"]].concat());

    uploaded(&app, "technical-expert", others[1]).await.ok();
    attached(&app, &ticket, "technical-expert", others[3], "staff").await.ok();
    let before = SystemClock.now() - YOUNGEST_ORPHAN;
    files.remove_orphans(&*app.store, &mut found, before).await.unwrap();
    assert_eq!(found.found.len(), 4, "what was referred to at last is no orphan any more: {found:?}");
    let removed: Vec<_> = found.found.iter().filter(|file| file.finding == Finding::Removed).collect();
    let [removed] = removed[..] else { panic!("{found:?}") };
    assert_eq!((removed.hash.unwrap().to_string(), removed.size), (hash_of(NOTE), Some(NOTE.len() as u64)));
    assert_eq!(
        [&note, &again, &at_last, &foreign, &photograph].map(|file| file.exists()),
        [false, true, true, true, true]
    );
    let left = checked(&app).await;
    assert_eq!((left.compared, left.intact), (3, 3));
    assert_eq!(codes(&left), ["attachment_orphan", "attachment_orphan", "attachment_foreign"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_log_that_grows_meanwhile_is_no_finding() {
    let app = TestApp::ready(Engine::Memory).await;
    let ticket = documented(&app).await;
    uploaded(&app, "technical-expert", NOTE).await.ok();
    let grows = |done, _| {
        if done == 1 {
            let attaching = attached(&app, &ticket, "technical-expert", NOTE, "staff");
            tokio::task::block_in_place(|| Handle::current().block_on(attaching)).ok();
        }
    };
    let found = app.app.attachments.check(&*app.store, grows).await.unwrap();
    assert_eq!((found.compared, found.intact, codes(&found)), (2, 2, Vec::new()));
}

#[tokio::test]
async fn from_the_place_of_another_log_nothing_is_removed() {
    let [app, other] = [TestApp::ready(Engine::Memory).await, TestApp::ready(Engine::Memory).await];
    documented(&app).await;
    let files = &app.app.attachments;
    let mut found = files.check(&*other.store, |_, _| ()).await.unwrap();
    assert_eq!(codes(&found), ["attachment_orphan"; 2]);
    let removed = files.remove_orphans(&*other.store, &mut found, Timestamp::from_micros(i64::MAX)).await;
    assert!(matches!(removed, Err(CheckError::Elsewhere(_))), "{removed:?}");
    assert!(kept_at(&app, PHOTOGRAPH).exists());
}

fn upload(server: &Server, key: &str, bytes: &[u8]) {
    let request = ureq::post(format!("{}/v1/attachments", server.address));
    request.header("authorization", format!("Bearer {key}")).send(bytes).unwrap();
}

#[test]
fn the_command_line_checks_beside_a_running_server() {
    let folder = tempfile::tempdir().unwrap();
    let (data, key) = (folder.path().to_str().unwrap(), prepare(folder.path()));
    let server = Server::start(folder.path());
    let client = Client::new(&server, &key);
    let (_, ticket) = client.post("/v1/tickets", "1", &hotline_report()).unwrap();
    let ticket = Ticket(ticket["id"].as_str().unwrap().to_owned());
    for bytes in [PHOTOGRAPH, NOTE] {
        upload(&server, &key, bytes);
    }
    let body = json!({ "file": { "hash": hash_of(PHOTOGRAPH), "name": "断口.jpg" } });
    assert_eq!(client.post(&ticket.at("attach"), "2", &body).unwrap().0, 200);
    let check = |more: &[&str]| {
        let done = flywheel(&[&["attachments", "check", "--data", data, "--output", "json"], more].concat());
        let rows: Value = serde_json::from_slice(&done.stdout).unwrap_or_default();
        (done.status.code(), rows, String::from_utf8(done.stderr).unwrap())
    };
    let (status, rows, said) = check(&[]);
    assert_eq!((status, &rows[0]["code"], &rows[1]), (Some(0), &json!("attachment_orphan"), &Value::Null), "{said}");
    let (young, _, why) = check(&["--remove-orphans-older-than", "23h"]);
    assert!(young == Some(2) && why.contains("at least 24h"), "{why}");

    let files = folder.path().join("attachments");
    let note = files.join(rows[0]["path"].as_str().unwrap());
    aged(&note, Duration::from_hours(80));
    let (status, rows, said) = check(&["--remove-orphans-older-than", "72h"]);
    assert_eq!((status, &rows[0]["code"], note.exists()), (Some(0), &json!("attachment_removed"), false));
    assert!(
        said.contains(&format!("1 files, {} bytes, to which no event referred were removed", NOTE.len())),
        "{said}"
    );

    fs::remove_dir_all(&files).unwrap();
    let (status, rows, said) = check(&[]);
    assert_eq!((status, &rows[0]["code"]), (Some(5), &json!("attachment_missing")));
    let event = json!([{ "stream": ticket.0, "revision": 1, "type": "ticket.attachment_added" }]);
    assert_eq!(rows[0]["referred_to_by"], event);
    assert!(said.contains("1 files are missing and 0 were altered (P4.1, P5.1)"), "{said}");
    let nowhere = flywheel(&["attachments", "check", "--data", files.to_str().unwrap()]);
    let why = String::from_utf8(nowhere.stderr).unwrap();
    assert!(nowhere.status.code() == Some(1) && why.contains("there is no Flywheel log"), "{why}");
}
