//! The blind index: which customer has this telephone number, without the number standing anywhere.

use std::num::NonZeroUsize;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use event_store::{EventStore, Message, ReadError, Subscription};
use events_schema::facts::ticket::TicketFact;
use events_schema::ids::CustomerId;
use events_schema::{Digest256, Entry, FactSet, Personal, Position, RecordedEvent};
use lru::LruCache;
use rusqlite::{Connection, OptionalExtension};
use tokio::task::AbortHandle;

use super::seal::{keyed_hash, open};
use super::store::{KeyStore, KeyStoreError, make_private_folder};

/// Customers by the keyed hash of their telephone number. A file beside the keys, kept by following the log: it can be
/// deleted and makes itself again.
pub struct PhoneIndex {
    keys: Arc<KeyStore>,
    file: Mutex<Connection>,
    /// What was decided a moment ago and has not come back through the log yet.
    recent: Mutex<LruCache<Digest256, CustomerId>>,
}

/// Why the index cannot follow the log.
#[derive(Debug, thiserror::Error)]
pub enum PhoneIndexError {
    /// The log cannot be read.
    #[error(transparent)]
    Log(#[from] ReadError),
    /// The file cannot be read or written.
    #[error("the index of telephone numbers cannot be used")]
    File(#[from] rusqlite::Error),
}

/// What was decided a moment ago is known without the file, so that it may rest between commits.
const REST: Duration = Duration::from_millis(100);

const SCHEMA: &str = "
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = NORMAL;
    CREATE TABLE IF NOT EXISTS phones (digest BLOB PRIMARY KEY, customer TEXT NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS checkpoint (one INTEGER PRIMARY KEY CHECK (one = 1), next INTEGER NOT NULL, store TEXT NOT NULL) STRICT;
";

impl PhoneIndex {
    /// Opens the index of a data folder; one that was made for another log is emptied.
    ///
    /// # Errors
    /// If the file cannot be opened or written.
    pub fn open(folder: &Path, keys: Arc<KeyStore>, store: &dyn EventStore) -> Result<Self, KeyStoreError> {
        let folder = folder.join("keys");
        make_private_folder(&folder)?;
        let file = Connection::open(folder.join("phones.db"))?;
        file.execute_batch(SCHEMA)?;
        let id = format!("{}/{}", store.id().id, store.id().epoch);
        let known: Option<(i64, String)> = file
            .query_row("SELECT next, store FROM checkpoint", [], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        if known.is_none_or(|(next, store_id)| {
            store_id != id || u64::try_from(next).unwrap_or(0) > *store.length().borrow()
        }) {
            file.execute_batch("DELETE FROM phones; DELETE FROM checkpoint;")?;
            file.execute("INSERT INTO checkpoint (one, next, store) VALUES (1, 0, ?1)", [&id])?;
        }
        let recent = Mutex::new(LruCache::new(NonZeroUsize::new(100_000).unwrap_or(NonZeroUsize::MIN)));
        Ok(Self { keys, file: Mutex::new(file), recent })
    }

    /// The customer with this telephone number.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub fn find(&self, phone: &str) -> Result<Option<CustomerId>, KeyStoreError> {
        let digest = self.digest(phone);
        if let Some(customer) = self.recent.lock().unwrap_or_else(PoisonError::into_inner).get(&digest) {
            return Ok(Some(*customer));
        }
        let file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        let mut statement = file.prepare_cached("SELECT customer FROM phones WHERE digest = ?1")?;
        let customer = statement.query_row([&digest.0[..]], |row| row.get::<_, String>(0)).optional()?;
        Ok(customer.and_then(|text| text.parse().ok()))
    }

    /// The customer with this telephone number, or a new one from now on. Two calls at once get the same. Whoever was
    /// erased is new when he calls again.
    ///
    /// # Errors
    /// If the file cannot be read, or no key can be made.
    pub fn find_or_new(&self, phone: &str) -> Result<CustomerId, KeyStoreError> {
        let known = match self.find(phone)? {
            Some(customer) if !self.is_erased(customer)? => return Ok(customer),
            known => known,
        };
        let new = self.keys.new_customer()?;
        let mut recent = self.recent.lock().unwrap_or_else(PoisonError::into_inner);
        let digest = self.digest(phone);
        match recent.get(&digest) {
            Some(customer) if Some(*customer) != known => Ok(*customer),
            Some(_) | None => {
                recent.put(digest, new);
                Ok(new)
            }
        }
    }

    fn is_erased(&self, customer: CustomerId) -> Result<bool, KeyStoreError> {
        match self.keys.key(&customer.stream()) {
            Ok(_) => Ok(false),
            Err(KeyStoreError::Erased(_)) => Ok(true),
            Err(error) => Err(error),
        }
    }

    /// By what a telephone number is known without standing anywhere.
    #[must_use]
    pub fn digest(&self, phone: &str) -> Digest256 {
        keyed_hash(self.keys.index(), &[b"flywheel phone 1", normal(phone).as_bytes()])
    }

    /// Takes in what the log holds, and follows it from then on until the task is ended. Whoever asks afterwards finds
    /// everybody who ever gave a number.
    ///
    /// # Errors
    /// If the log or the file cannot be read, or the file not written.
    pub async fn follow(self: Arc<Self>, store: Arc<dyn EventStore>) -> Result<AbortHandle, PhoneIndexError> {
        let mut subscription = Subscription::new(store, self.next()?).resting(REST);
        while let Message::Events(events) = subscription.next().await? {
            self.take_in(&events)?;
        }
        let task = tokio::spawn(async move {
            if let Err(error) = self.go_on(subscription).await {
                tracing::error!(
                    error = &error as &(dyn std::error::Error + 'static),
                    "the index of telephone numbers stopped; customers may be entered twice until a restart"
                );
            }
        });
        Ok(task.abort_handle())
    }

    async fn go_on(&self, mut subscription: Subscription) -> Result<(), PhoneIndexError> {
        loop {
            if let Message::Events(events) = subscription.next().await? {
                self.take_in(&events)?;
            }
        }
    }

    fn next(&self) -> Result<Position, rusqlite::Error> {
        let file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        let next: i64 = file.query_row("SELECT next FROM checkpoint", [], |row| row.get(0))?;
        Ok(Position(u64::try_from(next).unwrap_or(0)))
    }

    fn take_in(&self, events: &[RecordedEvent]) -> Result<(), rusqlite::Error> {
        let Some(last) = events.last() else { return Ok(()) };
        let found: Vec<(Digest256, CustomerId)> = events.iter().filter_map(|event| self.phone_in(event)).collect();
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        let transaction = file.transaction()?;
        {
            let mut insert =
                transaction.prepare_cached("INSERT OR REPLACE INTO phones (digest, customer) VALUES (?1, ?2)")?;
            for (digest, customer) in found {
                insert.execute((&digest.0[..], customer.to_string()))?;
            }
            let next = i64::try_from(last.position.next().0).unwrap_or(i64::MAX);
            transaction.prepare_cached("UPDATE checkpoint SET next = ?1")?.execute([next])?;
        }
        transaction.commit()
    }

    /// A number whose key was destroyed finds nobody any more.
    fn phone_in(&self, event: &RecordedEvent) -> Option<(Digest256, CustomerId)> {
        let holds_contact = matches!(&*event.kind, "ticket.reported" | "ticket.entry_corrected");
        if !holds_contact {
            return None;
        }
        let mut fact = Entry::<TicketFact>::decode(event).ok()?.fact;
        fact.personal().into_iter().find(|(label, _)| *label == "contact.phone").and_then(|(_, value)| match value {
            Personal::Sealed(sealed) => {
                let phone = open(sealed, &self.keys).ok()?;
                Some((self.digest(&phone), sealed.subject.as_str().parse().ok()?))
            }
            Personal::Typed(_) | Personal::Open { .. } => None,
        })
    }
}

/// Digits only, without the country code of China, in which every customer is dialled at home.
fn normal(phone: &str) -> String {
    let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
    let international = phone.trim_start().starts_with('+') || digits.starts_with("00");
    let bare = digits.strip_prefix("00").unwrap_or(&digits);
    match bare.strip_prefix("86") {
        Some(home) if international => home.to_owned(),
        Some(_) | None => bare.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::normal;

    #[test]
    fn a_number_is_the_same_with_and_without_country_code() {
        for written in ["+86 139 0000 0001", "0086-139-0000-0001", "13900000001"] {
            assert_eq!(normal(written), "13900000001");
        }
        assert_eq!(normal("+49 711 123"), "49711123");
    }
}
