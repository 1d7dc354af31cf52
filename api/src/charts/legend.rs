//! What the looks of a chart mean.

use super::geometry::{Point, point};
use super::look::{AXIS, Font, INK, Mark, PAPER, Pen, SOFT, font, solid, swatch};
use super::svg::Svg;

const FONT: Font = font(12.0, SOFT);

/// One look.
#[derive(Debug, Clone, Copy)]
pub(super) enum Sample {
    Area(&'static str, Option<Pen>),
    Line(Pen),
    Marked(Mark),
    LineMarked(Pen, Mark),
    /// An area with its letter in it.
    Lettered(&'static str, Font, char),
}

/// Draws samples with their words in a row from `at`, and goes on in the next row where there is no room before
/// `right`. The words must be short; see [`rows`] for how many rows they take.
pub(super) fn legend(svg: &mut Svg, at: Point, right: f64, items: &[(Sample, String)]) {
    for (place, (sample, words)) in places(at, right, items).into_iter().zip(items) {
        let y = place.y - 4.0;
        match sample {
            Sample::Area(fill, pen) => svg.rect(swatch(place), 2.0, fill, *pen),
            Sample::Line(pen) => svg.line(point(place.x, y), point(place.x + 24.0, y), *pen),
            Sample::Marked(mark) => mark.draw(svg, point(place.x + 8.0, y)),
            Sample::LineMarked(pen, mark) => {
                svg.line(point(place.x, y), point(place.x + 24.0, y), *pen);
                mark.draw(svg, point(place.x + 12.0, y));
            }
            Sample::Lettered(fill, letters, letter) => {
                svg.rect(swatch(place), 2.0, fill, Some(solid(AXIS, 0.5)));
                svg.text(point(place.x + 8.0, place.y), letters.middle(), &letter.to_string());
            }
        }
        svg.text(point(place.x + sample.width() + 6.0, place.y), FONT, words);
    }
}

/// How many rows the samples take.
pub(super) fn rows(right: f64, left: f64, items: &[(Sample, String)]) -> f64 {
    let last = places(point(left, 0.0), right, items).last().map_or(0.0, |place| place.y);
    last / ROW + 1.0
}

/// How far rows are apart.
pub(super) const ROW: f64 = 20.0;

fn places(at: Point, right: f64, items: &[(Sample, String)]) -> Vec<Point> {
    let mut next = at;
    let place = |(sample, words): &(Sample, String)| {
        let width = sample.width() + 6.0 + FONT.width(words);
        if next.x > at.x && next.x + width > right {
            next = point(at.x, next.y + ROW);
        }
        let place = next;
        next.x += width + 20.0;
        place
    };
    items.iter().map(place).collect()
}

impl Sample {
    fn width(self) -> f64 {
        match self {
            Self::Line(_) | Self::LineMarked(..) => 24.0,
            Self::Area(..) | Self::Marked(_) | Self::Lettered(..) => 16.0,
        }
    }
}

/// Letters on a fill: dark on light and light on dark.
pub(super) const fn letters_on(dark: bool) -> Font {
    font(10.5, if dark { PAPER } else { INK }).bold()
}
