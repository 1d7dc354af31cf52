//! Places for so many of a kind at once, of which each key has its share: one who takes all that he gets leaves some for others.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use events_schema::ids::KeyId;

/// So many places, and so many of them for one key.
pub(super) struct Shares<const MOST: usize, const OF_ONE: usize>(Arc<Mutex<Vec<KeyId>>>);

/// A place, until it is dropped.
pub(super) struct Share {
    holders: Arc<Mutex<Vec<KeyId>>>,
    key: KeyId,
}

/// Why there is no place.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Full {
    /// All are taken.
    ForAll,
    /// The key has its share.
    ForOne,
}

impl<const MOST: usize, const OF_ONE: usize> Default for Shares<MOST, OF_ONE> {
    fn default() -> Self {
        Self(Arc::default())
    }
}

impl<const MOST: usize, const OF_ONE: usize> Shares<MOST, OF_ONE> {
    /// A place for a key.
    pub(super) fn take(&self, key: &KeyId) -> Result<Share, Full> {
        let mut holders = held(&self.0);
        if holders.iter().filter(|holder| *holder == key).count() >= OF_ONE {
            return Err(Full::ForOne);
        }
        if holders.len() >= MOST {
            return Err(Full::ForAll);
        }
        holders.push(key.clone());
        Ok(Share { holders: Arc::clone(&self.0), key: key.clone() })
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        let mut holders = held(&self.holders);
        let own = holders.iter().position(|holder| *holder == self.key);
        own.map(|own| holders.swap_remove(own));
    }
}

/// Nobody panics while he holds the list.
fn held(holders: &Mutex<Vec<KeyId>>) -> MutexGuard<'_, Vec<KeyId>> {
    holders.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_has_its_share_and_all_together_have_no_more_than_there_is() {
        let places = Shares::<3, 2>::default();
        let [a, b, c] = ["a", "b", "c"].map(|key| key.parse::<KeyId>().unwrap());
        let (first, _second) = (places.take(&a).unwrap(), places.take(&a).unwrap());
        assert_eq!(places.take(&a).err(), Some(Full::ForOne));
        let third = places.take(&b).unwrap();
        assert_eq!(places.take(&c).err(), Some(Full::ForAll));
        drop(first);
        let fourth = places.take(&c);
        assert!(fourth.is_ok() && places.take(&b).err() == Some(Full::ForAll));
        drop(third);
        assert!(places.take(&a).is_ok(), "a gave one back");
    }
}
