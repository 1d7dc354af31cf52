//! The fold of one read model: events in, rows and checkpoint out.

use std::path::Path;
use std::sync::Arc;

use async_trait::async_trait;
use domain::quarantine::Quarantine;
use domain::{Aggregate, Reference};
use event_store::{EventStore, ReadError};
use events_schema::ids::QuarantineId;
use events_schema::{Entry, EventId, Position, RecordedEvent, Revision, StreamName};

use crate::checkpoint::{self, Checkpoint};
use crate::event::{Decoded, Poison};
use crate::file::{self, OpenError, Purpose, Tables};
use crate::projection::Projection;
use crate::rows::Rows;

/// A read model as the runtime sees it.
#[async_trait]
pub(crate) trait Fold: Send {
    /// Reads the reference data up to the checkpoint once more, and what is to be left out.
    async fn recall(&mut self, store: &dyn EventStore) -> Result<(), Halt>;
    /// Takes in the event at the next position. The file does not show it before the commit.
    fn fold(&mut self, event: &Decoded) -> Result<(), Halt>;
    /// Leaves out the event at the next position.
    fn pass_over(&mut self, event: &RecordedEvent);
    /// Shows what was folded.
    fn commit(&mut self) -> Result<(), Halt>;
    /// Makes a file that was filled fit to be shown: with its indexes, on the disk, and open for readers.
    fn settle(&mut self) -> Result<(), Halt>;
    /// The position of the next event to fold.
    fn next(&self) -> Position;
    /// How many events were folded since the last commit.
    fn uncommitted(&self) -> u64;
    /// What is left out.
    fn quarantine(&self) -> &Quarantine;
}

/// Why a read model stands still.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Halt {
    #[error("an event cannot be read")]
    Poison {
        event: EventId,
        stream: StreamName,
        revision: Revision,
        #[source]
        source: Poison,
    },
    #[error("the file of the read model cannot be read or written")]
    File(#[from] rusqlite::Error),
    #[error("the file of the read model cannot be shown")]
    Shelf(#[from] OpenError),
    #[error("the log cannot be followed")]
    Log(#[from] ReadError),
    #[error("the fold panicked; the log of the process says where")]
    Panicked,
}

/// Opens the fold of a read model in a file.
pub(crate) async fn open<P: Projection>(
    path: &Path,
    store: &dyn EventStore,
    purpose: Purpose,
) -> Result<Box<dyn Fold>, OpenError> {
    let (tables, checkpoint) = file::open::<P>(path, store, purpose).await?;
    let rows = Rows::<P>::new();
    Ok(Box::new(Folding {
        tables,
        rows,
        reference: Arc::default(),
        states: 0,
        quarantine: Quarantine::default(),
        checkpoint,
        written: checkpoint,
    }))
}

/// After so many changes of the reference data rows are written, so that only so many states are in memory.
const MOST_STATES: usize = 64;

struct Folding<P: Projection> {
    tables: Tables,
    rows: Rows<P>,
    reference: Arc<Reference>,
    /// How many states of the reference data rows may hold that are not written.
    states: usize,
    /// What is left out.
    quarantine: Quarantine,
    /// Up to where was folded.
    checkpoint: Checkpoint,
    /// Up to where that is in the file.
    written: Checkpoint,
}

impl<P: Projection> Folding<P> {
    /// A row shows the reference data as they stood at its last event, wherever the batches end: rows that are not written
    /// hold on to the state that they are to show.
    fn look_up(&mut self, recorded: &RecordedEvent) -> Result<(), Halt> {
        if P::USES_REFERENCE && Reference::CATEGORIES.contains(&recorded.stream.category()) {
            if self.states >= MOST_STATES {
                self.rows.write(&mut self.tables)?;
                self.states = 0;
            }
            self.states += 1;
            Arc::make_mut(&mut self.reference).apply(recorded).map_err(|error| poison(recorded, error))?;
            checkpoint::note_reference(self.tables.writer()?, recorded.position)?;
        }
        Ok(())
    }
}

#[async_trait]
impl<P: Projection> Fold for Folding<P> {
    async fn recall(&mut self, store: &dyn EventStore) -> Result<(), Halt> {
        for (first, count) in checkpoint::reference_runs(self.tables.reader())? {
            for recorded in store.read_all(first, count).await? {
                Arc::make_mut(&mut self.reference).apply(&recorded).map_err(|error| poison(&recorded, error))?;
            }
        }
        self.quarantine = quarantine(P::NAME, store).await?;
        Ok(())
    }

    fn fold(&mut self, decoded: &Decoded) -> Result<(), Halt> {
        let recorded = &decoded.recorded;
        if self.quarantine.leaves_out(&recorded.stream, recorded.revision) {
            self.pass_over(recorded);
            return Ok(());
        }
        self.look_up(recorded)?;
        if P::CATEGORIES.contains(&recorded.stream.category()) {
            let event = decoded.event().map_err(|source| poison(recorded, source))?;
            if let Some(event) = event {
                self.rows.apply(event, &mut self.tables, &self.reference)?;
            }
        }
        self.pass_over(recorded);
        Ok(())
    }

    fn pass_over(&mut self, event: &RecordedEvent) {
        self.checkpoint.next = event.position.next();
        self.checkpoint.last = Some(event.id);
    }

    fn commit(&mut self) -> Result<(), Halt> {
        if self.checkpoint != self.written {
            self.rows.write(&mut self.tables)?;
            self.states = 0;
            self.tables.commit(self.checkpoint)?;
            self.written = self.checkpoint;
        }
        Ok(())
    }

    fn settle(&mut self) -> Result<(), Halt> {
        self.commit()?;
        Ok(self.tables.settle(P::TABLES)?)
    }

    fn next(&self) -> Position {
        self.checkpoint.next
    }

    fn uncommitted(&self) -> u64 {
        self.checkpoint.next.0 - self.written.next.0
    }

    fn quarantine(&self) -> &Quarantine {
        &self.quarantine
    }
}

/// The event at which a read model stands still.
pub(crate) fn poison(recorded: &RecordedEvent, error: impl Into<Poison>) -> Halt {
    let (stream, revision) = (recorded.stream.clone(), recorded.revision);
    Halt::Poison { event: recorded.id, stream, revision, source: error.into() }
}

/// The stream of the decisions what a read model leaves out. Names of read models are codes, and so each has one.
pub(crate) fn quarantine_stream(model: &str) -> Option<StreamName> {
    model.parse().ok().map(|id: QuarantineId| id.stream())
}

/// What a read model leaves out, by all decisions that are in the log.
async fn quarantine(model: &str, store: &dyn EventStore) -> Result<Quarantine, Halt> {
    const PAGE: usize = 500;
    let mut quarantine = Quarantine::default();
    let Some(stream) = quarantine_stream(model) else { return Ok(quarantine) };
    let mut from = Revision::FIRST;
    loop {
        let page = store.read_stream(&stream, from, PAGE).await?;
        let Some(last) = page.last() else { return Ok(quarantine) };
        from = last.revision.next();
        for recorded in &page {
            quarantine.evolve(&Entry::decode(recorded).map_err(|error| poison(recorded, error))?);
        }
    }
}
