//! `flywheel import`: the history of another system.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use event_store::OpenError;
use events_schema::ids::ImportRun;

use super::output::{Failure, Output};
use super::simulate::progress_bar;
use crate::app::{App, StartError};
use crate::clock::SystemClock;
use crate::import::{Imported, Into, Mapping, run};
use crate::random;

#[derive(Debug, Args)]
pub(super) struct Import {
    /// What the source means: a TOML file.
    #[arg(long, value_name = "FILE.toml")]
    mapping: PathBuf,
    /// Where rejected rows are written, with line and reason; INPUT.rejects.csv if absent.
    #[arg(long, value_name = "FILE.csv")]
    rejects: Option<PathBuf>,
    /// The records: CSV, plain or packed by gzip.
    #[arg(value_name = "INPUT.csv[.gz]")]
    input: PathBuf,
}

impl Import {
    pub(super) async fn run(self, data: &Path, output: Output) -> Result<(), Failure> {
        let text = read(&self.mapping).and_then(|bytes| Ok(String::from_utf8(bytes)?))?;
        let mapping = Mapping::parse(&text).map_err(|error| {
            Failure::usage(format!("the mapping {} cannot be used: {error}", self.mapping.display()))
        })?;
        let bytes = read(&self.input)?;
        let (app, store) = match App::open(data, Arc::new(SystemClock)).await {
            Err(StartError::Store(OpenError::Locked { folder })) => {
                let folder = folder.display();
                return Err(Failure::refused(format!(
                    "{folder} is in use; stop its server for the import: no request may claim that history was imported"
                )));
            }
            opened => opened?,
        };
        let into = Into {
            store: Arc::clone(&app.store),
            keys: Arc::clone(&app.keys),
            directory: app.directory.clone(),
            now: app.clock.now(),
        };
        let bar = progress_bar(0);
        let progress = |done, rows| {
            bar.set_length(rows as u64);
            bar.set_position(done as u64);
        };
        let imported = run(&into, &mapping, &bytes, ImportRun::from_uuid(random::uuid()), &progress).await;
        bar.finish_and_clear();
        drop(into);
        app.models.stop();
        store.close();
        let imported = imported.map_err(|error| Failure::from(error).about(&self.input.display().to_string()))?;
        self.report(&imported, output)
    }

    fn report(&self, imported: &Imported, output: Output) -> Result<(), Failure> {
        if !imported.rejected.is_empty() {
            let path = self.rejects.clone().unwrap_or_else(|| {
                let mut name = self.input.clone().into_os_string();
                name.push(".rejects.csv");
                PathBuf::from(name)
            });
            let unwritable = |error| Failure::from(error).about(&format!("{} (--rejects)", path.display()));
            let mut file = csv::Writer::from_path(&path).map_err(unwritable)?;
            imported.rejected.iter().try_for_each(|row| file.serialize(row))?;
            file.flush()?;
            eprintln!("{} rows were rejected: {}", imported.rejected.len(), path.display());
        }
        match output {
            Output::Table => {
                output.rows(&imported.summary.lines(), ["", "count"], |(name, count)| [name.clone(), count.clone()])
            }
            Output::Json | Output::Ndjson => {
                let mut out = std::io::stdout().lock();
                serde_json::to_writer(&mut out, &imported.summary)?;
                writeln!(out)?;
                Ok(())
            }
        }
    }
}

fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    std::fs::read(path).map_err(|error| Failure::not_found(format!("{} cannot be read: {error}", path.display())))
}
