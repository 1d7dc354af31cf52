//! The program in process: its own router over a data folder, with a clock that the test moves.
//!
//! A test reaches its state by sending commands, as people do, and looks at it through queries, as people do.

use std::fmt::Display;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration as StdDuration;

use api::app::App;
use api::attachments::Attachments;
use api::clock::{Clock, VirtualClock};
use api::http::{self, LOCAL_KEY, Served};
use api::intake::Intake;
use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, Method, Request, StatusCode};
use event_store::{EventStore, MemoryStore, SqliteStore};
use events_schema::ids::TicketId;
use events_schema::{ActorKind, Duration, Position, RecordedEvent, Revision, Role, Timestamp};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::runtime::Runtime;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tower::ServiceExt;

/// A Monday morning in Weifang.
pub(crate) const START: &str = "2026-03-02T00:30:00Z";

/// Two customers who come in with keys of their own.
pub(crate) const CUSTOMER: &str = "customer-0b6c6a7e-52f1-5c1a-8f0e-2a9d3b4c5d6e";
pub(crate) const OTHER_CUSTOMER: &str = "customer-7d1f3e52-90ab-5cde-8f01-23456789abcd";

/// Far longer than anything in process takes, so that a test that waits for what never comes ends with a message.
pub(crate) const PATIENCE: StdDuration = StdDuration::from_secs(20);

/// Which engine holds the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Engine {
    /// The log in memory, for tests that do not care.
    Memory,
    /// The embedded engine, in the data folder.
    Sqlite,
}

/// The program over a data folder of its own.
pub(crate) struct TestApp {
    pub(crate) folder: Arc<TempDir>,
    pub(crate) store: Arc<dyn EventStore>,
    pub(crate) clock: VirtualClock,
    pub(crate) app: Arc<App>,
    /// Says that the server is about to end.
    pub(crate) end: watch::Sender<bool>,
    sqlite: Option<Arc<SqliteStore>>,
    router: Router,
    /// Everything that the program does beside answering, so that it ends with the program and not with the test.
    background: Background,
}

async fn open(folder: &Path, store: Arc<dyn EventStore>, clock: Arc<dyn Clock>) -> Arc<App> {
    let attachments = Attachments::in_folder(folder).unwrap();
    App::over(folder, store, clock, attachments).await.unwrap()
}

struct Background(Option<Runtime>);

impl Background {
    fn start() -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
        Self(Some(runtime.unwrap()))
    }

    fn spawn<T: Send + 'static>(&self, task: impl Future<Output = T> + Send + 'static) -> JoinHandle<T> {
        self.0.as_ref().expect("it runs until it is dropped").spawn(task)
    }

    async fn end(mut self) {
        let runtime = self.0.take();
        let ended = tokio::task::spawn_blocking(move || runtime.map(|runtime| runtime.shutdown_timeout(PATIENCE)));
        ended.await.unwrap();
    }
}

impl Drop for Background {
    fn drop(&mut self) {
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}

impl TestApp {
    /// An empty program.
    pub(crate) async fn empty(engine: Engine) -> Self {
        let folder = Arc::new(tempfile::tempdir().unwrap());
        Self::over(engine, folder, VirtualClock::at(START.parse().unwrap())).await
    }

    /// A program with a directory, and a key for every role that a key can have.
    pub(crate) async fn ready(engine: Engine) -> Self {
        let app = Self::empty(engine).await;
        app.fill_directory().await;
        app
    }

    async fn over(engine: Engine, folder: Arc<TempDir>, clock: VirtualClock) -> Self {
        let (store, sqlite): (Arc<dyn EventStore>, _) = match engine {
            Engine::Memory => (Arc::new(MemoryStore::new()), None),
            Engine::Sqlite => {
                let sqlite = SqliteStore::open(folder.path()).unwrap();
                (Arc::<SqliteStore>::clone(&sqlite), Some(sqlite))
            }
        };
        let background = Background::start();
        let app = {
            let (folder, store, clock) = (Arc::clone(&folder), Arc::clone(&store), Arc::new(clock.clone()));
            background.spawn(async move { open(folder.path(), store, clock).await }).await.unwrap()
        };
        let (end, ending) = watch::channel(false);
        let local = Some(http::hash_of(LOCAL_SECRET));
        let router = http::router(Served::new(Arc::clone(&app), ending, local, Intake::default()));
        Self { folder, store, clock, app, end, sqlite, router, background }
    }

    /// The same program with intake by customers themselves, as this file sets it up.
    pub(crate) fn with_intake(mut self, settings: &str) -> Self {
        let file = self.folder.path().join("intake.toml");
        std::fs::write(&file, settings).unwrap();
        let intake = Intake::read(&file).unwrap();
        let local = Some(http::hash_of(LOCAL_SECRET));
        self.router = http::router(Served::new(Arc::clone(&self.app), self.end.subscribe(), local, intake));
        self
    }

    /// Ends the program and starts it again on the same folder.
    pub(crate) async fn restarted(self) -> Self {
        Self::started_on(self.stopped().await).await
    }

    /// Ends the program and leaves its folder.
    pub(crate) async fn stopped(self) -> (Arc<TempDir>, VirtualClock) {
        let Self { folder, store, clock, app, end, sqlite, router, background } = self;
        let sqlite = sqlite.expect("only the embedded engine outlives a restart");
        end.send_replace(true);
        app.models.stop();
        sqlite.close();
        background.end().await;
        drop((router, app, store, sqlite));
        (folder, clock)
    }

    /// Does something beside the test, for as long as the program runs.
    pub(crate) fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) -> JoinHandle<()> {
        self.background.spawn(task)
    }

    /// Reacts to what is in the log, and to what comes.
    pub(crate) fn reacts(&self) {
        self.spawn(api::reactions::run(Arc::clone(&self.app), self.folder.path().to_owned()));
    }

    /// Starts on a folder that an earlier program has left.
    pub(crate) async fn started_on((folder, clock): (Arc<TempDir>, VirtualClock)) -> Self {
        Self::over(Engine::Sqlite, folder, clock).await
    }

    pub(crate) fn get(&self, path: impl Into<String>) -> Call<'_> {
        Call::new(self, Method::GET, path.into())
    }

    pub(crate) fn post(&self, path: impl Into<String>, body: &Value) -> Call<'_> {
        let mut call = Call::new(self, Method::POST, path.into());
        call.body = Bytes::from(body.to_string());
        call.header("content-type", "application/json")
    }

    pub(crate) fn call(&self, method: Method, path: impl Into<String>) -> Call<'_> {
        Call::new(self, method, path.into())
    }

    /// Moves the clock on.
    pub(crate) fn pass(&self, minutes: i64) {
        self.clock.advance(Duration::from_minutes(minutes));
    }

    /// The time so many minutes before now.
    pub(crate) fn minutes_ago(&self, minutes: i64) -> Timestamp {
        self.clock.now() + Duration::from_minutes(-minutes)
    }

    /// Everything that a stream holds.
    pub(crate) async fn stream(&self, name: &str) -> Vec<RecordedEvent> {
        self.store.read_stream(&name.parse().unwrap(), Revision::FIRST, 10_000).await.unwrap()
    }

    /// The whole log.
    pub(crate) async fn log(&self) -> Vec<RecordedEvent> {
        self.store.read_all(Position(0), 1_000_000).await.unwrap()
    }

    /// Waits until the log holds so many events.
    pub(crate) async fn length_reaches(&self, length: u64) {
        let mut news = self.store.length();
        // What it waited for holds a lock on the length, which must be free before anybody asks again.
        let reached = tokio::time::timeout(PATIENCE, news.wait_for(|now| *now >= length)).await.is_ok();
        let now = *self.store.length().borrow();
        assert!(reached, "the log did not come to {length} events, it has {now}");
    }

    /// Waits until every read model shows everything that is in the log.
    pub(crate) async fn settled(&self) {
        let Some(last) = self.store.length().borrow().checked_sub(1) else { return };
        for model in projections::models() {
            self.app.models.reached(model.name, Position(last), PATIENCE).await.unwrap();
        }
    }

    /// Opens a ticket by hotline, with all four fields, and gives its id.
    pub(crate) async fn reported(&self, key: &str) -> Ticket {
        let answer = self.post("/v1/tickets", &hotline_report()).by(Role::HotlineAgent).once(key).send().await;
        assert_eq!(answer.status, StatusCode::CREATED, "{answer}");
        Ticket(answer.json()["id"].as_str().unwrap().to_owned())
    }

    /// Opens a ticket and brings it to its group.
    pub(crate) async fn assigned(&self, key: &str) -> Ticket {
        let ticket = self.reported(key).await;
        self.send(Role::HotlineAgent, &ticket, "classify", &general()).await;
        self.send(Role::HotlineAgent, &ticket, "assign", &json!({ "group": "electrical" })).await;
        ticket
    }

    /// Sends a command to a ticket, which has to succeed.
    pub(crate) async fn send(&self, role: Role, ticket: &Ticket, command: &str, body: &Value) -> Answer {
        let answer = self.post(ticket.at(command), body).by(role).send().await;
        assert_eq!(answer.status, StatusCode::OK, "{answer}");
        answer
    }

    async fn fill_directory(&self) {
        for (issue_type, title) in [("starting", "起动困难"), ("fuel", "燃油系统")] {
            self.set_up("/v1/issue-types", &json!({ "issue_type": issue_type, "title": title })).await;
        }
        for (group, title, issue_type) in [("electrical", "电气组", "starting"), ("injection", "喷射组", "fuel")]
        {
            let body = json!({ "group": group, "title": title, "issue_types": [issue_type] });
            self.set_up("/v1/groups", &body).await;
        }
        for (department, title, _) in DEPARTMENTS {
            self.set_up("/v1/departments", &json!({ "department": department, "title": title })).await;
        }
        let mut superior = Value::Null;
        for role in [Role::Management, Role::HeadOfAfterSales, Role::SupportLead, Role::SupportEngineer] {
            self.employ(role, &superior).await;
            superior = json!(person_of(role));
        }
        for role in Role::ALL.into_iter().filter(|role| role.kind() == ActorKind::Staff) {
            if !matches!(role, Role::Management | Role::HeadOfAfterSales | Role::SupportLead | Role::SupportEngineer) {
                self.employ(role, &json!(person_of(Role::HeadOfAfterSales))).await;
            }
        }
        for (department, _, head) in DEPARTMENTS {
            let head = json!({ "head": person_of(head) });
            self.post(format!("/v1/departments/{department}/name-head"), &head).by(Role::Hr).send().await.ok();
        }
        self.set_up("/v1/suppliers", &json!({ "supplier": "supplier-a", "name": "Supplier A" })).await;
        self.make_key(&person_of(Role::Supplier), "supplier-supplier-a", Role::Supplier).await;
        self.make_key("customer", CUSTOMER, Role::Customer).await;
        self.make_key("other-customer", OTHER_CUSTOMER, Role::Customer).await;
    }

    async fn employ(&self, role: Role, superior: &Value) {
        let groups: &[&str] = match role {
            Role::SupportEngineer | Role::SupportLead => &["electrical", "injection"],
            _ => &[],
        };
        let person = person_of(role);
        let body = json!({
            "person": person, "name": "测试员", "roles": [role], "department": department_of(role), "groups": groups,
            "superior": superior,
        });
        self.set_up("/v1/people", &body).await;
        self.make_key(&person, &format!("person-{person}"), role).await;
    }

    /// Makes a key whose secret is its name.
    pub(crate) async fn make_key(&self, name: &str, principal: &str, role: Role) {
        let secret_hash = http::hash_of(name);
        let body = json!({ "key": name, "principal": principal, "role": role, "secret_hash": secret_hash });
        self.set_up("/v1/keys", &body).await;
    }

    async fn set_up(&self, path: &str, body: &Value) {
        let once = http::hash_of(&format!("{path} {body}")).to_string();
        let answer = self.post(path, body).by_administrator_here().once(&once).send().await;
        assert_eq!(answer.status, StatusCode::CREATED, "{answer}");
    }
}

const LOCAL_SECRET: &str = "the secret of the command line";

/// The departments, each with the role of its head.
const DEPARTMENTS: [(&str, &str, Role); 4] = [
    ("after-sales", "售后服务部门", Role::HeadOfAfterSales),
    ("technical-support", "技术支持部门", Role::SupportLead),
    ("production", "生产部门", Role::ProductionHead),
    ("quality-control", "质量控制部门", Role::QualityEngineer),
];

fn department_of(role: Role) -> Option<&'static str> {
    match role {
        Role::HotlineAgent | Role::OnSiteEngineer | Role::HeadOfAfterSales => Some("after-sales"),
        Role::SupportEngineer | Role::SupportLead | Role::TechnicalExpert => Some("technical-support"),
        Role::ProductionHead => Some("production"),
        Role::QualityEngineer => Some("quality-control"),
        _ => None,
    }
}

/// The personnel number of the one who has this role, and the name of his key.
pub(crate) fn person_of(role: Role) -> String {
    role.name().replace('_', "-")
}

/// A report by hotline with all four fields.
pub(crate) fn hotline_report() -> Value {
    json!({
        "channel": "hotline", "engine_model": "WP12", "engine_serial": "WP12-2025-004711", "symptom": "cold start fails",
        "usage_scenario": "bus, -20 °C", "contact": { "name": "王师傅", "phone": "+86 139 0000 0001" },
    })
}

/// A classification as a general issue of the type that the group `electrical` takes.
pub(crate) fn general() -> Value {
    json!({
        "class": "general", "issue_type": "starting",
        "grounds": { "effect_on_use": "little", "safety_hazard": "none", "effect_on_production": "none" },
    })
}

/// A ticket by its stream.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Ticket(pub(crate) String);

impl Ticket {
    /// The path of something below the ticket.
    pub(crate) fn at(&self, what: &str) -> String {
        if what.is_empty() { format!("/v1/tickets/{}", self.0) } else { format!("/v1/tickets/{}/{what}", self.0) }
    }

    pub(crate) fn id(&self) -> TicketId {
        self.0.parse().unwrap()
    }
}

/// A request on its way.
pub(crate) struct Call<'a> {
    app: &'a TestApp,
    pub(crate) method: Method,
    pub(crate) path: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Bytes,
    peer: Option<SocketAddr>,
}

impl<'a> Call<'a> {
    fn new(app: &'a TestApp, method: Method, path: String) -> Self {
        Self { app, method, path, headers: Vec::new(), body: Bytes::new(), peer: None }
    }

    /// As the one who has this role.
    pub(crate) fn by(self, role: Role) -> Self {
        self.with_key(&person_of(role))
    }

    /// With the key of this name, whose secret is its name.
    pub(crate) fn with_key(self, name: &str) -> Self {
        self.header("authorization", format!("Bearer fw_{name}_{name}"))
    }

    /// As whoever sits at the machine itself.
    pub(crate) fn by_administrator_here(self) -> Self {
        self.header("authorization", format!("Bearer fw_{LOCAL_KEY}_{LOCAL_SECRET}"))
    }

    /// Under this idempotency key.
    pub(crate) fn once(self, key: &str) -> Self {
        self.header("idempotency-key", key)
    }

    pub(crate) fn header(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.retain(|(other, _)| other != name);
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    pub(crate) fn raw_body(mut self, body: impl Into<Bytes>) -> Self {
        self.body = body.into();
        self
    }

    /// From this address.
    pub(crate) fn coming_from(mut self, address: &str) -> Self {
        self.peer = Some(address.parse().unwrap());
        self
    }

    /// Sends it and waits for the head of the answer.
    pub(crate) async fn open(self) -> axum::response::Response {
        let body = Body::from(self.body.clone());
        self.open_with(body).await
    }

    /// The same with a body that comes as it comes.
    pub(crate) async fn open_with(self, body: Body) -> axum::response::Response {
        let mut request = Request::builder().method(self.method).uri(self.path);
        for (name, value) in self.headers {
            request = request.header(name, value);
        }
        if let Some(peer) = self.peer {
            request = request.extension(ConnectInfo(peer));
        }
        let request = request.body(body).unwrap();
        self.app.router.clone().oneshot(request).await.unwrap()
    }

    /// Sends it and waits for the whole answer.
    pub(crate) async fn send(self) -> Answer {
        let answer = tokio::time::timeout(PATIENCE, async {
            let response = self.open().await;
            let (parts, body) = response.into_parts();
            Answer { status: parts.status, headers: parts.headers, body: to_bytes(body, usize::MAX).await.unwrap() }
        });
        answer.await.expect("every request is answered")
    }
}

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("the answer is not JSON: {self}"))
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    /// The stable code of a problem; empty for all else.
    pub(crate) fn code(&self) -> String {
        let problem: Value = serde_json::from_slice(&self.body).unwrap_or_default();
        problem["code"].as_str().unwrap_or_default().to_owned()
    }

    /// Asserts that it is a problem with this status and code, whole and in both languages.
    #[track_caller]
    pub(crate) fn refused(&self, status: u16, code: &str) {
        assert_eq!((self.status.as_u16(), self.code().as_str()), (status, code), "{self}");
        assert_eq!(self.header("content-type"), Some("application/problem+json"), "{self}");
        let problem = self.json();
        assert_eq!(problem["type"], format!("/problems/{code}"), "{self}");
        assert_eq!(problem["status"], status, "{self}");
        for title in ["title", "title_zh"] {
            assert!(problem[title].as_str().is_some_and(|text| !text.is_empty()), "no {title}: {self}");
        }
    }

    /// Asserts that it is a success, and gives its body.
    #[track_caller]
    pub(crate) fn ok(&self) -> Value {
        assert!(self.status.is_success(), "{self}");
        self.json()
    }
}

impl Display for Answer {
    /// Status, headers and body, as a snapshot shows them.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(f, "{}", self.status)?;
        let mut headers: Vec<_> = self.headers.iter().collect();
        headers.sort_by_key(|(name, _)| name.as_str().to_owned());
        for (name, value) in headers.into_iter().filter(|(name, _)| *name != "content-length") {
            writeln!(f, "{name}: {}", String::from_utf8_lossy(value.as_bytes()))?;
        }
        match serde_json::from_slice::<Value>(&self.body) {
            Ok(json) => writeln!(f, "\n{json:#}"),
            Err(_) => writeln!(f, "\n{}", String::from_utf8_lossy(&self.body)),
        }
    }
}
