//! The load: requests over many connections, each sending the next when it has its answer.

use std::sync::{Arc, OnceLock, RwLock};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::routing::post;
use axum::serve::ListenerExt;
use futures_util::future::try_join_all;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use super::BenchError;
use super::server::{Keys, own_seconds};
use crate::clock::Stopwatch;

/// How long one run is.
const LENGTH: Duration = Duration::from_secs(2);

/// What is sent.
pub(super) enum Load {
    /// Each connection takes one ticket after the other through its life, 16 commands each.
    Issues,
    /// Each command opens a ticket: the one that does most, with a stream to begin and personal values to seal.
    Reports,
    /// The details of the same ticket, again and again.
    Details(String),
    /// The history of the same ticket.
    History(String),
    /// The newest tickets.
    List,
}

/// To whom it is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Target {
    Flywheel,
    Echo,
}

/// Large work beside the commands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Work {
    /// A metric over all clocks is defined, tried before, and answered.
    Metric,
    /// All read models are rebuilt.
    Rebuild,
}

/// What one run came to.
pub(super) struct Run {
    /// How long each answer took, in microseconds, in order of size.
    latencies: Vec<u32>,
    seconds: f64,
    /// The share of all cores that the generator took.
    pub(super) generator: Option<f64>,
}

impl Run {
    pub(super) fn per_second(&self) -> f64 {
        self.latencies.len() as f64 / self.seconds
    }

    /// The latency that this share of the answers did not exceed, in milliseconds.
    pub(super) fn at(&self, share: f64) -> f64 {
        let last = self.latencies.len().saturating_sub(1);
        let index = (self.latencies.len() as f64 * share) as usize;
        self.latencies.get(index.min(last)).map_or(0.0, |micros| f64::from(*micros) / 1e3)
    }
}

impl Load {
    /// The request number `step` of a connection, which knows its ticket from the answer to the report.
    fn request(&self, step: usize, ticket: &str, keys: &Keys, target: Target) -> Vec<u8> {
        let get = |path: String| ("GET", &keys.hotline, path, String::new());
        let (method, key, path, body) = match self {
            Self::Reports => ("POST", &keys.hotline, "/v1/tickets".to_owned(), report().to_string()),
            Self::Details(ticket) => get(format!("/v1/tickets/{ticket}")),
            Self::History(ticket) => get(format!("/v1/tickets/{ticket}/history")),
            Self::List => get("/v1/tickets".to_owned()),
            Self::Issues => {
                let (by_engineer, command, body) = &life()[step % life().len()];
                let path =
                    if *command == "report" { "/v1/tickets".into() } else { format!("/v1/tickets/{ticket}/{command}") };
                ("POST", if *by_engineer { &keys.engineer } else { &keys.hotline }, path, body.to_string())
            }
        };
        let path = if target == Target::Echo { "/" } else { path.as_str() };
        request(method, path, key, &body)
    }
}

fn request(method: &str, path: &str, key: &str, body: &str) -> Vec<u8> {
    let head = format!("{method} {path} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {key}\r\n");
    format!("{head}content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}", body.len()).into_bytes()
}

/// What a hotline agent reports.
fn report() -> Value {
    json!({
        "channel": "hotline", "engine_model": "WP12", "engine_serial": "WP12-2025-004711", "symptom": "cold start fails",
        "usage_scenario": "bus, -20 °C", "contact": { "name": "王师傅", "phone": "+86 139 0000 0001" },
    })
}

/// The commands of a ticket's life that need nothing but the ticket, and whether the engineer sends them.
fn life() -> &'static [(bool, &'static str, Value)] {
    static LIFE: OnceLock<Vec<(bool, &'static str, Value)>> = OnceLock::new();
    LIFE.get_or_init(|| {
        let grounds = json!({ "effect_on_use": "little", "safety_hazard": "none", "effect_on_production": "none" });
        let step = json!({ "method": "remote", "step": "measured the voltage at the starter", "finding": "9 V" });
        let cause = json!({ "category": "machine", "failure_code": "E-2107", "root_cause": "the starter is worn" });
        let cost = json!({ "kind": "parts", "amount": "1250.10", "currency": "CNY", "description": "starter" });
        let note = json!({ "text": "the battery was replaced last week; the customer can bring the bus on Friday" });
        let attempt = json!({ "method": "phone", "outcome": "busy" });
        let proposal = json!({ "kind": "replace_parts", "description": "replace the starter" });
        vec![
            (false, "report", report()),
            (false, "classify", json!({ "class": "general", "issue_type": "starting", "grounds": grounds })),
            (false, "assign", json!({ "group": "electrical" })),
            (true, "take-over", json!({})),
            (true, "attempt-contact", attempt.clone()),
            (true, "attempt-contact", attempt),
            (true, "reach-customer", json!({ "method": "phone", "summary": "starts when warm" })),
            (false, "record-out-of-service", json!({})),
            (true, "record-diagnosis-step", step.clone()),
            (true, "record-diagnosis-step", step),
            (true, "conclude-diagnosis", cause),
            (true, "add-note", note.clone()),
            (true, "record-cost", cost),
            (true, "propose-solution", proposal),
            (true, "send-message", json!({ "text": "the part comes on Friday" })),
            (true, "add-note", note),
        ]
    })
}

/// Sends requests for a while.
pub(super) async fn run(
    address: &str,
    keys: &Keys,
    load: &Load,
    connections: usize,
    target: Target,
) -> Result<Run, BenchError> {
    let (running, before) = (Stopwatch::start(), own_seconds());
    let one = async || {
        let (mut connection, mut latencies, mut ticket) = (Connection::to(address).await?, Vec::new(), String::new());
        for step in 0.. {
            if running.elapsed() >= LENGTH {
                break;
            }
            let asked = Stopwatch::start();
            let body = connection.send(&load.request(step, &ticket, keys, target)).await?;
            latencies.push(u32::try_from(asked.elapsed().as_micros()).unwrap_or(u32::MAX));
            if let Some(rest) = body.strip_prefix("{\"id\":\"ticket-").and_then(|rest| rest.get(..36)) {
                ticket = format!("ticket-{rest}");
            }
        }
        Ok::<_, BenchError>(latencies)
    };
    let latencies = try_join_all((0..connections).map(|_| one())).await?;
    let seconds = running.elapsed().as_secs_f64();
    let mut latencies: Vec<u32> = latencies.into_iter().flatten().collect();
    latencies.sort_unstable();
    let cores = std::thread::available_parallelism().map_or(1.0, |cores| cores.get() as f64);
    let taken = own_seconds().zip(before).map(|(after, before)| (after - before) / seconds / cores);
    Ok(Run { latencies, seconds, generator: taken })
}

/// Lets the echo answer reads of this load with what the server answers.
pub(super) async fn teach(echo: &str, flywheel: &str, keys: &Keys, load: &Load) -> Result<(), BenchError> {
    if matches!(load, Load::Details(_) | Load::History(_) | Load::List) {
        let answer = Connection::to(flywheel).await?.send(&load.request(0, "", keys, Target::Flywheel)).await?;
        Connection::to(echo).await?.send(&request("PUT", "/", &keys.hotline, &answer)).await?;
    }
    Ok(())
}

/// The last revision of the ticket that is read again and again, as near as there is one: logs of all sizes are asked for
/// the same.
const ORDINARY: u64 = 24;

/// A closed ticket of ordinary length.
pub(super) async fn some_ticket(address: &str, keys: &Keys) -> Result<String, BenchError> {
    let list = Connection::to(address)
        .await?
        .send(&request("GET", "/v1/tickets?stage=closed&limit=200", &keys.hotline, ""))
        .await?;
    let list: Value = serde_json::from_str(&list).map_err(|error| BenchError::Answer(error.to_string()))?;
    let rows = list["tickets"].as_array().into_iter().flatten();
    let ticket = rows.min_by_key(|row| row["revision"].as_u64().map_or(u64::MAX, |last| last.abs_diff(ORDINARY)));
    let ticket = ticket.and_then(|row| row["ticket"].as_str()).map(str::to_owned);
    ticket.ok_or_else(|| BenchError::Answer("no ticket is closed yet; simulate more".to_owned()))
}

/// Begins large work.
pub(super) async fn work(address: &str, keys: &Keys, work: Work, round: usize) -> Result<(), BenchError> {
    let mut connection = Connection::to(address).await?;
    match work {
        Work::Metric => {
            let sql = "SELECT t.class, c.clock, count(*) AS clocks, avg(c.verdict = 'met') AS in_time FROM clocks AS c \
                       JOIN tickets AS t ON t.ticket = c.ticket GROUP BY 1, 2";
            let column = |name: &str, purpose: &str| json!({ "name": name, "purpose": purpose });
            let body = json!({
                "metric": format!("bench-{round}"), "title": "in time", "about": "The share of clocks in time.", "sql": sql,
                "columns": [column("class", "dimension"), column("clock", "dimension"), column("clocks", "measure"), column("in_time", "measure")],
                "period": "month",
            });
            connection
                .send(&request("POST", "/v1/metrics/try", &keys.analyst, &json!({ "sql": sql }).to_string()))
                .await?;
            connection.send(&request("POST", "/v1/metrics", &keys.analyst, &body.to_string())).await?;
        }
        Work::Rebuild => {
            connection.send(&request("POST", "/v1/read-models/rebuild?anew=true", &keys.analyst, "{}")).await?;
        }
    }
    Ok(())
}

/// Ends large work, so that the next run is alone.
pub(super) async fn rest(address: &str, keys: &Keys, work: Work) -> Result<(), BenchError> {
    let mut connection = Connection::to(address).await?;
    match work {
        Work::Metric => {
            let list = connection.send(&request("GET", "/v1/metrics", &keys.analyst, "")).await?;
            let list: Value = serde_json::from_str(&list).map_err(|error| BenchError::Answer(error.to_string()))?;
            for metric in list.as_array().into_iter().flatten().filter(|metric| metric["in_use"] == true) {
                let path = format!("/v1/metrics/{}/retire", metric["metric"].as_str().unwrap_or_default());
                connection.send(&request("POST", &path, &keys.analyst, "{}")).await?;
            }
        }
        Work::Rebuild => {
            let runs = |model: &Value| {
                matches!(model["rebuild"]["state"]["is"].as_str(), Some("filling" | "comparing" | "switching"))
            };
            until_no_model(&mut connection, keys, runs).await?;
        }
    }
    Ok(())
}

/// Waits until the read models show the whole log; a start may leave some of it to be folded.
pub(super) async fn caught_up(address: &str, keys: &Keys) -> Result<(), BenchError> {
    let is_behind = |model: &Value| model["position"] != model["head"];
    until_no_model(&mut Connection::to(address).await?, keys, is_behind).await
}

/// Looks at the read models until none of them is in this state.
async fn until_no_model(
    connection: &mut Connection,
    keys: &Keys,
    is_so: impl Fn(&Value) -> bool,
) -> Result<(), BenchError> {
    let mut looks = tokio::time::interval(Duration::from_millis(200));
    loop {
        looks.tick().await;
        let list = connection.send(&request("GET", "/v1/read-models", &keys.analyst, "")).await?;
        let list: Value = serde_json::from_str(&list).map_err(|error| BenchError::Answer(error.to_string()))?;
        if !list.as_array().into_iter().flatten().any(&is_so) {
            return Ok(());
        }
    }
}

/// A connection that is kept.
struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Connection {
    async fn to(address: &str) -> Result<Self, BenchError> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, buffer: vec![0; 256 * 1024] })
    }

    /// Sends a request and waits for the whole answer, which has to be a success; gives its body.
    async fn send(&mut self, request: &[u8]) -> Result<String, BenchError> {
        self.stream.write_all(request).await?;
        let mut filled = 0;
        loop {
            let read = self.stream.read(&mut self.buffer[filled..]).await?;
            filled += read;
            if let Some(body) = whole(&self.buffer[..filled])? {
                return Ok(body.to_owned());
            }
            if read == 0 {
                return Err(BenchError::Answer("a connection ended in the middle of an answer".to_owned()));
            }
        }
    }
}

/// The body of an answer once it has come to its end.
fn whole(answer: &[u8]) -> Result<Option<&str>, BenchError> {
    let Some(head) = answer.windows(4).position(|four| four == b"\r\n\r\n") else { return Ok(None) };
    let failed = || BenchError::Answer(format!("an answer is no success: {}", String::from_utf8_lossy(answer)));
    let text = str::from_utf8(&answer[..head]).map_err(|_| failed())?;
    if !text.starts_with("HTTP/1.1 2") {
        return Err(failed());
    }
    let length =
        text.lines().find_map(|line| line.strip_prefix("content-length: ")).and_then(|length| length.parse().ok());
    let end = head + 4 + length.unwrap_or(0_usize);
    if answer.len() < end { Ok(None) } else { str::from_utf8(&answer[head + 4..end]).map(Some).map_err(|_| failed()) }
}

/// Serves the echo until the process is told to end: commands get their body back, reads what was put there before.
///
/// # Errors
/// If it cannot listen.
pub async fn echo() -> Result<(), BenchError> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    eprintln!("the echo is on http://{}", listener.local_addr()?);
    let listener = listener.tap_io(|connection| {
        // As the server does.
        let _ = connection.set_nodelay(true);
    });
    let learned = Arc::new(RwLock::new(Bytes::new()));
    let say =
        |State(learned): State<Learned>| async move { learned.read().map(|answer| answer.clone()).unwrap_or_default() };
    let learn = |State(learned): State<Learned>, answer: Bytes| async move {
        learned.write().map(|mut learned| *learned = answer).unwrap_or_default();
    };
    let route = post(|body: Bytes| async { body }).get(say).put(learn);
    Ok(axum::serve(listener, Router::new().route("/", route).with_state(learned)).await?)
}

/// What the echo answers to reads.
type Learned = Arc<RwLock<Bytes>>;
