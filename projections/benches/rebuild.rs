//! How fast each read model is folded anew, from a log in memory.
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
        rebuild(model, store, runtime.handle(), &folder.path().join(model.name)).expect("a history that can be read");
        let seconds = start.elapsed().as_secs_f64();
        println!("{:>16} {:>12.0} events/s", model.name, events as f64 / seconds);
    }
}
