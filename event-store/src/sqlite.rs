//! The embedded engine: one SQLite file, one thread that writes it, readers beside it.
//!
//! An append is answered when its commit is synced. Everything that is shown, the length and the events, is durable.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Sender};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;

use async_trait::async_trait;
use events_schema::{Position, RecordedEvent, Revision, StreamName};
use rusqlite::Connection;
use tokio::sync::{oneshot, watch};

use crate::port::{Append, AppendError, EventStore, PendingAppend, ReadError, Refused, StoreId, check};

mod open;
mod schema;

mod batch;
mod checkpoint;
mod writer;

mod reader;
mod tail;

use batch::Batches;
use checkpoint::{Carrier, Wal};
pub use open::OpenError;
use reader::Readers;
use schema::Source;
use tail::Head;
use writer::{Request, Writer};

/// A log in a folder. Dropping it ends what is queued first.
pub struct SqliteStore {
    id: StoreId,
    source: Source,
    head: Arc<Head>,
    readers: Arc<Readers>,
    writing: Option<Writing>,
    /// Held until everything above has ended.
    _lock: Option<std::fs::File>,
}

/// The way to the writer.
struct Writing {
    queue: Mutex<Option<Sender<Request>>>,
    threads: Mutex<Vec<JoinHandle<()>>>,
}

/// How tests open a log: on a file system of their own, without waiting for the disk.
#[doc(hidden)]
#[derive(Debug, Clone)]
pub struct Tuning {
    /// The name under which the file system was registered with SQLite.
    pub vfs: Option<String>,
    /// Whether commits wait for the disk. Without it, answers are not true after a power cut.
    pub sync: bool,
    /// After how many frames the write-ahead log is carried over.
    pub checkpoint: Option<u64>,
}

impl Default for Tuning {
    fn default() -> Self {
        Self { vfs: None, sync: true, checkpoint: None }
    }
}

impl SqliteStore {
    /// Opens the log in a folder to read and write, and makes both if they are missing.
    ///
    /// # Errors
    ///
    /// The folder is in use by another process, or holds something else; the error says what to do.
    pub fn open(folder: &Path) -> Result<Arc<Self>, OpenError> {
        Self::open_with(folder, Tuning::default())
    }

    /// Opens a log for a test.
    #[doc(hidden)]
    pub fn open_with(folder: &Path, tuning: Tuning) -> Result<Arc<Self>, OpenError> {
        schema::assert_library()?;
        let lock = open::prepare(folder)?;
        let source = Source { path: folder.join(open::FILE), vfs: tuning.vfs, sync: tuning.sync };
        let (connection, found) = source.connect_first()?;
        let head = Arc::new(Head::new(found.length));
        let writing = Writing::start(&source, connection, &head, tuning.checkpoint)?;
        let readers = Readers::new(source.clone());
        Ok(Arc::new(Self { id: found.id, source, head, readers, writing: Some(writing), _lock: Some(lock) }))
    }

    /// Opens the log in a folder to read, also beside a running server. What the server writes from then on can be read
    /// too, but nothing wakes those who wait for it: `length` rises when the end is read.
    ///
    /// # Errors
    ///
    /// There is no log in the folder; the error says what to do.
    pub fn open_read_only(folder: &Path) -> Result<Arc<Self>, OpenError> {
        schema::assert_library()?;
        let source = Source { path: folder.join(open::FILE), vfs: None, sync: true };
        if !source.path.exists() {
            return Err(OpenError::Missing { folder: folder.to_path_buf() });
        }
        let connection = source.connect_to_read().map_err(|error| source.broken(error))?;
        let found = schema::recognise(&connection, &source)?;
        let (head, readers) = (Arc::new(Head::new(found.length)), Readers::new(source.clone()));
        Ok(Arc::new(Self { id: found.id, source, head, readers, writing: None, _lock: None }))
    }

    /// Copies the log in a folder, as it stands now, into another folder that has none; also beside a running server.
    ///
    /// # Errors
    ///
    /// There is no log in the folder, or it cannot be copied; the error says what to do.
    pub fn copy(folder: &Path, into: &Path) -> Result<(), OpenError> {
        let original = Self::open_read_only(folder)?;
        let copy = into.join(open::FILE).to_string_lossy().into_owned();
        let copied = original.source.connect_to_read().and_then(|reader| reader.execute("VACUUM INTO ?1", [copy]));
        copied.map(|_| ()).map_err(|error| original.source.broken(error))
    }

    /// Takes no more appends, writes those that are queued, and returns when they are answered. Reading goes on.
    pub fn close(&self) {
        let Some(writing) = &self.writing else { return };
        drop(writing.queue().take());
        let threads = std::mem::take(&mut *writing.threads.lock().unwrap_or_else(PoisonError::into_inner));
        for thread in threads {
            // A writer that panicked has said so already: `failed` tells it.
            let _ = thread.join();
        }
    }

    /// Becomes `Some` with the reason when a commit has failed. From then on nothing is written, and only a new process,
    /// which reads the file again, can tell what the last appends came to: this one should end.
    #[must_use]
    pub fn failed(&self) -> watch::Receiver<Option<String>> {
        self.head.failed.subscribe()
    }

    /// What `read_all` does, for callers without a runtime.
    ///
    /// # Errors
    ///
    /// The file cannot be read.
    pub fn read_all_blocking(&self, from: Position, limit: usize) -> Result<Vec<RecordedEvent>, ReadError> {
        match self.head.page(from, limit).filter(|_| self.writing.is_some()) {
            Some(events) => Ok(events),
            None => self.readers.run_here(|reader| reader.all(from, self.end(), limit)).inspect(|page| self.see(page)),
        }
    }

    /// What `read_stream` does, for callers without a runtime.
    ///
    /// # Errors
    ///
    /// The file cannot be read.
    pub fn read_stream_blocking(
        &self,
        stream: &StreamName,
        from: Revision,
        limit: usize,
    ) -> Result<Vec<RecordedEvent>, ReadError> {
        match self.head.stream(stream, from, limit) {
            Some(events) => Ok(events),
            None => self.readers.run_here(|reader| reader.stream(stream, from, limit)),
        }
    }

    /// Below which position events may be read. The file can hold more for a moment, before the writer has published it.
    /// Who reads beside a server sees what the file holds.
    fn end(&self) -> Position {
        Position(if self.writing.is_some() { *self.head.length.borrow() } else { u64::MAX })
    }

    /// A reader beside a server learns the length from what it reads.
    fn see(&self, page: &[RecordedEvent]) {
        if let (None, Some(last)) = (&self.writing, page.last()) {
            let length = last.position.next().0;
            self.head.length.send_if_modified(|known| std::mem::replace(known, length.max(*known)) < length);
        }
    }
}

#[async_trait]
impl EventStore for SqliteStore {
    fn append(&self, append: Append) -> PendingAppend {
        if let Err(refused) = check(&append) {
            return Box::pin(std::future::ready(Err(refused.into())));
        }
        let (answer, answered) = oneshot::channel();
        let queued = self.writing.as_ref().is_some_and(|writing| {
            let queue = writing.queue();
            queue.as_ref().is_some_and(|queue| queue.send(Request { append, answer }).is_ok())
        });
        if !queued {
            let failed = self.head.failed.borrow().clone();
            let error = failed.map_or_else(|| Refused::NotWritable.into(), |reason| AppendError::Unknown { reason });
            return Box::pin(std::future::ready(Err(error)));
        }
        Box::pin(async move {
            let lost = |_| Err(AppendError::Unknown { reason: "the writer has ended".to_owned() });
            answered.await.unwrap_or_else(lost)
        })
    }

    async fn read_stream(
        &self,
        stream: &StreamName,
        from: Revision,
        limit: usize,
    ) -> Result<Vec<RecordedEvent>, ReadError> {
        if let Some(events) = self.head.stream(stream, from, limit) {
            return Ok(events);
        }
        let stream = stream.clone();
        Arc::clone(&self.readers).run(move |reader| reader.stream(&stream, from, limit)).await
    }

    async fn read_all(&self, from: Position, limit: usize) -> Result<Vec<RecordedEvent>, ReadError> {
        if let Some(events) = self.head.page(from, limit).filter(|_| self.writing.is_some()) {
            return Ok(events);
        }
        let end = self.end();
        let page = Arc::clone(&self.readers).run(move |reader| reader.all(from, end, limit)).await;
        page.inspect(|page| self.see(page))
    }

    fn length(&self) -> watch::Receiver<u64> {
        self.head.length.subscribe()
    }

    fn id(&self) -> StoreId {
        self.id
    }

    fn wal_bytes(&self) -> Option<u64> {
        let mut path = self.source.path.clone().into_os_string();
        path.push("-wal");
        std::fs::metadata(PathBuf::from(path)).ok().map(|file| file.len())
    }
}

impl Drop for SqliteStore {
    fn drop(&mut self) {
        self.close();
    }
}

impl Writing {
    fn start(
        source: &Source,
        mut connection: Connection,
        head: &Arc<Head>,
        often: Option<u64>,
    ) -> Result<Self, OpenError> {
        let broken = |error| source.broken(error);
        let wal = Arc::new(Wal::new(often));
        let seen = Arc::clone(&wal);
        let hook = move |_: &mut rusqlite::hooks::Wal, frames| {
            seen.committed(u64::try_from(frames).unwrap_or(0));
            Ok(())
        };
        connection.wal_hook(Some(hook)).map_err(broken)?;

        let (wake, woken) = mpsc::sync_channel(1);
        let carrier = Carrier {
            connection: source.connect().map_err(broken)?,
            woken,
            wal: Arc::clone(&wal),
            head: Arc::clone(head),
        };
        let (queue, requests) = mpsc::channel();
        let batches = Batches::new(connection, *head.length.borrow());
        let writer = Writer { batches, queue: requests, head: Arc::clone(head), wal, wake };
        let threads = vec![
            spawn("log-writer", source, move || writer.run())?,
            spawn("log-carrier", source, move || carrier.run())?,
        ];
        Ok(Self { queue: Mutex::new(Some(queue)), threads: Mutex::new(threads) })
    }

    /// The lock is held only to send, so that the order of calls is the order of writes.
    fn queue(&self) -> MutexGuard<'_, Option<Sender<Request>>> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn spawn(name: &str, source: &Source, run: impl FnOnce() + Send + 'static) -> Result<JoinHandle<()>, OpenError> {
    let failed = |error| OpenError::Io { path: source.path.clone(), source: error };
    std::thread::Builder::new().name(name.to_owned()).spawn(run).map_err(failed)
}
