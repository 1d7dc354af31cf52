//! Who asks: an API key in `Authorization: Bearer fw_<key>_<secret>`.

use axum::extract::FromRequestParts;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use domain::access::ApiKey;
use events_schema::ids::KeyId;
use events_schema::{Actor, ActorKind, Audience, Channel, Digest256, Role};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use super::{Problem, Served};
use crate::random;

/// Whoever sent a request, as the directory knows him now.
pub(super) struct Caller(pub(super) Actor);

impl Caller {
    /// What of a history he may see.
    pub(super) fn audience(&self) -> Audience {
        match self.0.kind {
            ActorKind::Staff | ActorKind::System => Audience::Internal,
            ActorKind::Customer => Audience::Customer,
            ActorKind::Supplier => Audience::Supplier,
        }
    }

    /// Refuses unless the query is his to ask.
    pub(super) fn may(&self, query: &domain::queries::QuerySpec) -> Result<(), Problem> {
        if query.may.contains(&self.0.role) {
            return Ok(());
        }
        Err(Problem::not_permitted(format!("the role {} may not {}", self.0.role, query.name)))
    }
}

impl FromRequestParts<Served> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, served: &Served) -> Result<Self, Problem> {
        let missing = "send an API key in the header Authorization: Bearer fw_...";
        let header = parts.headers.get(AUTHORIZATION).ok_or(Problem::unauthenticated(missing))?;
        let key = header.to_str().ok().and_then(|text| text.strip_prefix("Bearer ")).and_then(PresentedKey::parse);
        let key = key.ok_or(Problem::unauthenticated(missing))?;
        key.actor(served).map(Self)
    }
}

struct PresentedKey<'a> {
    id: KeyId,
    secret: &'a str,
}

const UNKNOWN_KEY: &str = "the API key is unknown, revoked or expired";

impl<'a> PresentedKey<'a> {
    fn parse(text: &'a str) -> Option<Self> {
        let (id, secret) = text.trim().strip_prefix("fw_")?.split_once('_')?;
        Some(Self { id: id.parse().ok()?, secret })
    }

    /// A key whose person has left, or has lost the role, lets nobody in.
    fn actor(&self, served: &Served) -> Result<Actor, Problem> {
        let unknown = || Problem::unauthenticated(UNKNOWN_KEY);
        if self.id.code().as_str() == LOCAL_KEY {
            let genuine = served.local.is_some_and(|local| hash_of(self.secret).0.ct_eq(&local.0).into());
            let local = Actor { channel: Channel::Cli, ..Actor::system("command-line") };
            return if genuine { Ok(Actor { role: Role::Administrator, ..local }) } else { Err(unknown()) };
        }
        let snapshot = served.app.directory.now();
        let key = match snapshot.keys.get(&self.id) {
            Some(ApiKey::Valid(key)) => key,
            Some(ApiKey::Revoked(_) | ApiKey::Unknown) | None => return Err(unknown()),
        };
        let genuine: bool = hash_of(self.secret).0.ct_eq(&key.secret_hash.0).into();
        let expired = key.expires_at.is_some_and(|at| at <= served.app.clock.now());
        let actor = Actor::new(key.principal.clone(), key.role, Channel::Http);
        let works_here = actor.person().is_none_or(|person| {
            let known = snapshot.reference.person(person).and_then(|known| known.is.employment());
            known.is_some_and(|employment| employment.roles.contains(&key.role))
        });
        if genuine && !expired && works_here { Ok(actor) } else { Err(unknown()) }
    }
}

/// The public part of the key by which the command line on the same machine comes in. Its secret lives in the data folder
/// for as long as the server runs.
pub const LOCAL_KEY: &str = "local";

/// What is kept of a secret.
#[must_use]
pub fn hash_of(secret: &str) -> Digest256 {
    Digest256(Sha256::digest(secret.as_bytes()).into())
}

/// A new key: its public part, and the whole text that is shown once.
///
/// # Panics
/// Never: the public part is made of letters that a code may have.
#[must_use]
pub fn new_key() -> (KeyId, String, Digest256) {
    let letters = b"abcdefghijkmnpqrstuvwxyz23456789";
    let public: String = random::secret::<8>().iter().map(|byte| char::from(letters[usize::from(byte % 32)])).collect();
    let secret = BASE64_URL_SAFE_NO_PAD.encode(random::secret::<32>());
    let hash = hash_of(&secret);
    let text = format!("fw_{public}_{secret}");
    (public.parse().expect("the letters are those of codes"), text, hash)
}
