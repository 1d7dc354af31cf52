//! Colours, lines and letters.
//!
//! Colours are told apart by those who see no red or no green, and by their lightness where nothing is printed but grey.

use super::geometry::{Point, Rect, point, rect};
use super::number::coordinate;
use super::svg::{Attribute, Path, Svg};
use super::text::width;

/// What is read first.
pub(super) const INK: &str = "#1f2933";
/// What is read second; 7 to 1 on white.
pub(super) const SOFT: &str = "#4a5764";
/// Axes and outlines.
pub(super) const AXIS: &str = "#8794a1";
/// Lines of a grid.
pub(super) const GRID: &str = "#e1e6eb";
/// What lies behind data.
pub(super) const WASH: &str = "#eef3f8";
/// Paper.
pub(super) const PAPER: &str = "#ffffff";
/// What matters.
pub(super) const STRONG: &str = "#1d4e79";
/// What matters less.
pub(super) const LIGHT: &str = "#b4cbe0";
/// What is not told apart.
pub(super) const REST: &str = "#e6e8eb";
/// What is beyond its limits, and lines that must not be mistaken for data.
pub(super) const ALARM: &str = "#b8400e";
/// What is one of a run.
pub(super) const RUN: &str = "#7a3e9d";

/// The fonts, none of which is fetched.
pub(super) const FONTS: &str = "'Noto Sans CJK SC','Noto Sans SC','Microsoft YaHei','PingFang SC',sans-serif";

/// How a line is drawn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Pen {
    pub(super) colour: &'static str,
    pub(super) width: f64,
    /// Lengths of dashes and gaps; empty for a solid line.
    pub(super) dashes: &'static str,
}

pub(super) const fn solid(colour: &'static str, width: f64) -> Pen {
    Pen { colour, width, dashes: "" }
}

pub(super) const fn dashed(colour: &'static str, width: f64, dashes: &'static str) -> Pen {
    Pen { colour, width, dashes }
}

impl Pen {
    pub(super) fn attributes(self, attributes: &mut Vec<Attribute<'_>>) {
        attributes.push(("stroke", self.colour.into()));
        attributes.push(("stroke-width", coordinate(self.width).into()));
        if !self.dashes.is_empty() {
            attributes.push(("stroke-dasharray", self.dashes.into()));
        }
    }
}

/// On which side of its place a text stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

/// How letters are drawn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Font {
    pub(super) size: f64,
    pub(super) colour: &'static str,
    pub(super) anchor: Anchor,
    pub(super) weight: Weight,
    pub(super) effect: Effect,
}

/// How thick letters are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Weight {
    Normal,
    Bold,
}

/// What is done to letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Effect {
    None,
    /// Paper around them, where lines may pass.
    Halo,
    /// From the bottom to the top, with paper around them.
    Upright,
    /// From the bottom to the top, on a plain ground.
    UprightPlain,
    /// Struck through.
    Struck,
}

pub(super) const fn font(size: f64, colour: &'static str) -> Font {
    Font { size, colour, anchor: Anchor::Start, weight: Weight::Normal, effect: Effect::None }
}

impl Font {
    pub(super) const fn middle(self) -> Self {
        Self { anchor: Anchor::Middle, ..self }
    }

    pub(super) const fn end(self) -> Self {
        Self { anchor: Anchor::End, ..self }
    }

    pub(super) const fn bold(self) -> Self {
        Self { weight: Weight::Bold, ..self }
    }

    pub(super) const fn effect(self, effect: Effect) -> Self {
        Self { effect, ..self }
    }

    /// How wide a text is in it.
    pub(super) fn width(self, text: &str) -> f64 {
        width(text, self.measure())
    }

    /// The size by which texts are measured: bold letters are a little wider.
    pub(super) fn measure(self) -> f64 {
        match self.weight {
            Weight::Normal => self.size,
            Weight::Bold => self.size * 1.06,
        }
    }

    pub(super) fn attributes(self, at: Point, attributes: &mut Vec<Attribute<'_>>) {
        attributes.push(("font-size", coordinate(self.size).into()));
        attributes.push(("fill", self.colour.into()));
        match self.anchor {
            Anchor::Start => {}
            Anchor::Middle => attributes.push(("text-anchor", "middle".into())),
            Anchor::End => attributes.push(("text-anchor", "end".into())),
        }
        if self.weight == Weight::Bold {
            attributes.push(("font-weight", "700".into()));
        }
        if matches!(self.effect, Effect::Halo | Effect::Upright) {
            attributes.push(("stroke", PAPER.into()));
            attributes.push(("stroke-width", "3".into()));
            attributes.push(("stroke-linejoin", "round".into()));
            attributes.push(("paint-order", "stroke".into()));
        }
        if matches!(self.effect, Effect::Upright | Effect::UprightPlain) {
            let turn = format!("rotate(-90 {} {})", coordinate(at.x), coordinate(at.y));
            attributes.push(("transform", turn.into()));
        }
        if self.effect == Effect::Struck {
            attributes.push(("text-decoration", "line-through".into()));
        }
    }
}

/// The mark of a point, told by its shape.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    Dot,
    Diamond,
    Square,
    Ring,
    Hoop,
    Tick,
    Cross,
}

impl Mark {
    pub(super) fn draw(self, svg: &mut Svg, at: Point) {
        let around = |points: [(f64, f64); 4]| Path::closed(points.map(|(x, y)| point(at.x + x, at.y + y)));
        let edge = Some(solid(PAPER, 1.0));
        match self {
            Self::Dot => svg.circle(at, 4.0, STRONG, edge),
            Self::Diamond => {
                svg.path(&around([(0.0, -8.0), (8.0, 0.0), (0.0, 8.0), (-8.0, 0.0)]), ALARM, edge);
            }
            Self::Square => svg.rect(rect(at.x - 5.0, at.y - 5.0, 10.0, 10.0), 0.0, RUN, edge),
            Self::Ring => svg.circle(at, 4.0, PAPER, Some(solid(STRONG, 1.6))),
            Self::Hoop => svg.circle(at, 4.0, PAPER, Some(solid(ALARM, 2.0))),
            Self::Tick => {
                svg.circle(at, 5.5, INK, None);
                let mut tick = Path::default();
                tick.piece([(-2.6, 0.2), (-0.7, 2.2), (2.8, -2.0)].map(|(x, y)| point(at.x + x, at.y + y)));
                svg.path(&tick, "none", Some(solid(PAPER, 1.6)));
            }
            Self::Cross => {
                let pen = solid(SOFT, 1.6);
                svg.line(point(at.x - 3.5, at.y - 3.5), point(at.x + 3.5, at.y + 3.5), pen);
                svg.line(point(at.x - 3.5, at.y + 3.5), point(at.x + 3.5, at.y - 3.5), pen);
            }
        }
    }
}

/// What a small picture beside a word shows: a piece of what the word stands for.
pub(super) fn swatch(at: Point) -> Rect {
    rect(at.x, at.y - 10.0, 16.0, 12.0)
}
