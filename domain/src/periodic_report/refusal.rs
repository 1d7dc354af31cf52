use events_schema::ids::PeriodicReportId;

use crate::refusal::{About, RefusalKind, Refuse};

/// Why something about a periodic report is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PeriodicReportRefusal {
    /// It goes on.
    #[error(
        "the period {0} is not over yet in the factory's time; GET /v1/periodic-reports/{0}/content shows what is known so far"
    )]
    PeriodNotOver(PeriodicReportId),
    /// There is no report.
    #[error("the report was not made yet; it is made when the period is over")]
    NotMade,
    /// There is a later one.
    #[error("report {sent} of this period is not the latest one, which is {latest}; read that one first")]
    NotTheLatest {
        /// Which one was sent.
        sent: u32,
        /// Which one is the latest.
        latest: usize,
    },
    /// Nobody submitted it.
    #[error("the latest report was not submitted yet; the head of after-sales submits it")]
    NotSubmitted,
    /// Four eyes.
    #[error("you submitted the report yourself; somebody else takes note of it")]
    Own,
}

impl Refuse for PeriodicReportRefusal {
    #[rustfmt::skip]
    fn about(&self) -> About {
        use RefusalKind::{Permission, State, Value};
        let about = |code, kind, zh, en| About::new(code, kind, "P5.3", zh, en);
        match self {
            Self::PeriodNotOver(_) => about("period_not_over", Value, "报告期尚未结束", "the period is not over"),
            Self::NotMade => about("report_not_made", State, "报告尚未生成", "the report was not made yet"),
            Self::NotTheLatest { .. } => about("not_the_latest_report", State, "已有更新的报告", "there is a later report"),
            Self::NotSubmitted => about("report_not_submitted", State, "报告尚未提交", "the report was not submitted"),
            Self::Own => about("own_entry", Permission, "须由他人决定", "somebody else decides"),
        }
    }
}
