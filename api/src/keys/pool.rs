//! Keys for customers to come, made and synced ahead.

use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, PoisonError};

use events_schema::ids::CustomerId;
use rusqlite::Connection;

use super::store::{KeyStoreError, SubjectKey};
use crate::random;

type Ready = VecDeque<(CustomerId, SubjectKey)>;

/// Pairs of a customer's id and key that are durable and that nobody uses yet.
pub(super) struct Pool {
    shared: Arc<Shared>,
}

struct Shared {
    file: Arc<Mutex<Connection>>,
    state: Mutex<State>,
    wanted: Condvar,
}

struct State {
    ready: Ready,
    refill: usize,
    closed: bool,
}

const FIRST_REFILL: usize = 256;
const LARGEST_REFILL: usize = 16_384;

impl Pool {
    pub(super) fn start(file: Arc<Mutex<Connection>>) -> Result<Self, KeyStoreError> {
        let state = State { ready: Ready::new(), refill: FIRST_REFILL, closed: false };
        let shared = Arc::new(Shared { file, state: Mutex::new(state), wanted: Condvar::new() });
        let refiller = Arc::clone(&shared);
        std::thread::Builder::new().name("key-pool".to_owned()).spawn(move || refiller.keep_filled())?;
        Ok(Self { shared })
    }

    /// Takes a pair. Where the refill does not keep up, the caller makes some himself, and the next refills are larger.
    pub(super) fn take(&self) -> Result<(CustomerId, SubjectKey), KeyStoreError> {
        let mut state = self.shared.lock();
        if let Some(pair) = state.ready.pop_front() {
            if state.ready.len() < state.refill / 2 {
                self.shared.wanted.notify_one();
            }
            return Ok(pair);
        }
        let count = state.refill;
        state.refill = (count * 2).min(LARGEST_REFILL);
        drop(state);
        let mut made = self.shared.make(count)?;
        let pair = made.pop_front();
        self.shared.lock().ready.extend(made);
        Ok(pair.unwrap_or_else(|| unreachable!("a refill makes at least {FIRST_REFILL} pairs")))
    }
}

impl Shared {
    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn keep_filled(&self) {
        loop {
            let state = self.lock();
            let full = |state: &mut State| !state.closed && state.ready.len() >= state.refill / 2;
            let state = self.wanted.wait_while(state, full).unwrap_or_else(PoisonError::into_inner);
            if state.closed {
                return;
            }
            let count = state.refill;
            drop(state);
            match self.make(count) {
                Ok(made) => self.lock().ready.extend(made),
                Err(error) => {
                    tracing::error!(%error, "keys for new customers cannot be made ahead; intakes will try themselves");
                    return;
                }
            }
        }
    }

    fn make(&self, count: usize) -> Result<Ready, KeyStoreError> {
        let pair = |_| (CustomerId::from_uuid(random::uuid()), SubjectKey(random::secret()));
        let made: Ready = (0..count).map(pair).collect();
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        let transaction = file.transaction()?;
        {
            let mut insert = transaction.prepare_cached("INSERT INTO subject_keys (subject, key) VALUES (?1, ?2)")?;
            for (customer, key) in &made {
                insert.execute((customer.to_string(), &key.0[..]))?;
            }
        }
        transaction.commit()?;
        Ok(made)
    }
}

impl Drop for Pool {
    fn drop(&mut self) {
        self.shared.lock().closed = true;
        self.shared.wanted.notify_all();
    }
}
