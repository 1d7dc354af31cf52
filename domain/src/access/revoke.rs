use events_schema::facts::access::{AccessFact, KeyRevoked};
use events_schema::text::Paragraph;
use schemars::JsonSchema;
use serde::Deserialize;

use super::ApiKey;
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;

/// Revokes an API key: it lets nobody in any more.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RevokeKey {
    /// Why.
    #[serde(default)]
    pub reason: Option<Paragraph>,
}

impl Decide<ApiKey> for RevokeKey {
    fn decide(&self, state: &ApiKey, _: &Context<'_>) -> Result<Vec<AccessFact>, Refused> {
        match state {
            ApiKey::Valid(_) => Ok(vec![KeyRevoked { reason: self.reason.clone() }.into()]),
            ApiKey::Unknown | ApiKey::Revoked(_) => Ok(Vec::new()),
        }
    }
}
