//! Photographs, records and reports beside the log, each named by the hash of its bytes: in a folder, or in an S3-compatible
//! store. What an event refers to can be lost, but never changed unnoticed: whoever reads a file compares its bytes.

mod check;
mod referred;
mod s3;

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::body::Bytes;
use domain::attachments::Kept;
use events_schema::Digest256;
use events_schema::attachment::MediaType;
use object_store::local::LocalFileSystem;
use object_store::path::Path as Place;
use object_store::{ObjectStore, ObjectStoreExt, PutMode};
use sha2::{Digest, Sha256};
use tokio::sync::Semaphore;

pub use check::{CheckError, Checked, Finding, Found, YOUNGEST_ORPHAN};
pub use referred::Referrer;

/// The most bytes of one file.
pub const MOST_BYTES: usize = 20 << 20;

/// How many files are read and compared at once.
const MOST_READ: usize = 4;

/// The variable of the environment that names another place than the data folder.
pub const VARIABLE: &str = "FLYWHEEL_ATTACHMENTS";

/// Where files are kept.
pub struct Attachments {
    store: Arc<dyn ObjectStore>,
    reading: Semaphore,
    altered: AtomicU64,
}

/// A file that was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stored {
    /// The hash of its bytes.
    pub hash: Digest256,
    /// How many.
    pub size: u64,
    /// What they are.
    pub media_type: MediaType,
}

/// Why files cannot be kept or read.
#[derive(Debug, thiserror::Error)]
pub enum AttachmentError {
    /// The folder cannot be made.
    #[error("the folder of attachments cannot be used")]
    Folder(#[from] std::io::Error),
    /// The place cannot be reached.
    #[error(
        "the place of attachments cannot be used; see that it is there, and that this user may read and write in it"
    )]
    Store(#[from] object_store::Error),
    /// What the environment names is no place.
    #[error(
        "{VARIABLE} is `{0}`; expected s3://bucket or s3://bucket/prefix, with AWS_* for region, endpoint and keys"
    )]
    NotAPlace(String),
    /// Its TLS cannot be set up.
    #[error("TLS cannot be set up")]
    Tls(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// Why a file is not taken.
#[derive(Debug, thiserror::Error)]
pub enum NotTaken {
    /// There is nothing in it, or it is of a kind that is not taken.
    #[error(
        "a file is a JPEG, PNG, WebP or HEIF picture, an MP4 film, a PDF, a ZIP or office document, or text in UTF-8"
    )]
    Kind,
    /// It cannot be kept.
    #[error(transparent)]
    Store(#[from] AttachmentError),
}

/// Why a file cannot be shown.
#[derive(Debug, thiserror::Error)]
pub enum NotShown {
    /// It is gone.
    #[error("the file {0} is not there")]
    Missing(Digest256),
    /// Its bytes are others.
    #[error("the bytes of the file {0} were changed")]
    Altered(Digest256),
    /// It cannot be read.
    #[error(transparent)]
    Store(#[from] AttachmentError),
}

impl Attachments {
    /// Where the environment says; else in the data folder.
    ///
    /// # Errors
    /// If the place cannot be used.
    pub fn of_environment(folder: &Path) -> Result<Self, AttachmentError> {
        match std::env::var(VARIABLE) {
            Ok(place) if !place.is_empty() => Self::in_s3(&place, std::env::vars()),
            Ok(_) | Err(_) => Self::in_folder(folder),
        }
    }

    /// In an S3-compatible store, with the settings of the environment.
    ///
    /// # Errors
    /// If the place or a setting is none.
    pub fn in_s3(place: &str, settings: impl IntoIterator<Item = (String, String)>) -> Result<Self, AttachmentError> {
        s3::open(place, settings).map(Self::over)
    }

    /// In a folder below the data folder.
    ///
    /// # Errors
    /// If it cannot be made.
    pub fn in_folder(folder: &Path) -> Result<Self, AttachmentError> {
        let folder = folder.join("attachments");
        std::fs::create_dir_all(&folder)?;
        // An event refers to a file only when it is on the disk.
        Ok(Self::over(Arc::new(LocalFileSystem::new_with_prefix(folder)?.with_fsync(true))))
    }

    fn over(store: Arc<dyn ObjectStore>) -> Self {
        Self { store, reading: Semaphore::new(MOST_READ), altered: AtomicU64::new(0) }
    }

    /// Keeps a file. The same one again is compared, so that it is known if it was changed, and written anew: what was
    /// uploaded just now is not as old as an orphan.
    ///
    /// # Errors
    /// If it is of no kind that is taken, or cannot be kept.
    pub async fn keep(&self, bytes: Bytes) -> Result<Stored, NotTaken> {
        let media_type = MediaType::of(&bytes).ok_or(NotTaken::Kind)?;
        let hash = Digest256(Sha256::digest(&bytes).into());
        let stored = Stored { hash, size: bytes.len() as u64, media_type };
        match self.store.put_opts(&place(hash), bytes.clone().into(), PutMode::Create.into()).await {
            Ok(_) => return Ok(stored),
            Err(object_store::Error::AlreadyExists { .. }) => {}
            Err(error) => return Err(AttachmentError::from(error).into()),
        }
        if let Err(NotShown::Store(error)) = self.read(hash).await {
            return Err(error.into());
        }
        self.store.put(&place(hash), bytes.into()).await.map_err(AttachmentError::from)?;
        Ok(stored)
    }

    /// The bytes of a file, if they are those that it is named after.
    ///
    /// # Errors
    /// If it is gone, was changed, or cannot be read.
    pub async fn read(&self, hash: Digest256) -> Result<Bytes, NotShown> {
        // The semaphore is never closed.
        let _reads = self.reading.acquire().await;
        let found = match self.store.get(&place(hash)).await {
            Ok(found) => found,
            Err(object_store::Error::NotFound { .. }) => return Err(NotShown::Missing(hash)),
            Err(error) => return Err(AttachmentError::from(error).into()),
        };
        let is_larger = found.meta.size > MOST_BYTES as u64;
        let bytes = if is_larger { Bytes::new() } else { found.bytes().await.map_err(AttachmentError::from)? };
        if Digest256(Sha256::digest(&bytes).into()) == hash {
            return Ok(bytes);
        }
        self.altered.fetch_add(1, Ordering::Relaxed);
        tracing::error!(attachment = %hash, "the bytes of an attachment were changed");
        Err(NotShown::Altered(hash))
    }

    /// What became of a file.
    ///
    /// # Errors
    /// If it cannot be read.
    pub async fn look(&self, hash: Digest256) -> Result<Kept, AttachmentError> {
        match self.read(hash).await {
            Ok(bytes) => Ok(MediaType::of(&bytes)
                .map_or(Kept::Missing, |media_type| Kept::Intact { size: bytes.len() as u64, media_type })),
            Err(NotShown::Missing(_)) => Ok(Kept::Missing),
            Err(NotShown::Altered(_)) => Ok(Kept::Altered),
            Err(NotShown::Store(error)) => Err(error),
        }
    }

    /// How often somebody met a file whose bytes were changed, since the start.
    #[must_use]
    pub fn altered(&self) -> u64 {
        self.altered.load(Ordering::Relaxed)
    }
}

/// Two levels of folders, so that none grows without end.
fn place(hash: Digest256) -> Place {
    let name: String = hash.0.iter().map(|byte| format!("{byte:02x}")).collect();
    Place::from(format!("{}/{name}", &name[..2]))
}
