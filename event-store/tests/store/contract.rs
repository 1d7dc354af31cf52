//! What every engine promises, run on each.

use std::sync::Arc;

use event_store::{
    Append, AppendError, EventStore, Expected, MAX_APPEND_BYTES, MemoryStore, Message, Outcome, Refused, SqliteStore,
    Subscription,
};
use events_schema::{NewEvent, Position, Revision};

use crate::events::{
    already, append, assert_sound, conflict, event, events, everything, holding, number, stream, written,
};

/// One test per engine for each promise.
macro_rules! contract {
    ($($promise:ident)*) => {
        mod memory {
            $(#[tokio::test]
            async fn $promise() {
                super::$promise(std::sync::Arc::new(event_store::MemoryStore::new())).await;
            })*
        }
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $promise() {
                let folder = tempfile::tempdir().unwrap();
                super::$promise(super::open(folder.path())).await;
            })*
        }
    };
}

contract! {
    a_new_log_is_empty
    events_come_back_as_they_were_appended
    a_repeated_append_is_recognised
    part_of_an_append_is_recognised
    a_repetition_across_appends_is_recognised
    a_known_id_mixed_with_a_new_one_conflicts
    a_wrong_revision_conflicts_and_tells_the_right_one
    only_ids_make_a_repetition
    the_same_ids_may_stand_in_another_stream
    appends_that_no_engine_could_send_are_refused
    pages_end_where_they_should
    queued_appends_of_one_caller_are_written_in_order
    a_conflict_in_the_queue_fails_alone
    an_append_goes_on_without_its_caller
    of_64_writers_each_revision_has_one
    a_subscription_catches_up_and_goes_live
    a_subscription_starts_anywhere
    a_subscription_misses_and_repeats_nothing
}

type Store = Arc<dyn EventStore>;

fn open(folder: &std::path::Path) -> Store {
    SqliteStore::open(folder).unwrap()
}

/// 0 and 1, then 2, then 3 and 4: a stream that three appends made, behind another of one event.
async fn grown(store: &Store) {
    store.append(append("ticket-other", 0, [100])).await.unwrap();
    store.append(append("ticket-a", 0, [0, 1])).await.unwrap();
    store.append(append("ticket-a", 2, [2])).await.unwrap();
    assert_eq!(store.append(append("ticket-a", 3, [3, 4])).await, written(4, 5));
}

async fn a_new_log_is_empty(store: Store) {
    assert_eq!(everything(&*store).await, []);
    assert_eq!(store.read_stream(&stream("ticket-a"), Revision::FIRST, 10).await.unwrap(), []);
    assert_eq!(*store.length().borrow(), 0);
    assert_eq!(store.id().epoch, 0);
}

async fn events_come_back_as_they_were_appended(store: Store) {
    grown(&store).await;
    let log = everything(&*store).await;
    assert_sound(&log);
    assert_eq!(log.iter().map(number).collect::<Vec<_>>(), [100, 0, 1, 2, 3, 4]);
    assert_eq!(store.read_stream(&stream("ticket-a"), Revision::FIRST, 10).await.unwrap(), log[1..]);
    assert_eq!(*store.length().borrow(), 6);
}

async fn a_repeated_append_is_recognised(store: Store) {
    let first = append("ticket-a", 0, [0, 1]);
    assert_eq!(store.append(first.clone()).await, written(1, 1));
    assert_eq!(store.append(first.clone()).await, already(1, 1));
    store.append(append("ticket-other", 0, [100])).await.unwrap();
    store.append(append("ticket-a", 2, [2])).await.unwrap();
    assert_eq!(store.append(first).await, already(1, 1));
    assert_eq!(*store.length().borrow(), 4);
}

async fn part_of_an_append_is_recognised(store: Store) {
    grown(&store).await;
    assert_eq!(store.append(append("ticket-a", 0, [0])).await, already(0, 1));
    assert_eq!(store.append(append("ticket-a", 4, [4])).await, already(4, 5));
}

async fn a_repetition_across_appends_is_recognised(store: Store) {
    grown(&store).await;
    assert_eq!(store.append(append("ticket-a", 2, [2])).await, already(2, 3));
    assert_eq!(store.append(append("ticket-a", 3, [3, 4])).await, already(4, 5));
    assert_eq!(store.append(append("ticket-a", 2, [2, 3, 4])).await, already(4, 5));
    assert_eq!(store.append(append("ticket-a", 0, [0, 1, 2, 3, 4])).await, already(4, 5));
}

async fn a_known_id_mixed_with_a_new_one_conflicts(store: Store) {
    grown(&store).await;
    assert_eq!(store.append(append("ticket-a", 3, [3, 9])).await, conflict(5));
    assert_eq!(store.append(append("ticket-a", 0, [0, 9])).await, conflict(5));
    assert_eq!(store.append(append("ticket-a", 3, [4, 3])).await, conflict(5));
    // Everything stands there, and one more event that does not.
    assert_eq!(store.append(append("ticket-a", 3, [3, 4, 9])).await, conflict(5));
    assert_eq!(*store.length().borrow(), 6);
}

async fn a_wrong_revision_conflicts_and_tells_the_right_one(store: Store) {
    assert_eq!(store.append(append("ticket-a", 3, [9])).await, conflict(0));
    grown(&store).await;
    assert_eq!(store.append(append("ticket-a", 6, [9])).await, conflict(5));
    assert_eq!(store.append(append("ticket-a", 4, [9])).await, conflict(5));
    assert_eq!(store.append(append("ticket-a", 0, [9])).await, conflict(5));
    // An id that stands there counts only at its own place.
    assert_eq!(store.append(append("ticket-a", 3, [2])).await, conflict(5));
    assert_eq!(store.append(append("ticket-a", 7, [4])).await, conflict(5));
    let beyond = Append { expected: Expected::Exact(Revision(u64::MAX)), ..append("ticket-a", 0, [0]) };
    assert_eq!(store.append(beyond).await, conflict(5));
}

async fn only_ids_make_a_repetition(store: Store) {
    grown(&store).await;
    let changed = NewEvent { data: b"changed".to_vec(), ..event(2) };
    let again = Append { stream: stream("ticket-a"), expected: holding(2), events: vec![changed] };
    assert_eq!(store.append(again).await, already(2, 3));
    assert_sound(&everything(&*store).await);
}

async fn the_same_ids_may_stand_in_another_stream(store: Store) {
    grown(&store).await;
    assert_eq!(store.append(append("ticket-b", 0, [0, 1])).await, written(1, 7));
}

async fn appends_that_no_engine_could_send_are_refused(store: Store) {
    let refused = |append| {
        let answer = store.append(append);
        async move { answer.await.unwrap_err() }
    };
    assert_eq!(refused(append("ticket-a", 0, [])).await, Refused::Empty.into());
    assert_eq!(refused(append("ticket-a", 0, [1, 2, 1])).await, Refused::RepeatedId.into());
    let large = NewEvent { data: vec![b' '; MAX_APPEND_BYTES], ..event(1) };
    let size = large.size();
    let large = Append { stream: stream("ticket-a"), expected: Expected::NoStream, events: vec![large] };
    assert_eq!(refused(large).await, Refused::TooLarge { size, limit: MAX_APPEND_BYTES }.into());
    assert_eq!(*store.length().borrow(), 0);
    let most = NewEvent { data: vec![b' '; MAX_APPEND_BYTES - 200], ..event(1) };
    let most = Append { stream: stream("ticket-a"), expected: Expected::NoStream, events: vec![most] };
    assert_eq!(store.append(most).await, written(0, 0));
}

async fn pages_end_where_they_should(store: Store) {
    grown(&store).await;
    let log = everything(&*store).await;
    let name = stream("ticket-a");
    assert_eq!(store.read_all(Position(2), 3).await.unwrap(), log[2..5]);
    assert_eq!(store.read_all(Position(5), 3).await.unwrap(), log[5..]);
    assert_eq!(store.read_all(Position(6), 3).await.unwrap(), []);
    assert_eq!(store.read_all(Position(u64::MAX), 3).await.unwrap(), []);
    assert_eq!(store.read_all(Position(0), 0).await.unwrap(), []);
    assert_eq!(store.read_stream(&name, Revision(1), 2).await.unwrap(), log[2..4]);
    assert_eq!(store.read_stream(&name, Revision(4), 9).await.unwrap(), log[5..]);
    assert_eq!(store.read_stream(&name, Revision(5), 9).await.unwrap(), []);
    assert_eq!(store.read_stream(&name, Revision(u64::MAX), 9).await.unwrap(), []);
    assert_eq!(store.read_stream(&name, Revision(0), 0).await.unwrap(), []);
}

async fn queued_appends_of_one_caller_are_written_in_order(store: Store) {
    let answers: Vec<_> = (0..500).map(|n| store.append(append("ticket-a", n, [u128::from(n)]))).collect();
    for (n, answer) in (0..).zip(answers) {
        assert_eq!(answer.await, written(n, n));
    }
}

async fn a_conflict_in_the_queue_fails_alone(store: Store) {
    let answers = [
        store.append(append("ticket-a", 0, [0, 1])),
        store.append(append("ticket-a", 1, [7])),
        store.append(append("ticket-a", 2, [2])),
        store.append(append("ticket-a", 0, [0, 1])),
        store.append(append("ticket-b", 1, [8])),
        store.append(append("ticket-a", 1, [1, 2])),
        store.append(append("ticket-a", 3, [3])),
    ];
    let expected =
        [written(1, 1), conflict(2), written(2, 2), already(1, 1), conflict(0), already(2, 2), written(3, 3)];
    for (n, (answer, expected)) in answers.into_iter().zip(expected).enumerate() {
        assert_eq!(answer.await, expected, "append {n}");
    }
    assert_sound(&everything(&*store).await);
}

async fn an_append_goes_on_without_its_caller(store: Store) {
    drop(store.append(append("ticket-a", 0, [0])));
    assert_eq!(store.append(append("ticket-a", 1, [1])).await, written(1, 1));
}

async fn of_64_writers_each_revision_has_one(store: Store) {
    const WRITERS: u128 = 64;
    const EACH: u128 = 5;
    let writers = (0..WRITERS).map(|writer| {
        let store = Arc::clone(&store);
        tokio::spawn(async move {
            let mut held = 0;
            for n in 0..EACH {
                loop {
                    match store.append(append("ticket-a", held, [1000 * writer + n])).await {
                        Ok(appended) => {
                            assert_eq!(appended.outcome, Outcome::Written);
                            held = appended.revision.0 + 1;
                            break;
                        }
                        Err(AppendError::Conflict { current }) => held = Revision::after(current).0,
                        Err(error) => panic!("{error}"),
                    }
                }
            }
        })
    });
    for writer in writers.collect::<Vec<_>>() {
        writer.await.unwrap();
    }
    let log = everything(&*store).await;
    assert_eq!(log.len() as u128, WRITERS * EACH);
    assert_sound(&log);
}

async fn a_subscription_catches_up_and_goes_live(store: Store) {
    let mut subscription = Subscription::new(Arc::clone(&store), Position(0));
    assert_eq!(subscription.next().await.unwrap(), Message::CaughtUp);
    grown(&store).await;
    let mut seen = Vec::new();
    while seen.len() < 6 {
        match subscription.next().await.unwrap() {
            Message::Events(events) => seen.extend(events),
            Message::CaughtUp => panic!("it was never behind"),
        }
    }
    assert_eq!(seen, everything(&*store).await);

    let mut late = Subscription::new(Arc::clone(&store), Position(0));
    assert_eq!(late.next().await.unwrap(), Message::Events(seen));
    assert_eq!(late.next().await.unwrap(), Message::CaughtUp);
    // A call that is given up has taken nothing.
    assert!(futures_util::FutureExt::now_or_never(late.next()).is_none());
    store.append(append("ticket-a", 5, [5])).await.unwrap();
    let new = store.read_all(Position(6), 1).await.unwrap();
    assert_eq!(late.next().await.unwrap(), Message::Events(new));
    assert_eq!(late.position(), Position(7));
}

async fn a_subscription_starts_anywhere(store: Store) {
    grown(&store).await;
    let mut subscription = Subscription::new(Arc::clone(&store), Position(4));
    let rest = store.read_all(Position(4), 10).await.unwrap();
    assert_eq!(subscription.next().await.unwrap(), Message::Events(rest));
    assert_eq!(subscription.next().await.unwrap(), Message::CaughtUp);
}

async fn a_subscription_misses_and_repeats_nothing(store: Store) {
    const EVENTS: u64 = 12_000;
    let write = |range: std::ops::Range<u64>| {
        let numbers = range.clone().map(u128::from);
        Append { stream: stream("ticket-a"), expected: holding(range.start), events: events(numbers) }
    };
    store.append(write(0..3_000)).await.unwrap();
    let writer = Arc::clone(&store);
    let writing = tokio::spawn(async move {
        for first in (3_000..EVENTS).step_by(30) {
            writer.append(write(first..first + 30)).await.unwrap();
            tokio::task::yield_now().await;
        }
    });
    let mut subscription = Subscription::new(Arc::clone(&store), Position(0));
    let (mut next, mut caught_up) = (0, 0);
    while next < EVENTS || caught_up == 0 {
        match subscription.next().await.unwrap() {
            Message::CaughtUp => caught_up += 1,
            Message::Events(events) => {
                for event in events {
                    assert_eq!(event.position.0, next);
                    next += 1;
                }
            }
        }
    }
    writing.await.unwrap();
    assert_eq!(next, EVENTS);
}

/// The fake can stand for any engine behind the port.
#[test]
fn stores_are_objects() {
    let _: Store = Arc::new(MemoryStore::default());
}
