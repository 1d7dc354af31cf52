//! The one thread that writes. It takes whatever waits, commits it at once, and answers after the sync: the number of
//! syncs decides how much a log can take.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender};

use events_schema::{NewEvent, Position, RecordedEvent, Revision};
use tokio::sync::oneshot;

use super::batch::{Batches, Failure, Verdict};
use super::checkpoint::Wal;
use super::tail::Head;
use crate::port::{Append, AppendError, Appended, Outcome, Refused};

/// The bounds of one commit: enough to make the sync cheap, and no caller waits long for others.
const MOST_EVENTS: usize = 4096;
const MOST_BYTES: usize = 4 << 20;

/// An append and where its caller waits.
pub(super) struct Request {
    pub(super) append: Append,
    pub(super) answer: oneshot::Sender<Result<Appended, AppendError>>,
}

pub(super) struct Writer {
    pub(super) batches: Batches,
    pub(super) queue: Receiver<Request>,
    pub(super) head: Arc<Head>,
    pub(super) wal: Arc<Wal>,
    /// Wakes the carrier, and ends it when the file is closed: that is why it comes last.
    pub(super) wake: SyncSender<()>,
}

impl Writer {
    /// Writes until the store is closed and the queue is empty.
    pub(super) fn run(mut self) {
        let _panic = FailOnPanic(Arc::clone(&self.head));
        while let Ok(first) = self.queue.recv() {
            let batch = self.gather(first);
            let failed = self.head.failed.borrow().clone();
            match failed {
                None => self.write(batch),
                // Nothing was written now, but the same events may have been before: it stays unknown.
                Some(reason) => batch.into_iter().for_each(|request| request.unknown(&reason)),
            }
        }
    }

    fn gather(&self, first: Request) -> Vec<Request> {
        let (mut events, mut bytes) = (0, 0);
        let mut batch = Vec::new();
        let mut next = Some(first);
        while let Some(request) = next {
            events += request.append.events.len();
            bytes += request.append.events.iter().map(NewEvent::size).sum::<usize>();
            batch.push(request);
            next = if events < MOST_EVENTS && bytes < MOST_BYTES { self.queue.try_recv().ok() } else { None };
        }
        batch
    }

    fn write(&mut self, batch: Vec<Request>) {
        let appends: Vec<_> = batch.iter().map(|request| &request.append).collect();
        match self.batches.commit(&appends) {
            Ok(verdicts) => {
                self.publish(batch, verdicts);
                if self.wal.is_due() {
                    self.wake();
                }
                if self.wal.take_nearly() {
                    self.batches.carry();
                }
            }
            Err(Failure::DiskFull) => {
                // Carrying over the log makes its room free for the next commit, if the file need not grow for it.
                self.wake();
                match self.batches.judge(&appends) {
                    Ok(verdicts) => refuse(batch, verdicts),
                    Err(error) => self.fail(batch, &error.to_string()),
                }
            }
            Err(Failure::Unknown(reason)) => self.fail(batch, &reason),
        }
    }

    /// If the carrier is already awake there is nothing to do.
    fn wake(&self) {
        let _ = self.wake.try_send(());
    }

    /// Shows the events, then answers: an answer must find them.
    fn publish(&self, batch: Vec<Request>, verdicts: Vec<Verdict>) {
        let mut events = Vec::new();
        let mut answers = Vec::with_capacity(batch.len());
        for (Request { append, answer }, verdict) in batch.into_iter().zip(verdicts) {
            let outcome = match verdict {
                Verdict::Write(first) => Ok(self.record(append, first, &mut events)),
                Verdict::Already(appended) => Ok(appended),
                Verdict::Conflict(current) => Err(AppendError::Conflict { current }),
            };
            answers.push((answer, outcome));
        }
        if !events.is_empty() {
            self.head.publish(events);
        }
        for (answer, outcome) in answers {
            // A caller who has gone away does not want to know.
            let _ = answer.send(outcome);
        }
    }

    fn record(&self, append: Append, mut position: Position, events: &mut Vec<RecordedEvent>) -> Appended {
        let mut revision = append.expected.first();
        let mut last = Appended { revision, position, outcome: Outcome::Written };
        for NewEvent { id, kind, version, metadata, data } in append.events {
            last = Appended { revision, position, outcome: Outcome::Written };
            let (kind, stream) = (self.batches.kind(kind), append.stream.clone());
            let (metadata, data) = (metadata.into(), data.into());
            events.push(RecordedEvent { position, stream, revision, id, kind, version, metadata, data });
            (position, revision) = (position.next(), Revision::next(revision));
        }
        last
    }

    /// After a failed write or sync nobody knows what the disk holds, and a second sync that succeeds proves nothing:
    /// the system may have dropped the pages. Only a new process that reads the file again can tell.
    fn fail(&self, batch: Vec<Request>, reason: &str) {
        tracing::error!(reason, appends = batch.len(), "the log takes no more writes: a commit failed");
        self.head.failed.send_replace(Some(reason.to_owned()));
        batch.into_iter().for_each(|request| request.unknown(reason));
    }
}

impl Request {
    fn unknown(self, reason: &str) {
        let _ = self.answer.send(Err(AppendError::Unknown { reason: reason.to_owned() }));
    }
}

/// Refuses what would have been written; everything else has its answer from what stands in the file.
fn refuse(batch: Vec<Request>, verdicts: Vec<Verdict>) {
    for (request, verdict) in batch.into_iter().zip(verdicts) {
        let _ = request.answer.send(match verdict {
            Verdict::Write(_) => Err(Refused::DiskFull.into()),
            Verdict::Already(appended) => Ok(appended),
            Verdict::Conflict(current) => Err(AppendError::Conflict { current }),
        });
    }
}

/// A writer that panics has failed like one whose disk did.
struct FailOnPanic(Arc<Head>);

impl Drop for FailOnPanic {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.failed.send_replace(Some("the writer panicked".to_owned()));
        }
    }
}
