use events_schema::Period;
use events_schema::ids::SupplierContactId;
use events_schema::text::Line;

use crate::refusal::{About, RefusalKind, Refuse};

/// Why the register of suppliers refuses a change.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SupplierRefusal {
    /// The code is taken.
    #[error("the code is taken; a code stays with its supplier for ever")]
    AlreadyRegistered,
    /// Nobody registered it.
    #[error("there is no such supplier; register it first")]
    Unknown,
    /// It delivers no more.
    #[error("the supplier delivers no more; what it makes and who is reached there stays as it was")]
    Retired,
    /// More than anybody supplies.
    #[error("a supplier makes at most 5,000 parts, not {0}")]
    TooManyParts(usize),
    /// One part twice.
    #[error("the part {0} stands there twice; name each part once")]
    PartTwice(Line),
    /// More than anybody needs.
    #[error("at most 50 people are reached at a supplier; remove one first (remove-contact)")]
    TooManyContacts,
    /// Nobody of that id.
    #[error("{0} is no contact of the supplier; its history has the ids")]
    UnknownContact(SupplierContactId),
    /// No number.
    #[error("a telephone number has digits")]
    NotANumber,
    /// No address.
    #[error("an e-mail address has one @ between a name and a host, without spaces")]
    NotAnAddress,
    /// A volume is of a month.
    #[error("{0} is no month; record volumes by month, such as 2026-10")]
    NotAMonth(Period),
    /// It goes on.
    #[error("{0} is not over yet; record what was delivered when it is")]
    MonthNotOver(Period),
}

impl Refuse for SupplierRefusal {
    #[rustfmt::skip]
    fn about(&self) -> About {
        use RefusalKind::{Missing, State, Value};
        let about = |code, kind, zh, en| About::new(code, kind, "P7.1", zh, en);
        let of_scores = |code, zh, en| About::new(code, Value, "P7.3", zh, en);
        match self {
            Self::AlreadyRegistered => about("supplier_exists", State, "供应商已存在", "the supplier exists"),
            Self::Unknown => about("unknown_supplier", Missing, "供应商不存在", "there is no such supplier"),
            Self::Retired => about("supplier_retired", State, "供应商已停止供货", "the supplier delivers no more"),
            Self::TooManyParts(_) => about("too_many_parts", Value, "零部件过多", "too many parts"),
            Self::PartTwice(_) => about("part_twice", Value, "零部件重复", "a part stands there twice"),
            Self::TooManyContacts => about("too_many_contacts", State, "联系人过多", "too many contacts"),
            Self::UnknownContact(_) => about("unknown_contact", Value, "联系人不存在", "there is no such contact"),
            Self::NotANumber => about("not_a_number", Value, "电话号码无效", "not a telephone number"),
            Self::NotAnAddress => about("not_an_address", Value, "邮箱地址无效", "not an e-mail address"),
            Self::NotAMonth(_) => of_scores("not_a_month", "须按月登记", "it is not a month"),
            Self::MonthNotOver(_) => of_scores("period_not_over", "该月尚未结束", "the month is not over"),
        }
    }
}
