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
pub(super) struct Caller {
    pub(super) actor: Actor,
    pub(super) key: KeyId,
}

impl Caller {
    /// What of a history he may see.
    pub(super) fn audience(&self) -> Audience {
        match self.actor.kind {
            ActorKind::Staff | ActorKind::System => Audience::Internal,
            ActorKind::Customer => Audience::Customer,
            ActorKind::Supplier => Audience::Supplier,
        }
    }

    /// Refuses unless the query is his to ask.
    pub(super) fn may(&self, query: &domain::queries::QuerySpec) -> Result<(), Problem> {
        if query.may.contains(&self.actor.role) {
            return Ok(());
        }
        Err(Problem::not_permitted(format!("the role {} may not {}", self.actor.role, query.name)))
    }

    /// Refuses if his key, which was presented a while ago, lets him in no longer.
    pub(super) fn is_let_in(&self, served: &Served) -> Result<(), Problem> {
        let snapshot = served.app.directory.now();
        let opens = || snapshot.keys.get(&self.key).is_some_and(|key| opens(served, key).is_some());
        if is_local(&self.key) || opens() { Ok(()) } else { Err(Problem::unauthenticated(UNKNOWN_KEY)) }
    }
}

impl FromRequestParts<Served> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, served: &Served) -> Result<Self, Problem> {
        let missing = "send an API key in the header Authorization: Bearer fw_...";
        let header = parts.headers.get(AUTHORIZATION).ok_or(Problem::unauthenticated(missing))?;
        let key = header.to_str().ok().and_then(|text| text.strip_prefix("Bearer ")).and_then(PresentedKey::parse);
        let key = key.ok_or(Problem::unauthenticated(missing))?;
        key.caller(served)
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

    fn caller(self, served: &Served) -> Result<Caller, Problem> {
        let unknown = || Problem::unauthenticated(UNKNOWN_KEY);
        let is_secret = |hash: Digest256| bool::from(hash_of(self.secret).0.ct_eq(&hash.0));
        if is_local(&self.id) {
            let caller = Caller { actor: at_the_machine(), key: self.id };
            return served.local.is_some_and(is_secret).then_some(caller).ok_or_else(unknown);
        }
        let snapshot = served.app.directory.now();
        let key = snapshot.keys.get(&self.id).ok_or_else(unknown)?;
        let (hash, actor) = opens(served, key).ok_or_else(unknown)?;
        is_secret(hash).then_some(Caller { actor, key: self.id }).ok_or_else(unknown)
    }
}

fn is_local(key: &KeyId) -> bool {
    key.code().as_str() == LOCAL_KEY
}

/// Whom a key lets in, if he knows its secret. One whose person has left, or has lost the role, lets nobody in.
fn opens(served: &Served, key: &ApiKey) -> Option<(Digest256, Actor)> {
    let ApiKey::Valid(key) = key else { return None };
    let expired = key.expires_at.is_some_and(|at| at <= served.app.clock.now());
    let actor = Actor::new(key.principal.clone(), key.role, Channel::Http);
    let reference = served.app.directory.now().reference;
    let works_here = actor.person().is_none_or(|person| {
        let known = reference.employment(person);
        known.is_some_and(|employment| employment.roles.contains(&key.role))
    });
    (works_here && !expired).then_some((key.secret_hash, actor))
}

/// The public part of the key by which the command line on the same machine comes in. Its secret lives in the data folder
/// for as long as the server runs.
pub const LOCAL_KEY: &str = "local";

/// Whoever has the data folder itself: an administrator, with or without a server.
#[must_use]
pub fn at_the_machine() -> Actor {
    Actor { channel: Channel::Cli, role: Role::Administrator, ..Actor::system("command-line") }
}

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
