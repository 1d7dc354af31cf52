//! Sealing: AES-256-GCM-SIV under HKDF-SHA256(subject's key, event, label).
//!
//! Every field has a key of its own, so the nonce can be fixed: the same field of the same event always seals to the same
//! bytes, and one field can be disclosed without the others by giving away its own key.

use aes_gcm_siv::aead::{Aead, KeyInit};
use aes_gcm_siv::{Aes256GcmSiv, Key, Nonce};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use events_schema::{Digest256, EventId, FactSet, Personal, Sealed};
use hkdf::Hkdf;
use hmac::{Hmac, Mac};
use sha2::Sha256;

use super::store::{KeyStore, KeyStoreError, SubjectKey};

/// Why a sealed value cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The key cannot be had.
    #[error(transparent)]
    Key(#[from] KeyStoreError),
    /// The bytes were not sealed with this key for this event and label.
    #[error("the sealed value does not belong to its subject, event and label")]
    NotGenuine,
}

/// Seals the personal values of a fact for the event that will hold it.
///
/// # Errors
/// If a subject's key was destroyed, or none can be made.
pub fn seal<F: FactSet>(fact: &mut F, event: EventId, keys: &KeyStore) -> Result<(), KeyStoreError> {
    for (label, value) in fact.personal() {
        let Personal::Open { subject, text } = &*value else { continue };
        let cipher = cipher(&keys.key_or_new(subject)?, event, label);
        let sealed = cipher.encrypt(&Nonce::default(), text.as_str().as_bytes());
        let sealed = BASE64_URL_SAFE_NO_PAD.encode(sealed.expect("the cipher refuses only texts of many gigabytes"));
        *value = Personal::Sealed(Sealed { subject: subject.clone(), event, label: label.to_owned(), sealed });
    }
    Ok(())
}

/// Opens a sealed value.
///
/// # Errors
/// If the subject's key was destroyed, or the value is not genuine.
pub fn open(value: &Sealed, keys: &KeyStore) -> Result<String, OpenError> {
    let key = keys.key(&value.subject)?;
    let sealed = BASE64_URL_SAFE_NO_PAD.decode(&value.sealed).map_err(|_| OpenError::NotGenuine)?;
    let cipher = cipher(&key, value.event, &value.label);
    let opened = cipher.decrypt(&Nonce::default(), &sealed[..]).map_err(|_| OpenError::NotGenuine)?;
    String::from_utf8(opened).map_err(|_| OpenError::NotGenuine)
}

fn cipher(key: &SubjectKey, event: EventId, label: &str) -> Aes256GcmSiv {
    let mut field = Key::<Aes256GcmSiv>::default();
    let event = event.as_uuid();
    let parts: [&[u8]; 3] = [b"flywheel field 1", event.as_bytes(), label.as_bytes()];
    Hkdf::<Sha256>::new(None, &key.0)
        .expand_multi_info(&parts, &mut field)
        .expect("HKDF-SHA256 gives up to 8160 bytes, and 32 are asked for");
    Aes256GcmSiv::new(&field)
}

/// What tells a retry from a reused idempotency key: a keyed hash over method, path and body. A plain hash of a body with a
/// telephone number could be guessed back.
#[derive(Debug, Clone, Copy)]
pub struct Fingerprint<'a> {
    /// The HTTP method, or what stands for it.
    pub method: &'a str,
    /// The path.
    pub path: &'a str,
    /// The raw body.
    pub body: &'a [u8],
}

impl Fingerprint<'_> {
    /// The hash under a key.
    #[must_use]
    pub fn under(&self, key: &SubjectKey) -> Digest256 {
        keyed_hash(key, &[b"flywheel request 1", self.method.as_bytes(), self.path.as_bytes(), self.body])
    }
}

pub(super) fn keyed_hash(key: &SubjectKey, parts: &[&[u8]]) -> Digest256 {
    let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(&key.0).expect("HMAC takes keys of any length");
    for part in parts {
        mac.update(&(part.len() as u64).to_be_bytes());
        mac.update(part);
    }
    Digest256(mac.finalize().into_bytes().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The bytes are part of the stored format. They were computed with the AES-GCM-SIV and HKDF of Python's
    /// `cryptography` 48.
    #[test]
    fn sealed_bytes_are_as_another_implementation_makes_them() {
        let event = "6f1c2c0e-8a4b-5d3f-9d0a-3c5e7f901122".parse().expect("a UUID");
        let cipher = cipher(&SubjectKey([7; 32]), event, "contact.phone");
        let sealed = cipher.encrypt(&Nonce::default(), "+86 139 0000 0001".as_bytes()).expect("a short text");
        assert_eq!(BASE64_URL_SAFE_NO_PAD.encode(sealed), "s2YyFU5weBUn63jm14vl2N3J2O9upozUaHx3bAQE7QKp");
    }
}
