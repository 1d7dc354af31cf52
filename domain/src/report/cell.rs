//! The values of a report.

use events_schema::values::{Amount, Currency, Points};
use events_schema::{Duration, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::measures::{Share, TimeShare};
use crate::statistics::rate::Difference;

/// A value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Cell {
    /// There is nothing to say: not known, or nothing that it could be said of.
    Nothing,
    /// So many.
    Count {
        /// How many.
        count: u64,
    },
    /// So many of so many.
    Share(Share),
    /// So much time of so much.
    TimeShare(TimeShare),
    /// A mean of whole numbers.
    Mean {
        /// What they add up to.
        sum: u64,
        /// How many they are.
        whole: u64,
        /// `sum / whole`.
        mean: f64,
    },
    /// How long.
    Span {
        /// ISO 8601, as `PT2H30M`.
        span: Duration,
    },
    /// By how much a share rose, from -1 to 1, with its interval. It follows from two other cells.
    Change(Difference),
    /// So much of a whole, cumulated: from 0 to 1. It follows from other cells.
    Ratio {
        /// The ratio.
        ratio: f64,
    },
    /// The sum of shares of responsibility; 1 is the whole of one issue.
    Shares {
        /// In hundredths of a per cent: 10000 is the whole of one issue.
        hundredths: u64,
    },
    /// Points of a score.
    Points {
        /// How many.
        points: Points,
    },
    /// An amount of money.
    Money {
        /// How much.
        amount: Amount,
        /// Of what.
        currency: Currency,
    },
    /// An instant.
    Instant {
        /// When.
        at: Timestamp,
    },
    /// A word of the vocabulary, as `effective`.
    Word {
        /// Its name.
        word: String,
    },
    /// A text as somebody wrote it, or a code.
    Text {
        /// The text.
        text: String,
    },
}

impl Cell {
    /// So many.
    #[must_use]
    pub const fn count(count: u64) -> Self {
        Self::Count { count }
    }

    /// What there is, or nothing.
    #[must_use]
    pub fn of<T>(value: Option<T>, cell: impl FnOnce(T) -> Self) -> Self {
        value.map_or(Self::Nothing, cell)
    }

    /// How long, if it is known.
    #[must_use]
    pub fn span(span: Option<Duration>) -> Self {
        Self::of(span, |span| Self::Span { span })
    }

    /// Whether it says the same: what follows from other cells says nothing of its own, and what was counted decides, not how
    /// it was rounded.
    #[must_use]
    pub fn says_the_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Share(a), Self::Share(b)) => (a.part, a.whole) == (b.part, b.whole),
            (Self::TimeShare(a), Self::TimeShare(b)) => (a.met_us, a.counted_us) == (b.met_us, b.counted_us),
            (Self::Mean { sum: a, whole: of, .. }, Self::Mean { sum: b, whole: other, .. }) => (a, of) == (b, other),
            (Self::Change(_) | Self::Ratio { .. }, Self::Change(_) | Self::Ratio { .. } | Self::Nothing)
            | (Self::Nothing, Self::Change(_) | Self::Ratio { .. }) => true,
            (a, b) => a == b,
        }
    }
}
