//! The key store: a file beside the log, with its own backup and its own retention.

use std::num::NonZeroUsize;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use events_schema::ids::CustomerId;
use events_schema::{Digest256, StreamName};
use lru::LruCache;
use rusqlite::{Connection, OptionalExtension};

use super::pool::Pool;
use super::seal::keyed_hash;
use crate::random;

/// The key of a subject.
#[derive(Clone, PartialEq, Eq)]
pub struct SubjectKey(pub(super) [u8; 32]);

/// Why a key cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum KeyStoreError {
    /// The file does not do what it should.
    #[error("the key store cannot be used")]
    File(#[from] rusqlite::Error),
    /// The folder cannot be made.
    #[error("the folder of the key store cannot be made")]
    Folder(#[from] std::io::Error),
    /// The key was destroyed.
    #[error("the key of {0} was destroyed: its personal data are erased")]
    Erased(StreamName),
}

/// Keys by subject. New customers take theirs from a pool that is made and synced ahead, so that an intake waits for no
/// second sync.
pub struct KeyStore {
    file: Arc<Mutex<Connection>>,
    known: Mutex<LruCache<StreamName, SubjectKey>>,
    pool: Pool,
    fingerprints: SubjectKey,
    index: SubjectKey,
}

const SCHEMA: &str = "
    PRAGMA journal_mode = DELETE;
    PRAGMA synchronous = FULL;
    -- A destroyed key must not stay behind in a free page.
    PRAGMA secure_delete = ON;
    CREATE TABLE IF NOT EXISTS subject_keys (
        subject TEXT PRIMARY KEY,
        -- NULL: the key was destroyed, and the subject never gets another one.
        key BLOB
    ) STRICT, WITHOUT ROWID;
";

/// A subject that has a key keeps it, and one whose key was destroyed never gets another.
const INSERT: &str = "INSERT OR IGNORE INTO subject_keys (subject, key) VALUES (?1, ?2)";

impl KeyStore {
    /// Opens the key store of a data folder, and makes it if there is none.
    ///
    /// # Errors
    /// If the file cannot be opened or written.
    pub fn open(folder: &Path) -> Result<Self, KeyStoreError> {
        let folder = folder.join("keys");
        make_private_folder(&folder)?;
        let file = Connection::open(folder.join("keys.db"))?;
        file.execute_batch(SCHEMA)?;
        let fingerprints = named_key(&file, "system-fingerprints")?;
        let index = named_key(&file, "system-phone-index")?;
        let file = Arc::new(Mutex::new(file));
        let known = Mutex::new(LruCache::new(NonZeroUsize::new(50_000).unwrap_or(NonZeroUsize::MIN)));
        let pool = Pool::start(Arc::clone(&file))?;
        Ok(Self { file, known, pool, fingerprints, index })
    }

    /// A customer that nobody has been yet, with a key that is already durable.
    ///
    /// # Errors
    /// If no more keys can be written.
    pub fn new_customer(&self) -> Result<CustomerId, KeyStoreError> {
        let (customer, key) = self.pool.take()?;
        self.known.lock().unwrap_or_else(PoisonError::into_inner).put(customer.stream(), key);
        Ok(customer)
    }

    /// The key of a subject.
    ///
    /// # Errors
    /// If it was destroyed, or the file cannot be read.
    pub fn key(&self, subject: &StreamName) -> Result<SubjectKey, KeyStoreError> {
        if let Some(key) = self.known.lock().unwrap_or_else(PoisonError::into_inner).get(subject) {
            return Ok(key.clone());
        }
        let file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        let key = find(&file, subject)?.ok_or_else(|| KeyStoreError::Erased(subject.clone()))?;
        self.known.lock().unwrap_or_else(PoisonError::into_inner).put(subject.clone(), key.clone());
        Ok(key)
    }

    /// The key of a subject; one that has none yet gets one, durable before it is used.
    ///
    /// # Errors
    /// If it was destroyed, or the file cannot be written.
    pub fn key_or_new(&self, subject: &StreamName) -> Result<SubjectKey, KeyStoreError> {
        if let Some(key) = self.known.lock().unwrap_or_else(PoisonError::into_inner).get(subject) {
            return Ok(key.clone());
        }
        let file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        let new = random::secret::<32>();
        file.prepare_cached(INSERT)?.execute((subject.as_str(), &new[..]))?;
        drop(file);
        self.key(subject)
    }

    /// Makes keys for many subjects with one sync.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn prepare(&self, subjects: impl IntoIterator<Item = StreamName>) -> Result<(), KeyStoreError> {
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        let transaction = file.transaction()?;
        {
            let mut insert = transaction.prepare_cached(INSERT)?;
            for subject in subjects {
                insert.execute((subject.as_str(), &random::secret::<32>()[..]))?;
            }
        }
        Ok(transaction.commit()?)
    }

    /// The customer who has this OpenID at the official account. The id derives from it under a key that is in no log, so
    /// that nothing has to be looked up and two calls at once get the same. Whoever was erased is new when he writes again.
    ///
    /// # Errors
    /// If the file cannot be read, or no key can be made.
    pub fn wechat_customer(&self, open_id: &str) -> Result<CustomerId, KeyStoreError> {
        let mut life: u32 = 0;
        loop {
            let digest = keyed_hash(&self.index, &[b"flywheel wechat 1", open_id.as_bytes(), &life.to_be_bytes()]);
            let half = digest.0.first_chunk().expect("a digest of 32 bytes begins with 16");
            let customer = CustomerId::from_uuid(uuid::Builder::from_custom_bytes(*half).into_uuid());
            match self.key_or_new(&customer.stream()) {
                Ok(_) => return Ok(customer),
                Err(KeyStoreError::Erased(_)) => life += 1,
                Err(error) => return Err(error),
            }
        }
    }

    /// The key under which requests without personal data are fingerprinted.
    #[must_use]
    pub fn fingerprints(&self) -> &SubjectKey {
        &self.fingerprints
    }

    /// What shows that something is ours: a keyed hash of what is said, for a purpose.
    #[must_use]
    pub fn sign(&self, purpose: &str, said: &[u8]) -> Digest256 {
        keyed_hash(&self.fingerprints, &[b"flywheel signature 1", purpose.as_bytes(), said])
    }

    /// The key of the blind index over telephone numbers, and of whatever else finds a customer again.
    #[must_use]
    pub fn index(&self) -> &SubjectKey {
        &self.index
    }
}

fn find(file: &Connection, subject: &StreamName) -> Result<Option<SubjectKey>, rusqlite::Error> {
    let mut statement = file.prepare_cached("SELECT key FROM subject_keys WHERE subject = ?1")?;
    let key = statement.query_row([subject.as_str()], |row| row.get::<_, Option<[u8; 32]>>(0)).optional()?;
    Ok(key.flatten().map(SubjectKey))
}

fn named_key(file: &Connection, name: &str) -> Result<SubjectKey, rusqlite::Error> {
    file.execute(INSERT, (name, &random::secret::<32>()[..]))?;
    file.query_row("SELECT key FROM subject_keys WHERE subject = ?1", [name], |row| row.get(0).map(SubjectKey))
}

pub(super) fn make_private_folder(folder: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o700))?;
    }
    Ok(())
}
