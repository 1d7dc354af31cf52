use events_schema::Period;
use events_schema::ids::{PersonId, TicketId};
use events_schema::values::CauseCategory;

use super::Stage;
use crate::refusal::{About, RefusalKind, Refuse};

/// Why something about a cause-and-effect analysis is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CauseAnalysisRefusal {
    /// Nothing by which anybody would find it.
    #[error("say which ticket, failure code, part, engine model or period the effect concerns (`scope`)")]
    ConcernsNothing,
    /// No such ticket.
    #[error("there is no {0} that the effect could concern")]
    UnknownTicket(TicketId),
    /// Nothing can have happened in it.
    #[error("the period {0} has not begun in the factory's time; name one that has")]
    PeriodAhead(Period),
    /// Nobody who could answer for it.
    #[error("{0} does not work here, or was never registered; name somebody of the directory")]
    UnknownOwner(PersonId),
    /// Nothing is looked for.
    #[error("the analysis is {}", name(*.0))]
    NotOpen(Stage),
    /// No such cause.
    #[error("the analysis has {causes} causes; there is no cause {cause}")]
    NoSuchCause {
        /// The cause.
        cause: u32,
        /// How many there are.
        causes: usize,
    },
    /// Nobody says so any more.
    #[error("cause {0} was withdrawn; add it again (add-cause)")]
    Withdrawn(u32),
    /// A chain of "why?" stays on its bone.
    #[error("cause {parent} is of the category {}; a cause below it is of the same", .category.name())]
    OtherCategory {
        /// The cause above.
        parent: u32,
        /// Its category.
        category: CauseCategory,
    },
    /// More than the diagram can hold.
    #[error("cause {0} is the third of its chain, and has none below it; put what is behind it into the evidence")]
    TooDeep(u32),
    /// More than anybody keeps in view.
    #[error("an analysis has at most 200 causes, those that were withdrawn too; make two of it")]
    TooManyCauses,
    /// It shows nothing.
    #[error("say what the evidence shows (`text`), or name a file (`files`)")]
    EmptyEvidence,
    /// More than anybody opens.
    #[error("a piece of evidence has at most 10 files, not {0}; put them together")]
    TooManyFiles(usize),
    /// More than anybody weighs.
    #[error("cause {0} has 20 pieces of evidence, which is the most; judge it (judge-cause)")]
    TooMuchEvidence(u32),
    /// Four eyes.
    #[error("you added cause {0} yourself; somebody else judges it")]
    Own(u32),
    /// By what?
    #[error("nothing speaks for or against cause {0} yet; add what does (add-evidence)")]
    NoEvidence(u32),
    /// What was found is not put aside.
    #[error("cause {0} is confirmed, and stands with those above it; judge it again first (judge-cause)")]
    Confirmed(u32),
    /// Nothing was found.
    #[error("no cause is confirmed yet (judge-cause)")]
    NothingConfirmed,
    /// Something is still to be found out.
    #[error("cause {0} is open; judge it (judge-cause) or withdraw it (withdraw-cause) first")]
    StillOpen(u32),
    /// Which is it?
    #[error("say which of the confirmed causes are the root causes (`root_causes`)")]
    NoRootCause,
    /// It is none.
    #[error("cause {0} is not confirmed, and cannot be a root cause")]
    NotConfirmed(u32),
}

const fn name(stage: Stage) -> &'static str {
    match stage {
        Stage::Unopened => "unknown",
        Stage::Open => "open",
        Stage::Concluded => "concluded; let it go on first (reopen)",
    }
}

impl Refuse for CauseAnalysisRefusal {
    #[rustfmt::skip]
    fn about(&self) -> About {
        use RefusalKind::{Permission, State, Value};
        let about = |code, kind, zh, en| About::new(code, kind, "P5.2", zh, en);
        match self {
            Self::ConcernsNothing => about("analysis_concerns_nothing", Value, "未说明分析对象", "it concerns nothing"),
            Self::UnknownTicket(_) => about("unknown_ticket", Value, "工单不存在", "there is no such ticket"),
            Self::PeriodAhead(_) => about("period_ahead", Value, "统计期尚未开始", "the period has not begun"),
            Self::UnknownOwner(_) => about("unknown_person", Value, "人员不存在", "there is no such person"),
            Self::NotOpen(_) => about("analysis_not_open", State, "分析不在进行中", "the analysis is not open"),
            Self::NoSuchCause { .. } => about("no_such_cause", Value, "原因不存在", "there is no such cause"),
            Self::Withdrawn(_) => about("cause_withdrawn", State, "原因已撤回", "the cause was withdrawn"),
            Self::OtherCategory { .. } => about("other_cause_category", Value, "与上级原因类别不同", "of another category"),
            Self::TooDeep(_) => about("cause_too_deep", Value, "原因层级过深", "the chain is too long"),
            Self::TooManyCauses => about("too_many_causes", State, "原因过多", "too many causes"),
            Self::EmptyEvidence => about("empty_evidence", Value, "证据内容为空", "the evidence is empty"),
            Self::TooManyFiles(_) => about("too_many_files", Value, "附件过多", "too many files"),
            Self::TooMuchEvidence(_) => about("too_much_evidence", State, "证据过多", "too much evidence"),
            Self::Own(_) => about("own_entry", Permission, "须由他人决定", "somebody else decides"),
            Self::NoEvidence(_) => about("cause_without_evidence", State, "原因尚无证据", "there is no evidence yet"),
            Self::Confirmed(_) => about("cause_is_confirmed", State, "原因已确认", "the cause is confirmed"),
            Self::NothingConfirmed => about("no_confirmed_cause", State, "尚无已确认的原因", "no cause is confirmed"),
            Self::StillOpen(_) => about("cause_open", State, "仍有原因待验证", "a cause is open"),
            Self::NoRootCause => about("no_root_cause", Value, "未指明根本原因", "no root cause is named"),
            Self::NotConfirmed(_) => about("root_cause_not_confirmed", Value, "根本原因未经确认", "the root cause is not confirmed"),
        }
    }
}
