//! Bars from left to right: who has which share, such as responsibility by department (P5.3).

use super::geometry::{Point, Rect, point, rect};
use super::legend::{ROW, Sample, legend, letters_on, rows};
use super::look::{AXIS, Font, INK, LIGHT, PAPER, REST, STRONG, dashed, font, solid};
use super::number::{percent, quantity, share};
use super::picture::{Blank, Caption, MARGIN, WIDTH, blank, fitted};
use super::svg::Svg;
use super::text::{clean, cut};
use super::words::{Language, Phrase, Speaks};

const LABELS: Font = font(13.0, INK);
const VALUES: Font = font(12.5, INK);

/// How far bars are apart, and how high they are.
const STEP: f64 = 34.0;
const BAR: f64 = 22.0;

/// The looks of the parts, light beside dark; the last one is for what is drawn as one.
const LOOKS: [(&str, bool); 8] = [
    (STRONG, true),
    (LIGHT, false),
    ("#5c6b3c", true),
    ("#f0d9a8", false),
    ("#8a4a5e", true),
    ("#cfe3d8", false),
    ("#3f7f86", true),
    (REST, false),
];

/// Rows of parts.
#[derive(Debug, Clone, PartialEq)]
pub struct Shares {
    /// From the top down, in the order in which they come.
    pub rows: Vec<Row>,
    /// What the parts of each row are called; with one part or none the bars are plain. More than eight are drawn as
    /// seven and the rest in one.
    pub parts: Vec<String>,
    /// What a full bar stands for.
    pub whole: Whole,
}

/// A row.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Whose it is.
    pub label: String,
    /// Its parts, in the order of their names.
    pub values: Vec<f64>,
    /// What it comes to, as it is to be written.
    pub value_text: String,
}

/// What a full bar stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whole {
    /// The largest row: rows are compared with each other, and each says its share of all.
    Largest,
    /// Each row itself: all bars are full, and their parts are compared.
    Each,
}

/// A row that can be drawn.
#[derive(Debug)]
struct Drawn {
    label: String,
    value_text: String,
    /// One for each part.
    values: Vec<f64>,
    sum: f64,
}

impl Shares {
    /// The chart.
    #[must_use]
    pub fn svg(&self, caption: &Caption<'_>) -> String {
        let rows_drawn: Vec<Drawn> = self.rows.iter().map(|row| self.drawn(row)).collect();
        let total: f64 = rows_drawn.iter().map(|row| row.sum).sum();
        if total <= 0.0 {
            return blank(caption, Blank::NoData);
        }
        let names = self.names();
        let key = self.key(&names, caption.language);
        let lines = if key.is_empty() { 0.0 } else { rows(WIDTH - MARGIN, MARGIN, &key) };
        let top = caption.below() + lines * ROW + if key.is_empty() { 0.0 } else { 6.0 };
        let texts: Vec<String> = rows_drawn.iter().map(|row| self.row_text(row, total, caption.language)).collect();
        let area = room(&rows_drawn, &texts, top);

        let says = self.says(&rows_drawn, &names, &texts, caption.language);
        let mut svg = caption.open(area.bottom() + 16.0, &says);
        legend(&mut svg, point(MARGIN, caption.below() + 10.0), WIDTH - MARGIN, &key);
        let largest = rows_drawn.iter().map(|row| row.sum).fold(0.0, f64::max);
        for (at, (row, text)) in rows_drawn.iter().zip(&texts).enumerate() {
            let full = match self.whole {
                Whole::Largest => largest,
                Whole::Each => row.sum,
            };
            let y = area.y + STEP * at as f64 + (STEP - BAR) / 2.0;
            let bar = rect(area.x, y, area.width * share(row.sum, full), BAR);
            fitted_end(&mut svg, point(area.x - 10.0, y + 16.0), &row.label, area.x - MARGIN - 10.0);
            self.bar(&mut svg, bar, row, &names, caption.language);
            fitted(&mut svg, point(bar.right() + 10.0, y + 16.0), VALUES, text, 300.0);
        }
        svg.line(point(area.x, area.y), point(area.x, area.bottom()), solid(AXIS, 1.0));
        svg.close()
    }

    fn drawn(&self, row: &Row) -> Drawn {
        let parts = self.parts.len().max(1);
        let values: Vec<f64> = (0..parts).map(|at| quantity(row.values.get(at).copied().unwrap_or_default())).collect();
        let sum = values.iter().sum();
        Drawn { label: clean(&row.label), value_text: clean(&row.value_text), values, sum }
    }

    fn names(&self) -> Vec<String> {
        self.parts.iter().map(|name| clean(name)).collect()
    }

    fn is_plain(&self) -> bool {
        self.parts.len() <= 1
    }

    /// How many parts are drawn in one, at the end.
    fn folded(&self) -> usize {
        if self.parts.len() > LOOKS.len() { self.parts.len() - LOOKS.len() + 1 } else { 0 }
    }

    /// What stands behind a bar: what it comes to, and where rows are compared its share.
    fn row_text(&self, row: &Drawn, total: f64, language: Language) -> String {
        match self.whole {
            Whole::Each => row.value_text.clone(),
            Whole::Largest => language.fill(Phrase::Brackets, [&row.value_text, &percent(share(row.sum, total))]),
        }
    }

    fn key(&self, names: &[String], language: Language) -> Vec<(Sample, String)> {
        if self.is_plain() {
            return Vec::new();
        }
        let item = |(at, name): (usize, &String)| {
            let (fill, dark) = LOOKS[at.min(LOOKS.len() - 1)];
            (Sample::Lettered(fill, letters_on(dark), letter(at)), cut(name, 12.0, 200.0))
        };
        self.shown(names, language).iter().enumerate().map(item).collect()
    }

    fn says(&self, rows: &[Drawn], names: &[String], texts: &[String], language: Language) -> Vec<String> {
        let comma = language.say(Phrase::Comma);
        let (is, folded) = if self.is_plain() {
            (language.say(Phrase::SharesIs).to_owned(), None)
        } else {
            let folded = Some(self.folded()).filter(|folded| *folded > 0);
            (language.fill(Phrase::StackedIs, [&names.join(comma)]), folded)
        };
        let row_says = |(row, text): (&Drawn, &String)| {
            let parts: Vec<String> = if self.is_plain() {
                Vec::new()
            } else {
                row.values.iter().zip(names).map(|(value, name)| part_says(*value, row, name, language)).collect()
            };
            let parts = std::iter::once(text.clone()).filter(|text| !text.is_empty()).chain(parts);
            language.fill(Phrase::SharesRow, [&row.label, &parts.collect::<Vec<_>>().join(comma)])
        };
        let each: Vec<String> = rows.iter().zip(texts).map(row_says).collect();
        let folded = folded.map(|folded| language.fill(Phrase::SharesFolded, [&folded.to_string()]));
        vec![is, language.list(&each), folded.unwrap_or_default()]
    }

    fn bar(&self, svg: &mut Svg, bar: Rect, row: &Drawn, names: &[String], language: Language) {
        if self.is_plain() {
            svg.rect(bar, 0.0, STRONG, None);
            return;
        }
        let (shown, mut x) = (self.shown(names, language), bar.x);
        for (at, name) in shown.iter().enumerate() {
            let value = match at + 1 == shown.len() {
                true => row.values.iter().skip(at).sum(),
                false => row.values.get(at).copied().unwrap_or_default(),
            };
            let width = bar.width * share(value, row.sum);
            if width > 0.0 {
                let place = rect(x, bar.y, width, bar.height);
                svg.group(&part_says(value, row, name, language), |svg| part(svg, place, at, share(value, row.sum)));
            }
            x += width;
        }
    }

    /// What is drawn: the parts, the last ones in one if there are too many.
    fn shown(&self, names: &[String], language: Language) -> Vec<String> {
        match self.folded() {
            0 => names.to_vec(),
            folded => {
                let rest = language.fill(Phrase::Folded, [&folded.to_string()]);
                names.iter().take(names.len() - folded).cloned().chain([rest]).collect()
            }
        }
    }
}

/// A part with its letter and share, or as much of them as has room.
fn part(svg: &mut Svg, place: Rect, at: usize, of_row: f64) {
    let (fill, dark) = LOOKS[at.min(LOOKS.len() - 1)];
    let letters = font(11.5, if dark { PAPER } else { INK });
    let pen = if at + 1 == LOOKS.len() { dashed(AXIS, 1.0, "3 2") } else { solid(PAPER, 1.0) };
    svg.rect(place, 0.0, fill, Some(pen));
    let name = letter(at).to_string();
    let texts = [format!("{name} {}", percent(of_row)), name];
    if let Some(text) = texts.iter().find(|text| letters.width(text) + 4.0 <= place.width) {
        svg.text(point(place.middle().x, place.y + 15.5), letters.middle(), text);
    }
}

fn part_says(value: f64, row: &Drawn, name: &str, language: Language) -> String {
    language.fill(Phrase::SharesPart, [name, &percent(share(value, row.sum))])
}

fn letter(at: usize) -> char {
    char::from(b'A' + u8::try_from(at.min(25)).unwrap_or_default())
}

/// Where the bars are: between the labels, a third of the width at most, and the longest text behind them.
fn room(rows: &[Drawn], texts: &[String], top: f64) -> Rect {
    let widest =
        |font: Font, texts: &mut dyn Iterator<Item = &String>| texts.map(|text| font.width(text)).fold(0.0, f64::max);
    let labels = widest(LABELS, &mut rows.iter().map(|row| &row.label)).clamp(40.0, 300.0);
    let values = widest(VALUES, &mut texts.iter()).min(300.0);
    let left = MARGIN + labels + 10.0;
    rect(left, top, WIDTH - MARGIN - values - 10.0 - left, STEP * rows.len() as f64)
}

fn fitted_end(svg: &mut Svg, at: Point, text: &str, room: f64) {
    fitted(svg, at, LABELS.end(), text, room);
}
