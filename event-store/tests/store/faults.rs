//! Disks that are full and disks that fail.

use std::ffi::c_int;
use std::sync::Arc;

use event_store::{AppendError, EventStore, Outcome, Refused, SqliteStore, Tuning};
use events_schema::Position;
use rusqlite::ffi::{SQLITE_FULL, SQLITE_IOERR_FSYNC, SQLITE_IOERR_WRITE};

use crate::disk::{Call, Disk, Fault, File};
use crate::events::{already, append, assert_sound, conflict, everything, written};

const ENOSPC: c_int = 28;
const EIO: c_int = 5;

/// How many writes a commit is at least: two pages, each with a header.
const WRITES: usize = 4;

struct Failing {
    disk: &'static Disk,
    folder: tempfile::TempDir,
    store: Option<Arc<SqliteStore>>,
}

impl Failing {
    /// A log of three events in two streams.
    async fn new(checkpoint: Option<u64>) -> Self {
        let (disk, folder) = (Disk::register(), tempfile::tempdir().unwrap());
        let tuning = Tuning { vfs: Some(disk.name.clone()), checkpoint, ..Tuning::default() };
        let store = SqliteStore::open_with(folder.path(), tuning).unwrap();
        store.append(append("ticket-a", 0, [0, 1])).await.unwrap();
        store.append(append("ticket-b", 0, [2])).await.unwrap();
        Self { disk, folder, store: Some(store) }
    }

    fn store(&self) -> &SqliteStore {
        self.store.as_deref().unwrap()
    }

    fn fail(&self, call: Call, after: usize, code: c_int, errno: c_int) {
        self.disk.set_fault(Some(Fault { file: File::Log, call, after, code, errno }));
    }

    /// The process ends, the disk is sound again, and another process opens the log.
    fn restart(&mut self) -> &SqliteStore {
        drop(self.store.take());
        self.disk.set_fault(None);
        self.store = Some(SqliteStore::open(self.folder.path()).unwrap());
        self.store()
    }
}

#[tokio::test]
async fn a_full_disk_refuses_and_leaves_everything_as_it_was() {
    // SQLite says so itself; a quota or a file system may say it only through the system's number.
    for (code, errno) in [(SQLITE_FULL, ENOSPC), (SQLITE_IOERR_WRITE, ENOSPC)] {
        for after in 0..WRITES {
            let mut failing = Failing::new(None).await;
            failing.fail(Call::Write, after, code, errno);
            let store = failing.store();
            let full = Err(AppendError::Refused(Refused::DiskFull));
            assert_eq!(store.append(append("ticket-a", 2, [3, 4])).await, full, "after {after} writes");
            assert_eq!(store.append(append("ticket-c", 0, [5])).await, full);
            // What needs no room has its answer.
            assert_eq!(store.append(append("ticket-a", 0, [0, 1])).await, already(1, 1));
            assert_eq!(store.append(append("ticket-a", 3, [9])).await, conflict(2));
            assert_eq!(*store.length().borrow(), 3);
            assert_eq!(everything(store).await.len(), 3);
            assert_eq!(*store.failed().borrow(), None);

            failing.disk.set_fault(None);
            assert_eq!(store.append(append("ticket-a", 2, [3, 4])).await, written(3, 4));
            assert_eq!(store.append(append("ticket-c", 0, [5])).await, written(0, 5));
            let log = everything(store).await;
            assert_sound(&log);
            assert_eq!(everything(failing.restart()).await, log);
        }
    }
}

#[tokio::test]
async fn what_rested_on_a_refused_append_conflicts() {
    let failing = Failing::new(None).await;
    failing.fail(Call::Write, 0, SQLITE_FULL, ENOSPC);
    let first = failing.store().append(append("ticket-a", 2, [3]));
    let second = failing.store().append(append("ticket-a", 3, [4]));
    assert_eq!(first.await, Err(Refused::DiskFull.into()));
    assert_eq!(second.await, conflict(2));
}

/// A commit that fails in any other way, at any of its writes or at its sync.
#[tokio::test]
async fn a_failed_commit_is_unknown_and_the_last() {
    let writes = (0..WRITES).map(|after| (Call::Write, after, SQLITE_IOERR_WRITE));
    for (call, after, code) in writes.chain([(Call::Sync, 0, SQLITE_IOERR_FSYNC)]) {
        let mut failing = Failing::new(None).await;
        let store = failing.store();
        let mut failed = store.failed();
        failing.fail(call, after, code, EIO);
        let unknown = |answer| matches!(answer, Err(AppendError::Unknown { .. }));
        let pending = [store.append(append("ticket-a", 2, [3, 4])), store.append(append("ticket-c", 0, [5]))];
        for answer in pending {
            assert!(unknown(answer.await), "{call:?} failed after {after}");
        }
        failed.wait_for(Option::is_some).await.unwrap();

        // The disk may look sound again; nobody knows what it holds, so nothing is written any more.
        failing.disk.set_fault(None);
        assert!(unknown(store.append(append("ticket-a", 2, [3, 4])).await));
        assert!(unknown(store.append(append("ticket-d", 0, [6])).await));
        assert_eq!(*store.length().borrow(), 3);
        assert_eq!(store.read_all_blocking(Position(0), 9).unwrap().len(), 3, "reading goes on");

        let store = failing.restart();
        for append in [append("ticket-a", 2, [3, 4]), append("ticket-c", 0, [5])] {
            store.append(append.clone()).await.unwrap();
            assert_eq!(store.append(append).await.unwrap().outcome, Outcome::AlreadyWritten);
        }
        let log = everything(store).await;
        assert_eq!(log.len(), 6);
        assert_sound(&log);
    }
}

/// A sync that says that the disk is full does not say what of the commit it has kept.
#[tokio::test]
async fn a_sync_that_finds_the_disk_full_is_unknown() {
    let failing = Failing::new(None).await;
    failing.fail(Call::Sync, 0, SQLITE_IOERR_FSYNC, ENOSPC);
    let answer = failing.store().append(append("ticket-a", 2, [3])).await;
    assert!(matches!(answer, Err(AppendError::Unknown { .. })), "{answer:?}");
    assert!(failing.store().failed().borrow().is_some());
}

#[tokio::test]
async fn a_log_that_cannot_be_carried_over_takes_appends() {
    for (call, code) in
        [(Call::Write, SQLITE_IOERR_WRITE), (Call::Write, SQLITE_FULL), (Call::Sync, SQLITE_IOERR_FSYNC)]
    {
        let mut failing = Failing::new(Some(4)).await;
        failing.disk.set_fault(Some(Fault { file: File::Database, call, after: 0, code, errno: EIO }));
        for n in 0..30 {
            let answer = failing.store().append(append("ticket-c", n, [100 + u128::from(n)])).await;
            assert_eq!(answer, written(n, 3 + n));
        }
        assert_eq!(*failing.store().failed().borrow(), None);
        let log = everything(failing.restart()).await;
        assert_eq!(log.len(), 33);
        assert_sound(&log);
    }
}
