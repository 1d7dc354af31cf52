//! Signed links in messages (P3.2.a, P3.3.a): whoever opens one is the person to whom it was sent, for this one thing and for some
//! days. Nothing is kept of them; the signature says that they are ours.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use events_schema::ids::{PersonId, TicketId};
use events_schema::{Duration, Role, Timestamp};
use subtle::ConstantTimeEq;

use crate::keys::KeyStore;

/// How long a link can be used.
pub const LASTS: Duration = Duration::from_hours(7 * 24);

/// By which somebody says that he knows of an urgent issue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AcknowledgeLink {
    /// The ticket.
    pub ticket: TicketId,
    /// As what he has to know.
    pub role: Role,
    /// Who.
    pub person: PersonId,
    /// Until when it can be used.
    pub until: Timestamp,
}

impl AcknowledgeLink {
    /// As it stands in a link.
    #[must_use]
    pub fn signed(&self, keys: &KeyStore) -> String {
        let said = format!("{}/{}/{}/{}", self.ticket, self.role.name(), self.person, self.until.as_micros());
        let signature = keys.sign("acknowledge", said.as_bytes());
        format!("{}.{}", BASE64_URL_SAFE_NO_PAD.encode(&said), BASE64_URL_SAFE_NO_PAD.encode(signature.0))
    }

    /// What a link says; `None` unless it is ours and can still be used.
    #[must_use]
    pub fn read(token: &str, keys: &KeyStore, now: Timestamp) -> Option<Self> {
        let (said, signature) = token.split_once('.')?;
        let said = BASE64_URL_SAFE_NO_PAD.decode(said).ok()?;
        let signature = BASE64_URL_SAFE_NO_PAD.decode(signature).ok()?;
        if !bool::from(signature.ct_eq(&keys.sign("acknowledge", &said).0)) {
            return None;
        }
        let said = String::from_utf8(said).ok()?;
        let mut parts = said.split('/');
        let [ticket, role, person, until] = [parts.next()?, parts.next()?, parts.next()?, parts.next()?];
        let role = Role::ALL.into_iter().find(|of| of.name() == role)?;
        let (ticket, person) = (ticket.parse().ok()?, person.parse().ok()?);
        let link = Self { ticket, role, person, until: Timestamp::from_micros(until.parse().ok()?) };
        (now <= link.until).then_some(link)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_read_by_whoever_signed_it_while_it_lasts_and_by_nobody_else() {
        let (ours, others) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let (ours, others) = (KeyStore::open(ours.path()).unwrap(), KeyStore::open(others.path()).unwrap());
        let now = Timestamp::from_micros(1_772_414_100_000_000);
        let link = AcknowledgeLink {
            ticket: TicketId::from_uuid(uuid::Uuid::from_u128(7)),
            role: Role::TechnicalExpert,
            person: "e3001".parse().unwrap(),
            until: now + LASTS,
        };
        let token = link.signed(&ours);
        assert_eq!(AcknowledgeLink::read(&token, &ours, now), Some(link.clone()));
        assert_eq!(AcknowledgeLink::read(&token, &ours, link.until + Duration::from_micros(1)), None, "it is over");
        assert_eq!(AcknowledgeLink::read(&token, &others, now), None, "another program's");
        let (said, signature) = token.split_once('.').unwrap();
        let forged = String::from_utf8(BASE64_URL_SAFE_NO_PAD.decode(said).unwrap()).unwrap().replace("e3001", "e3002");
        let forged = format!("{}.{signature}", BASE64_URL_SAFE_NO_PAD.encode(forged));
        for wrong in [&*forged, "", ".", said, "x.y"] {
            assert_eq!(AcknowledgeLink::read(wrong, &ours, now), None, "{wrong}");
        }
    }
}
