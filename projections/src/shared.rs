//! One reader of the log for several rebuilds: each event is read and decoded once, whoever folds it, and beside the folding.

use std::io;
use std::ops::Range;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use event_store::EventStore;
use events_schema::Position;
use tokio::runtime::Handle;

use crate::event::Decoded;
use crate::priority::behind_others;
use crate::rebuild::{Job, PAGE, RebuildOptions, from_the_log};

/// How many pages may wait for a fold that is slower than the others.
const WAITING: usize = 4;

type Pages = Arc<Vec<Decoded>>;

/// Runs rebuilds that begin with the same event, each on a thread of its own.
pub(crate) fn run(jobs: Vec<Job>, options: RebuildOptions) -> io::Result<()> {
    let Some(first) = jobs.first() else { return Ok(()) };
    // No fold goes further than its live read model has come.
    let end = jobs.iter().map(|job| job.beside.live.borrow().position).min().unwrap_or(Position(0));
    let (store, handle, from) = (Arc::clone(&first.beside.store), first.beside.handle.clone(), first.begins());
    let (mut senders, mut started) = (Vec::new(), Ok(()));
    for job in jobs {
        let (sender, pages) = sync_channel(WAITING);
        senders.push(sender);
        // One that does not start says so itself, and the others go on.
        started = started.and(job.run(options, move |from, _| next(&pages, from)));
    }
    let thread = std::thread::Builder::new().name("rebuild-reader".to_owned());
    let run = move || {
        behind_others();
        read(&*store, &handle, from..end, senders);
    };
    if let Err(error) = thread.spawn(run) {
        tracing::warn!(%error, "each rebuild reads the log for itself");
    }
    started
}

fn next(pages: &Receiver<Pages>, from: Position) -> Option<Pages> {
    pages.recv().ok().filter(|page| page.first().is_some_and(|event| event.recorded.position == from))
}

/// Reads until the end, or nobody listens any more. Whoever is left without pages reads for himself.
fn read(store: &dyn EventStore, handle: &Handle, events: Range<Position>, mut senders: Vec<SyncSender<Pages>>) {
    let (mut log, Range { start: mut from, end }) = (from_the_log(store, handle), events);
    while from < end && !senders.is_empty() {
        let limit = usize::try_from(end.0 - from.0).unwrap_or(PAGE).min(PAGE);
        let Ok(page) = log(from, limit) else { return };
        let Some(last) = page.last() else { return };
        from = last.recorded.position.next();
        senders.retain(|sender| sender.send(Arc::clone(&page)).is_ok());
    }
}
