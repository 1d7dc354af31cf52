//! `flywheel events tail|export`: the log itself, from the folder, beside a running server.

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::Subcommand;
use event_store::SqliteStore;
use events_schema::{Audience, Position, RecordedEvent};

use super::output::{Failure, Output};
use crate::http::shown;

#[derive(Debug, Subcommand)]
pub(super) enum Events {
    /// Prints the last events.
    Tail {
        /// How many.
        #[arg(long, short = 'n', default_value_t = 20)]
        count: u64,
    },
    /// Writes all events as NDJSON, one a line, personal values sealed.
    Export {
        /// From which position on.
        #[arg(long, default_value = "0")]
        from: Position,
        /// Where to; standard output if absent.
        #[arg(long, value_name = "FILE")]
        to: Option<PathBuf>,
    },
}

const PAGE: usize = 2_000;

impl Events {
    #[expect(clippy::unused_async, reason = "every verb is awaited in the same way")]
    pub(super) async fn run(self, data: &Path, output: Output) -> Result<(), Failure> {
        let store = SqliteStore::open_read_only(data)?;
        match self {
            Self::Tail { count } => {
                let length = *event_store::EventStore::length(&*store).borrow();
                let from = Position(length.saturating_sub(count));
                let events = store.read_all_blocking(from, usize::try_from(count).unwrap_or(usize::MAX))?;
                let events: Vec<_> = events.iter().map(as_json).collect::<Result<_, _>>()?;
                let text = |event: &serde_json::Value, name: &str| match &event[name] {
                    serde_json::Value::String(text) => text.clone(),
                    other => other.to_string(),
                };
                output.rows(&events, ["position", "recorded", "stream", "what"], |event| {
                    ["position", "recorded_at", "stream", "type"].map(|name| text(event, name))
                })
            }
            Self::Export { from, to } => match to {
                Some(path) => export(&store, from, std::io::BufWriter::new(std::fs::File::create(path)?)),
                None => export(&store, from, std::io::BufWriter::new(std::io::stdout().lock())),
            },
        }
    }
}

fn as_json(event: &RecordedEvent) -> Result<serde_json::Value, serde_json::Error> {
    serde_json::to_value(shown(event, Audience::Internal)?)
}

fn export(store: &SqliteStore, mut from: Position, mut out: impl Write) -> Result<(), Failure> {
    loop {
        let page = store.read_all_blocking(from, PAGE)?;
        let Some(last) = page.last() else { break };
        from = last.position.next();
        for event in &page {
            serde_json::to_writer(&mut out, &shown(event, Audience::Internal)?)?;
            out.write_all(b"\n")?;
        }
    }
    out.flush()?;
    Ok(())
}
