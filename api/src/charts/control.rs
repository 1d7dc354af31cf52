//! The control chart (控制图): which change is more than chance (P5.3).

use super::geometry::{Point, point};
use super::legend::{Sample, legend};
use super::look::{ALARM, Effect, INK, Mark, Pen, SOFT, STRONG, WASH, dashed, font, solid};
use super::number::{Unit, sane};
use super::picture::{Blank, Caption, MARGIN, WIDTH, blank};
use super::series::{Period, Plot, runs, span};
use super::svg::{Path, Svg};
use super::text::clean;
use super::words::{Language, Phrase, Speaks};

const LIMIT: Pen = dashed(SOFT, 1.3, "5 3");
const CENTRE: Pen = solid(SOFT, 1.3);

/// Values over time with the limits of what chance makes.
#[derive(Debug, Clone, PartialEq)]
pub struct ControlChart {
    /// How values and limits are written.
    pub unit: Unit,
    /// The middle line.
    pub centre: Option<f64>,
    /// The oldest first.
    pub periods: Vec<Period<ControlPoint>>,
    /// Whether there are enough points to look for signals.
    pub reading: Reading,
}

/// A point of a control chart.
#[derive(Debug, Clone, PartialEq)]
pub struct ControlPoint {
    /// Its value.
    pub value: f64,
    /// Its own limits.
    pub limits: Limits,
    /// What was counted, as it is to be written: `3/120`; may be empty.
    pub counts: String,
    /// What it says.
    pub signal: Signal,
}

/// Between what chance alone lets a point lie.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limits {
    /// The lower one.
    pub low: f64,
    /// The upper one.
    pub high: f64,
}

/// What a point says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signal {
    /// Nothing: chance makes such points.
    Chance,
    /// It lies beyond one of its limits.
    BeyondLimit,
    /// It is one of too many in a row on one side of the centre.
    Run,
}

/// Whether a chart can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// 数据不足: the limits themselves are chance yet. Points are drawn, and the picture says that they are too few.
    NotEnoughData,
    /// It can.
    Read,
}

/// A point that can be drawn.
#[derive(Debug, Clone, Copy)]
struct Drawn<'a> {
    value: f64,
    low: f64,
    high: f64,
    counts: &'a str,
    signal: Signal,
}

impl ControlChart {
    /// The chart.
    #[must_use]
    pub fn svg(&self, caption: &Caption<'_>) -> String {
        let points: Vec<Option<Drawn<'_>>> = self.periods.iter().map(|period| self.drawn(period)).collect();
        let Some(newest) = points.iter().rev().find_map(|point| *point) else {
            return blank(caption, Blank::NoData);
        };
        let language = caption.language;
        let centre = self.centre.and_then(sane);
        let values = points.iter().flatten().flat_map(|one| [one.value, one.low, one.high]).chain(centre);
        let plot = Plot::new(caption.below() + 48.0, points.len(), span(values), self.unit);

        let mut svg = caption.open(plot.bottom(), &self.says(&points, centre, language));
        key(&mut svg, caption, &points);
        self.notice(&mut svg, caption);
        band(&mut svg, &plot, &points);
        let labels: Vec<&str> = self.periods.iter().map(|period| period.label.as_str()).collect();
        plot.draw(&mut svg, &labels);
        limits(&mut svg, &plot, &points);
        if let Some(centre) = centre {
            let y = plot.y(centre);
            svg.line(point(plot.area.x, y), point(plot.area.right(), y), CENTRE);
        }
        self.points(&mut svg, &plot, &points, language);
        let note = |value, phrase| (value, format!("{} {}", language.say(phrase), self.unit.text(value)));
        let mut notes = vec![note(newest.high, Phrase::UpperLimit)];
        notes.extend(centre.map(|centre| note(centre, Phrase::Centre)));
        notes.push(note(newest.low, Phrase::LowerLimit));
        plot.notes(&mut svg, &notes);
        svg.close()
    }

    /// Points that are no numbers are gaps, and signals are not shown where nobody may look for them.
    fn drawn<'a>(&self, period: &'a Period<ControlPoint>) -> Option<Drawn<'a>> {
        let one = period.point.as_ref()?;
        let value = sane(one.value)?;
        let (low, high) = (sane(one.limits.low).unwrap_or(value), sane(one.limits.high).unwrap_or(value));
        let signal = match self.reading {
            Reading::Read => one.signal,
            Reading::NotEnoughData => Signal::Chance,
        };
        Some(Drawn { value, low: low.min(high), high: high.max(low), counts: &one.counts, signal })
    }

    fn says(&self, points: &[Option<Drawn<'_>>], centre: Option<f64>, language: Language) -> Vec<String> {
        let (all, with_data) = (points.len().to_string(), points.iter().flatten().count().to_string());
        let signals = points.iter().flatten().filter(|one| one.signal != Signal::Chance).count();
        let reading = match (self.reading, signals) {
            (Reading::NotEnoughData, _) => language.say(Phrase::ControlNotRead).to_owned(),
            (Reading::Read, 0) => language.say(Phrase::ControlNoSignals).to_owned(),
            (Reading::Read, _) => language.fill(Phrase::ControlSignals, [&signals.to_string()]),
        };
        let each: Vec<String> = self
            .periods
            .iter()
            .zip(points)
            .map(|(period, one)| self.point_says(&period.label, one, language))
            .collect();
        vec![
            language.say(Phrase::ControlIs).to_owned(),
            language.fill(Phrase::ControlPoints, [&all, &with_data]),
            centre.map(|centre| language.fill(Phrase::ControlCentre, [&self.unit.text(centre)])).unwrap_or_default(),
            reading,
            language.list(&each),
        ]
    }

    fn point_says(&self, label: &str, one: &Option<Drawn<'_>>, language: Language) -> String {
        let label = clean(label);
        let Some(one) = one else {
            return language.fill(Phrase::Gap, [&label]);
        };
        let (low, high, mut value) = (self.unit.text(one.low), self.unit.text(one.high), self.unit.text(one.value));
        let counts = clean(one.counts);
        if !counts.is_empty() {
            value = language.fill(Phrase::Brackets, [&value, &counts]);
        }
        let says = language.fill(Phrase::ControlPoint, [&label, &value, &low, &high]);
        match one.signal {
            Signal::Chance => says,
            Signal::BeyondLimit => says + language.say(Phrase::PointBeyond),
            Signal::Run => says + language.say(Phrase::PointOfARun),
        }
    }

    fn points(&self, svg: &mut Svg, plot: &Plot, points: &[Option<Drawn<'_>>], language: Language) {
        let mut line = Path::default();
        for (from, run) in runs(points) {
            line.piece(run.iter().enumerate().map(|(at, one)| point(plot.x(from + at), plot.y(one.value))));
        }
        svg.path(&line, "none", Some(solid(STRONG, 1.5)));
        for (at, (period, drawn)) in self.periods.iter().zip(points).enumerate() {
            let Some(one) = drawn else { continue };
            let place = point(plot.x(at), plot.y(one.value));
            svg.group(&self.point_says(&period.label, drawn, language), |svg| {
                one.signal.mark().draw(svg, place);
                if one.signal == Signal::BeyondLimit && plot.slot >= 40.0 {
                    let text = self.unit.text(one.value);
                    svg.text(beside(plot, place, one), font(12.0, ALARM).bold().middle().effect(Effect::Halo), &text);
                }
            });
        }
    }

    /// Above the plot: that it is too early to read it.
    fn notice(&self, svg: &mut Svg, caption: &Caption<'_>) {
        if self.reading == Reading::NotEnoughData {
            let at = point(WIDTH - MARGIN, caption.below() + 10.0);
            svg.text(at, font(12.5, INK).bold().end(), caption.language.say(Phrase::NotEnoughData));
        }
    }
}

impl Signal {
    fn mark(self) -> Mark {
        match self {
            Self::Chance => Mark::Dot,
            Self::BeyondLimit => Mark::Diamond,
            Self::Run => Mark::Square,
        }
    }

    fn words(self) -> Phrase {
        match self {
            Self::Chance => Phrase::Chance,
            Self::BeyondLimit => Phrase::Beyond,
            Self::Run => Phrase::OneOfARun,
        }
    }
}

/// Where the value of a point stands: away from the centre, and below it where there is no room above.
fn beside(plot: &Plot, place: Point, one: &Drawn<'_>) -> Point {
    let below = one.value < one.low && place.y + 22.0 < plot.area.bottom();
    point(place.x, if below { place.y + 22.0 } else { place.y - 12.0 })
}

fn key(svg: &mut Svg, caption: &Caption<'_>, points: &[Option<Drawn<'_>>]) {
    let language = caption.language;
    let mut items = vec![
        (Sample::Line(CENTRE), language.say(Phrase::Centre).to_owned()),
        (Sample::Line(LIMIT), language.say(Phrase::BothLimits).to_owned()),
    ];
    for signal in [Signal::Chance, Signal::BeyondLimit, Signal::Run] {
        if points.iter().flatten().any(|one| one.signal == signal) {
            items.push((Sample::Marked(signal.mark()), language.say(signal.words()).to_owned()));
        }
    }
    legend(svg, point(MARGIN, caption.below() + 10.0), WIDTH - MARGIN, &items);
}

/// A step for each period: from edge to edge, along one of its limits.
fn steps(plot: &Plot, from: usize, run: &[Drawn<'_>], limit: impl Fn(&Drawn<'_>) -> f64) -> Vec<Point> {
    let half = plot.slot / 2.0;
    let step = |(at, one): (usize, &Drawn<'_>)| {
        let (x, y) = (plot.x(from + at), plot.y(limit(one)));
        [point(x - half, y), point(x + half, y)]
    };
    run.iter().enumerate().flat_map(step).collect()
}

fn band(svg: &mut Svg, plot: &Plot, points: &[Option<Drawn<'_>>]) {
    for (from, run) in runs(points) {
        let mut around = steps(plot, from, &run, |one| one.high);
        around.extend(steps(plot, from, &run, |one| one.low).into_iter().rev());
        svg.path(&Path::closed(around), WASH, None);
    }
}

fn limits(svg: &mut Svg, plot: &Plot, points: &[Option<Drawn<'_>>]) {
    let mut path = Path::default();
    for (from, run) in runs(points) {
        path.piece(steps(plot, from, &run, |one| one.high));
        path.piece(steps(plot, from, &run, |one| one.low));
    }
    svg.path(&path, "none", Some(LIMIT));
}
