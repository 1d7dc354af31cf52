//! The measures that a report shows first.

use super::Cell;
use crate::measures::{Measures, Share, Spread};
use crate::statistics::rate::Rate;
use crate::words::{Words, words};

/// A measure of the overall situation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measured {
    /// Reports that were received.
    Received,
    /// Reports that were closed.
    Closed,
    /// Reports that were taken back or merged.
    NoIssue,
    /// Judged clocks that were met.
    Timeliness,
    /// The same without waived ones.
    TimelinessAdjusted,
    /// Closed tickets all of whose clocks were met.
    TicketsInTime,
    /// Ratings of 4 and 5.
    Satisfied,
    /// The mean rating.
    MeanRating,
    /// Closed tickets that were rated.
    Responses,
    /// Faults that came back within the first window.
    Recurred,
    /// Within the second one.
    RecurredSecond,
    /// Within the third one.
    RecurredThird,
    /// Issues for which the first visit was enough.
    FirstTimeFix,
    /// Solutions that came back.
    Reopened,
    /// The median time to the classification.
    Triage,
    /// To the first word with the customer.
    Contact,
    /// To the arrival.
    Arrival,
    /// To the temporary solution.
    TemporarySolution,
    /// To the solution.
    Solution,
    /// Within which nine of ten were solved.
    SolutionP90,
    /// Entries that were recorded late.
    LateEntries,
    /// Verdicts that somebody changed.
    Reassessed,
    /// Arrivals whose deadline was waived.
    Waived,
    /// Closed without the customer's word.
    Unconfirmed,
    /// Signs of gaming.
    Signs,
}

impl Measured {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Self; 25] = [
        Self::Received,
        Self::Closed,
        Self::NoIssue,
        Self::Timeliness,
        Self::TimelinessAdjusted,
        Self::TicketsInTime,
        Self::Satisfied,
        Self::MeanRating,
        Self::Responses,
        Self::Recurred,
        Self::RecurredSecond,
        Self::RecurredThird,
        Self::FirstTimeFix,
        Self::Reopened,
        Self::Triage,
        Self::Contact,
        Self::Arrival,
        Self::TemporarySolution,
        Self::Solution,
        Self::SolutionP90,
        Self::LateEntries,
        Self::Reassessed,
        Self::Waived,
        Self::Unconfirmed,
        Self::Signs,
    ];

    /// Its name, which is the key of its row.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::Closed => "closed",
            Self::NoIssue => "no_issue",
            Self::Timeliness => "timeliness",
            Self::TimelinessAdjusted => "timeliness_adjusted",
            Self::TicketsInTime => "tickets_in_time",
            Self::Satisfied => "satisfied",
            Self::MeanRating => "mean_rating",
            Self::Responses => "responses",
            Self::Recurred => "recurred",
            Self::RecurredSecond => "recurred_second",
            Self::RecurredThird => "recurred_third",
            Self::FirstTimeFix => "first_time_fix",
            Self::Reopened => "reopened",
            Self::Triage => "triage",
            Self::Contact => "contact",
            Self::Arrival => "arrival",
            Self::TemporarySolution => "temporary_solution",
            Self::Solution => "solution",
            Self::SolutionP90 => "solution_p90",
            Self::LateEntries => "late_entries",
            Self::Reassessed => "reassessed",
            Self::Waived => "waived",
            Self::Unconfirmed => "unconfirmed",
            Self::Signs => "signs",
        }
    }

    /// What people call it.
    #[must_use]
    pub const fn words(self) -> Words {
        match self {
            Self::Received => words("受理问题数", "Issues received"),
            Self::Closed => words("关闭问题数", "Issues closed"),
            Self::NoIssue => words("撤回或合并", "Taken back or merged"),
            Self::Timeliness => words("处理及时率", "Clocks met"),
            Self::TimelinessAdjusted => words("处理及时率（不含豁免）", "Clocks met, without waived ones"),
            Self::TicketsInTime => words("全程及时的问题", "Issues handled in time throughout"),
            Self::Satisfied => words("客户满意率", "Customers satisfied"),
            Self::MeanRating => words("平均评分", "Mean rating"),
            Self::Responses => words("评价回收率", "Closed issues that were rated"),
            Self::Recurred => words("问题重复发生率（第一窗口）", "Faults that came back, first window"),
            Self::RecurredSecond => words("问题重复发生率（第二窗口）", "Faults that came back, second window"),
            Self::RecurredThird => words("问题重复发生率（第三窗口）", "Faults that came back, third window"),
            Self::FirstTimeFix => words("一次修复率", "First-time fix"),
            Self::Reopened => words("重新处理率", "Solutions that came back"),
            Self::Triage => words("分级用时中位数", "Median time to triage"),
            Self::Contact => words("首次联系用时中位数", "Median time to first contact"),
            Self::Arrival => words("到场用时中位数", "Median time to arrival"),
            Self::TemporarySolution => words("临时方案用时中位数", "Median time to a temporary solution"),
            Self::Solution => words("解决用时中位数", "Median time to the solution"),
            Self::SolutionP90 => words("解决用时（90%）", "Nine of ten solved within"),
            Self::LateEntries => words("补录率", "Late entries"),
            Self::Reassessed => words("改判率", "Verdicts changed"),
            Self::Waived => words("豁免率", "Arrivals waived"),
            Self::Unconfirmed => words("未确认关闭率", "Closed without the customer's word"),
            Self::Signs => words("异常操作迹象", "Signs of gaming"),
        }
    }

    /// What it comes to.
    #[must_use]
    pub fn of(self, measures: &Measures) -> Cell {
        let median = |spread: Spread| Cell::span(spread.median);
        match self {
            Self::Received => Cell::count(measures.tickets.received),
            Self::Closed => Cell::count(measures.tickets.closed + measures.tickets.closed_unconfirmed),
            Self::NoIssue => Cell::count(measures.tickets.withdrawn + measures.tickets.merged),
            Self::MeanRating => {
                let (sum, whole) = (measures.satisfaction.sum, measures.satisfaction.satisfied.whole);
                Cell::of(measures.satisfaction.mean, |mean| Cell::Mean { sum, whole, mean })
            }
            Self::Triage => median(measures.times.triage),
            Self::Contact => median(measures.times.contact),
            Self::Arrival => median(measures.times.arrival),
            Self::TemporarySolution => median(measures.times.temporary_solution),
            Self::Solution => median(measures.times.solution),
            Self::SolutionP90 => Cell::span(measures.times.solution.p90),
            Self::Signs => Cell::count(measures.signs.all()),
            _ => Cell::of(self.share(measures), Cell::Share),
        }
    }

    /// What it comes to, if it is a share.
    #[must_use]
    pub fn share(self, measures: &Measures) -> Option<Share> {
        let window = |nth: usize| measures.recurrence.get(nth).map(|of| of.repeats.share);
        match self {
            Self::Timeliness => Some(measures.timeliness.clocks.raw),
            Self::TimelinessAdjusted => Some(measures.timeliness.clocks.adjusted),
            Self::TicketsInTime => Some(measures.timeliness.tickets.raw),
            Self::Satisfied => Some(measures.satisfaction.satisfied),
            Self::Responses => Some(measures.satisfaction.responses),
            Self::Recurred => window(0),
            Self::RecurredSecond => window(1),
            Self::RecurredThird => window(2),
            Self::FirstTimeFix => Some(measures.first_time_fix.share),
            Self::Reopened => Some(measures.reopened),
            Self::LateEntries => Some(measures.late_entries),
            Self::Reassessed => Some(measures.reassessed),
            Self::Waived => Some(measures.waived),
            Self::Unconfirmed => Some(measures.unconfirmed),
            Self::Received
            | Self::Closed
            | Self::NoIssue
            | Self::MeanRating
            | Self::Triage
            | Self::Contact
            | Self::Arrival
            | Self::TemporarySolution
            | Self::Solution
            | Self::SolutionP90
            | Self::Signs => None,
        }
    }

    /// By how much it rose, where it is a share: with Newcombe's interval.
    #[must_use]
    pub fn change(self, measures: &Measures, before: &Measures) -> Cell {
        let rate = |share: Share| Rate::of(share.part, share.whole - share.part);
        let rates = self.share(measures).map(rate).zip(self.share(before).map(rate));
        Cell::of(rates.and_then(|(now, before)| now.change_since(before)), Cell::Change)
    }
}
