//! Photographs, records and reports: named by their bytes, seen by whoever may see what they belong to.

use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use api::attachments::{Attachments, CheckError, Finding, MOST_BYTES, NotShown};
use api::clock::Stopwatch;
use axum::body::Bytes;
use axum::http::Method;
use events_schema::Role::{self, Analyst, Auditor, Customer, OnSiteEngineer, SupportEngineer, TechnicalExpert};
use events_schema::{Digest256, Timestamp};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::chain::check_whole;
use crate::conversation::{Conversation, Who};
use crate::export_tools::interpreter;
use crate::harness::{Answer, Engine, PATIENCE, TestApp, Ticket, general};

pub(crate) const PHOTOGRAPH: &[u8] = b"\xff\xd8\xff\xe0\x00\x10JFIF a broken pipe";

pub(crate) fn hash_of(bytes: &[u8]) -> String {
    Digest256(Sha256::digest(bytes).into()).to_string()
}

pub(crate) async fn uploaded(app: &TestApp, key: &str, bytes: &'static [u8]) -> Answer {
    let upload = app.call(Method::POST, "/v1/attachments").with_key(key);
    upload.header("content-type", "application/octet-stream").raw_body(bytes).send().await
}

pub(crate) async fn attached(app: &TestApp, ticket: &Ticket, key: &str, bytes: &[u8], seen_by: &str) -> Answer {
    let file = json!({ "hash": hash_of(bytes), "name": "断口.jpg" });
    let body = json!({ "file": file, "description": "油管断口", "seen_by": seen_by });
    app.post(ticket.at("attach"), &body).with_key(key).send().await
}

/// Where the bytes of a file are kept.
pub(crate) fn kept_at(app: &TestApp, bytes: &[u8]) -> PathBuf {
    let name: String = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    app.folder.path().join("attachments").join(&name[..2]).join(&name)
}

async fn own_ticket(app: &TestApp) -> Ticket {
    let report = json!({
        "channel": "website", "engine_model": "WP12", "symptom": "漏油", "usage_scenario": "bus",
        "contact": { "name": "李师傅", "phone": "13900000009" },
    });
    let answer = app.post("/v1/tickets", &report).with_key("customer").send().await.ok();
    Ticket(answer["id"].as_str().unwrap().to_owned())
}

/// A photograph of a ticket, as the documents tell it.
struct Photograph {
    talk: Conversation,
}

impl Photograph {
    async fn send(&self, who: impl Into<Who>, bytes: Vec<u8>) -> Answer {
        let upload = self.talk.app.call(Method::POST, "/v1/attachments").raw_body(bytes);
        self.talk.talk().send(who, upload.header("content-type", "application/octet-stream"), &[]).await
    }

    async fn read(&self, who: impl Into<Who>) -> Answer {
        let call = self.talk.app.get(self.talk.ticket.at(&format!("attachments/{}", hash_of(PHOTOGRAPH))));
        self.talk.talk().send(who, call, &[]).await
    }

    async fn part(&self, range: &str) -> Answer {
        let call = self.talk.app.get(self.talk.ticket.at(&format!("attachments/{}", hash_of(PHOTOGRAPH))));
        self.talk.talk().send(TechnicalExpert, call.header("range", range), &[]).await
    }

    /// What is no photograph, record or report, or is sent by whoever has nothing to do with them, is not taken.
    async fn is_uploaded(&self) {
        self.talk.refused(OnSiteEngineer, "attach", &seen_by("staff"), (422, "attachment_missing", "P5.1")).await;
        self.send(OnSiteEngineer, b"MZ\x90\x00".to_vec()).await.refused(415, "attachment_kind");
        self.send(OnSiteEngineer, vec![0xff; MOST_BYTES + 1]).await.refused(413, "too_large");
        self.send(Analyst, PHOTOGRAPH.to_vec()).await.refused(403, "not_permitted");
        let receipt = self.send(OnSiteEngineer, PHOTOGRAPH.to_vec()).await.ok();
        assert_eq!(self.send(SupportEngineer, PHOTOGRAPH.to_vec()).await.ok(), receipt, "the same again");
    }

    /// On the ticket it is seen by those who may see the entry.
    async fn is_shared(&self) {
        self.talk.done(OnSiteEngineer, "attach", &seen_by("staff")).await;
        assert_eq!(self.read(Auditor).await.body, PHOTOGRAPH);
        self.read(Customer).await.refused(404, "not_found");
        self.talk.done(SupportEngineer, "attach", &seen_by("customer")).await;
        assert_eq!(self.read(Customer).await.body, PHOTOGRAPH);
        self.read(Who::another_customer()).await.refused(404, "not_found");
        let part = self.part("bytes=6-9").await;
        assert_eq!((part.status.as_u16(), &*part.body), (206, &b"JFIF"[..]));
        self.part("bytes=900-").await.refused(416, "no_such_range");
    }

    /// Somebody changes it where it is kept, and who has the file still sends it again.
    async fn is_altered(&self) {
        let app = &self.talk.app;
        app.pass(24 * 60);
        std::fs::write(kept_at(app, PHOTOGRAPH), b"\xff\xd8\xff\xe0 another photograph").unwrap();
        self.talk
            .transcript
            .row(app.minutes_ago(0), &["somebody at the disk", "puts another photograph in the place of the file", ""]);
        self.read(Auditor).await.refused(409, "attachment_altered");
        self.talk.tell(TechnicalExpert, "attach", &seen_by("staff")).await.refused(409, "attachment_altered");
        let metrics = app.get("/metrics");
        let watching = Who::anybody("monitoring");
        let metrics = self.talk.talk().send(watching, metrics, &["flywheel_attachments_altered "]).await;
        assert!(metrics.to_string().contains("flywheel_attachments_altered 2"));
        self.send(OnSiteEngineer, PHOTOGRAPH.to_vec()).await.ok();
        assert_eq!(self.read(Auditor).await.body, PHOTOGRAPH);
    }
}

fn seen_by(seen_by: &str) -> Value {
    let file = json!({ "hash": hash_of(PHOTOGRAPH), "name": "断口.jpg" });
    json!({ "file": file, "description": "油管断口", "seen_by": seen_by })
}

#[tokio::test]
async fn from_the_upload_to_what_was_altered() {
    let photograph = Photograph { talk: Conversation::classified(&general(), 10).await };
    photograph.is_uploaded().await;
    photograph.is_shared().await;
    photograph.is_altered().await;
    photograph.talk.transcript.published("attachments", INTRODUCTION);
    check_whole(&photograph.talk.app.log().await);
}

const INTRODUCTION: &str = "\
# A photograph on a ticket (P5.1, P4.2.b)

A file is uploaded first and named by the hash of its bytes, so that the same again is kept once; then a command refers to it. \
Whoever may see the entry that refers to it may read the file, under the path of the ticket. Its bytes are compared with the hash \
whenever it is read, so that nobody builds on evidence that was changed.";

#[tokio::test]
async fn a_file_is_taken_referred_to_and_read_in_parts() {
    let app = TestApp::ready(Engine::Memory).await;
    let ticket = own_ticket(&app).await;
    attached(&app, &ticket, "technical-expert", PHOTOGRAPH, "staff").await.refused(422, "attachment_missing");
    let receipt = uploaded(&app, "technical-expert", PHOTOGRAPH).await;
    assert_eq!(receipt.status, 201, "{receipt}");
    let size = PHOTOGRAPH.len();
    assert_eq!(receipt.json(), json!({ "hash": hash_of(PHOTOGRAPH), "size": size, "media_type": "image/jpeg" }));
    assert_eq!(uploaded(&app, "hotline-agent", PHOTOGRAPH).await.ok(), receipt.json(), "the same again");
    attached(&app, &ticket, "technical-expert", PHOTOGRAPH, "staff").await.ok();
    let event = app.stream(&ticket.0).await.pop().unwrap();
    let data: Value = serde_json::from_slice(&event.data).unwrap();
    assert_eq!(data["attachment"]["media_type"], "image/jpeg");

    let path = ticket.at(&format!("attachments/{}", hash_of(PHOTOGRAPH)));
    let read = app.get(&path).by(Auditor).send().await;
    assert_eq!((read.status.as_u16(), &*read.body), (200, PHOTOGRAPH));
    assert_eq!(read.header("content-type"), Some("image/jpeg"));
    assert_eq!(read.header("x-content-type-options"), Some("nosniff"));
    assert!(read.header("content-disposition").unwrap().starts_with("attachment; filename*=UTF-8''%E6%96%AD"));
    let part = app.get(&path).by(Auditor).header("range", "bytes=6-9").send().await;
    assert_eq!((part.status.as_u16(), &*part.body), (206, &b"JFIF"[..]));
    assert_eq!(part.header("content-range"), Some(&*format!("bytes 6-9/{size}")));
    let beyond = app.get(&path).by(Auditor).header("range", "bytes=900-").send().await;
    beyond.refused(416, "no_such_range");
    let etag = read.header("etag").unwrap();
    assert_eq!(app.get(&path).by(Auditor).header("if-none-match", etag).send().await.status, 304);
    let other = ticket.at(&format!("attachments/{}", hash_of(b"another")));
    app.get(other).by(Auditor).send().await.refused(404, "not_found");
}

#[tokio::test]
async fn whoever_may_not_see_what_it_belongs_to_does_not_see_the_file() {
    let app = TestApp::ready(Engine::Memory).await;
    let ticket = own_ticket(&app).await;
    let own: &[u8] = b"%PDF-1.7 from the customer";
    uploaded(&app, "technical-expert", PHOTOGRAPH).await.ok();
    uploaded(&app, "customer", b"%PDF-1.7 from the customer").await.ok();
    attached(&app, &ticket, "technical-expert", PHOTOGRAPH, "staff").await.ok();
    attached(&app, &ticket, "customer", own, "staff").await.ok();
    attached(&app, &ticket, "other-customer", own, "customer").await.refused(404, "not_found");
    let read = async |key: &str, bytes: &[u8]| {
        app.get(ticket.at(&format!("attachments/{}", hash_of(bytes)))).with_key(key).send().await
    };
    read("customer", PHOTOGRAPH).await.refused(404, "not_found");
    assert_eq!(read("customer", own).await.status, 200, "what a customer sends he sees himself");
    read("other-customer", own).await.refused(404, "not_found");
    attached(&app, &ticket, "technical-expert", PHOTOGRAPH, "customer").await.ok();
    assert_eq!(read("customer", PHOTOGRAPH).await.status, 200, "shared with him by now");
    let elsewhere = app.reported("call-1").await;
    let path = elsewhere.at(&format!("attachments/{}", hash_of(PHOTOGRAPH)));
    app.get(path).by(Role::HotlineAgent).send().await.refused(404, "not_found");
}

#[tokio::test]
async fn what_is_gone_from_the_disk_is_said_so_and_can_be_put_back() {
    let app = TestApp::ready(Engine::Memory).await;
    let ticket = app.reported("call-1").await;
    uploaded(&app, "technical-expert", PHOTOGRAPH).await.ok();
    attached(&app, &ticket, "technical-expert", PHOTOGRAPH, "staff").await.ok();
    let path = ticket.at(&format!("attachments/{}", hash_of(PHOTOGRAPH)));
    std::fs::remove_file(kept_at(&app, PHOTOGRAPH)).unwrap();
    app.get(&path).by(Auditor).send().await.refused(410, "attachment_missing");
    uploaded(&app, "hotline-agent", PHOTOGRAPH).await.ok();
    assert_eq!(app.get(&path).by(Auditor).send().await.status, 200);
}

#[tokio::test]
async fn what_is_no_photograph_record_or_report_is_not_taken() {
    let app = TestApp::ready(Engine::Memory).await;
    for bytes in [&b""[..], b"MZ\x90\x00", b"\x7fELF\x02"] {
        uploaded(&app, "technical-expert", bytes).await.refused(415, "attachment_kind");
    }
    uploaded(&app, "analyst", PHOTOGRAPH).await.refused(403, "not_permitted");
    let mut large = PHOTOGRAPH.to_vec();
    large.resize(MOST_BYTES + 1, 0);
    let upload = app.call(Method::POST, "/v1/attachments").by(TechnicalExpert).raw_body(large);
    upload.send().await.refused(413, "too_large");
}

/// A local S3 server, from the package registries.
struct S3(Child);

impl Drop for S3 {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[tokio::test]
async fn files_are_kept_in_an_s3_store_as_in_a_folder() {
    let Some(python) = interpreter("python-s3", "FLYWHEEL_PYTHON_S3") else { return };
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let endpoint = format!("http://127.0.0.1:{port}");
    let mut server = Command::new(&python);
    server.args(["-m", "moto.server", "-H", "127.0.0.1", "-p", &port.to_string()]);
    let server = S3(server.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap());
    let bucket = format!("{endpoint}/records");
    tokio::task::spawn_blocking(move || made(&bucket)).await.unwrap();
    let settings = [
        ("AWS_ENDPOINT_URL", &*endpoint),
        ("AWS_ALLOW_HTTP", "true"),
        ("AWS_REGION", "us-east-1"),
        ("AWS_ACCESS_KEY_ID", "test"),
        ("AWS_SECRET_ACCESS_KEY", "test"),
    ];
    let settings = || settings.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let store = Attachments::in_s3("s3://records/flywheel", settings()).unwrap();
    let bytes = Bytes::from_static(PHOTOGRAPH);
    let stored = store.keep(bytes.clone()).await.unwrap();
    assert_eq!(store.keep(bytes.clone()).await.unwrap(), stored, "the same again");
    assert_eq!(store.read(stored.hash).await.unwrap(), bytes);
    let nobody = Digest256([9; 32]);
    assert!(matches!(store.read(nobody).await, Err(NotShown::Missing(missing)) if missing == nobody));
    let app = TestApp::ready(Engine::Memory).await;
    let ticket = app.reported("call-1").await;
    uploaded(&app, "technical-expert", PHOTOGRAPH).await.ok();
    attached(&app, &ticket, "technical-expert", PHOTOGRAPH, "staff").await.ok();
    store.keep(Bytes::from_static(b"nobody refers to this")).await.unwrap();
    let mut checked = store.check(&*app.store, |_, _| ()).await.unwrap();
    assert_eq!((checked.compared, checked.intact), (1, 1));
    store.remove_orphans(&*app.store, &mut checked, Timestamp::from_micros(i64::MAX)).await.unwrap();
    assert_eq!(checked.found.iter().map(|file| file.finding).collect::<Vec<_>>(), [Finding::Removed]);
    let elsewhere = Attachments::in_s3("s3://records", settings()).unwrap();
    let foreign = elsewhere.check(&*app.store, |_, _| ()).await.unwrap();
    assert_eq!(foreign.found[1].finding, Finding::Foreign, "beside the prefix: {foreign:?}");
    assert!(matches!(elsewhere.read(stored.hash).await, Err(NotShown::Missing(_))), "beside the prefix");
    drop(server);
    assert!(matches!(store.read(stored.hash).await, Err(NotShown::Store(_))), "nobody there");
    assert!(matches!(store.check(&*app.store, |_, _| ()).await, Err(CheckError::Files(_))), "nobody there");
    for place in ["ftp://records", "s3://", "s3:///prefix", "records"] {
        assert!(Attachments::in_s3(place, settings()).is_err(), "{place}");
    }
}

/// Makes a bucket as soon as the server answers.
fn made(bucket: &str) {
    let patience = Stopwatch::start();
    while ureq::put(bucket).send_empty().is_err() {
        assert!(patience.elapsed() < 3 * PATIENCE, "the S3 server does not begin");
        std::thread::yield_now();
    }
}
