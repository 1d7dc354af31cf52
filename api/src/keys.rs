//! Keys of subjects: sealing, opening, fingerprints, and finding a customer by telephone number.
//!
//! A subject is a customer or a person. Its key lives in the key store, never in the log. Destroying it is erasure: what
//! was sealed stays where it is and can never be opened again.

mod phone_index;
mod pool;
mod seal;
mod store;

pub use phone_index::{PhoneIndex, PhoneIndexError};
pub use seal::{Fingerprint, OpenError, open, seal};
pub use store::{KeyStore, KeyStoreError, SubjectKey};
