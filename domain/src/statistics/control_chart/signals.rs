//! What a chart says: where more than chance is at work, and whether it is better now.

use schemars::JsonSchema;
use serde::Serialize;

use super::{ControlChart, Plotted, Side};

/// With fewer points the limits themselves are chance.
const POINTS_FOR_SIGNALS: usize = 12;

/// So many in a row on one side are a signal: one chance in 128 that eight fall where the first one fell.
const POINTS_OF_A_RUN: usize = 8;

/// Whether a chart can be read, and what it says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Reading {
    /// 数据不足: fewer than 12 points have data. No signal is looked for.
    NotEnoughData {
        /// How many have.
        points: usize,
    },
    /// There are enough points.
    Read {
        /// Where more than chance is at work, by the last point of each signal; none: nothing but chance can be seen.
        signals: Vec<Signal>,
    },
}

/// Where more than chance is at work. Points are counted from 0, gaps included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, JsonSchema)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Signal {
    /// One point beyond its limits, which lie at three standard deviations (Western Electric rule 1, Nelson rule 1).
    BeyondLimit {
        /// Which one.
        point: usize,
        /// Beyond which limit.
        side: Side,
    },
    /// Eight points or more in a row on one side of the centre (Western Electric rule 4). A point exactly on the centre
    /// ends the row; a gap neither ends it nor counts.
    Run {
        /// The first one.
        from: usize,
        /// The last one.
        to: usize,
        /// How many they are.
        points: usize,
        /// On which side.
        side: Side,
    },
}

/// Which way is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Aim {
    /// More is better, as of what is done in time.
    Higher,
    /// Less is better, as of what comes back.
    Lower,
}

/// How things go, in a word for management.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Trend {
    /// 数据不足: nobody can tell yet.
    NotEnoughData,
    /// 平稳: nothing but chance can be seen at the newest point.
    Steady,
    /// 改善: a change for the better that is more than chance.
    Better,
    /// 恶化: a change for the worse that is more than chance.
    Worse,
}

impl Signal {
    /// The point with which it came to be seen, or by which it was seen last.
    #[must_use]
    pub const fn last_point(self) -> usize {
        match self {
            Self::BeyondLimit { point, .. } => point,
            Self::Run { to, .. } => to,
        }
    }

    /// Its side of the centre.
    #[must_use]
    pub const fn side(self) -> Side {
        match self {
            Self::BeyondLimit { side, .. } | Self::Run { side, .. } => side,
        }
    }
}

impl ControlChart {
    /// How things go now: what the signals say to which the newest point with data belongs. It lies beyond a limit, or
    /// ends a run of eight or more; both can only say the same side. A signal that is over says nothing of today and
    /// gives `Steady`.
    #[must_use]
    pub fn trend(&self, aim: Aim) -> Trend {
        let signals = match &self.reading {
            Reading::NotEnoughData { .. } => return Trend::NotEnoughData,
            Reading::Read { signals } => signals,
        };
        let newest = self.points.iter().rposition(Option::is_some);
        match (signals.iter().find(|signal| Some(signal.last_point()) == newest).map(|signal| signal.side()), aim) {
            (None, _) => Trend::Steady,
            (Some(Side::Above), Aim::Higher) | (Some(Side::Below), Aim::Lower) => Trend::Better,
            (Some(Side::Above), Aim::Lower) | (Some(Side::Below), Aim::Higher) => Trend::Worse,
        }
    }
}

pub(super) fn read(points: &[Option<Plotted>]) -> Reading {
    let with_data: Vec<(usize, Plotted)> =
        points.iter().enumerate().filter_map(|(at, point)| Some((at, (*point)?))).collect();
    if with_data.len() < POINTS_FOR_SIGNALS {
        return Reading::NotEnoughData { points: with_data.len() };
    }
    let beyond = with_data.iter().filter_map(|(point, plotted)| {
        let side = plotted.side.filter(|side| match side {
            Side::Above => plotted.value > plotted.limits.high,
            Side::Below => plotted.value < plotted.limits.low,
        })?;
        Some(Signal::BeyondLimit { point: *point, side })
    });
    let runs = with_data.chunk_by(|(_, one), (_, next)| one.side == next.side).filter_map(|run| {
        let ((from, first), (to, _)) = (run.first()?, run.last()?);
        let side = first.side.filter(|_| run.len() >= POINTS_OF_A_RUN)?;
        Some(Signal::Run { from: *from, to: *to, points: run.len(), side })
    });
    let mut signals: Vec<Signal> = beyond.chain(runs).collect();
    signals.sort_by_key(|signal| signal.last_point());
    Reading::Read { signals }
}
