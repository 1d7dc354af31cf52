//! Durable commands and reads per second over HTTP, beside an echo of the same body, in turns in the same run.
//!
//! `cargo bench -p flywheel-tests --bench http [-- FOLDER]`; the folder decides which disk is measured. The server and the
//! echo are processes of their own; the load comes from this one. All share the machine.

#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a benchmark reads the clock, and ends at an error"
)]

use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Bytes;
use axum::routing::post;
use axum::serve::ListenerExt;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Runtime;

#[path = "../it/process.rs"]
#[expect(dead_code, reason = "the tests use more of it")]
mod process;

mod harness {
    pub(crate) const PATIENCE: std::time::Duration = std::time::Duration::from_secs(20);
}

use process::{Server, prepare};

const ROUNDS: usize = 5;
const LENGTH: Duration = Duration::from_secs(2);

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if arguments.iter().any(|argument| argument == "--echo") {
        return Runtime::new().unwrap().block_on(echo());
    }
    let parent = arguments.iter().find(|argument| !argument.starts_with('-'));
    let folder = parent.map_or_else(|| tempfile::tempdir().unwrap(), |parent| tempfile::tempdir_in(parent).unwrap());
    let key = prepare(folder.path());
    let flywheel = Server::start(folder.path());
    let echo = Server::run(Command::new(std::env::current_exe().unwrap()).arg("--echo"));
    let runtime = Runtime::new().unwrap();
    let client = process::Client::new(&flywheel, &key);
    let (_, first) = client.post("/v1/tickets", "first", &report()).unwrap();
    let ticket = first["id"].as_str().unwrap();
    println!(
        "{:>12} {:>14} {:>14} {:>8} {:>14} {:>8}",
        "connections", "echo/s", "commands/s", "of echo", "reads/s", "of echo"
    );
    for connections in [64, 256] {
        let mut rounds = Vec::new();
        for _ in 0..ROUNDS {
            let load = |server: &Server, request: &str| runtime.block_on(load(&server.address, request, connections));
            let echoed = load(&echo, &post_request("/", &key, &report()));
            let commands = load(&flywheel, &post_request("/v1/tickets", &key, &report()));
            let get = format!("GET /v1/tickets/{ticket} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {key}\r\n\r\n");
            rounds.push((echoed, commands, load(&flywheel, &get)));
        }
        let middle = |of: fn(&(f64, f64, f64)) -> f64| {
            let mut values: Vec<f64> = rounds.iter().map(of).collect();
            values.sort_by(f64::total_cmp);
            values[ROUNDS / 2]
        };
        println!(
            "{connections:>12} {:>14.0} {:>14.0} {:>8.2} {:>14.0} {:>8.2}",
            middle(|round| round.0),
            middle(|round| round.1),
            middle(|round| round.1 / round.0),
            middle(|round| round.2),
            middle(|round| round.2 / round.0),
        );
    }
    let (_, ready) = client.get("/readyz").unwrap();
    println!("{} events in the log; the median of {ROUNDS} rounds of {LENGTH:?} each", ready["events"]);
}

/// What a hotline agent reports: the command that does most, with four personal values to seal.
fn report() -> serde_json::Value {
    json!({
        "channel": "hotline", "engine_model": "WP12", "engine_serial": "WP12-2025-004711", "symptom": "cold start fails",
        "usage_scenario": "bus, -20 °C", "contact": { "name": "王师傅", "phone": "+86 139 0000 0001" },
    })
}

fn post_request(path: &str, key: &str, body: &serde_json::Value) -> String {
    let body = body.to_string();
    let head =
        format!("POST {path} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {key}\r\ncontent-type: application/json\r\n");
    format!("{head}content-length: {}\r\n\r\n{body}", body.len())
}

/// Requests answered in a second over so many connections, each sending the next when it has its answer.
async fn load(address: &str, request: &str, connections: usize) -> f64 {
    let answered = Arc::new(AtomicU64::new(0));
    let (start, mut clients) = (Instant::now(), Vec::new());
    for _ in 0..connections {
        let mut connection = TcpStream::connect(address.strip_prefix("http://").unwrap()).await.unwrap();
        connection.set_nodelay(true).unwrap();
        let (request, answered) = (request.as_bytes().to_vec(), Arc::clone(&answered));
        clients.push(tokio::spawn(async move {
            let mut buffer = vec![0; 64 * 1024];
            while start.elapsed() < LENGTH {
                connection.write_all(&request).await.unwrap();
                let mut filled = 0;
                while !is_whole(&buffer[..filled]) {
                    filled += connection.read(&mut buffer[filled..]).await.unwrap();
                }
                answered.fetch_add(1, Ordering::Relaxed);
            }
        }));
    }
    for client in clients {
        client.await.unwrap();
    }
    answered.load(Ordering::Relaxed) as f64 / start.elapsed().as_secs_f64()
}

/// Whether an answer has come to its end; it has to be a success that says its length.
fn is_whole(answer: &[u8]) -> bool {
    let Some(head) = answer.windows(4).position(|four| four == b"\r\n\r\n") else { return false };
    let text = str::from_utf8(&answer[..head]).unwrap();
    assert!(text.starts_with("HTTP/1.1 2"), "{text}");
    let length = text.lines().find_map(|line| line.strip_prefix("content-length: ")).unwrap();
    answer.len() == head + 4 + length.parse::<usize>().unwrap()
}

async fn echo() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    eprintln!("the echo is on http://{}", listener.local_addr().unwrap());
    let listener = listener.tap_io(|connection| {
        connection.set_nodelay(true).unwrap();
    });
    axum::serve(listener, Router::new().route("/", post(|body: Bytes| async { body }))).await.unwrap();
}
