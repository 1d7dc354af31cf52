use events_schema::ids::PersonId;
use events_schema::{EventId, Timestamp};

use crate::clocks::ClockId;
use crate::refusal::{About, RefusalKind, Refuse};

/// Why something about clocks is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TimingRefusal {
    /// It waits for that already.
    #[error("it waits for that already; release {0} first")]
    AlreadyHeld(EventId),
    /// For what?
    #[error("say in `explanation` what it waits for")]
    ExplanationMissing,
    /// No hold.
    #[error("{0} is no hold of this ticket")]
    NotAHold(EventId),
    /// No arrival that could be late.
    #[error("no arrival is due that could be waived; only arrivals can")]
    NothingToWaive,
    /// Evidence that is there no longer.
    #[error("the record does not speak for that verdict any more; refuse {0} instead")]
    NotContested(EventId),
    /// Nobody of the directory.
    #[error("the directory has nobody {0} who works here; see GET /v1/people")]
    UnknownPerson(PersonId),
    /// No such clock.
    #[error("the ticket has no clock {} number {} in episode {}; see GET /v1/tickets/{{id}}/clocks", .0.clock, .0.number, .0.episode)]
    NoSuchClock(ClockId),
    /// Nothing to reassess.
    #[error("the record says what the verdict of the clock {} says", .0.clock)]
    VerdictUncontested(ClockId),
    /// What is still to come needs no permission.
    #[error("{0} lies in the future; say how far back the late entry may reach")]
    NothingLate(Timestamp),
    /// Four eyes.
    #[error("nobody allows himself to enter something so late; another person does")]
    OwnLateEntry,
}

impl Refuse for TimingRefusal {
    fn about(&self) -> About {
        use RefusalKind::{Permission, State, Value};
        let about = About::new;
        match self {
            Self::AlreadyHeld(_) => {
                about("already_held", State, "open point 3", "已因此暂停", "it waits for that already")
            }
            Self::ExplanationMissing => {
                about("explanation_missing", Value, "open point 3", "缺少说明", "the explanation is missing")
            }
            Self::NotAHold(_) => about("not_a_hold", Value, "open point 3", "不是暂停记录", "it is no hold"),
            Self::NothingToWaive => {
                about("nothing_to_waive", State, "open point 2", "没有可豁免的到场时限", "there is nothing to waive")
            }
            Self::NotContested(_) => {
                about("not_contested", State, "open point 8", "记录已不支持该结论", "the record says so no longer")
            }
            Self::UnknownPerson(_) => {
                about("unknown_person", Value, "open point 8", "人员不存在", "there is no such person")
            }
            Self::NoSuchClock(_) => {
                about("no_such_clock", Value, "open point 8", "时限不存在", "there is no such clock")
            }
            Self::VerdictUncontested(_) => {
                about("verdict_uncontested", State, "open point 8", "判定无争议", "nothing speaks against the verdict")
            }
            Self::NothingLate(_) => about("nothing_late", Value, "open point 8", "时间在未来", "nothing there is late"),
            Self::OwnLateEntry => {
                about("own_late_entry", Permission, "open point 8", "不得批准自己补录", "it is your own late entry")
            }
        }
    }
}
