//! How fast each read model is folded anew, from a log in memory, and how large its file becomes.
//!
//! `cargo bench -p projections [-- EVENTS]`

#![expect(clippy::disallowed_methods, reason = "a benchmark reads the clock")]

use std::time::Instant;

use event_store::EventStore;
use projections::{models, rebuild};

#[expect(dead_code, reason = "the tests use more of it")]
#[path = "../tests/projections/history.rs"]
mod history;

fn main() {
    let events = std::env::args().skip(1).find_map(|argument| argument.parse().ok()).unwrap_or(200_000);
    let mut world = history::World::new(1);
    world.go_on(events);
    let folder = tempfile::tempdir().expect("a folder");
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    let store: &dyn EventStore = &*world.store;
    for model in models() {
        let start = Instant::now();
        let file = folder.path().join(model.name);
        rebuild(model, store, runtime.handle(), &file).expect("a history that can be read");
        let seconds = start.elapsed().as_secs_f64();
        let bytes = std::fs::metadata(&file).expect("a file").len();
        let (events, bytes) = (events as f64, bytes as f64);
        println!("{:>16} {:>12.0} events/s {:>8.0} bytes/event", model.name, events / seconds, bytes / events);
    }
}
