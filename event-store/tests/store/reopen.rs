//! What outlives the process, and who may open what.

use std::sync::Arc;

use event_store::{EventStore, Message, OpenError, Refused, SqliteStore, Subscription};
use events_schema::{Position, Revision};

use crate::events::{already, append, assert_sound, conflict, everything, stream, written};

#[tokio::test]
async fn everything_survives() {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(folder.path()).unwrap();
    let id = store.id();
    store.append(append("ticket-a", 0, [0, 1])).await.unwrap();
    store.append(append("ticket-b", 0, [2])).await.unwrap();
    let log = everything(&*store).await;
    drop(store);

    let store = SqliteStore::open(folder.path()).unwrap();
    assert_eq!(store.id(), id);
    assert_eq!(*store.length().borrow(), 3);
    assert_eq!(everything(&*store).await, log);
    assert_eq!(store.read_stream(&stream("ticket-a"), Revision(1), 9).await.unwrap(), log[1..2]);
    assert_eq!(store.append(append("ticket-a", 0, [0, 1])).await, already(1, 1));
    assert_eq!(store.append(append("ticket-a", 0, [9])).await, conflict(2));
    assert_eq!(store.append(append("ticket-a", 2, [3])).await, written(2, 3));
    assert_sound(&everything(&*store).await);
}

#[tokio::test]
async fn pages_join_what_is_in_the_file_and_what_is_in_memory() {
    let folder = tempfile::tempdir().unwrap();
    let first = SqliteStore::open(folder.path()).unwrap();
    for n in 0..50 {
        first.append(append("ticket-a", 60 * n, (60 * n..60 * (n + 1)).map(u128::from))).await.unwrap();
    }
    drop(first);
    let store = SqliteStore::open(folder.path()).unwrap();
    for n in 50..100 {
        store.append(append("ticket-a", 60 * n, (60 * n..60 * (n + 1)).map(u128::from))).await.unwrap();
    }
    let log = everything(&*store).await;
    assert_eq!(log.len(), 6_000);
    assert_sound(&log);
    assert_eq!(store.read_all_blocking(Position(2_990), 20).unwrap(), log[2_990..3_010]);
    assert_eq!(store.read_all_blocking(Position(5_990), 20).unwrap(), log[5_990..]);
    let name = stream("ticket-a");
    assert_eq!(store.read_stream(&name, Revision(2_990), 20).await.unwrap(), log[2_990..3_010]);
    assert_eq!(store.read_stream_blocking(&name, Revision(5_990), 20).unwrap(), log[5_990..]);
}

#[tokio::test]
async fn what_is_queued_is_written_before_the_store_closes() {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(folder.path()).unwrap();
    let answers: Vec<_> = (0..300).map(|n| store.append(append("ticket-a", n, [u128::from(n)]))).collect();
    store.close();
    for (n, answer) in (0..).zip(answers) {
        assert_eq!(answer.await, written(n, n));
    }
    assert_eq!(store.append(append("ticket-a", 300, [300])).await, Err(Refused::NotWritable.into()));
    assert_eq!(everything(&*store).await.len(), 300);
    assert_eq!(store.wal_bytes().unwrap_or_default(), 0, "the log is carried over when the store closes");
}

#[tokio::test]
async fn a_second_server_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let first = SqliteStore::open(folder.path()).unwrap();
    let Err(error) = SqliteStore::open(folder.path()) else { panic!("two servers on one folder") };
    assert!(matches!(error, OpenError::Locked { .. }));
    assert!(error.to_string().contains("stop that one first"), "{error}");
    drop(first);
    SqliteStore::open(folder.path()).unwrap();
}

#[tokio::test]
async fn reading_beside_a_server() {
    let folder = tempfile::tempdir().unwrap();
    let server = SqliteStore::open(folder.path()).unwrap();
    server.append(append("ticket-a", 0, [0, 1])).await.unwrap();
    let reader = SqliteStore::open_read_only(folder.path()).unwrap();
    assert_eq!(reader.id(), server.id());
    assert_eq!(everything(&*reader).await, everything(&*server).await);
    assert_eq!(reader.append(append("ticket-a", 2, [2])).await, Err(Refused::NotWritable.into()));

    server.append(append("ticket-a", 2, [2])).await.unwrap();
    assert_eq!(*reader.length().borrow(), 2);
    assert_eq!(everything(&*reader).await, everything(&*server).await);
    assert_eq!(*reader.length().borrow(), 3);
    assert_eq!(reader.read_stream_blocking(&stream("ticket-a"), Revision(2), 9).unwrap().len(), 1);
    drop(server);

    let again = SqliteStore::open_read_only(folder.path()).unwrap();
    assert_eq!(*again.length().borrow(), 3);
    assert_eq!(again.read_all_blocking(Position(0), 9).unwrap().len(), 3);
    let mut subscription = Subscription::new(again as Arc<dyn EventStore>, Position(0));
    assert!(matches!(subscription.next().await.unwrap(), Message::Events(_)));
    assert_eq!(subscription.next().await.unwrap(), Message::CaughtUp);
}

#[test]
fn a_missing_log_is_not_made_to_be_read() {
    let folder = tempfile::tempdir().unwrap();
    let nothing = folder.path().join("nothing");
    assert!(matches!(SqliteStore::open_read_only(&nothing), Err(OpenError::Missing { .. })));
    assert!(!nothing.exists());
}

#[test]
fn other_files_are_refused_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log.db");
    let text = "these are somebody's notes\n".repeat(100);
    std::fs::write(&path, &text).unwrap();
    assert!(matches!(SqliteStore::open(folder.path()), Err(OpenError::NotALog { .. })));
    assert!(matches!(SqliteStore::open_read_only(folder.path()), Err(OpenError::NotALog { .. })));
    assert_eq!(std::fs::read_to_string(&path).unwrap(), text);

    std::fs::remove_file(&path).unwrap();
    rusqlite::Connection::open(&path).unwrap().execute_batch("CREATE TABLE notes (note TEXT)").unwrap();
    let before = std::fs::read(&path).unwrap();
    assert!(matches!(SqliteStore::open(folder.path()), Err(OpenError::NotALog { .. })));
    assert_eq!(std::fs::read(&path).unwrap(), before);
}

#[test]
fn a_newer_format_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    drop(SqliteStore::open(folder.path()).unwrap());
    let path = folder.path().join("log.db");
    rusqlite::Connection::open(path).unwrap().execute_batch("UPDATE meta SET format = 99").unwrap();
    let Err(error) = SqliteStore::open(folder.path()) else { panic!("it was opened") };
    assert!(matches!(error, OpenError::NewerFormat { found: 99, .. }));
    assert!(error.to_string().contains("use the newer program"), "{error}");
}

#[cfg(unix)]
#[test]
fn what_is_made_is_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join("deep/data");
    let _store = SqliteStore::open(&folder).unwrap();
    let mode = |path: &std::path::Path| path.metadata().unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&folder), 0o700);
    for file in ["log.db", "log.db-wal", "flywheel.lock"] {
        assert_eq!(mode(&folder.join(file)), 0o600, "{file}");
    }
}
