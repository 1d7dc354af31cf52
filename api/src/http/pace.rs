//! So much in so long for each of many: who comes too often is told when to come again.

use std::collections::VecDeque;
use std::hash::Hash;
use std::num::NonZeroUsize;
use std::sync::{Mutex, PoisonError};

use events_schema::{Duration, Timestamp};
use lru::LruCache;

/// How many are remembered; who has not come for longest is forgotten first.
const REMEMBERED: usize = 20_000;

/// So many times within so long.
pub(super) struct Pace<K> {
    most: usize,
    within: Duration,
    times: Mutex<LruCache<K, VecDeque<Timestamp>>>,
}

impl<K: Hash + Eq> Pace<K> {
    pub(super) fn of(most: usize, within: Duration) -> Self {
        let remembered = NonZeroUsize::new(REMEMBERED).unwrap_or(NonZeroUsize::MIN);
        Self { most, within, times: Mutex::new(LruCache::new(remembered)) }
    }

    /// Counts one more.
    ///
    /// # Errors
    /// If it is one too many: after how many seconds it would not be. What is refused is not counted.
    pub(super) fn take(&self, key: K, now: Timestamp) -> Result<(), u32> {
        let mut all = self.times.lock().unwrap_or_else(PoisonError::into_inner);
        let times = all.get_or_insert_mut(key, VecDeque::new);
        while times.front().is_some_and(|first| now.since(*first) >= self.within) {
            times.pop_front();
        }
        match times.front() {
            Some(first) if times.len() >= self.most => {
                let wait = (*first + self.within).since(now).as_micros();
                Err(u32::try_from(wait / 1_000_000 + 1).unwrap_or(u32::MAX))
            }
            Some(_) | None => {
                times.push_back(now);
                Ok(())
            }
        }
    }

    /// Takes back the last one that was counted: it came to nothing.
    pub(super) fn give_back(&self, key: &K) {
        let mut all = self.times.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(times) = all.peek_mut(key) {
            times.pop_back();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_has_so_many_and_again_when_the_first_is_long_ago() {
        let pace = Pace::of(2, Duration::from_minutes(1));
        let at = |seconds| Timestamp::from_micros(1_772_411_400_000_000) + Duration::from_seconds(seconds);
        assert_eq!((pace.take("a", at(0)), pace.take("a", at(10)), pace.take("a", at(20))), (Ok(()), Ok(()), Err(41)));
        assert_eq!(pace.take("b", at(20)), Ok(()));
        assert_eq!((pace.take("a", at(60)), pace.take("a", at(61))), (Ok(()), Err(10)));
        pace.give_back(&"a");
        assert_eq!(pace.take("a", at(62)), Ok(()));
    }
}
