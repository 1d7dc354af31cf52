//! The fold of one read model: events in, rows and checkpoint out.

use std::path::Path;
use std::sync::Arc;

use async_trait::async_trait;
use domain::Reference;
use event_store::{EventStore, ReadError};
use events_schema::{DecodeError, EventId, Position, RecordedEvent};

use crate::checkpoint::{self, Checkpoint};
use crate::event::{Decoded, Poison};
use crate::file::{self, OpenError, Purpose, Tables};
use crate::projection::Projection;
use crate::rows::Rows;

/// A read model as the runtime sees it.
#[async_trait]
pub(crate) trait Fold: Send {
    /// Reads the reference data up to the checkpoint once more.
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
}

/// Why a read model stands still.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Halt {
    #[error("an event cannot be read")]
    Poison {
        event: EventId,
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
    Ok(Box::new(Folding { tables, rows, reference: Arc::default(), states: 0, checkpoint, written: checkpoint }))
}

/// After so many changes of the reference data rows are written, so that only so many states are in memory.
const MOST_STATES: usize = 64;

struct Folding<P: Projection> {
    tables: Tables,
    rows: Rows<P>,
    reference: Arc<Reference>,
    /// How many states of the reference data rows may hold that are not written.
    states: usize,
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
        Ok(())
    }

    fn fold(&mut self, decoded: &Decoded) -> Result<(), Halt> {
        let recorded = &decoded.recorded;
        self.look_up(recorded)?;
        if P::CATEGORIES.contains(&recorded.stream.category()) {
            let event = decoded.event().map_err(|source| Halt::Poison { event: recorded.id, source })?;
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
}

fn poison(recorded: &RecordedEvent, error: DecodeError) -> Halt {
    Halt::Poison { event: recorded.id, source: error.into() }
}
