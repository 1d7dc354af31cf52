//! The trend chart (趋势图): how a measure goes, and how sure one can be of it (P5.3).

use super::geometry::{point, rect};
use super::legend::{Sample, legend};
use super::look::{ALARM, LIGHT, Mark, Pen, SOFT, STRONG, dashed, solid};
use super::number::{Unit, sane};
use super::picture::{Blank, Caption, MARGIN, WIDTH, blank};
use super::series::{Period, Plot, runs, span};
use super::svg::{Path, Svg};
use super::text::clean;
use super::words::{Language, Phrase, Speaks};

const BAND: &str = "#d9e5f1";
const TARGET: Pen = dashed(ALARM, 1.5, "8 4");

/// A measure over time.
#[derive(Debug, Clone, PartialEq)]
pub struct Trend {
    /// How values are written.
    pub unit: Unit,
    /// The oldest first.
    pub periods: Vec<Period<TrendPoint>>,
    /// What is aimed at, if something is.
    pub target: Option<Target>,
}

/// A value of a measure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TrendPoint {
    /// The value.
    pub value: f64,
    /// Between what the true value lies, the lower end first; absent where nobody knows.
    pub interval: Option<(f64, f64)>,
}

/// What a measure is to come to.
#[derive(Debug, Clone, PartialEq)]
pub struct Target {
    /// The value.
    pub value: f64,
    /// What it is called; empty for just 目标, target.
    pub label: String,
}

impl Trend {
    /// The chart.
    #[must_use]
    pub fn svg(&self, caption: &Caption<'_>) -> String {
        let points: Vec<Option<TrendPoint>> = self.periods.iter().map(|period| period.point.and_then(drawn)).collect();
        let Some(newest) = points.iter().rev().find_map(|point| *point) else {
            return blank(caption, Blank::NoData);
        };
        let language = caption.language;
        let target = self.target(language);
        let values = points.iter().flatten().flat_map(|one| {
            let (low, high) = one.interval.unwrap_or((one.value, one.value));
            [one.value, low, high]
        });
        let values = values.chain(target.as_ref().map(|(value, _)| *value));
        let plot = Plot::new(caption.below() + 48.0, points.len(), span(values), self.unit);

        let mut svg = caption.open(plot.bottom(), &self.says(&points, target.as_ref(), language));
        key(&mut svg, caption, &points, target.as_ref());
        bands(&mut svg, &plot, &points);
        let labels: Vec<&str> = self.periods.iter().map(|period| period.label.as_str()).collect();
        plot.draw(&mut svg, &labels);
        if let Some((value, _)) = &target {
            let y = plot.y(*value);
            svg.line(point(plot.area.x, y), point(plot.area.right(), y), TARGET);
        }
        self.line(&mut svg, &plot, &points, language);
        let mut notes = vec![(newest.value, self.unit.text(newest.value))];
        notes.extend(target.map(|(value, label)| (value, format!("{label} {}", self.unit.text(value)))));
        plot.notes(&mut svg, &notes);
        svg.close()
    }

    fn target(&self, language: Language) -> Option<(f64, String)> {
        let target = self.target.as_ref()?;
        let label = clean(&target.label);
        let label = if label.is_empty() { language.say(Phrase::Target).to_owned() } else { label };
        Some((sane(target.value)?, label))
    }

    fn says(&self, points: &[Option<TrendPoint>], target: Option<&(f64, String)>, language: Language) -> Vec<String> {
        let target = target.map(|(value, label)| language.fill(Phrase::TrendTarget, [label, &self.unit.text(*value)]));
        let each: Vec<String> = self
            .periods
            .iter()
            .zip(points)
            .map(|(period, one)| self.point_says(&period.label, *one, language))
            .collect();
        vec![language.say(Phrase::TrendIs).to_owned(), target.unwrap_or_default(), language.list(&each)]
    }

    fn point_says(&self, label: &str, one: Option<TrendPoint>, language: Language) -> String {
        let label = clean(label);
        let text = |value| self.unit.text(value);
        match one {
            None => language.fill(Phrase::Gap, [&label]),
            Some(TrendPoint { value, interval: None }) => {
                language.fill(Phrase::TrendPointAlone, [&label, &text(value)])
            }
            Some(TrendPoint { value, interval: Some((low, high)) }) => {
                language.fill(Phrase::TrendPoint, [&label, &text(value), &text(low), &text(high)])
            }
        }
    }

    fn line(&self, svg: &mut Svg, plot: &Plot, points: &[Option<TrendPoint>], language: Language) {
        let mut line = Path::default();
        for (from, run) in runs(points) {
            line.piece(run.iter().enumerate().map(|(at, one)| point(plot.x(from + at), plot.y(one.value))));
        }
        svg.path(&line, "none", Some(solid(STRONG, 2.0)));
        for (at, (period, one)) in self.periods.iter().zip(points).enumerate() {
            match one {
                Some(drawn) => svg.group(&self.point_says(&period.label, *one, language), |svg| {
                    Mark::Dot.draw(svg, point(plot.x(at), plot.y(drawn.value)));
                }),
                None => absent(svg, plot, at, &self.point_says(&period.label, *one, language)),
            }
        }
    }
}

/// A point that can be drawn: its numbers are numbers, and its interval is the right way round.
fn drawn(one: TrendPoint) -> Option<TrendPoint> {
    let interval = one.interval.and_then(|(low, high)| sane(low).zip(sane(high)));
    Some(TrendPoint { value: sane(one.value)?, interval: interval.map(|(low, high)| (low.min(high), high.max(low))) })
}

/// A short line on the axis where there is no data, so that the gap does not look forgotten.
fn absent(svg: &mut Svg, plot: &Plot, at: usize, says: &str) {
    let (x, y) = (plot.x(at), plot.area.bottom() - 7.0);
    svg.group(says, |svg| {
        svg.rect(rect(x - 6.0, y - 1.0, 12.0, 2.0), 0.0, SOFT, None);
    });
}

/// From interval to interval; one that stands alone is a short bar.
fn bands(svg: &mut Svg, plot: &Plot, points: &[Option<TrendPoint>]) {
    let intervals: Vec<Option<(f64, f64)>> = points.iter().map(|one| one.and_then(|one| one.interval)).collect();
    for (from, run) in runs(&intervals) {
        let outline = Some(solid(LIGHT, 1.0));
        if let [(low, high)] = run[..] {
            let reach = (plot.slot / 2.0).min(7.0);
            let (x, top) = (plot.x(from), plot.y(high));
            svg.rect(rect(x - reach, top, 2.0 * reach, plot.y(low) - top), 0.0, BAND, outline);
            continue;
        }
        let edge = |(at, value): (usize, f64)| point(plot.x(from + at), plot.y(value));
        let high = run.iter().map(|(_, high)| *high).enumerate().map(edge);
        let low = run.iter().map(|(low, _)| *low).enumerate().rev().map(edge);
        svg.path(&Path::closed(high.chain(low)), BAND, outline);
    }
}

fn key(svg: &mut Svg, caption: &Caption<'_>, points: &[Option<TrendPoint>], target: Option<&(f64, String)>) {
    let language = caption.language;
    let mut items =
        vec![(Sample::LineMarked(solid(STRONG, 2.0), Mark::Dot), language.say(Phrase::TrendValue).to_owned())];
    if points.iter().flatten().any(|one| one.interval.is_some()) {
        let sample = Sample::Area(BAND, Some(solid(LIGHT, 1.0)));
        items.push((sample, language.say(Phrase::TrendInterval).to_owned()));
    }
    if target.is_some() {
        items.push((Sample::Line(TARGET), language.say(Phrase::Target).to_owned()));
    }
    if points.iter().any(Option::is_none) {
        items.push((Sample::Line(solid(SOFT, 2.0)), language.say(Phrase::NoData).to_owned()));
    }
    legend(svg, point(MARGIN, caption.below() + 10.0), WIDTH - MARGIN, &items);
}
