use events_schema::facts::responsibility::Share;
use events_schema::facts::supplier_notice::{InvolvedPart, NoticeLiabilityProposed, RepairCost, SupplierNoticeFact};
use events_schema::text::Paragraph;
use events_schema::values::{Amount, Currency};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Liability, NoticeRefusal, SupplierNotice};
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;

/// Proposes what the supplier is to bear (P7.2): parts that he replaces free of charge, a share of the cost of repair, or both. A
/// later proposal replaces one that he has not agreed to, that was given up or that lapsed; what he has borne already counts.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ProposeLiability {
    /// 免费更换零部件: the parts that he replaces free of charge.
    #[serde(default)]
    pub free_parts: Vec<InvolvedPart>,
    /// 承担维修费用: what he bears of the cost of repair.
    #[serde(default)]
    pub repair: Option<RepairShare>,
    /// On what that rests.
    #[schemars(example = &"责任认定:供应商承担 60 %")]
    pub grounds: Paragraph,
}

impl Decide<SupplierNotice> for ProposeLiability {
    fn decide(&self, state: &SupplierNotice, _: &Context<'_>) -> Result<Vec<SupplierNoticeFact>, Refused> {
        state.with_the_supplier()?;
        if state.is_refuted() {
            return Err(NoticeRefusal::NotResponsible.into());
        }
        if matches!(state.liability, Liability::Agreed(_)) {
            return Err(NoticeRefusal::AlreadyAgreed.into());
        }
        if self.free_parts.is_empty() && self.repair.is_none() {
            return Err(NoticeRefusal::NothingToBear.into());
        }
        if self.free_parts.len() > MOST {
            return Err(NoticeRefusal::TooManyParts(self.free_parts.len()).into());
        }
        let repair = self.repair.as_ref().map(|RepairShare { cost, share, currency }| RepairCost {
            cost: *cost,
            share: *share,
            amount: cost.share(*share),
            currency: *currency,
        });
        if let Some(repair) = &repair {
            if repair.amount == Amount::ZERO {
                return Err(NoticeRefusal::NoShare.into());
            }
            state.liability.takes(repair.currency)?;
        }
        let (free_parts, grounds) = (self.free_parts.clone(), self.grounds.clone());
        Ok(vec![NoticeLiabilityProposed { free_parts, repair, grounds }.into()])
    }
}

/// The most parts of a proposal.
const MOST: usize = 50;

/// A share of the cost of repair.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RepairShare {
    /// What the repair cost.
    pub cost: Amount,
    /// His share in per cent.
    pub share: Share,
    /// In which currency (ISO 4217).
    pub currency: Currency,
}
