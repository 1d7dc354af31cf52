use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::actor::{PrincipalId, Role};
use crate::envelope::Digest256;
use crate::fact::fact;
use crate::text::Line;
use crate::time::Timestamp;

/// An API key was made. Its secret was shown once; only the hash is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct KeyCreated {
    /// As whom the key acts.
    pub principal: PrincipalId,
    /// In which role.
    pub role: Role,
    /// SHA-256 of the secret part. The secret has 256 random bits, so that a slow hash would add nothing.
    pub secret_hash: Digest256,
    /// What the key is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(example = &"hotline desk 3")]
    pub label: Option<Line>,
    /// When it ends by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<Timestamp>,
}

fact!(KeyCreated, "access.key_created", 1);
