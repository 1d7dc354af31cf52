//! `flywheel export`: the log and the views in the formats of other tools. The log is read from the folder, beside a running
//! server; views come from the server, if one runs.

use std::io::{BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use clap::Args;
use event_store::{EventStore, SqliteStore};
use events_schema::{Position, Role};
use indicatif::{ProgressBar, ProgressStyle};
use projections::models;
use serde::Serialize;
use tokio::runtime::Handle;

use super::local::{Local, Program};
use super::output::{Failure, Output};
use super::simulate::progress_bar;
use crate::app::App;
use crate::export::{
    Entries, Export as Exported, Log, LogExport, Parts, PartsError, TableFormat, Unusable, ViewExport, Views, Wanted,
    write_whole,
};

#[derive(Debug, Args)]
pub(super) struct Export {
    /// What: events (the log as a table), ocel (an object-centric event log, OCEL 2.0), xes (the tickets as traces), snapshot
    /// (all views in one SQLite file), or a published view, which `flywheel sql` lists.
    what: String,
    /// In which format: events and views as ndjson, csv or parquet, ocel as json or sqlite; the first one if absent.
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
    /// The views that a snapshot has, with commas between them; all if absent.
    #[arg(long)]
    views: Option<String>,
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

/// How long read models may take to catch up with the log, after an upgrade too.
const PATIENCE: Duration = Duration::from_secs(24 * 60 * 60);

impl Export {
    pub(super) async fn run(self, data: &Path, output: Output) -> Result<(), Failure> {
        let store = SqliteStore::open_read_only(data)?;
        let end = Position(*store.length().borrow());
        // Whoever sits at the folder may see all of it.
        let wanted = Exported::of(&self.wanted(), end, Role::Administrator).map_err(|error| unusable(&error))?;
        if self.into.is_none() && wanted.is_binary() && std::io::stdout().is_terminal() {
            return Err(Failure::usage("nobody reads that on a terminal; name a file with --into"));
        }
        let into_file = self.into.is_some();
        let done = match wanted {
            Exported::OfLog(export) => self.of_log(export, store).await?,
            Exported::OfViews(export) => {
                drop(store);
                self.of_views(export, data).await?
            }
        };
        if !into_file {
            eprintln!("{} up to before position {}", done.what, done.position);
            return Ok(());
        }
        output.rows(&[done], ["export", "from position", "to before position", "files"], |done| {
            [done.what.clone(), done.from.to_string(), done.position.to_string(), done.files.to_string()]
        })
    }

    fn wanted(&self) -> Wanted<'_> {
        Wanted {
            what: &self.what,
            format: self.format.as_deref(),
            since: self.since,
            entries: self.entries,
            views: self.views.as_deref(),
        }
    }

    async fn of_log(self, export: LogExport, store: Arc<SqliteStore>) -> Result<Done, Failure> {
        let bar = progress_bar(0);
        let (shown, runtime) = (bar.clone(), Handle::current());
        let done = tokio::task::spawn_blocking(move || {
            let hears = shown.clone();
            let progress = Box::new(move |events| {
                hears.inc(events);
                Ok(())
            });
            self.write_log(export, &Log::now(store, runtime, progress), &shown)
        });
        let done = done.await?;
        bar.finish_and_clear();
        done
    }

    fn write_log(&self, export: LogExport, log: &Log, bar: &ProgressBar) -> Result<Done, Failure> {
        let from = self.since.unwrap_or(Position(0));
        let length = |from: Position| bar.set_length(log.end().0.saturating_sub(from.0));
        length(from);
        match (&self.into, export) {
            (Some(folder), LogExport::Events(TableFormat::Parquet, _)) => {
                let parts = Parts::open(folder, log.id(), self.since).map_err(no_room)?;
                let from = parts.end();
                if from > log.end() {
                    return Err(unusable(&Unusable::BehindTheEnd { since: from, end: log.end() }));
                }
                length(from);
                let files = parts.append(log).map_err(|error| Failure::from(error).about(&unwritten(folder)))?;
                Ok(self.done(from, log.end(), files))
            }
            (Some(path), export) => {
                export.write_file(log, path).map_err(|error| Failure::from(error).about(&unwritten(path)))?;
                Ok(self.done(from, log.end(), 1))
            }
            (None, export) => {
                export.write(log, BufWriter::new(std::io::stdout()))?;
                Ok(self.done(from, log.end(), 0))
            }
        }
    }

    async fn of_views(self, export: ViewExport, data: &Path) -> Result<Done, Failure> {
        match Program::of(data).await? {
            Program::Server(server) => tokio::task::spawn_blocking(move || self.ask_server(&server)).await?,
            Program::Here(app, store) => {
                let done = self.write_here(export, Arc::clone(&app)).await;
                Program::Here(app, store).end();
                done
            }
        }
    }

    fn ask_server(self, server: &Local) -> Result<Done, Failure> {
        let mut path = format!("/v1/export/{}?", self.what);
        for (name, value) in [("format", &self.format), ("views", &self.views)] {
            if let Some(value) = value {
                path.push_str(&format!("{name}={value}&"));
            }
        }
        let response = server.open(path.trim_end_matches(['&', '?']))?;
        let position = response.headers().get("flywheel-position").and_then(|value| value.to_str().ok()?.parse().ok());
        let position = position.unwrap_or(Position(0));
        let mut body = response.into_body().into_reader();
        match &self.into {
            Some(path) => {
                write_whole(path, body).map_err(|error| Failure::from(error).about(&unwritten(path)))?;
                Ok(self.done(Position(0), position, 1))
            }
            None => {
                let mut out = std::io::stdout();
                std::io::copy(&mut body, &mut out)?;
                out.flush()?;
                Ok(self.done(Position(0), position, 0))
            }
        }
    }

    async fn write_here(self, export: ViewExport, app: Arc<App>) -> Result<Done, Failure> {
        let last = app.store.length().borrow().checked_sub(1);
        if let Some(last) = last {
            for model in models() {
                app.models.reached(model.name, Position(last), PATIENCE).await?;
            }
        }
        let (bar, runtime) = (ProgressBar::no_length().with_style(rows_only()), Handle::current());
        let shown = bar.clone();
        let goes_on = Arc::new(move |rows| {
            shown.inc(rows);
            true
        });
        let written = tokio::task::spawn_blocking(move || {
            let views = Views::now(&app.models, app.store.id(), &export.views(), &runtime, goes_on)?;
            let position = views.position();
            let files = match &self.into {
                Some(path) => {
                    let written = export.write_file(views, path);
                    written.map_err(|error| Failure::from(error).about(&unwritten(path)))?;
                    1
                }
                None => {
                    export.write(views, BufWriter::new(std::io::stdout()))?;
                    0
                }
            };
            Ok(self.done(Position(0), position, files))
        });
        let written = written.await?;
        bar.finish_and_clear();
        written
    }

    fn done(&self, from: Position, position: Position, files: usize) -> Done {
        Done { what: self.what.clone(), from, position, files }
    }
}

/// How many rows a view has is known when it was read.
fn rows_only() -> ProgressStyle {
    let style = ProgressStyle::with_template("{spinner} {human_pos} rows, {per_sec}");
    style.unwrap_or_else(|_| ProgressStyle::default_spinner())
}

fn unwritten(path: &Path) -> String {
    format!("cannot export into {}", path.display())
}

/// What cannot be had as it was asked for.
fn unusable(unusable: &Unusable) -> Failure {
    match unusable {
        Unusable::Unknown { .. } | Unusable::UnknownView { .. } => Failure::not_found(unusable.to_string()),
        Unusable::Format(_)
        | Unusable::BehindTheEnd { .. }
        | Unusable::Whole(_)
        | Unusable::NoEntries(_)
        | Unusable::NoViews(_) => Failure::usage(unusable.to_string()),
    }
}

/// A folder that cannot take what comes next.
fn no_room(error: PartsError) -> Failure {
    match error {
        PartsError::Elsewhere { .. } => Failure::usage(error.to_string()),
        PartsError::Busy(_)
        | PartsError::OtherStore { .. }
        | PartsError::OtherColumns { .. }
        | PartsError::Broken { .. } => Failure::refused(error.to_string()),
        PartsError::Io { .. } | PartsError::Damaged { .. } => error.into(),
    }
}
