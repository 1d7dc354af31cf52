//! The only place that makes random values: secrets, and ids of what nobody can retry.

use uuid::Uuid;

/// Bytes that nobody can guess.
///
/// # Panics
/// If the operating system gives no randomness; nothing here can be done safely without.
#[must_use]
pub fn secret<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the operating system gives randomness");
    bytes
}

/// An id that nobody has.
#[must_use]
pub fn uuid() -> Uuid {
    Uuid::from_bytes(uuid::Builder::from_random_bytes(secret()).into_uuid().into_bytes())
}
