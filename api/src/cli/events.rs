//! `flywheel events tail`: the end of the log, from the folder, beside a running server.

use std::io::Write;
use std::path::Path;
use std::time::Duration;

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
        /// Goes on with what comes, until it is interrupted.
        #[arg(long, short)]
        follow: bool,
    },
}

const PAGE: usize = 2_000;

impl Events {
    pub(super) async fn run(self, data: &Path, output: Output) -> Result<(), Failure> {
        let store = SqliteStore::open_read_only(data)?;
        match self {
            Self::Tail { count, follow } => {
                let length = *event_store::EventStore::length(&*store).borrow();
                let from = Position(length.saturating_sub(count));
                let events = store.read_all_blocking(from, usize::try_from(count).unwrap_or(usize::MAX))?;
                let shown: Vec<_> = events.iter().map(as_json).collect::<Result<_, _>>()?;
                output.rows(&shown, COLUMNS, cells)?;
                if follow {
                    go_on(&store, events.last().map_or(from, |last| last.position.next()), output).await?;
                }
                Ok(())
            }
        }
    }
}

const COLUMNS: [&str; 4] = ["position", "recorded_at", "stream", "type"];

fn cells(event: &serde_json::Value) -> [String; 4] {
    COLUMNS.map(|name| match &event[name] {
        serde_json::Value::String(text) => text.clone(),
        other => other.to_string(),
    })
}

/// How long to wait at the end of the log before looking again: the server is another process and wakes nobody here.
const LOOK_AGAIN: Duration = Duration::from_millis(200);

async fn go_on(store: &SqliteStore, mut from: Position, output: Output) -> Result<(), Failure> {
    let mut looks = tokio::time::interval(LOOK_AGAIN);
    loop {
        looks.tick().await;
        let events = store.read_all_blocking(from, PAGE)?;
        let Some(last) = events.last() else { continue };
        from = last.position.next();
        let mut out = std::io::stdout().lock();
        for event in &events {
            let event = as_json(event)?;
            match output {
                Output::Table => writeln!(out, "{}", cells(&event).join("  "))?,
                Output::Json | Output::Ndjson => writeln!(out, "{event}")?,
            }
        }
    }
}

fn as_json(event: &RecordedEvent) -> Result<serde_json::Value, serde_json::Error> {
    serde_json::to_value(shown(event, Audience::Internal)?)
}
