//! Control charts (控制图): which change is more than chance (P5.3, trend).
//!
//! The charts are Shewhart's for attributes (ISO 7870-2): the p chart for rates, the u chart for events among so many
//! that are exposed. Where the whole counts thousands, chance in the binomial sense is so small that every point would
//! be a signal; there Laney's p' chart (Laney 2002) takes the spread from the points themselves.

mod signals;
#[cfg(test)]
mod tests;

pub use signals::{Aim, Reading, Signal, Trend};

use std::cmp::Ordering;

use schemars::JsonSchema;
use serde::Serialize;

use super::rate::{Bounds, Incidence, Rate};

/// From how many on, in the mean of all points with data, a rate's chart is Laney's.
const MEAN_WHOLE_FOR_LANEY: u64 = 1_000;

/// What two values of a normal distribution differ by in the mean, in standard deviations (d2 for two, ISO 7870-2).
const MEAN_RANGE_OF_TWO: f64 = 1.128;

/// Points over time with the limits of what chance makes.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ControlChart {
    /// Which chart it is.
    pub kind: ChartKind,
    /// The middle line, a ratio of sums over all points; absent without any data.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub centre: Option<f64>,
    /// In the order in which they came, `None` for a gap: a point without data.
    pub points: Vec<Option<Plotted>>,
    /// What the points say.
    pub reading: Reading,
}

/// By which formula the limits are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, JsonSchema)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum ChartKind {
    /// `p ± 3·sqrt(p·(1 - p)/n)`.
    P,
    /// `p ± 3·sqrt(p·(1 - p)/n)·σz`.
    LaneyP {
        /// How much wider than the p chart's the limits are: more than 1 where rates vary more than chance would let
        /// them.
        sigma_z: f64,
    },
    /// `u ± 3·sqrt(u/n)`.
    U,
}

/// A point on a chart.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, JsonSchema)]
pub struct Plotted {
    /// Its value.
    pub value: f64,
    /// Its own limits: the fewer it counts, the wider.
    pub limits: Bounds,
    /// On which side of the centre it lies; absent where it lies exactly on it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub side: Option<Side>,
}

/// A side of the centre.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// More than the centre.
    Above,
    /// Less than the centre.
    Below,
}

/// The chart of rates, the oldest first.
///
/// - p: the centre `p = Σpart / Σwhole`, limits `p ± 3·sqrt(p·(1 - p)/n)` with the n of each point, cut at 0 and 1.
/// - Laney p', where the mean n of the points with data is 1,000 or more: `p ± 3·sqrt(p·(1 - p)/n)·σz`, cut as well.
///   With `z_i = (p_i - p) / sqrt(p·(1 - p)/n_i)`, `σz` is the mean of `|z_i - z_(i-1)|` over points that follow each
///   other, gaps left out, divided by 1.128. Where nothing varies (a centre of 0 or 1) or no point follows another
///   there is no z, and the chart is p.
#[must_use]
pub fn p_chart(rates: &[Rate]) -> ControlChart {
    let points: Vec<Counted> = rates.iter().map(|rate| Counted { part: rate.part(), whole: rate.whole() }).collect();
    let deviation = |centre: f64, n: f64| (centre * (1.0 - centre) / n).sqrt();
    let sigma_z = sigma_z(&points, deviation);
    let kind = sigma_z.map_or(ChartKind::P, |sigma_z| ChartKind::LaneyP { sigma_z });
    // Times 1 changes no digit.
    draw(kind, &points, 1.0, |centre, n| 3.0 * deviation(centre, n) * sigma_z.unwrap_or(1.0))
}

/// The chart of events among so many that are exposed, the oldest first.
///
/// u: the centre `u = Σevents / Σexposed`, limits `u ± 3·sqrt(u/n)` with the n of each point, cut at 0.
#[must_use]
pub fn u_chart(incidences: &[Incidence]) -> ControlChart {
    let counted = |one: &Incidence| Counted { part: one.events, whole: one.exposed };
    let points: Vec<Counted> = incidences.iter().map(counted).collect();
    draw(ChartKind::U, &points, f64::INFINITY, |centre, n| 3.0 * (centre / n).sqrt())
}

/// What a point counts; with a whole of 0 it is a gap.
#[derive(Debug, Clone, Copy)]
struct Counted {
    part: u64,
    whole: u64,
}

impl Counted {
    fn value(self) -> f64 {
        self.part as f64 / self.whole as f64
    }

    fn has_data(self) -> bool {
        self.whole > 0
    }

    /// Compared in whole numbers, so that a point on the centre is on it and not beside it by a last digit.
    fn side_of(self, sums: Self) -> Option<Side> {
        let (own, centre) =
            (u128::from(self.part) * u128::from(sums.whole), u128::from(sums.part) * u128::from(self.whole));
        match own.cmp(&centre) {
            Ordering::Less => Some(Side::Below),
            Ordering::Equal => None,
            Ordering::Greater => Some(Side::Above),
        }
    }
}

fn sums(points: &[Counted]) -> Counted {
    points.iter().filter(|point| point.has_data()).fold(Counted { part: 0, whole: 0 }, |sums, point| Counted {
        part: sums.part.saturating_add(point.part),
        whole: sums.whole.saturating_add(point.whole),
    })
}

/// By how much the points vary more than the binomial distribution says; nothing where Laney's chart does not apply.
fn sigma_z(points: &[Counted], deviation: impl Fn(f64, f64) -> f64) -> Option<f64> {
    let sums = sums(points);
    let with_data: Vec<Counted> = points.iter().copied().filter(|point| point.has_data()).collect();
    let counts_thousands = u128::from(sums.whole) >= u128::from(MEAN_WHOLE_FOR_LANEY) * with_data.len() as u128;
    if with_data.len() < 2 || !counts_thousands || sums.part == 0 || sums.part == sums.whole {
        return None;
    }
    let centre = sums.value();
    let z: Vec<f64> =
        with_data.iter().map(|point| (point.value() - centre) / deviation(centre, point.whole as f64)).collect();
    let ranges: f64 = z.windows(2).map(|pair| (pair[1] - pair[0]).abs()).sum();
    Some(ranges / (z.len() - 1) as f64 / MEAN_RANGE_OF_TWO)
}

fn draw(kind: ChartKind, points: &[Counted], highest: f64, reach: impl Fn(f64, f64) -> f64) -> ControlChart {
    let sums = sums(points);
    let centre = sums.has_data().then(|| sums.value());
    let plot = |point: &Counted| {
        let centre = centre.filter(|_| point.has_data())?;
        let reach = reach(centre, point.whole as f64);
        let limits = Bounds { low: (centre - reach).max(0.0), high: (centre + reach).min(highest) };
        Some(Plotted { value: point.value(), limits, side: point.side_of(sums) })
    };
    let points: Vec<Option<Plotted>> = points.iter().map(plot).collect();
    let reading = signals::read(&points);
    ControlChart { kind, centre, points, reading }
}
