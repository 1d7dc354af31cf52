//! All files compared with all events: what is missing, what was altered (P4.1, P5.1), and what nobody refers to.

use event_store::{EventStore, ReadError};
use events_schema::{Digest256, Duration, Position, Timestamp};
use futures_util::{StreamExt, TryStreamExt, stream};
use object_store::path::Path as Place;
use object_store::{ObjectMeta, ObjectStoreExt};
use serde::{Serialize, Serializer};
use sha2::{Digest, Sha256};

use super::referred::{Reference, Referred, Referrer, referrers};
use super::{AttachmentError, Attachments, place};

/// How many files are read at once, each in pieces.
const AT_ONCE: usize = 16;

/// How many orphans are removed before the log is read again, which may refer to the next ones by now.
const REMOVED_AT_ONCE: usize = 64;

/// An upload comes before the command that refers to it; whoever sends the command later uploads the file again.
pub const YOUNGEST_ORPHAN: Duration = Duration::from_hours(24);

/// Why files cannot be compared with the log.
#[derive(Debug, thiserror::Error)]
pub enum CheckError {
    /// The log cannot be read.
    #[error("the log cannot be read")]
    Log(#[from] ReadError),
    /// An event cannot be read.
    #[error("the event at position {0} cannot be read; restore a backup of the log")]
    Unreadable(Position, #[source] serde_json::Error),
    /// The files cannot be read.
    #[error(transparent)]
    Files(#[from] AttachmentError),
    /// The files may be those of another log.
    #[error(
        "none of the files to which this log refers is in {0}, which may belong to another log; nothing was removed \
         (attachments_elsewhere); see that FLYWHEEL_ATTACHMENTS names the place of this log"
    )]
    Elsewhere(String),
}

/// What became of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Finding {
    /// An event refers to it, and it is gone.
    Missing,
    /// An event refers to it, and it has other bytes or another size.
    Altered,
    /// No event refers to it.
    Orphan,
    /// No event referred to it, and it was removed.
    Removed,
    /// It is not named as files here are, so that somebody else must have put it there.
    Foreign,
}

impl Finding {
    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Missing => "attachment_missing",
            Self::Altered => "attachment_altered",
            Self::Orphan => "attachment_orphan",
            Self::Removed => "attachment_removed",
            Self::Foreign => "attachment_foreign",
        }
    }
}

impl Serialize for Finding {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

/// A file that is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Found {
    /// What became of it.
    #[serde(rename = "code")]
    pub finding: Finding,
    /// Where it is, or should be.
    pub path: String,
    /// The hash that it is named after.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hash: Option<Digest256>,
    /// How many bytes it has, if it is there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size: Option<u64>,
    /// When it was uploaded last, if nothing refers to it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub uploaded_at: Option<Timestamp>,
    /// The events that refer to it, in the order of the log.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub referred_to_by: Vec<Referrer>,
}

/// What came out.
#[derive(Debug)]
pub struct Checked {
    log: Referred,
    /// How many files were compared: those to which events refer.
    pub compared: usize,
    /// How many of them are as they were.
    pub intact: usize,
    /// The files that are not as they should be.
    pub found: Vec<Found>,
}

impl Checked {
    /// What an event refers to by now is no orphan.
    fn leave_out_known(&mut self) {
        let is_known = |file: &Found| file.hash.is_some_and(|hash| self.log.knows(hash));
        self.found.retain(|file| file.finding != Finding::Orphan || !is_known(file));
    }
}

/// The bytes of a file as they are now.
struct Measured {
    hash: Digest256,
    size: u64,
}

impl Attachments {
    /// Compares all files with a log that may grow meanwhile. `progress` hears how many are compared, and how many there are.
    ///
    /// # Errors
    /// If the log or the place of files cannot be read.
    pub async fn check(&self, log: &dyn EventStore, progress: impl Fn(usize, usize)) -> Result<Checked, CheckError> {
        let mut referred = Referred::none();
        referred.read_on(log).await?;
        let unknown = self.unknown_to(&referred).await?;
        let (intact, mut found) = self.compare(log, &referred, progress).await?;
        let compared = referred.len();
        referred.read_on(log).await?;
        found.extend(unknown);
        let mut checked = Checked { log: referred, compared, intact, found };
        checked.leave_out_known();
        Ok(checked)
    }

    /// Removes the orphans that were uploaded before a time, and marks them as removed. One to which an event refers by now,
    /// or that was uploaded again, stays; one to which an event came to refer while it was removed is missing, and said to be.
    ///
    /// # Errors
    /// If the log or the place of files cannot be read, or holds none of the files of this log. What was removed until then
    /// is.
    pub async fn remove_orphans(
        &self,
        log: &dyn EventStore,
        checked: &mut Checked,
        before: Timestamp,
    ) -> Result<(), CheckError> {
        let is_old = |file: &Found| file.uploaded_at.is_some_and(|at| at < before);
        let orphans = checked.found.iter_mut().filter(|file| file.finding == Finding::Orphan && is_old(file));
        let mut orphans: Vec<_> = orphans.filter_map(|file| Some((file.hash?, file))).collect();
        if !orphans.is_empty() && checked.intact == 0 {
            return Err(CheckError::Elsewhere(self.shown()));
        }
        for some in orphans.chunks_mut(REMOVED_AT_ONCE) {
            checked.log.read_on(log).await?;
            for (hash, file) in some.iter_mut().filter(|(hash, _)| !checked.log.knows(*hash)) {
                if self.remove(*hash, before).await? {
                    file.finding = Finding::Removed;
                }
            }
        }
        // An event may have come to refer to a file in the moment in which it went.
        checked.log.read_on(log).await?;
        for file in checked.found.iter_mut().filter(|file| file.finding == Finding::Removed) {
            if file.hash.is_some_and(|hash| checked.log.knows(hash)) {
                file.finding = Finding::Missing;
            }
        }
        checked.leave_out_known();
        Ok(())
    }

    /// The place where files are kept, for people.
    #[must_use]
    pub fn shown(&self) -> String {
        self.store.to_string()
    }

    async fn remove(&self, hash: Digest256, before: Timestamp) -> Result<bool, AttachmentError> {
        let is_old = match self.store.head(&place(hash)).await {
            Ok(file) => uploaded_at(&file) < before,
            Err(object_store::Error::NotFound { .. }) => false,
            Err(error) => return Err(error.into()),
        };
        if is_old {
            self.store.delete(&place(hash)).await?;
        }
        Ok(is_old)
    }

    /// The files that are there without an event that refers to them.
    async fn unknown_to(&self, referred: &Referred) -> Result<Vec<Found>, AttachmentError> {
        let mut files = self.store.list(None);
        let mut unknown = Vec::new();
        while let Some(file) = files.try_next().await? {
            let hash = named(&file.location);
            if !hash.is_some_and(|hash| referred.knows(hash)) {
                unknown.push(Found {
                    finding: if hash.is_some() { Finding::Orphan } else { Finding::Foreign },
                    path: file.location.to_string(),
                    hash,
                    size: Some(file.size),
                    uploaded_at: Some(uploaded_at(&file)),
                    referred_to_by: Vec::new(),
                });
            }
        }
        unknown.sort_by(|a, b| (a.finding, &a.path).cmp(&(b.finding, &b.path)));
        Ok(unknown)
    }

    /// Reads every file to which the log refers: how many are intact, and those that are not.
    async fn compare(
        &self,
        log: &dyn EventStore,
        referred: &Referred,
        progress: impl Fn(usize, usize),
    ) -> Result<(usize, Vec<Found>), CheckError> {
        let measured = referred.iter().map(|(hash, references)| async move {
            Ok::<_, AttachmentError>((hash, references, self.measure(hash).await?))
        });
        let mut measured = stream::iter(measured).buffer_unordered(AT_ONCE);
        let (mut done, mut damaged) = (0, Vec::new());
        while let Some((hash, references, measured)) = measured.try_next().await? {
            done += 1;
            progress(done, referred.len());
            if let Some(finding) = finding(hash, references, measured.as_ref()) {
                damaged.push((finding, references, hash, measured.map(|measured| measured.size)));
            }
        }
        damaged.sort_by_key(|(finding, references, ..)| (*finding, references.first().map(|first| first.at)));
        let mut found = Vec::new();
        for (finding, references, hash, size) in damaged {
            let (path, referred_to_by) = (place(hash).to_string(), referrers(log, references).await?);
            found.push(Found { finding, path, hash: Some(hash), size, uploaded_at: None, referred_to_by });
        }
        Ok((done - found.len(), found))
    }

    /// Reads a file in pieces.
    async fn measure(&self, hash: Digest256) -> Result<Option<Measured>, AttachmentError> {
        let file = match self.store.get(&place(hash)).await {
            Ok(file) => file,
            Err(object_store::Error::NotFound { .. }) => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        let (mut pieces, mut digest, mut size) = (file.into_stream(), Sha256::new(), 0);
        while let Some(piece) = pieces.try_next().await? {
            digest.update(&piece);
            size += piece.len() as u64;
        }
        Ok(Some(Measured { hash: Digest256(digest.finalize().into()), size }))
    }
}

fn finding(hash: Digest256, references: &[Reference], measured: Option<&Measured>) -> Option<Finding> {
    let Some(measured) = measured else { return Some(Finding::Missing) };
    let is_it = measured.hash == hash && references.iter().all(|reference| reference.size == measured.size);
    (!is_it).then_some(Finding::Altered)
}

fn uploaded_at(file: &ObjectMeta) -> Timestamp {
    Timestamp::from_micros(file.last_modified.timestamp_micros())
}

/// The hash after which a file is named; `None` if it is not one of ours.
fn named(found: &Place) -> Option<Digest256> {
    let (_, name) = found.as_ref().split_once('/')?;
    let mut hash = Digest256([0; 32]);
    for (byte, digits) in hash.0.iter_mut().zip(name.as_bytes().chunks_exact(2)) {
        *byte = u8::from_str_radix(str::from_utf8(digits).ok()?, 16).ok()?;
    }
    (place(hash) == *found).then_some(hash)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_ours_if_it_stands_where_its_hash_puts_it() {
        let hash = Digest256(Sha256::digest("断口").into());
        assert_eq!(named(&place(hash)), Some(hash));
        let path = place(hash).to_string();
        for other in [&path[3..], &path[..66], &path.to_uppercase(), &format!("{path}0"), &format!("x/{path}"), "a.txt"]
        {
            assert_eq!(named(&Place::from(other)), None, "{other}");
        }
    }
}
