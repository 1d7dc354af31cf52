//! Read models as they were: folded up to a place in the past, with the code that folds them live.
//!
//! What was recorded by then is the beginning of the log. What had happened by then is what we know of it: of the events up
//! to a place those whose time is not later, as corrected; a correction or retraction counts where the entry counts that it
//! amends, however late it was recorded.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use domain::Reference;
use event_store::{EventStore, ReadError};
use events_schema::facts::ticket::{TicketFact, unpacked};
use events_schema::{Entry, Envelope, EventId, FactSet, Position, Revision, Timestamp};
use rusqlite::Connection;
use tokio::runtime::Handle;

use crate::checkpoint;
use crate::event::{Decoded, Event};
use crate::file::{OpenError, Purpose, connect_to_read, remove};
use crate::fold::{Fold, Halt, poison, quarantine_stream};
use crate::models::Model;
use crate::rebuild::{PAGE, RebuildError, from_the_log};

/// A place in the past.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Past {
    /// What was recorded before this position.
    pub recorded: Position,
    /// Of that, what had happened until then; all of it if absent.
    pub occurred: Option<Timestamp>,
}

impl Past {
    /// The name of the file of a read model as it was then, after so many decisions of what it leaves out: they hold for the
    /// past too.
    #[must_use]
    pub fn file_name(self, model: &Model, decisions: usize) -> String {
        let left_out = if decisions == 0 { String::new() } else { format!("-q{decisions}") };
        let occurred = self.occurred.map_or_else(String::new, |at| format!("-o{}", at.as_micros()));
        format!("{}-v{}{left_out}-p{}{occurred}.db", model.name, model.version, self.recorded)
    }
}

/// Folds a read model up to a place in the past, into a file that is there only when it is whole. Where an earlier one is in
/// the same folder, of the same kind, it goes on from a copy of it. `goes_on` hears how far it is, and may end it.
///
/// Says whether it came to its end.
///
/// # Errors
/// If the file cannot be made or written, or an event cannot be read.
pub fn fold_past(
    model: &Model,
    past: Past,
    store: &dyn EventStore,
    handle: &Handle,
    into: &Path,
    goes_on: &mut dyn FnMut(Position) -> bool,
) -> Result<bool, RebuildError> {
    let part = into.with_extension("part");
    remove(&part)?;
    if let Some(earlier) = earlier(past, into) {
        std::fs::copy(&earlier, &part).map_err(|source| OpenError::Io { path: part.clone(), source })?;
    }
    let mut fold = handle.block_on((model.open)(&part, store, Purpose::Fill))?;
    let ended = fill(&mut *fold, past, store, handle, goes_on);
    let position = fold.next();
    drop(fold);
    match ended {
        Ok(true) => {
            // Who reads what is never written again needs no files beside it.
            alone(&part).map_err(|source| OpenError::Sqlite { path: part.clone(), source })?;
            std::fs::rename(&part, into).map_err(|source| OpenError::Io { path: into.to_path_buf(), source })?;
            Ok(true)
        }
        Ok(false) => {
            remove(&part)?;
            Ok(false)
        }
        Err(halt) => {
            remove(&part)?;
            Err(RebuildError::Halted { position, source: halt.into() })
        }
    }
}

/// How often somebody has decided what a read model leaves out.
///
/// # Errors
/// If the log cannot be read.
pub async fn decisions(model: &Model, store: &dyn EventStore) -> Result<usize, ReadError> {
    const MOST: usize = 10_000;
    let Some(stream) = quarantine_stream(model.name) else { return Ok(0) };
    Ok(store.read_stream(&stream, Revision::FIRST, MOST).await?.len())
}

/// Lets a file need no others.
fn alone(path: &Path) -> rusqlite::Result<()> {
    Connection::open(path)?.pragma_update(None, "journal_mode", "DELETE")
}

/// The last file in the folder that is an earlier state of the same read model.
fn earlier(past: Past, into: &Path) -> Option<PathBuf> {
    if past.occurred.is_some() {
        return None;
    }
    let prefix = into.file_name()?.to_str()?.strip_suffix(&format!("{}.db", past.recorded))?.to_owned();
    let position = |path: &Path| {
        let name = path.file_name()?.to_str()?.strip_prefix(&prefix)?.strip_suffix(".db")?;
        name.parse().ok().filter(|position: &Position| *position < past.recorded)
    };
    let files = std::fs::read_dir(into.parent()?).ok()?.filter_map(|entry| Some(entry.ok()?.path()));
    let earlier = files.filter_map(|path| Some((position(&path)?, path)));
    earlier.max_by_key(|(position, _)| *position).map(|(_, path)| path)
}

fn fill(
    fold: &mut dyn Fold,
    past: Past,
    store: &dyn EventStore,
    handle: &Handle,
    goes_on: &mut dyn FnMut(Position) -> bool,
) -> Result<bool, Halt> {
    handle.block_on(fold.recall(store))?;
    let mut counts = match past.occurred {
        Some(until) => Some(Counts::in_the_log(until, past.recorded, store, handle, goes_on)?),
        None => None,
    };
    let mut log = from_the_log(store, handle);
    while fold.next() < past.recorded {
        let limit = usize::try_from(past.recorded.0 - fold.next().0).unwrap_or(PAGE).min(PAGE);
        for event in log(fold.next(), limit)?.iter() {
            let it_counts = counts.as_mut().map_or(Ok(true), |counts| counts.count_event(event))?;
            if it_counts { fold.fold(event)? } else { fold.pass_over(&event.recorded) }
        }
        if !goes_on(fold.next()) {
            return Ok(false);
        }
    }
    fold.settle()?;
    Ok(true)
}

/// What a ticket's entries say of what had happened until some instant: those that count, in order.
#[must_use]
pub fn had_happened(entries: &[Entry<TicketFact>], until: Timestamp) -> Vec<&Entry<TicketFact>> {
    let mut counts = Counts { until, amended: HashMap::new() };
    entries.iter().for_each(|entry| counts.note(entry));
    entries.iter().filter(|entry| counts.count(entry)).collect()
}

/// Which entries count among what had happened until some instant.
struct Counts {
    until: Timestamp,
    /// The entries that were amended: when they happened, as corrected last, and whether they count, once they were met.
    amended: HashMap<EventId, Amended>,
}

#[derive(Default)]
struct Amended {
    at: Option<Timestamp>,
    counts: bool,
}

impl Counts {
    /// Looks through the log for amendments; they may come long after what they amend.
    fn in_the_log(
        until: Timestamp,
        end: Position,
        store: &dyn EventStore,
        handle: &Handle,
        goes_on: &mut dyn FnMut(Position) -> bool,
    ) -> Result<Self, Halt> {
        let mut counts = Self { until, amended: HashMap::new() };
        let (mut next, mut log) = (Position(0), from_the_log(store, handle));
        while next < end && goes_on(Position(0)) {
            let limit = usize::try_from(end.0 - next.0).unwrap_or(PAGE).min(PAGE);
            for event in log(next, limit)?.iter() {
                next = event.recorded.position.next();
                if let Some(Event::Ticket(_, entry)) = said(event)? {
                    counts.note(entry);
                }
            }
        }
        Ok(counts)
    }

    /// Takes note of an entry if it amends another.
    fn note(&mut self, entry: &Entry<TicketFact>) {
        let Some(target) = entry.fact.amends() else { return };
        let amended = self.amended.entry(target).or_default();
        if let TicketFact::EntryCorrected(correction) = &entry.fact {
            amended.at = correction.happened_at.or(amended.at);
        }
    }

    /// Whether an entry counts; they are asked about in order.
    fn count(&mut self, entry: &Entry<TicketFact>) -> bool {
        if let Some(target) = entry.fact.amends() {
            return self.amended.get(&target).is_some_and(|target| target.counts);
        }
        // What was moved here counts by its own time.
        let entry = unpacked(entry);
        let known = self.amended.get_mut(&entry.id);
        let at = known.as_ref().and_then(|known| known.at).unwrap_or(entry.envelope.occurred_at);
        let counts = at <= self.until;
        if let Some(known) = known {
            known.counts = counts;
        }
        counts
    }

    /// The same of any event. What read models look up counts by its own time, which everybody can read.
    fn count_event(&mut self, event: &Decoded) -> Result<bool, Halt> {
        if let Some(Event::Ticket(_, entry)) = said(event)? {
            return Ok(self.count(entry));
        }
        let envelope = serde_json::from_slice::<Envelope>(&event.recorded.metadata);
        Ok(envelope.is_ok_and(|envelope| envelope.occurred_at <= self.until))
    }
}

fn said(event: &Decoded) -> Result<Option<&Event>, Halt> {
    if event.recorded.stream.category() != TicketFact::CATEGORY {
        return Ok(None);
    }
    event.event().map_err(|source| poison(&event.recorded, source))
}

/// The reference data that the rows of a file rest on.
///
/// # Errors
/// If the file or the log cannot be read.
pub async fn reference_of(file: &Path, store: &dyn EventStore) -> Result<Reference, RebuildError> {
    let unreadable =
        |source: Box<dyn std::error::Error + Send + Sync>| RebuildError::Halted { position: Position(0), source };
    let runs = || checkpoint::reference_runs(&connect_to_read(file)?);
    let mut reference = Reference::default();
    for (first, count) in runs().map_err(|error: rusqlite::Error| unreadable(error.into()))? {
        for event in store.read_all(first, count).await.map_err(|error| unreadable(error.into()))? {
            reference.apply(&event).map_err(|error| unreadable(error.into()))?;
        }
    }
    Ok(reference)
}
