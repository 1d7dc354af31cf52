use events_schema::Timestamp;
use events_schema::facts::supplier_standing::{SupplierStep, Worth};
use events_schema::ids::SupplierId;
use events_schema::values::Amount;

use crate::refusal::{About, RefusalKind, Refuse};

/// Why something about the standing of a supplier is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StandingRefusal {
    /// Nobody registered the supplier.
    #[error("there is no supplier {0}; register it first (POST /v1/suppliers)")]
    UnknownSupplier(SupplierId),
    /// It does not wait for a decision.
    #[error("this proposal does not wait for a decision; it was decided, lapsed, or another one took its place")]
    NotProposed,
    /// Four eyes.
    #[error("you recorded or asked for it yourself; somebody else decides that")]
    Own,
    /// Something else was proposed.
    #[error("{} was proposed, not {}; decline the proposal, or decide without it", .proposed.name(), .sent.name())]
    OtherStep {
        /// What was proposed.
        proposed: SupplierStep,
        /// What was sent.
        sent: SupplierStep,
    },
    /// The supplier waits for an answer.
    #[error("the supplier objects; answer first (answer-objection). Only a suspension does not wait for it")]
    ObjectionOpen,
    /// More business is for the best.
    #[error("more business goes with preferred, not with {}", .0.name())]
    NoMoreBusiness(SupplierStep),
    /// One after the other.
    #[error("from {} to {} is more than one step; only suspended can be reached from anywhere", .from.name(), .to.name())]
    Jump {
        /// How he stands.
        from: SupplierStep,
        /// What was sent.
        to: SupplierStep,
    },
    /// There is no decision.
    #[error("nothing was decided to which anybody could object")]
    NothingDecided,
    /// It was answered.
    #[error("the objection to this decision was answered; another one is possible once there is another decision")]
    AlreadyAnswered,
    /// The period is over.
    #[error("objections were possible until {0}")]
    TooLate(Timestamp),
    /// Nobody objected.
    #[error("no objection waits for an answer")]
    NoObjection,
    /// Nothing is worth nothing.
    #[error("the amount is more than nothing; leave `worth` out where there is none")]
    NoAmount,
    /// There is no such reward or penalty.
    #[error("no such reward or penalty was recorded")]
    UnknownConsequence,
}

impl StandingRefusal {
    /// Refuses an amount of nothing.
    pub(super) fn check_worth(worth: Option<Worth>) -> Result<(), Self> {
        match worth {
            Some(Worth { amount, .. }) if amount == Amount::ZERO => Err(Self::NoAmount),
            Some(_) | None => Ok(()),
        }
    }
}

impl Refuse for StandingRefusal {
    #[rustfmt::skip]
    fn about(&self) -> About {
        use RefusalKind::{Permission, State, Value};
        let about = |code, kind, zh, en| About::new(code, kind, "open point 9", zh, en);
        match self {
            Self::UnknownSupplier(_) => about("unknown_supplier", Value, "供应商不存在", "there is no such supplier"),
            Self::NotProposed => about("step_not_proposed", State, "该建议不待决定", "the proposal does not wait"),
            Self::Own => about("own_entry", Permission, "须由他人决定", "somebody else decides"),
            Self::OtherStep { .. } => about("other_step", Value, "与建议的资格不一致", "another step was proposed"),
            Self::ObjectionOpen => about("objection_open", State, "异议尚未答复", "an objection is open"),
            Self::NoMoreBusiness(_) => About::new("no_more_business", Value, "P7.3", "只有优选供应商可增加合作", "more business goes with preferred"),
            Self::Jump { .. } => about("more_than_one_step", Value, "资格须逐级调整", "more than one step"),
            Self::NothingDecided => about("nothing_decided", State, "尚无资格决定", "nothing was decided"),
            Self::AlreadyAnswered => about("objection_answered", State, "异议已答复", "the objection was answered"),
            Self::TooLate(_) => About::new("objection_too_late", State, "open point 12", "异议期已过", "the objection period is over"),
            Self::NoObjection => about("no_objection", State, "没有待答复的异议", "no objection waits"),
            Self::NoAmount => About::new("no_amount", Value, "P7.3", "金额须大于零", "no amount"),
            Self::UnknownConsequence => About::new("unknown_consequence", Value, "open point 11", "奖惩记录不存在", "there is no such reward or penalty"),
        }
    }
}
