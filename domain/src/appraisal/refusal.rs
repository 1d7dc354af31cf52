use events_schema::facts::appraisal_scheme::Measure;
use events_schema::values::OwnParty;
use events_schema::{Period, Timestamp};

use super::Stage;
use crate::refusal::{About, RefusalKind, Refuse};

/// Why something about an appraisal is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AppraisalRefusal {
    /// There is one already.
    #[error("there is an appraisal for this period already")]
    AlreadyOpened,
    /// Nobody who could be appraised.
    #[error("the directory has no {0} who could be appraised")]
    UnknownSubject(OwnParty),
    /// It goes on.
    #[error("the period {0} is not over yet in the factory's time")]
    PeriodNotOver(Period),
    /// There is a result.
    #[error("the appraisal is {}; it is assessed again after an objection, or once its result was withdrawn", name(*.0))]
    AlreadyAssessed(Stage),
    /// It is about whoever acts.
    #[error("the appraisal is yours, or that of somebody for whom you act or objected; somebody else does that")]
    Own,
    /// A measure without figure, or with two.
    #[error("the scheme wants exactly one figure for {0}")]
    NotOneFigure(Measure),
    /// Another measure.
    #[error("{0} does not count by the scheme of this appraisal")]
    NotInScheme(Measure),
    /// More than anybody looks through.
    #[error("a figure rests on at most 200 determinations, not {0}")]
    TooManyCases(usize),
    /// Somebody else is appraised.
    #[error(
        "the appraised answers to the result: a person himself; for a department its head, or anybody of it while it has none"
    )]
    NotTheAppraised,
    /// There is no result.
    #[error("there is no result; it has to be assessed first (assess)")]
    NotAssessed,
    /// The result is past that.
    #[error("the appraisal is {}; nothing waits for the word of the appraised", name(*.0))]
    NotOffered(Stage),
    /// The period is over.
    #[error("objections were possible until {0}")]
    TooLate(Timestamp),
    /// Nobody objected.
    #[error("no objection waits for an answer")]
    NoObjection,
    /// Whoever assessed wants to approve it.
    #[error("you assessed it yourself; somebody else of management decides")]
    OwnAssessment,
    /// The appraised has said nothing yet.
    #[error("the appraised has neither accepted the result nor objected to it, and may do so until {0}")]
    MayStillObject(Timestamp),
    /// The appraised waits for an answer.
    #[error("the appraised objects; assess again (assess) or answer (answer-objection) first")]
    ObjectionOpen,
    /// Nothing follows from it yet.
    #[error("bonus, promotion and honours follow from an approved result (approve)")]
    NotApproved,
}

const fn name(stage: Stage) -> &'static str {
    match stage {
        Stage::Unopened => "unknown",
        Stage::Opened => "to be assessed",
        Stage::Assessed => "assessed",
        Stage::Acknowledged => "acknowledged",
        Stage::Objected => "objected to",
        Stage::Answered => "assessed, with the objection answered",
        Stage::Approved => "approved",
        Stage::Withdrawn => "withdrawn, and to be assessed again",
    }
}

impl Refuse for AppraisalRefusal {
    #[rustfmt::skip]
    fn about(&self) -> About {
        use RefusalKind::{Permission, State, Value};
        let about = About::new;
        match self {
            Self::AlreadyOpened => about("appraisal_exists", State, "P4.3.a", "该周期考核已存在", "the appraisal exists"),
            Self::UnknownSubject(_) => about("unknown_subject", Value, "P4.3.a", "考核对象不存在", "there is no such subject"),
            Self::PeriodNotOver(_) => about("period_not_over", Value, "P4.3.a", "考核周期尚未结束", "the period is not over"),
            Self::AlreadyAssessed(_) => about("already_assessed", State, "P4.3.a", "已有考核结果", "it is assessed already"),
            Self::Own => about("own_appraisal", Permission, "P4.3.a", "不得处理本人考核", "not your own appraisal"),
            Self::NotOneFigure(_) => about("not_one_figure", Value, "P4.3.a", "每项指标须有且仅有一个数值", "a measure needs exactly one figure"),
            Self::NotInScheme(_) => about("not_in_scheme", Value, "P4.3.a", "指标不在考核方案中", "not a measure of the scheme"),
            Self::TooManyCases(_) => about("too_many_cases", Value, "open point 11", "所依据的责任认定过多", "too many determinations"),
            Self::NotTheAppraised => about("not_the_appraised", Permission, "P4.1", "不是被考核人", "not the appraised"),
            Self::NotAssessed => about("not_assessed", State, "P4.3.a", "尚无考核结果", "there is no result"),
            Self::NotOffered(_) => about("not_offered", State, "P4.1", "考核结果不待确认", "nothing waits for the appraised"),
            Self::TooLate(_) => about("objection_too_late", State, "open point 12", "异议期已过", "the objection period is over"),
            Self::NoObjection => about("no_objection", State, "P4.1", "没有待答复的异议", "no objection waits"),
            Self::OwnAssessment => about("own_assessment", Permission, "P4.3.a", "不得审批本人评定的结果", "not your own assessment"),
            Self::MayStillObject(_) => about("may_still_object", State, "P4.1", "异议期未满", "the appraised may still object"),
            Self::ObjectionOpen => about("objection_open", State, "P4.1", "异议尚未答复", "an objection is open"),
            Self::NotApproved => about("result_not_approved", State, "P4.3.a", "考核结果未经批准", "the result is not approved"),
        }
    }
}
