//! The short code of a ticket, which one can say on the phone.

use std::fmt;
use std::str::FromStr;

use sha2::{Digest, Sha256};

use crate::ids::TicketId;

/// Twelve digits that follow from the ticket's id, and a thirteenth that checks them: `4821-0937-55627`.
///
/// The check digit is Damm's, which catches every single wrong digit and every swap of neighbours. Digits, because letters
/// do not survive a telephone. Two of a million tickets may share a code; a search by code shows both.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TicketCode(u64);

/// Why a text is not a ticket code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotATicketCode {
    /// Not thirteen digits.
    #[error("a ticket code has thirteen digits, such as 4821-0937-55627")]
    Form,
    /// The check digit does not fit.
    #[error("the ticket code has a wrong digit: its check digit does not fit")]
    CheckDigit,
}

impl TicketCode {
    const COUNT: u64 = 1_000_000_000_000;

    /// The code of a ticket.
    #[must_use]
    pub fn of(ticket: TicketId) -> Self {
        let digest = Sha256::digest(ticket.as_uuid().as_bytes());
        let head = digest.iter().take(8).fold(0_u64, |sum, byte| sum << 8 | u64::from(*byte));
        Self(head % Self::COUNT)
    }
}

impl fmt::Display for TicketCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = format!("{:012}", self.0);
        write!(f, "{}-{}-{}{}", &digits[..4], &digits[4..8], &digits[8..], damm(digits.bytes()))
    }
}

impl fmt::Debug for TicketCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for TicketCode {
    type Err = NotATicketCode;

    fn from_str(text: &str) -> Result<Self, NotATicketCode> {
        let digits: String = text.chars().filter(|c| !matches!(c, '-' | ' ')).collect();
        if digits.len() != 13 || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
            return Err(NotATicketCode::Form);
        }
        if damm(digits.bytes()) != 0 {
            return Err(NotATicketCode::CheckDigit);
        }
        digits[..12].parse().map(Self).map_err(|_| NotATicketCode::Form)
    }
}

/// H. Michael Damm, "Total anti-symmetrische Quasigruppen", 2004: the check digit, which is 0 over digits and check digit.
fn damm(digits: impl Iterator<Item = u8>) -> u8 {
    const TABLE: [[u8; 10]; 10] = [
        [0, 3, 1, 7, 5, 9, 8, 6, 4, 2],
        [7, 0, 9, 2, 1, 5, 4, 8, 6, 3],
        [4, 2, 0, 6, 8, 7, 1, 3, 5, 9],
        [1, 7, 5, 0, 9, 8, 3, 4, 2, 6],
        [6, 1, 2, 3, 0, 4, 5, 9, 7, 8],
        [3, 6, 7, 4, 2, 0, 9, 5, 8, 1],
        [5, 8, 6, 9, 7, 2, 0, 1, 3, 4],
        [8, 9, 4, 5, 3, 6, 2, 0, 1, 7],
        [9, 4, 3, 8, 6, 1, 7, 2, 0, 5],
        [2, 5, 8, 1, 4, 3, 6, 7, 9, 0],
    ];
    digits.fold(0, |interim, digit| TABLE[usize::from(interim)][usize::from(digit - b'0')])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn damm_agrees_with_the_published_example() {
        assert_eq!(damm(b"572".iter().copied()), 4);
    }

    proptest! {
        #[test]
        fn every_wrong_digit_and_every_swap_of_neighbours_is_caught(bits: u128, at in 0_usize..13, add in 1_u8..10) {
            let code = TicketCode::of(TicketId::from_uuid(uuid::Uuid::from_u128(bits)));
            prop_assert_eq!(code.to_string().parse::<TicketCode>(), Ok(code));

            let digits: Vec<u8> = code.to_string().bytes().filter(u8::is_ascii_digit).collect();
            let mut wrong = digits.clone();
            wrong[at] = b'0' + (wrong[at] - b'0' + add) % 10;
            prop_assert_eq!(String::from_utf8(wrong).unwrap().parse::<TicketCode>(), Err(NotATicketCode::CheckDigit));

            let mut swapped = digits.clone();
            swapped.swap(at, (at + 1).min(12));
            if swapped != digits {
                prop_assert_eq!(String::from_utf8(swapped).unwrap().parse::<TicketCode>(), Err(NotATicketCode::CheckDigit));
            }
        }
    }
}
