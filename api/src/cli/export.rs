//! `flywheel export`: the log in the formats of other tools, from the folder, beside a running server.

use std::io::{BufWriter, IsTerminal};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use event_store::{EventStore, SqliteStore};
use events_schema::Position;
use indicatif::ProgressBar;
use serde::Serialize;
use tokio::runtime::Handle;

use super::output::{Failure, Output};
use super::simulate::progress_bar;
use crate::export::{Entries, Export as Exported, Log, Parts, PartsError, TableFormat, Unusable, Wanted};

#[derive(Debug, Args)]
pub(super) struct Export {
    /// What: events (the log as a table), ocel (an object-centric event log, OCEL 2.0) or xes (the tickets as traces).
    what: String,
    /// In which format: events as ndjson, csv or parquet, ocel as json or sqlite; the first one if absent.
    #[arg(long)]
    format: Option<String>,
    /// Where to; standard output if absent. A file is replaced when the new one is whole. Events as Parquet go into a folder,
    /// which grows: each time what has come since.
    #[arg(long, value_name = "PATH")]
    into: Option<PathBuf>,
    /// Events from this position on, which an earlier export has named.
    #[arg(long, value_name = "POSITION")]
    since: Option<Position>,
    /// Which entries of tickets, for process mining: corrected (as they count) or recorded (all, as they were recorded);
    /// corrected if absent.
    #[arg(long)]
    entries: Option<Entries>,
}

/// What came of it.
#[derive(Debug, Serialize)]
struct Done {
    what: String,
    from: Position,
    /// The `--since` of the next one.
    position: Position,
    files: usize,
}

impl Export {
    pub(super) async fn run(self, data: &Path, output: Output) -> Result<(), Failure> {
        let store = SqliteStore::open_read_only(data)?;
        let bar = progress_bar(*store.length().borrow());
        let (shown, runtime) = (bar.clone(), Handle::current());
        let done = tokio::task::spawn_blocking(move || self.export(store, runtime, &shown)).await?;
        bar.finish_and_clear();
        let (done, target) = done?;
        match target {
            Target::File | Target::Folder => {
                output.rows(&[done], ["export", "from position", "to before position", "files"], |done| {
                    [done.what.clone(), done.from.to_string(), done.position.to_string(), done.files.to_string()]
                })
            }
            Target::Stdout => {
                eprintln!("{} up to before position {}", done.what, done.position);
                Ok(())
            }
        }
    }

    fn export(&self, store: Arc<SqliteStore>, runtime: Handle, bar: &ProgressBar) -> Result<(Done, Target), Failure> {
        let shown = bar.clone();
        let progress = Box::new(move |events| {
            shown.inc(events);
            Ok(())
        });
        let log = Log::now(store, runtime, progress);
        let wanted =
            Wanted { what: &self.what, format: self.format.as_deref(), since: self.since, entries: self.entries };
        let export = Exported::of(&wanted, log.end()).map_err(|error| unusable(&error))?;
        let done = |from, files| Done { what: self.what.clone(), from, position: log.end(), files };
        let from = self.since.unwrap_or(Position(0));
        bar.set_length(log.end().0 - from.0);
        match (&self.into, export) {
            (Some(folder), Exported::Events(TableFormat::Parquet, _)) => {
                let parts = Parts::open(folder, log.id(), self.since).map_err(no_room)?;
                let from = parts.end();
                if from > log.end() {
                    return Err(unusable(&Unusable::BehindTheEnd { since: from, end: log.end() }));
                }
                bar.set_length(log.end().0 - from.0);
                let files = parts.append(&log);
                let files = files
                    .map_err(|error| Failure::from(error).about(&format!("cannot export into {}", folder.display())))?;
                Ok((done(from, files), Target::Folder))
            }
            (Some(path), export) => {
                let written = export.write_file(&log, path);
                written.map_err(|error| Failure::from(error).about(&format!("cannot export to {}", path.display())))?;
                Ok((done(from, 1), Target::File))
            }
            (None, export) => {
                let out = std::io::stdout();
                if export.is_binary() && out.is_terminal() {
                    return Err(Failure::usage("nobody reads that on a terminal; name a file with --into"));
                }
                export.write(&log, BufWriter::new(out))?;
                Ok((done(from, 0), Target::Stdout))
            }
        }
    }
}

/// Where an export went.
enum Target {
    Stdout,
    File,
    Folder,
}

/// What cannot be had as it was asked for.
fn unusable(unusable: &Unusable) -> Failure {
    match unusable {
        Unusable::Unknown(_) => Failure::not_found(unusable.to_string()),
        Unusable::Format(_) | Unusable::BehindTheEnd { .. } | Unusable::Whole(_) | Unusable::NoChoice(_) => {
            Failure::usage(unusable.to_string())
        }
    }
}

/// A folder that cannot take what comes next.
fn no_room(error: PartsError) -> Failure {
    match error {
        PartsError::Elsewhere { .. } => Failure::usage(error.to_string()),
        PartsError::Busy(_) | PartsError::OtherStore { .. } | PartsError::Broken { .. } => {
            Failure::refused(error.to_string())
        }
        PartsError::Io { .. } | PartsError::Damaged { .. } => error.into(),
    }
}
