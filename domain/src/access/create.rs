use events_schema::facts::access::{AccessFact, KeyCreated};
use events_schema::ids::KeyId;
use events_schema::text::Line;
use events_schema::{ActorKind, CommandId, Digest256, PrincipalId, Role, StreamName, Timestamp};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{AccessRefusal, ApiKey};
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;

/// Makes an API key. The caller makes the secret, 32 random bytes, and sends only its SHA-256, so that no secret ever
/// stands in a request, a log or an event; `flywheel key create` does that.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateKey {
    /// The public part of the key.
    pub key: KeyId,
    /// As whom the key acts.
    pub principal: PrincipalId,
    /// In which role.
    pub role: Role,
    /// SHA-256 of the secret.
    pub secret_hash: Digest256,
    /// What the key is for.
    #[serde(default)]
    #[schemars(example = &"hotline desk 3")]
    pub label: Option<Line>,
    /// When it ends by itself.
    #[serde(default)]
    pub expires_at: Option<Timestamp>,
}

impl Decide<ApiKey> for CreateKey {
    fn opens(&self, _: CommandId) -> Option<StreamName> {
        Some(self.key.stream())
    }

    fn decide(&self, state: &ApiKey, cx: &Context<'_>) -> Result<Vec<AccessFact>, Refused> {
        if *state != ApiKey::Unknown {
            return Err(AccessRefusal::AlreadyCreated.into());
        }
        if self.key.code().as_str().contains('_') {
            return Err(AccessRefusal::Underscore.into());
        }
        self.check_principal(cx)?;
        let created = KeyCreated {
            principal: self.principal.clone(),
            role: self.role,
            secret_hash: self.secret_hash,
            label: self.label.clone(),
            expires_at: self.expires_at,
        };
        Ok(vec![created.into()])
    }
}

impl CreateKey {
    /// A person acts in a role that the directory gives, a customer as customer. A system may have any role of staff:
    /// it is how another program, or the first administrator, comes in.
    fn check_principal(&self, cx: &Context<'_>) -> Result<(), AccessRefusal> {
        let kind = self.role.kind();
        match &self.principal {
            PrincipalId::Person(person) => {
                let known = cx.reference.employment(person);
                let employment = known.ok_or_else(|| AccessRefusal::UnknownPerson(person.clone()))?;
                if employment.roles.contains(&self.role) {
                    Ok(())
                } else {
                    Err(AccessRefusal::NotTheirRole { person: person.clone(), role: self.role })
                }
            }
            PrincipalId::Customer(_) if kind == ActorKind::Customer => Ok(()),
            PrincipalId::System(_) if kind == ActorKind::Staff => Ok(()),
            PrincipalId::Supplier(supplier) if kind == ActorKind::Supplier => {
                let known = cx.reference.supplier(supplier).is_some();
                if known { Ok(()) } else { Err(AccessRefusal::UnknownSupplier(supplier.clone())) }
            }
            PrincipalId::Customer(_) | PrincipalId::Supplier(_) | PrincipalId::System(_) => {
                Err(AccessRefusal::RoleOfOthers { principal: self.principal.clone(), role: self.role })
            }
        }
    }
}
