//! What stands behind a figure: the observations that it counts, each with its ticket and its event.

use events_schema::facts::sla_policy::ClockKind;
use events_schema::ids::TicketId;
use events_schema::values::{Amount, Currency};
use events_schema::{Duration, EventId, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::case::{Case, SignKind};
use super::observation::{Is, Look, Observation, Stage, observations};
use super::table::Wanted;

/// A figure, by what it counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Figure {
    /// Reports.
    Received,
    /// Ends.
    Ended,
    /// Ends of handling, with whether the customer had rated.
    Answered,
    /// Ends of handling, with whether all judged clocks were met.
    Kept,
    /// Ratings.
    Rated,
    /// Judged clocks.
    Judged,
    /// Clocks that run and are not due.
    Running,
    /// Shares of the time of judged clocks.
    Owned,
    /// Times from the report to a stage.
    Took,
    /// Solutions, with whether they came back.
    Solved,
    /// Solved issues, with whether the fault was reported again.
    Recurred,
    /// Solved issues with a visit, with whether the first was enough.
    FirstVisit,
    /// Entries of a ticket, with how many were late.
    Entries,
    /// Signs of gaming.
    Sign,
    /// What was spent.
    Cost,
    /// Engines that ran again after they had stood still.
    Downtime,
}

/// An observation as it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Seen {
    /// When it counts.
    pub at: Timestamp,
    /// The ticket.
    pub ticket: TicketId,
    /// The event behind it.
    pub event: EventId,
    /// What was seen.
    #[serde(flatten)]
    pub is: Shown,
}

/// What was seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(tag = "figure", rename_all = "snake_case")]
pub enum Shown {
    /// A report.
    Received,
    /// An end.
    Ended {
        /// closed, closed_unconfirmed, withdrawn or merged.
        how: &'static str,
    },
    /// An end of handling.
    Answered {
        /// Whether the customer had rated.
        counts: bool,
    },
    /// An end of handling.
    Kept {
        /// Whether all judged clocks were met.
        counts: bool,
        /// The same without those whose deadline was waived; absent if none is left.
        #[serde(skip_serializing_if = "Option::is_none")]
        adjusted: Option<bool>,
    },
    /// A rating.
    Rated {
        /// From 1 to 5.
        rating: u8,
    },
    /// A judged clock.
    Judged {
        /// Which clock.
        clock: ClockKind,
        /// The episode of the ticket.
        episode: u32,
        /// Which of its kind in the episode.
        number: u32,
        /// Whether it was met.
        counts: bool,
        /// Whether its deadline was waived.
        waived: bool,
        /// Whether another person changed the verdict.
        reassessed: bool,
    },
    /// A clock that runs.
    Running {
        /// Which clock.
        clock: ClockKind,
        /// The episode of the ticket.
        episode: u32,
        /// Which of its kind in the episode.
        number: u32,
    },
    /// Somebody's share of a judged clock's time.
    Owned {
        /// Whether it was met.
        counts: bool,
        /// How much of its time he had, in microseconds.
        counted_us: u64,
    },
    /// A stage that was reached.
    Took {
        /// The stage.
        stage: Stage,
        /// How long after the report.
        took: Duration,
    },
    /// A solution.
    Solved {
        /// Whether it came back.
        counts: bool,
    },
    /// A solved issue.
    Recurred {
        /// Which window of the policy, from 1.
        window: usize,
        /// Whether it was reported again in it; absent while it has not elapsed.
        #[serde(skip_serializing_if = "Option::is_none")]
        counts: Option<bool>,
    },
    /// A solved issue with a visit.
    FirstVisit {
        /// Whether the first one was enough; absent while that is not known.
        #[serde(skip_serializing_if = "Option::is_none")]
        counts: Option<bool>,
    },
    /// A ticket's entries.
    Entries {
        /// How many.
        entries: u32,
        /// How many were late.
        late: u32,
    },
    /// A sign of gaming.
    Sign {
        /// hold_near_deadline, downgrade_near_deadline or closed_and_reopened.
        of: &'static str,
    },
    /// Something that was spent.
    Cost {
        /// How much.
        amount: Amount,
        /// Of what.
        currency: Currency,
    },
    /// An engine ran again.
    Downtime {
        /// How long it had stood still.
        stood_still: Duration,
    },
}

impl Shown {
    fn of(is: Is<'_>) -> Self {
        match is {
            Is::Received => Self::Received,
            Is::Ended(how) => Self::Ended { how: how.name() },
            Is::Answered(counts) => Self::Answered { counts },
            Is::Kept(counts, adjusted) => Self::Kept { counts, adjusted },
            Is::Rated(rating) => Self::Rated { rating },
            Is::Judged(of, counts) => Self::Judged {
                clock: of.clock,
                episode: of.episode,
                number: of.number,
                counts,
                waived: of.is_waived,
                reassessed: of.first.is_some(),
            },
            Is::Runs(of) => Self::Running { clock: of.clock, episode: of.episode, number: of.number },
            Is::Owned(owner, counts) => Self::Owned { counts, counted_us: owner.counted },
            Is::Took(stage, took) => Self::Took { stage, took },
            Is::Solved(back) => Self::Solved { counts: back.is_some() },
            Is::Recurred(nth, counts) => Self::Recurred { window: nth + 1, counts },
            Is::FirstVisit(counts) => Self::FirstVisit { counts },
            Is::Entries(entries, late) => Self::Entries { entries, late },
            Is::Cost(amount, currency) => Self::Cost { amount, currency },
            Is::StoodStill(stood_still) => Self::Downtime { stood_still },
            Is::Sign(kind) => Self::Sign {
                of: match kind {
                    SignKind::HoldNearDeadline => "hold_near_deadline",
                    SignKind::DowngradeNearDeadline => "downgrade_near_deadline",
                    SignKind::ClosedAndReopened => "closed_and_reopened",
                },
            },
        }
    }

    const fn figure(&self) -> Figure {
        match self {
            Self::Received => Figure::Received,
            Self::Ended { .. } => Figure::Ended,
            Self::Answered { .. } => Figure::Answered,
            Self::Kept { .. } => Figure::Kept,
            Self::Rated { .. } => Figure::Rated,
            Self::Judged { .. } => Figure::Judged,
            Self::Running { .. } => Figure::Running,
            Self::Owned { .. } => Figure::Owned,
            Self::Took { .. } => Figure::Took,
            Self::Solved { .. } => Figure::Solved,
            Self::Recurred { .. } => Figure::Recurred,
            Self::FirstVisit { .. } => Figure::FirstVisit,
            Self::Entries { .. } => Figure::Entries,
            Self::Sign { .. } => Figure::Sign,
            Self::Cost { .. } => Figure::Cost,
            Self::Downtime { .. } => Figure::Downtime,
        }
    }
}

/// Whose observations are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose<'a> {
    /// All.
    All,
    /// Those under this key of the cut; `None`: those of which it is not known.
    Key(Option<&'a str>),
}

/// The observations behind a figure, in order of time.
#[must_use]
pub fn behind<'a>(
    wanted: Wanted<'_>,
    look: Look<'_>,
    cases: impl IntoIterator<Item = &'a Case>,
    figure: Figure,
    whose: Whose<'_>,
) -> Vec<Seen> {
    let mut seen = Vec::new();
    for case in cases {
        let key = wanted.cut.and_then(|cut| cut.key(case));
        let is_his = |of: &Observation<'_>| match (whose, of.is, wanted.cut) {
            (Whose::All, _, _) => true,
            (Whose::Key(key), Is::Owned(owner, _), Some(cut)) => cut.owner(owner) == Some(key),
            (Whose::Key(wanted), _, _) => key.as_deref() == wanted,
        };
        observations(case, look, |of| {
            let is = Shown::of(of.is);
            if is.figure() == figure && wanted.windows.iter().any(|window| window.holds(of.at)) && is_his(&of) {
                seen.push(Seen { at: of.at, ticket: of.ticket, event: of.event, is });
            }
        });
    }
    seen.sort_by_key(|of| (of.at, of.ticket, of.event));
    seen
}
