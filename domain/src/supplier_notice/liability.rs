//! What a supplier is to bear (P7.2): proposed, agreed or disputed, and borne.

use events_schema::facts::supplier_notice::{InvolvedPart, NoticeLiabilityProposed, Recovered, RepairCost};
use events_schema::values::{Amount, Currency};
use events_schema::{EventId, PrincipalId};
use serde::{Deserialize, Serialize};

use super::NoticeRefusal;

/// How far it is with what a supplier is to bear.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Liability {
    /// Nobody has proposed anything.
    #[default]
    None,
    /// The supplier is to say whether he agrees.
    Proposed(Claim),
    /// He does.
    Agreed(Claim),
    /// He does not.
    Disputed(Claim),
    /// It was given up, or what was left of it; what he has borne stays borne.
    Waived(Option<Claim>),
    /// He does not answer for it after all; what he has borne is to be given back.
    Lapsed(Option<Claim>),
}

/// What a supplier is to bear, and has borne of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    /// The proposal.
    pub proposal: EventId,
    /// Who proposed it.
    pub by: PrincipalId,
    /// The parts that he replaces.
    pub free_parts: Vec<InvolvedPart>,
    /// What he bears of the cost of repair.
    pub repair: Option<RepairCost>,
    /// What he has borne, of this proposal or of one before: he bears nothing twice.
    pub recovered: Vec<Recovered>,
}

/// How many of a part; one if it is not said.
pub(super) fn quantity(part: &InvolvedPart) -> u64 {
    part.quantity.unwrap_or(1).into()
}

/// The currency of the money that was borne.
fn borne_in(recovered: &[Recovered]) -> Option<Currency> {
    recovered.iter().find_map(|recovered| match recovered {
        Recovered::Money { currency, .. } => Some(*currency),
        Recovered::Parts { .. } => None,
    })
}

impl Claim {
    /// What is left of the money.
    #[must_use]
    pub fn money_left(&self) -> Option<Amount> {
        let repair = self.repair.as_ref()?;
        Some(repair.amount.less(self.money(repair.currency)).unwrap_or(Amount::ZERO))
    }

    /// The money that was borne, in the currency of the claim.
    #[must_use]
    pub fn money_borne(&self) -> Option<Amount> {
        Amount::total(self.money(self.currency()?))
    }

    /// The currency: of the repair, or else of what was borne.
    #[must_use]
    pub fn currency(&self) -> Option<Currency> {
        let repair = self.repair.as_ref().map(|repair| repair.currency);
        repair.or_else(|| borne_in(&self.recovered))
    }

    fn money(&self, in_currency: Currency) -> impl Iterator<Item = Amount> {
        self.recovered.iter().filter_map(move |recovered| match recovered {
            Recovered::Money { amount, currency } => (*currency == in_currency).then_some(*amount),
            Recovered::Parts { .. } => None,
        })
    }

    /// How many parts of a number are still to be replaced.
    fn parts_left(&self, number: &InvolvedPart) -> u64 {
        let of_number = |part: &&InvolvedPart| part.number == number.number;
        let claimed: u64 = self.free_parts.iter().filter(of_number).map(quantity).sum();
        let borne = self.recovered.iter().filter_map(|recovered| match recovered {
            Recovered::Parts { part } => Some(part),
            Recovered::Money { .. } => None,
        });
        claimed.saturating_sub(borne.filter(of_number).map(quantity).sum())
    }

    /// Whether everything was borne.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        self.money_left().is_none_or(|left| left == Amount::ZERO)
            && self.free_parts.iter().all(|part| self.parts_left(part) == 0)
    }

    /// Refuses what is not of the claim, or more than is left of it.
    pub(super) fn takes(&self, recovered: &Recovered) -> Result<(), NoticeRefusal> {
        match recovered {
            Recovered::Money { amount, currency } => match (&self.repair, self.money_left()) {
                (Some(repair), Some(_)) if repair.currency != *currency => {
                    Err(NoticeRefusal::OtherCurrency { agreed: repair.currency, sent: *currency })
                }
                (Some(_), Some(left)) if *amount > left => Err(NoticeRefusal::MoreThanLeft(left.to_string())),
                (Some(_), Some(_)) => Ok(()),
                (_, _) => Err(NoticeRefusal::MoreThanLeft(Amount::ZERO.to_string())),
            },
            Recovered::Parts { part } => match self.parts_left(part) {
                left if quantity(part) > left => Err(NoticeRefusal::MoreThanLeft(left.to_string())),
                _ => Ok(()),
            },
        }
    }
}

impl Liability {
    pub(super) fn propose(&mut self, proposal: EventId, by: &PrincipalId, fact: &NoticeLiabilityProposed) {
        *self = Self::Proposed(Claim {
            proposal,
            by: by.clone(),
            free_parts: fact.free_parts.clone(),
            repair: fact.repair.clone(),
            recovered: self.recovered().to_vec(),
        });
    }

    pub(super) fn agree(&mut self) {
        if let Self::Proposed(claim) | Self::Disputed(claim) = self {
            *self = Self::Agreed(claim.clone());
        }
    }

    pub(super) fn dispute(&mut self) {
        if let Self::Proposed(claim) = self {
            *self = Self::Disputed(claim.clone());
        }
    }

    pub(super) fn recover(&mut self, recovered: &Recovered) {
        if let Self::Agreed(claim) = self {
            claim.recovered.push(recovered.clone());
        }
    }

    pub(super) fn lapse(&mut self) {
        *self = match std::mem::take(self) {
            Self::None => Self::Lapsed(None),
            Self::Proposed(claim) | Self::Agreed(claim) | Self::Disputed(claim) => Self::Lapsed(Some(claim)),
            Self::Waived(claim) | Self::Lapsed(claim) => Self::Lapsed(claim),
        };
    }

    /// What was proposed last.
    #[must_use]
    pub fn claim(&self) -> Option<&Claim> {
        match self {
            Self::Proposed(claim) | Self::Agreed(claim) | Self::Disputed(claim) => Some(claim),
            Self::Waived(claim) | Self::Lapsed(claim) => claim.as_ref(),
            Self::None => None,
        }
    }

    pub(super) fn waive(&mut self) {
        *self = Self::Waived(self.claim().cloned());
    }

    /// What he has borne, whatever became of the proposal.
    fn recovered(&self) -> &[Recovered] {
        self.claim().map_or(&[], |claim| &claim.recovered)
    }

    /// Refuses a claim in another currency than he has borne money in: nobody could say what is left of it.
    pub(super) fn takes(&self, currency: Currency) -> Result<(), NoticeRefusal> {
        match borne_in(self.recovered()) {
            Some(borne) if borne != currency => Err(NoticeRefusal::OtherCurrency { agreed: borne, sent: currency }),
            Some(_) | None => Ok(()),
        }
    }

    /// Its name in tables.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Proposed(_) => "proposed",
            Self::Agreed(_) => "agreed",
            Self::Disputed(_) => "disputed",
            Self::Waived(_) => "waived",
            Self::Lapsed(_) => "lapsed",
        }
    }

    /// The proposal that the supplier has not answered.
    pub(super) fn to_be_answered(&self) -> Result<&Claim, NoticeRefusal> {
        match self {
            Self::Proposed(claim) => Ok(claim),
            Self::None | Self::Agreed(_) | Self::Disputed(_) | Self::Waived(_) | Self::Lapsed(_) => {
                Err(NoticeRefusal::NoLiabilityToAnswer)
            }
        }
    }

    /// Whether nothing of it is open.
    pub(super) fn is_settled(&self) -> bool {
        match self {
            Self::None | Self::Waived(_) | Self::Lapsed(_) => true,
            Self::Agreed(claim) => claim.is_settled(),
            Self::Proposed(_) | Self::Disputed(_) => false,
        }
    }
}
