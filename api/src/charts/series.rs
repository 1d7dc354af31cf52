//! What charts over time share: periods from left to right, values upwards.

use super::axis::Axis;
use super::geometry::{Rect, Scale, point, rect, spread};
use super::look::{AXIS, Font, GRID, INK, SOFT, font, solid};
use super::number::Unit;
use super::picture::{MARGIN, WIDTH, fitted};
use super::svg::Svg;
use super::text::{clean, cut};

/// How high the plot is.
const PLOT: f64 = 280.0;

/// The room at the right, for words beside the newest values.
const NOTES: f64 = 124.0;

const TICKS: Font = font(11.5, SOFT);

/// One period of a chart over time: a month, a quarter, a year.
#[derive(Debug, Clone, PartialEq)]
pub struct Period<P> {
    /// How it is called: 2026-03.
    pub label: String,
    /// What there is to say about it; a period without data leaves a gap.
    pub point: Option<P>,
}

/// Where values over time are drawn.
#[derive(Debug)]
pub(super) struct Plot {
    pub(super) area: Rect,
    /// How wide a period is.
    pub(super) slot: f64,
    axis: Axis,
}

impl Plot {
    /// Room for so many periods with values from `low` to `high`, from `top` down. An axis that would begin shortly
    /// above 0 begins there: half an axis makes a small change look large.
    pub(super) fn new(top: f64, periods: usize, (low, high): (f64, f64), unit: Unit) -> Self {
        let low = if low > 0.0 && low < high * 0.6 { 0.0 } else { low };
        let axis = Axis::holding(low, high, 6, unit);
        let widest = axis.ticks.iter().map(|tick| TICKS.width(&axis.text(*tick))).fold(0.0, f64::max);
        let left = MARGIN + widest + 10.0;
        let area = rect(left, top, WIDTH - MARGIN - NOTES - left, PLOT);
        Self { area, slot: area.width / periods.max(1) as f64, axis }
    }

    /// How high the whole picture is.
    pub(super) fn bottom(&self) -> f64 {
        self.area.bottom() + 40.0
    }

    /// The middle of a period.
    pub(super) fn x(&self, period: usize) -> f64 {
        self.area.x + self.slot * (period as f64 + 0.5)
    }

    pub(super) fn y(&self, value: f64) -> f64 {
        let scale = Scale { low: self.axis.low(), high: self.axis.high(), from: self.area.bottom(), to: self.area.y };
        scale.at(value)
    }

    /// Grid, axes and the names of periods: as many as have room, counted back from the newest.
    pub(super) fn draw(&self, svg: &mut Svg, labels: &[&str]) {
        let area = self.area;
        for tick in &self.axis.ticks {
            let y = self.y(*tick);
            svg.line(point(area.x, y), point(area.right(), y), solid(GRID, 1.0));
            svg.text(point(area.x - 9.0, y + 4.0), TICKS.end(), &self.axis.text(*tick));
        }
        svg.line(point(area.x, area.bottom()), point(area.right(), area.bottom()), solid(AXIS, 1.0));
        let labels: Vec<String> = labels.iter().map(|label| clean(label)).collect();
        let shown: Vec<String> = labels.iter().map(|label| cut(label, TICKS.measure(), 110.0)).collect();
        let widest = shown.iter().map(|label| TICKS.width(label)).fold(0.0, f64::max);
        let each = ((widest + 10.0) / self.slot).ceil().max(1.0) as usize;
        for (at, (shown, label)) in shown.iter().zip(&labels).enumerate() {
            if (labels.len() - 1 - at).is_multiple_of(each) {
                let x = self.x(at);
                svg.line(point(x, area.bottom()), point(x, area.bottom() + 4.0), solid(AXIS, 1.0));
                svg.cut_text(point(x, area.bottom() + 20.0), TICKS.middle(), shown, label);
            }
        }
    }

    /// Words at the right of the plot, each at its value, moved apart where they would touch.
    pub(super) fn notes(&self, svg: &mut Svg, notes: &[(f64, String)]) {
        let mut places: Vec<f64> = notes.iter().map(|(value, _)| self.y(*value) + 4.0).collect();
        spread(&mut places, 16.0, self.area.y, self.area.bottom() + 4.0);
        for (y, (_, text)) in places.iter().zip(notes) {
            let at = point(self.area.right() + 10.0, *y);
            fitted(svg, at, font(11.5, INK), text, NOTES - 10.0 + MARGIN / 2.0);
        }
    }
}

/// The smallest and the largest of values.
pub(super) fn span(values: impl IntoIterator<Item = f64>) -> (f64, f64) {
    let ends = values.into_iter().fold(None, |ends: Option<(f64, f64)>, value| {
        Some(ends.map_or((value, value), |(low, high)| (low.min(value), high.max(value))))
    });
    ends.unwrap_or((0.0, 1.0))
}

/// Runs of periods with data, each with the place of its first one; gaps part them.
pub(super) fn runs<P: Copy>(points: &[Option<P>]) -> Vec<(usize, Vec<P>)> {
    let mut runs: Vec<(usize, Vec<P>)> = Vec::new();
    let mut open = false;
    for (at, point) in points.iter().enumerate() {
        match (point, runs.last_mut().filter(|_| open)) {
            (Some(point), Some((_, run))) => run.push(*point),
            (Some(point), None) => runs.push((at, vec![*point])),
            (None, _) => {}
        }
        open = point.is_some();
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_part_runs() {
        let runs = runs(&[None, Some(1), Some(2), None, None, Some(3)]);
        assert_eq!(runs, [(1, vec![1, 2]), (5, vec![3])]);
    }
}
