use events_schema::facts::sla_policy::ClockKind;
use events_schema::ids::{SupplierId, TicketId};
use events_schema::values::Currency;

use super::Stage;
use crate::refusal::{About, RefusalKind, Refuse};

/// Why something about a notice to a supplier is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoticeRefusal {
    /// Nobody registered the supplier.
    #[error("there is no supplier {0}; register it first (POST /v1/suppliers)")]
    UnknownSupplier(SupplierId),
    /// It is about nothing.
    #[error("there is no {0} to which the notice could belong")]
    UnknownTicket(TicketId),
    /// More than anybody looks at.
    #[error("a notice names at most 50 parts, not {0}")]
    TooManyParts(usize),
    /// More than anybody opens.
    #[error("a solution has at most 10 files, not {0}; put them together")]
    TooManyFiles(usize),
    /// It is not a proposal any more, or none yet.
    #[error("the notice is {}, and waits for nobody who confirms or dismisses it", name(*.0))]
    NotProposed(Stage),
    /// Nobody confirmed the cause.
    #[error("the notice is {}; somebody who can judge it confirms first that the supplier is the cause (confirm-cause)", name(*.0))]
    NotConfirmed(Stage),
    /// What has to stand in a notice.
    #[error("a notice says engine model, symptom, time and parts; it lacks {}: send `content` with them", .0.join(", "))]
    Incomplete(Vec<&'static str>),
    /// Nobody could keep that.
    #[error("a solution is due after some time, and within a year")]
    SolutionTime,
    /// It is not with the supplier.
    #[error("the notice is {}, and not with the supplier", name(*.0))]
    NotSent(Stage),
    /// One after the other.
    #[error("the solution that was given last is being reviewed; wait until it is accepted or returned")]
    UnderReview,
    /// It is over.
    #[error("a solution was accepted; there is nothing more to give or to review")]
    AlreadySolved,
    /// Nothing waits for a review.
    #[error("no solution waits for a review")]
    NoSolutionToReview,
    /// Four eyes.
    #[error("you recorded or asked for it yourself; somebody else decides that")]
    Own,
    /// It says nothing.
    #[error("a liability is of parts that are replaced, a share of the cost of repair, or both")]
    NothingToBear,
    /// Nothing is a share of nothing.
    #[error("the share of a cost is more than nothing")]
    NoShare,
    /// He has agreed.
    #[error(
        "the supplier agreed to the last proposal; record what he bears (record-recovery), or give the rest up (waive-liability)"
    )]
    AlreadyAgreed,
    /// The case says so.
    #[error("what stands of the ticket's case says that the supplier does not answer for it, so that he bears nothing")]
    NotResponsible,
    /// Nothing waits for an answer.
    #[error("no proposal of what the supplier is to bear waits for his answer")]
    NoLiabilityToAnswer,
    /// Nothing was agreed.
    #[error("the supplier has not agreed to bear anything (agree-liability)")]
    NotAgreed,
    /// Nothing to give up.
    #[error("there is nothing that the supplier is to bear, or he has borne all of it")]
    NothingToWaive,
    /// It is another currency.
    #[error("{agreed} was agreed, not {sent}; say the amount in that currency")]
    OtherCurrency {
        /// The one of the agreement, also of one that was given up after he had borne some of it.
        agreed: Currency,
        /// The other one.
        sent: Currency,
    },
    /// Too much.
    #[error("{0} are left of what was agreed")]
    MoreThanLeft(String),
    /// Something is open.
    #[error("the notice is not settled: {0}")]
    Unsettled(&'static str),
    /// The clock is none of a notice.
    #[error("a notice has the clocks supplier_notice, supplier_response and supplier_solution, not {0}")]
    NoSuchClock(ClockKind),
    /// The record says nothing else.
    #[error(
        "the record does not say anything else than the verdict of {0}: record first, with a proof, what happened in time"
    )]
    NothingContested(ClockKind),
}

const fn name(stage: Stage) -> &'static str {
    match stage {
        Stage::Unproposed => "unknown",
        Stage::Proposed => "proposed",
        Stage::Confirmed => "confirmed and to be sent",
        Stage::Dismissed => "dismissed",
        Stage::Sent => "with the supplier",
        Stage::Closed => "closed",
        Stage::Withdrawn => "withdrawn",
    }
}

impl Refuse for NoticeRefusal {
    #[rustfmt::skip]
    fn about(&self) -> About {
        use RefusalKind::{Permission, State, Value};
        let notice = |code, kind, zh, en| About::new(code, kind, "P7.1", zh, en);
        let about = |code, kind, zh, en| About::new(code, kind, "P7.2", zh, en);
        match self {
            Self::UnknownSupplier(_) => notice("unknown_supplier", Value, "供应商不存在", "there is no such supplier"),
            Self::UnknownTicket(_) => notice("unknown_ticket", Value, "工单不存在", "there is no such ticket"),
            Self::TooManyParts(_) => notice("too_many_parts", Value, "零部件过多", "too many parts"),
            Self::TooManyFiles(_) => about("too_many_files", Value, "附件过多", "too many files"),
            Self::NotProposed(_) => notice("notice_not_proposed", State, "通知不在待确认状态", "the notice is no proposal"),
            Self::NotConfirmed(_) => notice("cause_not_confirmed", State, "尚未确认供应商原因", "the cause is not confirmed"),
            Self::Incomplete(_) => notice("notice_incomplete", Value, "通知内容不完整", "the notice is incomplete"),
            Self::SolutionTime => about("solution_time_out_of_range", Value, "解决期限无效", "the time for a solution is out of range"),
            Self::NotSent(_) => about("notice_not_sent", State, "通知不在供应商处理中", "the notice is not with the supplier"),
            Self::UnderReview => about("solution_under_review", State, "上一方案审核中", "a solution is under review"),
            Self::AlreadySolved => about("already_solved", State, "解决方案已通过", "a solution was accepted"),
            Self::NoSolutionToReview => about("no_solution_to_review", State, "没有待审核方案", "no solution waits for a review"),
            Self::Own => about("own_entry", Permission, "须由他人决定", "somebody else decides"),
            Self::NothingToBear => about("nothing_to_bear", Value, "未说明承担内容", "it says nothing"),
            Self::NoShare => about("no_share", Value, "承担比例须大于零", "no share"),
            Self::AlreadyAgreed => about("liability_agreed", State, "责任承担已达成一致", "it was agreed"),
            Self::NotResponsible => About::new("not_responsible", State, "P4.1", "认定供应商无责任", "the supplier does not answer for it"),
            Self::NoLiabilityToAnswer => about("no_liability_to_answer", State, "没有待答复的承担方案", "no proposal waits"),
            Self::NotAgreed => about("liability_not_agreed", State, "承担方案未达成一致", "nothing was agreed"),
            Self::NothingToWaive => about("nothing_to_waive", State, "没有可放弃的承担内容", "nothing to give up"),
            Self::OtherCurrency { .. } => about("other_currency", Value, "币种不一致", "another currency"),
            Self::MoreThanLeft(_) => about("more_than_left", Value, "超出剩余承担内容", "more than is left"),
            Self::Unsettled(_) => about("notice_unsettled", State, "通知事项未了结", "not settled"),
            Self::NoSuchClock(_) => about("no_such_clock", Value, "通知没有此时限", "no such clock"),
            Self::NothingContested(_) => About::new("nothing_contested", State, "open point 8", "时限结论无可重新认定", "nothing is contested"),
        }
    }
}
