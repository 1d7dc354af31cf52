use events_schema::ids::TicketId;

use crate::refusal::{About, RefusalKind, Refuse};

/// Why a ticket is not merged, or an entry not moved.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RecordRefusal {
    /// No such ticket.
    #[error("there is no ticket {0}")]
    UnknownTicket(TicketId),
    /// Nothing else.
    #[error("name another ticket than this one")]
    ItselfAgain,
    /// Round and round.
    #[error("{0} was merged into this one already; the merge would be a circle")]
    MergeInCircle(TicketId),
    /// The wrong way round.
    #[error("{0} was not received before this one; merge that one into this one instead")]
    NotEarlier(TicketId),
    /// It could not have been recorded there.
    #[error("it does not fit there: {0}; what belongs together is retracted here and recorded there anew")]
    DoesNotFitThere(String),
}

impl Refuse for RecordRefusal {
    fn about(&self) -> About {
        use RefusalKind::{State, Value};
        let about = |code, kind, zh, en| About::new(code, kind, "P5.1", zh, en);
        match self {
            Self::UnknownTicket(_) => about("unknown_ticket", Value, "工单不存在", "there is no such ticket"),
            Self::ItselfAgain => about("itself_again", Value, "不能是同一工单", "it is the same ticket"),
            Self::MergeInCircle(_) => about("merge_in_circle", State, "合并成环", "the merge would be a circle"),
            Self::NotEarlier(_) => about("not_earlier", State, "只能并入更早的工单", "the other ticket is not earlier"),
            Self::DoesNotFitThere(_) => {
                about("does_not_fit_there", State, "目标工单不符合条件", "it does not fit there")
            }
        }
    }
}
