//! Where everything of a fishbone stands, so that nothing touches.
//!
//! Half of the categories stand above the spine and half below it, in columns of one width. Ribs lean to the right, all
//! by the same; so between two ribs of a row there is the width of a column at every height, and a cause that stays
//! right of the rib before its own stays clear of all. Causes stand one below the other; the one with the most decides
//! how high its half is.

use super::super::geometry::{Point, Rect, point, rect};
use super::super::look::Font;
use super::super::picture::{MARGIN, WIDTH};
use super::super::text::{clean, cut, wrap};
use super::super::words::{Language, Phrase, Speaks};
use super::{CAUSE, Cause, EFFECT, Fishbone, MORE, NAME, Rib, SUB_CAUSE, Verdict};

/// How many categories are drawn.
pub(super) const RIBS: usize = 8;
/// How many causes of each.
pub(super) const CAUSES: usize = 6;
/// How many causes of each cause.
pub(super) const SUB_CAUSES: usize = 3;

/// The room for a mark before its text.
pub(super) const MARK: f64 = 16.0;
/// How far the line to a cause of a cause runs before its mark.
pub(super) const ELBOW: f64 = 9.0;
/// What is between the lines of a text.
pub(super) const LEADING: f64 = 3.0;

/// How far ribs lean.
const LEAN: f64 = 60.0;
/// A column is no wider: lines that run far are hard to follow.
const WIDEST: f64 = 330.0;
/// The least height of a half with causes; the box of the effect has room in it.
const LEAST: f64 = 120.0;

const EFFECT_WIDTH: f64 = 160.0;
const EFFECT_LINES: usize = 5;
const BEFORE_EFFECT: f64 = 22.0;
const NAME_HEIGHT: f64 = 28.0;
const CAUSE_LINES: usize = 2;
const CAUSE_LINE: f64 = 15.0;
const SUB_LINE: f64 = 15.0;
/// From the text of a cause to what stands below its line.
const UNDERLINE: f64 = 7.0;
const BETWEEN: f64 = 8.0;
const AT_ENDS: f64 = 10.0;
/// What stays free beside ribs.
const BESIDE: f64 = 9.0;

/// A text and its place.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Label {
    pub(super) place: Rect,
    pub(super) lines: Vec<String>,
    /// The text before it was made to fit.
    pub(super) whole: String,
}

/// The picture.
#[derive(Debug)]
pub(super) struct Layout {
    pub(super) bottom: f64,
    /// From the tail to the head.
    pub(super) spine: (Point, Point),
    pub(super) effect: Label,
    pub(super) ribs: Vec<RibPlace>,
}

/// A category.
#[derive(Debug)]
pub(super) struct RibPlace {
    pub(super) name: Label,
    /// Where it leaves the box of its name.
    pub(super) head: Point,
    /// Where it meets the spine.
    pub(super) joint: Point,
    pub(super) twigs: Vec<Twig>,
    /// How many causes more there are.
    pub(super) more: Option<Label>,
}

/// A cause: its text on its line.
#[derive(Debug)]
pub(super) struct Twig {
    pub(super) text: Label,
    pub(super) verdict: Verdict,
    pub(super) from: Point,
    pub(super) to: Point,
    pub(super) causes: Vec<SubTwig>,
}

/// A cause of a cause, or how many more there are.
#[derive(Debug)]
pub(super) struct SubTwig {
    pub(super) text: Label,
    pub(super) verdict: Option<Verdict>,
}

impl Label {
    /// Whether something of it is not shown.
    pub(super) fn is_cut(&self) -> bool {
        let letters = |text: &str| text.chars().filter(|letter| *letter != ' ').collect::<String>();
        letters(&self.lines.concat()) != letters(&self.whole)
    }

    fn shift(&mut self, right: f64, down: f64) {
        self.place.x += right;
        self.place.y += down;
    }
}

impl Layout {
    /// Places a diagram from `top` down.
    pub(super) fn of(fishbone: &Fishbone, top: f64, language: Language) -> Self {
        let drawn = &fishbone.ribs[..fishbone.ribs.len().min(RIBS)];
        let columns = drawn.len().div_ceil(2).max(1);
        let (above, below) = drawn.split_at(columns.min(drawn.len()));
        let rest = EFFECT_WIDTH + BEFORE_EFFECT + LEAN;
        let column = ((WIDTH - 2.0 * MARGIN - rest) / columns as f64).min(WIDEST);
        let left = (WIDTH - column * columns as f64 - rest) / 2.0;

        let effect = effect(&fishbone.effect);
        let upper = height(above, column, language);
        let lower = match below {
            [] => effect.place.height / 2.0,
            _ => height(below, column, language) + NAME_HEIGHT,
        };
        let spine = top + NAME_HEIGHT + upper;
        let halves = [
            Half { from: top + NAME_HEIGHT, spine, column, left },
            Half { from: spine + lower - NAME_HEIGHT, spine, column, left },
        ];
        let place = |(half, ribs): (Half, &[Rib])| -> Vec<RibPlace> {
            ribs.iter().enumerate().map(|(at, rib)| half.place(at, rib, language)).collect()
        };
        let ribs = halves.into_iter().zip([above, below]).flat_map(place).collect();
        let mut effect = effect;
        let head = left + column * columns as f64 + LEAN + BEFORE_EFFECT;
        effect.shift(head, spine - effect.place.height / 2.0);
        Self { bottom: spine + lower, spine: (point(left, spine), point(head, spine)), effect, ribs }
    }
}

/// The box of the effect, not yet in its place.
fn effect(text: &str) -> Label {
    let whole = clean(text);
    let lines = wrap(&whole, EFFECT.measure(), EFFECT_WIDTH - 24.0, EFFECT_LINES);
    let height = (EFFECT.size + LEADING) * lines.len() as f64 + 24.0;
    Label { place: rect(0.0, 0.0, EFFECT_WIDTH, height), lines, whole }
}

/// How high a half has to be: what its fullest rib needs. Texts are wrapped as if it were the least height; it will be
/// no less, ribs will be no flatter, and so no text will need more lines.
fn height(ribs: &[Rib], column: f64, language: Language) -> f64 {
    let need = |rib: &Rib| needed(&blocks(rib, column, LEAST, language));
    ribs.iter().map(need).fold(LEAST, f64::max)
}

fn needed(blocks: &[Block]) -> f64 {
    blocks.iter().map(|block| block.height + BETWEEN).sum::<f64>() - BETWEEN + 2.0 * AT_ENDS
}

/// A cause with those below it, or how many more there are; at its own origin.
#[derive(Debug)]
struct Block {
    text: Label,
    verdict: Option<Verdict>,
    causes: Vec<SubTwig>,
    height: f64,
    /// How wide what stands above and below the line is.
    width: f64,
}

/// Everything on a rib, where a half is so high.
fn blocks(rib: &Rib, column: f64, half: f64, language: Language) -> Vec<Block> {
    let more = rib.causes.len().saturating_sub(CAUSES);
    let mut blocks: Vec<Block> =
        rib.causes.iter().take(CAUSES).map(|cause| Block::of(cause, column, half, language)).collect();
    if more > 0 {
        let text = label(language.fill(Phrase::MoreCauses, [&more.to_string()]), MORE, 0.0, column);
        blocks.push(Block { height: SUB_LINE, width: text.place.width, text, verdict: None, causes: Vec::new() });
    }
    blocks
}

impl Block {
    fn of(cause: &Cause, column: f64, half: f64, language: Language) -> Self {
        let more = cause.causes.len().saturating_sub(SUB_CAUSES);
        let lines_below = cause.causes.len().min(SUB_CAUSES) + usize::from(more > 0);
        let below = UNDERLINE + SUB_LINE * lines_below as f64;
        let most = CAUSE_LINE * CAUSE_LINES as f64 + below;
        // A rib leans by so much along the block that both ends have to stay clear of.
        let room = column - 2.0 * BESIDE - LEAN * (most / half).min(1.0);

        let whole = clean(&cause.text);
        let lines = wrap(&whole, CAUSE.bold().measure(), room - MARK, CAUSE_LINES);
        let width = lines.iter().map(|line| CAUSE.bold().width(line)).fold(0.0, f64::max) + MARK;
        let text = Label { place: rect(0.0, 0.0, width, CAUSE_LINE * lines.len() as f64), lines, whole };
        let top = text.place.height + UNDERLINE;
        let indent = ELBOW + 8.0;
        let mut causes = Vec::with_capacity(lines_below);
        for sub in cause.causes.iter().take(SUB_CAUSES) {
            let mut text = label(clean(&sub.text), SUB_CAUSE.bold(), MARK, room - indent);
            text.shift(indent, top + SUB_LINE * causes.len() as f64);
            causes.push(SubTwig { text, verdict: Some(sub.verdict) });
        }
        if more > 0 {
            let mut text = label(language.fill(Phrase::MoreCauses, [&more.to_string()]), MORE, 0.0, room - indent);
            text.shift(indent, top + SUB_LINE * causes.len() as f64);
            causes.push(SubTwig { text, verdict: None });
        }
        let width = causes.iter().map(|sub| sub.text.place.right()).fold(width, f64::max);
        let height = text.place.height + below;
        Self { text, verdict: Some(cause.verdict), causes, height, width }
    }

    /// Moves it to its place left of a rib; a block without verdict says how many more there are.
    fn place(mut self, half: &Half, at: usize, top: f64) -> Result<Twig, Label> {
        let right = half.rib(at, top).min(half.rib(at, top + self.height)) - BESIDE;
        let x = right - self.width;
        self.text.shift(x, top);
        let Some(verdict) = self.verdict else {
            return Err(self.text);
        };
        self.causes.iter_mut().for_each(|sub| sub.text.shift(x, top));
        let y = self.text.place.bottom() + 3.0;
        let (from, to) = (point(x, y), point(half.rib(at, y), y));
        Ok(Twig { text: self.text, verdict, from, to, causes: self.causes })
    }
}

/// A text on one line after `before`.
fn label(whole: String, font: Font, before: f64, room: f64) -> Label {
    let line = cut(&whole, font.measure(), room - before);
    let place = rect(0.0, 0.0, font.width(&line) + before, SUB_LINE);
    Label { place, lines: vec![line], whole }
}

/// The ribs above the spine, or those below it.
#[derive(Debug, Clone, Copy)]
struct Half {
    /// Where ribs leave the boxes of their names.
    from: f64,
    spine: f64,
    column: f64,
    left: f64,
}

impl Half {
    fn height(&self) -> f64 {
        (self.spine - self.from).abs()
    }

    /// Where a rib is at some height.
    fn rib(&self, at: usize, y: f64) -> f64 {
        let along = ((y - self.from) / (self.spine - self.from)).clamp(0.0, 1.0);
        self.left + self.column * (at + 1) as f64 + LEAN * along
    }

    fn place(&self, at: usize, rib: &Rib, language: Language) -> RibPlace {
        let blocks = blocks(rib, self.column, self.height(), language);
        // What is left over parts the causes, but does not scatter them.
        let spare = (self.height() - needed(&blocks)) / (blocks.len() + 1) as f64;
        let spare = spare.clamp(0.0, 14.0);
        let mut y = self.from.min(self.spine) + AT_ENDS + spare;
        let (mut twigs, mut more) = (Vec::new(), None);
        for block in blocks {
            let next = y + block.height + BETWEEN + spare;
            match block.place(self, at, y) {
                Ok(twig) => twigs.push(twig),
                Err(text) => more = Some(text),
            }
            y = next;
        }
        let (head, joint) = (point(self.rib(at, self.from), self.from), point(self.rib(at, self.spine), self.spine));
        RibPlace { name: self.name(rib, head), head, joint, twigs, more }
    }

    fn name(&self, rib: &Rib, head: Point) -> Label {
        let whole = clean(&rib.name);
        let line = cut(&whole, NAME.measure(), self.column.min(220.0) - 30.0);
        let width = (NAME.width(&line) + 20.0).max(64.0);
        let y = if self.from < self.spine { self.from - NAME_HEIGHT } else { self.from };
        Label { place: rect(head.x - width / 2.0, y, width, NAME_HEIGHT), lines: vec![line], whole }
    }
}
