//! Durable commands and reads per second over HTTP, beside an echo of the same body, in turns in the same run.
//!
//! `cargo bench -p flywheel-tests --bench http [-- FOLDER]`; the folder decides which disk is measured. The server and the
//! echo are processes of their own; the load comes from this one. All share the machine.

#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a benchmark reads the clock, and ends at an error"
)]

use std::path::Path;
use std::process::Command;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Bytes;
use axum::routing::post;
use axum::serve::ListenerExt;
use futures_util::future::join_all;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Runtime;

#[path = "../it/process.rs"]
#[expect(dead_code, reason = "the tests use more of it")]
mod process;

mod harness {
    pub(crate) const PATIENCE: std::time::Duration = std::time::Duration::from_secs(20);
}

use process::{Client, Server, prepare};

const ROUNDS: usize = 5;
const LENGTH: Duration = Duration::from_secs(2);

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if arguments.iter().any(|argument| argument == "--echo") {
        return Runtime::new().unwrap().block_on(echo());
    }
    let parent = arguments.iter().find(|argument| !argument.starts_with('-'));
    let folder = parent.map_or_else(|| tempfile::tempdir().unwrap(), |parent| tempfile::tempdir_in(parent).unwrap());
    let hotline = prepare(folder.path());
    let flywheel = Server::start(folder.path());
    let client = Client::new(&flywheel, &hotline);
    let (_, first) = client.post("/v1/tickets", "first", &report()).unwrap();
    let keys = Keys { hotline, engineer: engineer(&flywheel, folder.path()) };
    let loads = [
        ("whole issues", Load::Issues),
        ("reports only", Load::Reports),
        ("reads of one ticket", Load::Reads(first["id"].as_str().unwrap().to_owned())),
    ];
    let echo = Server::run(Command::new(std::env::current_exe().unwrap()).arg("--echo"));
    let runtime = Runtime::new().unwrap();
    println!("{:>20} {:>12} {:>12} {:>12} {:>8}", "per second", "connections", "echo", "flywheel", "of echo");
    for (what, load) in &loads {
        for connections in [64, 256] {
            let mut rounds: Vec<(f64, f64)> = Vec::new();
            for _ in 0..ROUNDS {
                let run =
                    |server: &Server, echoed| runtime.block_on(run(&server.address, &keys, load, connections, echoed));
                rounds.push((run(&echo, true), run(&flywheel, false)));
            }
            let middle = |of: fn(&(f64, f64)) -> f64| {
                let mut values: Vec<f64> = rounds.iter().map(of).collect();
                values.sort_by(f64::total_cmp);
                values[ROUNDS / 2]
            };
            let (echoed, answered, share) =
                (middle(|round| round.0), middle(|round| round.1), middle(|round| round.1 / round.0));
            println!("{what:>20} {connections:>12} {echoed:>12.0} {answered:>12.0} {share:>8.2}");
        }
    }
    let (_, ready) = client.get("/readyz").unwrap();
    println!("{} events in the log; the median of {ROUNDS} rounds of {LENGTH:?} each; {ready}", ready["events"]);
}

struct Keys {
    hotline: String,
    engineer: String,
}

/// Registers an engineer of the group that takes the tickets, and gives a key for him.
fn engineer(server: &Server, folder: &Path) -> String {
    let made = |role: &str, principal: &str| {
        let arguments = ["key", "create", "--role", role, "--as", principal, "--output", "ndjson", "--data"];
        let made = process::flywheel(&[&arguments[..], &[folder.to_str().unwrap()]].concat());
        let made: Value = serde_json::from_slice(&made.stdout).unwrap();
        made["key"].as_str().unwrap().to_owned()
    };
    let administrator = Client::new(server, &made("administrator", "system-bench"));
    let person =
        json!({ "person": "e2001", "name": "测试员", "roles": ["support_engineer"], "groups": ["electrical"] });
    assert_eq!(administrator.post("/v1/people", "e2001", &person).unwrap().0, 201);
    made("support_engineer", "person-e2001")
}

/// What is sent.
enum Load {
    /// Each connection takes one ticket after the other through its life, 16 commands each.
    Issues,
    /// Each command opens a ticket: the one that does most, with a stream to begin and personal values to seal.
    Reports,
    /// The same ticket, again and again.
    Reads(String),
}

impl Load {
    /// The request number `step` of a connection, which knows its ticket from the answer to the report.
    fn request(&self, step: usize, ticket: &str, keys: &Keys, echoed: bool) -> Vec<u8> {
        let (method, key, path, body) = match self {
            Self::Reports => ("POST", &keys.hotline, "/v1/tickets".to_owned(), report().to_string()),
            Self::Reads(ticket) => ("GET", &keys.hotline, format!("/v1/tickets/{ticket}"), String::new()),
            Self::Issues => {
                let life = life();
                let (by_engineer, command, body) = &life[step % life.len()];
                let path =
                    if *command == "report" { "/v1/tickets".into() } else { format!("/v1/tickets/{ticket}/{command}") };
                ("POST", if *by_engineer { &keys.engineer } else { &keys.hotline }, path, body.to_string())
            }
        };
        let (method, path) = if echoed { ("POST", "/") } else { (method, path.as_str()) };
        let head = format!("{method} {path} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {key}\r\n");
        format!("{head}content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}", body.len()).into_bytes()
    }
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

/// Requests answered in a second over so many connections, each sending the next when it has its answer.
async fn run(address: &str, keys: &Keys, load: &Load, connections: usize, echoed: bool) -> f64 {
    let answered = AtomicU64::new(0);
    let start = Instant::now();
    let connection = async || {
        let mut connection = TcpStream::connect(address.strip_prefix("http://").unwrap()).await.unwrap();
        connection.set_nodelay(true).unwrap();
        let (mut buffer, mut ticket) = (vec![0; 64 * 1024], String::new());
        for step in 0.. {
            if start.elapsed() >= LENGTH {
                break;
            }
            connection.write_all(&load.request(step, &ticket, keys, echoed)).await.unwrap();
            let mut filled = 0;
            let body = loop {
                filled += connection.read(&mut buffer[filled..]).await.unwrap();
                if let Some(body) = whole(&buffer[..filled]) {
                    break body;
                }
            };
            if let Some(rest) = body.strip_prefix("{\"id\":\"ticket-") {
                ticket.clear();
                ticket.push_str("ticket-");
                ticket.push_str(&rest[..36]);
            }
            answered.fetch_add(1, Ordering::Relaxed);
        }
    };
    join_all((0..connections).map(|_| connection())).await;
    answered.into_inner() as f64 / start.elapsed().as_secs_f64()
}

/// The body of an answer once it has come to its end; it has to be a success that says its length.
fn whole(answer: &[u8]) -> Option<&str> {
    let head = answer.windows(4).position(|four| four == b"\r\n\r\n")?;
    let text = str::from_utf8(&answer[..head]).unwrap();
    assert!(text.starts_with("HTTP/1.1 2"), "{}", String::from_utf8_lossy(answer));
    let length = text.lines().find_map(|line| line.strip_prefix("content-length: ")).unwrap();
    (answer.len() == head + 4 + length.parse::<usize>().unwrap()).then(|| str::from_utf8(&answer[head + 4..]).unwrap())
}

async fn echo() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    eprintln!("the echo is on http://{}", listener.local_addr().unwrap());
    let listener = listener.tap_io(|connection| {
        connection.set_nodelay(true).unwrap();
    });
    axum::serve(listener, Router::new().route("/", post(|body: Bytes| async { body }))).await.unwrap();
}
