//! `flywheel import`: what another system has recorded.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use event_store::{OpenError, SqliteStore};
use events_schema::ids::ImportRun;

use super::output::{Failure, Output};
use super::simulate::progress_bar;
use crate::app::{App, StartError};
use crate::clock::SystemClock;
use crate::import::{Imported, Mapping, run};
use crate::random;

#[derive(Debug, Args)]
pub(super) struct Import {
    /// What the source means: a TOML file; docs/import.md tells what stands in it.
    #[arg(long, value_name = "FILE.toml")]
    mapping: PathBuf,
    /// Where rejected rows are written, with line and reason; INPUT.rejects.csv if absent.
    #[arg(long, value_name = "FILE.csv")]
    rejects: Option<PathBuf>,
    /// Says what an import would come to, and records nothing: it is made into a copy of the log, which is thrown away.
    #[arg(long)]
    dry_run: bool,
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
        let imported = if self.dry_run {
            let copy = tempfile::tempdir()?;
            SqliteStore::copy(data, copy.path())?;
            self.import(copy.path(), &mapping, &bytes).await
        } else {
            self.import(data, &mapping, &bytes).await
        };
        self.report(&imported?, output)
    }

    /// Imports into a data folder that nobody else uses.
    async fn import(&self, data: &Path, mapping: &Mapping, bytes: &[u8]) -> Result<Imported, Failure> {
        let (app, store) = match App::open(data, Arc::new(SystemClock)).await {
            Err(StartError::Store(OpenError::Locked { folder })) => {
                let folder = folder.display();
                return Err(Failure::refused(format!(
                    "{folder} is in use; stop its server for the import: no request may claim that history was imported"
                )));
            }
            opened => opened?,
        };
        let bar = progress_bar(0);
        let progress = |done, rows| {
            bar.set_length(rows as u64);
            bar.set_position(done as u64);
        };
        let imported = run(&app, mapping, bytes, ImportRun::from_uuid(random::uuid()), &progress).await;
        bar.finish_and_clear();
        app.models.stop();
        store.close();
        imported.map_err(|error| Failure::from(error).about(&self.input.display().to_string()))
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
            imported.rejected.iter().try_for_each(|row| file.serialize(row.harmless()))?;
            file.flush()?;
            eprintln!("{} rows were rejected: {}", imported.rejected.len(), path.display());
        }
        if self.dry_run {
            eprintln!("a dry run: nothing was recorded");
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
