//! How WeChat seals messages: AES-256 in CBC over sixteen random bytes, the length, the message and the account's own id.
//!
//! The mode is WeChat's and not ours. It does not prove by itself that nothing was altered; the signature over what is sealed
//! does, and is compared before anything is opened.

use std::fmt;

use aes::Aes256;
use aes::cipher::block_padding::NoPadding;
use aes::cipher::{BlockModeDecrypt, BlockModeEncrypt, KeyIvInit};
use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{GeneralPurpose, GeneralPurposeConfig};
use base64::prelude::BASE64_STANDARD;

use crate::random;

/// The key of an account, and the id that every message has to name.
pub struct Aes {
    key: [u8; 32],
    app_id: String,
}

/// The text is no key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an EncodingAESKey has 43 letters and digits")]
pub struct NotAKey;

/// The last of the 43 letters holds two bits more than the key, and WeChat sets them as it likes.
const OF_KEYS: GeneralPurpose =
    GeneralPurpose::new(&STANDARD, GeneralPurposeConfig::new().with_decode_allow_trailing_bits(true));

/// WeChat pads to whole blocks of this size, twice that of the cipher.
const BLOCK: usize = 32;

const RANDOM: usize = 16;
const LENGTH: usize = 4;

impl Aes {
    /// From the EncodingAESKey that the account's site shows.
    ///
    /// # Errors
    /// If it is none.
    pub fn read(encoding_key: &str, app_id: &str) -> Result<Self, NotAKey> {
        let key = OF_KEYS.decode(format!("{encoding_key}=")).map_err(|_| NotAKey)?;
        Ok(Self { key: key.try_into().map_err(|_| NotAKey)?, app_id: app_id.to_owned() })
    }

    /// Seals a message for this account.
    #[must_use]
    pub fn seal(&self, message: &str) -> String {
        let length = u32::try_from(message.len()).expect("messages have at most a few thousand bytes").to_be_bytes();
        let mut bytes = [&random::secret::<RANDOM>()[..], &length, message.as_bytes(), self.app_id.as_bytes()].concat();
        let padding = BLOCK - bytes.len() % BLOCK;
        bytes.resize(bytes.len() + padding, u8::try_from(padding).unwrap_or_default());
        let cipher = cbc::Encryptor::<Aes256>::new(&self.key.into(), &self.iv().into());
        BASE64_STANDARD.encode(cipher.encrypt_padded_vec::<NoPadding>(&bytes))
    }

    /// The message, if it was sealed for this account.
    #[must_use]
    pub fn open(&self, sealed: &str) -> Option<String> {
        let sealed = BASE64_STANDARD.decode(sealed).ok()?;
        let cipher = cbc::Decryptor::<Aes256>::new(&self.key.into(), &self.iv().into());
        let bytes = cipher.decrypt_padded_vec::<NoPadding>(&sealed).ok()?;
        let padding = usize::from(*bytes.last()?);
        let end = bytes.len().checked_sub(padding).filter(|_| (1..=BLOCK).contains(&padding))?;
        let (content, padded) = bytes.split_at(end);
        let (length, rest) = content.get(RANDOM..)?.split_first_chunk::<LENGTH>()?;
        let (message, app_id) = rest.split_at_checked(u32::from_be_bytes(*length) as usize)?;
        let is_whole = padded.iter().all(|byte| usize::from(*byte) == padding);
        let is_ours = is_whole && app_id == self.app_id.as_bytes();
        is_ours.then(|| String::from_utf8(message.to_vec()).ok())?
    }

    fn iv(&self) -> [u8; 16] {
        *self.key.first_chunk().expect("a key of 32 bytes begins with 16")
    }
}

impl fmt::Debug for Aes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(secret)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG";

    #[test]
    fn messages_of_every_length_come_back() {
        let aes = Aes::read(KEY, "wx01").unwrap();
        for length in 0..100 {
            let message = "x".repeat(length);
            assert_eq!(aes.open(&aes.seal(&message)), Some(message));
        }
    }

    #[test]
    fn what_was_cut_altered_or_sealed_for_others_is_not_opened() {
        let aes = Aes::read(KEY, "wx01").unwrap();
        let sealed = BASE64_STANDARD.decode(aes.seal("起动困难")).unwrap();
        let open = |bytes: &[u8]| aes.open(&BASE64_STANDARD.encode(bytes));
        assert!(open(&sealed).is_some());
        for cut in 0..sealed.len() {
            assert_eq!(open(&sealed[..cut]), None, "cut to {cut}");
        }
        let mut altered = sealed.clone();
        *altered.last_mut().unwrap() ^= 1;
        assert_eq!(open(&altered), None);
        assert_eq!(Aes::read(KEY, "wx02").unwrap().open(&aes.seal("起动困难")), None);
        assert_eq!(aes.open("not base64"), None);
    }

    #[test]
    fn a_key_has_43_letters() {
        for key in ["", "short", &KEY[1..], "abcdefghijklmnopqrstuvwxyz0123456789ABCDE-_"] {
            assert_eq!(Aes::read(key, "wx01").unwrap_err(), NotAKey, "{key}");
        }
    }
}
