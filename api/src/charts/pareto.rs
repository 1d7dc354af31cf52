//! The Pareto chart (排列图): which few categories make most of it (P5.2).

use super::axis::Axis;
use super::geometry::{Point, Rect, Scale, point, rect};
use super::legend::{Sample, legend};
use super::look::{
    ALARM, AXIS, Effect, Font, GRID, INK, LIGHT, Mark, PAPER, Pen, REST, SOFT, STRONG, dashed, font, solid,
};
use super::number::{Unit, percent, quantity, share};
use super::picture::{Blank, Caption, MARGIN, WIDTH, blank, fitted};
use super::svg::{Path, Svg};
use super::text::{clean, wrap};
use super::words::{Language, Phrase, Speaks};

/// How high the plot is.
const PLOT: f64 = 300.0;

/// How many lines the name of a category may have.
const NAME_LINES: usize = 4;

const NAMES: Font = font(12.0, INK).middle();
const TICKS: Font = font(11.5, SOFT);

/// Categories by what they come to, and the line of what the first ones come to together.
///
/// Both axes have one scale: the top of the plot is the total on the left and 100 % on the right.
#[derive(Debug, Clone, PartialEq)]
pub struct Pareto {
    /// The categories; they are drawn in falling order, those that come to the same as they come.
    pub bars: Vec<Bar>,
    /// The rest in one, which stands last however large it is.
    pub other: Option<OtherBar>,
    /// How many categories, the largest first, come to 80 % or more; absent where nobody can tell.
    pub vital_few: Option<usize>,
    /// What all come to, as it is to be written, with its unit.
    pub total_text: String,
    /// What the left axis counts: 件, hours.
    pub measure: String,
}

/// One category.
#[derive(Debug, Clone, PartialEq)]
pub struct Bar {
    /// Its name.
    pub label: String,
    /// What it comes to, in the unit of the left axis.
    pub value: f64,
    /// The same, as it is to be written.
    pub value_text: String,
}

/// The categories that have no bar of their own.
#[derive(Debug, Clone, PartialEq)]
pub struct OtherBar {
    /// How many they are; absent where nobody knows.
    pub categories: Option<usize>,
    /// What they come to.
    pub value: f64,
    /// The same, as it is to be written.
    pub value_text: String,
}

/// A bar as it is drawn.
#[derive(Debug)]
struct Drawn {
    label: String,
    name: String,
    value_text: String,
    share: f64,
    cumulative: f64,
    rank: Rank,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rank {
    Vital,
    Useful,
    Other,
}

impl Pareto {
    /// The chart.
    #[must_use]
    pub fn svg(&self, caption: &Caption<'_>) -> String {
        let (bars, total) = self.drawn(caption.language);
        if total <= 0.0 {
            return blank(caption, Blank::NoData);
        }
        let left = Axis::holding(0.0, total, 6, Unit::Number { decimals: 0 });
        let left: Vec<(f64, String)> =
            left.ticks.iter().filter(|tick| **tick <= total).map(|tick| (tick / total, left.text(*tick))).collect();
        let widest = left.iter().map(|(_, text)| TICKS.width(text)).fold(20.0, f64::max);
        let top = caption.below() + 56.0;
        let plot = rect(MARGIN + widest + 10.0, top, WIDTH - 2.0 * MARGIN - widest - 62.0, PLOT);
        let slot = plot.width / bars.len().max(1) as f64;
        let names: Vec<Vec<String>> =
            bars.iter().map(|bar| wrap(&bar.label, NAMES.measure(), slot - 6.0, NAME_LINES)).collect();
        let lines = names.iter().map(Vec::len).max().unwrap_or(1) as f64;

        let mut svg = caption.open(plot.bottom() + 12.0 + 16.0 * lines + 14.0, &self.says(&bars, caption.language));
        self.key(&mut svg, plot, &bars, caption);
        axes(&mut svg, plot, &left);
        columns(&mut svg, plot, &bars, &names, caption.language);
        cumulative(&mut svg, plot, &bars);
        values(&mut svg, plot, &bars);
        svg.close()
    }

    fn drawn(&self, language: Language) -> (Vec<Drawn>, f64) {
        let mut sorted: Vec<&Bar> = self.bars.iter().collect();
        sorted.sort_by(|a, b| quantity(b.value).total_cmp(&quantity(a.value)));
        let rest = self.other.as_ref();
        let values = sorted.iter().map(|bar| bar.value).chain(rest.map(|other| other.value)).map(quantity);
        let total: f64 = values.sum();
        let vital = self.vital_few.unwrap_or(0);
        let mut sum = 0.0;
        let mut add = |value: f64, rank, label: String, name: String, text: &str| {
            sum += quantity(value);
            let (share, cumulative) = (share(quantity(value), total), share(sum, total).min(1.0));
            Drawn { label, name, value_text: clean(text), share, cumulative, rank }
        };
        let mut bars = Vec::with_capacity(sorted.len() + 1);
        for (at, bar) in sorted.into_iter().enumerate() {
            let rank = if at < vital { Rank::Vital } else { Rank::Useful };
            bars.push(add(bar.value, rank, clean(&bar.label), clean(&bar.label), &bar.value_text));
        }
        if let Some(other) = rest {
            let named = |phrase| match other.categories {
                Some(count) => language.fill(phrase, [&count.to_string()]),
                None => language.say(Phrase::Other).to_owned(),
            };
            let (label, name) = (named(Phrase::ParetoOtherLabel), named(Phrase::ParetoOther));
            bars.push(add(other.value, Rank::Other, label, name, &other.value_text));
        }
        (bars, total)
    }

    fn says(&self, bars: &[Drawn], language: Language) -> Vec<String> {
        let others = self.other.as_ref().map_or(Some(0), |other| other.categories);
        let vital = self.vital_few.map(|few| language.fill(Phrase::ParetoVital, [&few.to_string()]));
        let each: Vec<String> = bars.iter().map(|bar| bar.says(language)).collect();
        vec![
            language.say(Phrase::ParetoIs).to_owned(),
            match others {
                Some(others) => {
                    let categories = (self.bars.len() + others).to_string();
                    language.fill(Phrase::ParetoSum, [&categories, &clean(&self.total_text)])
                }
                None => language.fill(Phrase::ParetoSumAlone, [&clean(&self.total_text)]),
            },
            vital.unwrap_or_default(),
            language.list(&each),
        ]
    }

    fn key(&self, svg: &mut Svg, plot: Rect, bars: &[Drawn], caption: &Caption<'_>) {
        let language = caption.language;
        let area = |rank: Rank, phrase| {
            let shown = bars.iter().any(|bar| bar.rank == rank);
            shown.then(|| (rank.sample(), language.say(phrase).to_owned()))
        };
        let line = Sample::LineMarked(solid(ALARM, 2.0), Mark::Hoop);
        let items: Vec<(Sample, String)> = [
            area(Rank::Vital, Phrase::VitalFew),
            area(Rank::Useful, Phrase::UsefulMany),
            area(Rank::Other, Phrase::Other),
            Some((line, language.say(Phrase::CumulativeShare).to_owned())),
        ]
        .into_iter()
        .flatten()
        .collect();
        legend(svg, point(MARGIN, caption.below() + 10.0), WIDTH - MARGIN, &items);
        let measure = clean(&self.measure);
        if !measure.is_empty() {
            fitted(svg, point(MARGIN, plot.y - 16.0), TICKS, &measure, plot.width / 2.0);
        }
    }
}

impl Drawn {
    fn says(&self, language: Language) -> String {
        let (share, cumulative) = (percent(self.share), percent(self.cumulative));
        language.fill(Phrase::ParetoBar, [&self.name, &self.value_text, &share, &cumulative])
    }
}

impl Rank {
    fn fill(self) -> &'static str {
        match self {
            Self::Vital => STRONG,
            Self::Useful => LIGHT,
            Self::Other => REST,
        }
    }

    fn sample(self) -> Sample {
        Sample::Area(self.fill(), self.outline())
    }

    fn outline(self) -> Option<Pen> {
        (self == Self::Other).then_some(dashed(AXIS, 1.0, "3 2"))
    }
}

fn height(plot: Rect, share: f64) -> f64 {
    Scale { low: 0.0, high: 1.0, from: plot.bottom(), to: plot.y }.at(share)
}

fn axes(svg: &mut Svg, plot: Rect, left: &[(f64, String)]) {
    for (share, text) in left {
        let y = height(plot, *share);
        svg.line(point(plot.x - 5.0, y), point(plot.x, y), solid(AXIS, 1.0));
        svg.text(point(plot.x - 9.0, y + 4.0), TICKS.end(), text);
    }
    for tick in 0..=5_u8 {
        let share = f64::from(tick) / 5.0;
        let y = height(plot, share);
        let (grid, font) = match tick {
            4 => (dashed(SOFT, 1.2, "6 4"), TICKS.bold()),
            _ => (solid(GRID, 1.0), TICKS),
        };
        svg.line(point(plot.x, y), point(plot.right(), y), grid);
        svg.text(point(plot.right() + 9.0, y + 4.0), font, &format!("{}%", u32::from(tick) * 20));
    }
    svg.line(point(plot.x, plot.y), point(plot.x, plot.bottom()), solid(AXIS, 1.0));
    svg.line(point(plot.right(), plot.y), point(plot.right(), plot.bottom()), solid(AXIS, 1.0));
}

/// The rectangle of each bar, those without a share with a hair of height, so that they can be pointed at.
fn column(plot: Rect, at: usize, of: usize, share: f64) -> Rect {
    let slot = plot.width / of as f64;
    let gap = (slot * 0.14).min(14.0);
    let y = height(plot, share).min(plot.bottom() - 0.5);
    rect(plot.x + slot * at as f64 + gap / 2.0, y, slot - gap, plot.bottom() - y)
}

fn columns(svg: &mut Svg, plot: Rect, bars: &[Drawn], names: &[Vec<String>], language: Language) {
    for (at, (bar, name)) in bars.iter().zip(names).enumerate() {
        let column = column(plot, at, bars.len(), bar.share);
        svg.group(&bar.says(language), |svg| {
            svg.rect(column, 0.0, bar.rank.fill(), bar.rank.outline());
            for (line, text) in name.iter().enumerate() {
                let y = plot.bottom() + 20.0 + 16.0 * line as f64;
                svg.text(point(column.middle().x, y), NAMES, text);
            }
        });
    }
    svg.line(point(plot.x, plot.bottom()), point(plot.right(), plot.bottom()), solid(AXIS, 1.0));
}

/// What bars come to, upright if they are too wide for their bars; over the line, so that it runs through no number.
fn values(svg: &mut Svg, plot: Rect, bars: &[Drawn]) {
    let widest = bars.iter().map(|bar| font(12.0, INK).bold().width(&bar.value_text)).fold(0.0, f64::max);
    let upright = widest > column(plot, 0, bars.len(), 0.0).width + 4.0;
    for (at, bar) in bars.iter().enumerate() {
        value(svg, column(plot, at, bars.len(), bar.share), bar, upright);
    }
}

/// What a bar comes to: in it where it is high enough, else on it.
fn value(svg: &mut Svg, column: Rect, bar: &Drawn, upright: bool) {
    let letters = font(12.0, INK).bold();
    let length = if upright { letters.width(&bar.value_text) } else { 14.0 };
    let inside = column.height > length + 40.0;
    let colour = if inside && bar.rank == Rank::Vital { PAPER } else { INK };
    let letters = Font { colour, ..letters };
    let x = column.middle().x;
    match (upright, inside) {
        (false, true) => svg.text(point(x, column.y + 18.0), letters.middle(), &bar.value_text),
        (false, false) => svg.text(point(x, column.y - 6.0), letters.middle().effect(Effect::Halo), &bar.value_text),
        (true, true) => {
            let letters = letters.end().effect(Effect::UprightPlain);
            svg.text(point(x + 4.0, column.y + 8.0), letters, &bar.value_text);
        }
        (true, false) => svg.text(point(x + 4.0, column.y - 6.0), letters.effect(Effect::Upright), &bar.value_text),
    }
}

/// From nothing to all, by the right edges of the bars.
fn cumulative(svg: &mut Svg, plot: Rect, bars: &[Drawn]) {
    let place =
        |(at, bar): (usize, &Drawn)| point(column(plot, at, bars.len(), 0.0).right(), height(plot, bar.cumulative));
    let places: Vec<Point> = bars.iter().enumerate().map(place).collect();
    let mut path = Path::default();
    let start = point(column(plot, 0, bars.len(), 0.0).x, plot.bottom());
    path.piece(std::iter::once(start).chain(places.iter().copied()));
    svg.path(&path, "none", Some(solid(ALARM, 2.0)));
    let labelled = plot.width / bars.len().max(1) as f64 >= 54.0;
    for (at, (place, bar)) in places.iter().zip(bars).enumerate() {
        Mark::Hoop.draw(svg, *place);
        if labelled && at + 1 < bars.len() {
            let letters = font(11.5, ALARM).end().effect(Effect::Halo);
            svg.text(point(place.x + 2.0, place.y - 9.0), letters, &percent(bar.cumulative));
        }
    }
}
