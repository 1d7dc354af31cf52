//! Files that commands refer to: looked at by whoever can, before the decision.

use events_schema::Digest256;
use events_schema::attachment::{Attachment, MediaType};
use events_schema::text::Line;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::context::Context;
use crate::refusal::{About, RefusalKind, Refuse};

/// A file that somebody uploaded, and what he calls it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Uploaded {
    /// The hash that `POST /v1/attachments` answered.
    pub hash: Digest256,
    /// Its name, without personal data.
    #[schemars(example = &"高压油管断口.jpg")]
    pub name: Line,
}

/// What became of a file that a command refers to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// It is there, and its bytes are those that it is named after.
    Intact {
        /// How many.
        size: u64,
        /// What they are.
        media_type: MediaType,
    },
    /// Nobody uploaded it, or it is gone.
    Missing,
    /// Its bytes are others.
    Altered,
}

/// Why a file cannot be referred to.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AttachmentRefusal {
    /// It is not there.
    #[error("there is no file with the hash {0}; upload it first (POST /v1/attachments)")]
    Missing(Digest256),
    /// It is not what it was.
    #[error("the bytes of the file {0} were changed; upload the original again (POST /v1/attachments)")]
    Altered(Digest256),
}

impl Refuse for AttachmentRefusal {
    fn about(&self) -> About {
        let about = |code, kind, zh, en| About::new(code, kind, "P5.1", zh, en);
        match self {
            Self::Missing(_) => about("attachment_missing", RefusalKind::Value, "附件不存在", "the file is not there"),
            Self::Altered(_) => about("attachment_altered", RefusalKind::State, "附件已被改动", "the file was changed"),
        }
    }
}

impl Uploaded {
    /// The file as the fact refers to it.
    ///
    /// # Errors
    /// If it is not there, or not what it was.
    pub fn attachment(&self, cx: &Context<'_>) -> Result<Attachment, AttachmentRefusal> {
        let kept = cx.files.iter().find(|(hash, _)| *hash == self.hash).map(|(_, kept)| *kept);
        match kept {
            Some(Kept::Intact { size, media_type }) => {
                Ok(Attachment { hash: self.hash, size, media_type, name: self.name.clone() })
            }
            Some(Kept::Altered) => Err(AttachmentRefusal::Altered(self.hash)),
            Some(Kept::Missing) | None => Err(AttachmentRefusal::Missing(self.hash)),
        }
    }
}
