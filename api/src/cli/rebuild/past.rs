//! Read models as they were, into files of their own. The log is read beside a server that has it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use event_store::{EventStore, SqliteStore};
use events_schema::{Position, Timestamp};
use projections::{Model, Past, Times, decisions, fold_past, models};
use serde::Serialize;
use tokio::runtime::Handle;

use super::super::output::{Failure, Output};
use super::progress_bar;
use crate::clock::Stopwatch;
use crate::http::AsOf;

/// The read models of these names; all if none is named.
pub(super) fn chosen(names: &[String]) -> Result<Vec<&'static Model>, Failure> {
    if names.is_empty() {
        return Ok(models().iter().collect());
    }
    let named = |name: &String| {
        let model = models().iter().find(|model| model.name == name);
        let all = || models().iter().map(|model| model.name).collect::<Vec<_>>().join(", ");
        model.ok_or_else(|| Failure::not_found(format!("there is no read model `{name}`; there are {}", all())))
    };
    names.iter().map(named).collect()
}

#[derive(Serialize)]
struct Folded {
    read_model: &'static str,
    file: PathBuf,
    position: Position,
    seconds: f64,
}

pub(super) async fn fold(
    data: &Path,
    models: &[&'static Model],
    as_of: Option<AsOf>,
    occurred: Option<Timestamp>,
    into: PathBuf,
    output: Output,
) -> Result<(), Failure> {
    let store: Arc<dyn EventStore> = SqliteStore::open_read_only(data)?;
    std::fs::create_dir_all(&into).map_err(|error| Failure::from(error).about(&into.display().to_string()))?;
    let (models, handle) = (models.to_vec(), Handle::current());
    let folded = tokio::task::spawn_blocking(move || {
        let past = Past { recorded: place(as_of, &*store, &handle)?, occurred };
        models.iter().map(|model| fold_one(model, past, &*store, &handle, &into)).collect::<Result<Vec<_>, _>>()
    });
    output.rows(&folded.await??, ["read model", "file", "reflects", "seconds"], |folded| {
        let Folded { read_model, file, position, seconds } = folded;
        [(*read_model).to_owned(), file.display().to_string(), format!("{position} events"), format!("{seconds:.1}")]
    })
}

fn place(as_of: Option<AsOf>, store: &dyn EventStore, handle: &Handle) -> Result<Position, Failure> {
    let length = *store.length().borrow();
    match as_of {
        None => Ok(Position(length)),
        Some(AsOf::Position(last)) if last.0 >= length => {
            Err(Failure::usage(format!("the log has {length} events; position {last} is none of them")))
        }
        Some(AsOf::Position(last)) => Ok(last.next()),
        Some(AsOf::Time(time)) => Ok(Times::open(Path::new(":memory:"), store)?.position_at(time, store, handle)?),
    }
}

fn fold_one(
    model: &'static Model,
    past: Past,
    store: &dyn EventStore,
    handle: &Handle,
    into: &Path,
) -> Result<Folded, Failure> {
    let decisions = handle.block_on(decisions(model, store))?;
    let (running, bar, file) =
        (Stopwatch::start(), progress_bar(past.recorded.0), into.join(past.file_name(model, decisions)));
    fold_past(model, past, store, handle, &file, &mut |done| {
        bar.set_position(done.0);
        true
    })?;
    bar.finish_and_clear();
    Ok(Folded { read_model: model.name, file, position: past.recorded, seconds: running.elapsed().as_secs_f64() })
}
