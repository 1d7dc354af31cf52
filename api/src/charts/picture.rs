//! What all pictures have: a size, a heading, and the same in words.

use super::geometry::{Point, point, rect};
use super::look::{AXIS, FONTS, Font, INK, PAPER, SOFT, WASH, dashed, font};
use super::number::coordinate;
use super::svg::Svg;
use super::text::{clean, cut};
use super::words::{Language, Phrase, Speaks};

/// How wide every picture is; pages scale it to the room that they have.
pub(super) const WIDTH: f64 = 960.0;

/// What stays free at the sides.
pub(super) const MARGIN: f64 = 24.0;

/// What every chart is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Caption<'a> {
    /// What the ids in the picture begin with. Two pictures on a page need two of them; any text will do.
    pub id: &'a str,
    /// What it is a picture of.
    pub title: &'a str,
    /// Of which time, how many, under which conditions; may be empty.
    pub note: &'a str,
    /// In which language it speaks.
    pub language: Language,
}

/// Why there is nothing to draw.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Blank {
    /// 无数据: nothing was counted.
    NoData,
    /// 数据不足: too little was counted to say anything.
    NotEnoughData,
}

/// The picture in place of a chart that would say nothing.
#[must_use]
pub fn blank(caption: &Caption<'_>, why: Blank) -> String {
    let says = caption.language.say(match why {
        Blank::NoData => Phrase::NoData,
        Blank::NotEnoughData => Phrase::NotEnoughData,
    });
    let below = caption.below();
    let mut svg = caption.open(below + 176.0, &[caption.language.sentence(says)]);
    let frame = rect(MARGIN, below, WIDTH - 2.0 * MARGIN, 152.0);
    svg.rect(frame, 6.0, WASH, Some(dashed(AXIS, 1.0, "4 4")));
    let middle = frame.middle();
    svg.text(point(middle.x, middle.y + 6.0), font(17.0, SOFT).middle(), says);
    svg.close()
}

impl Caption<'_> {
    /// Where the heading ends.
    pub(super) fn below(&self) -> f64 {
        if clean(self.note).is_empty() { 56.0 } else { 76.0 }
    }

    /// Begins a picture of some height with its heading, and says in words what it will show.
    pub(super) fn open(&self, height: f64, says: &[String]) -> Svg {
        let (title, note) = (clean(self.title), clean(self.note));
        let (title_id, words_id) = (self.id("title"), self.id("desc"));
        let height_text = coordinate(height);
        let mut svg = Svg::open(&[
            ("xmlns", "http://www.w3.org/2000/svg".into()),
            ("viewBox", format!("0 0 {WIDTH} {height_text}").into()),
            ("role", "img".into()),
            ("aria-labelledby", format!("{title_id} {words_id}").into()),
            ("lang", self.language.tag().into()),
            ("font-family", FONTS.into()),
        ]);
        svg.words("title", &[("id", title_id.into())], &title);
        let words: Vec<String> = std::iter::once(self.language.sentence(&note)).chain(says.iter().cloned()).collect();
        svg.words("desc", &[("id", words_id.into())], &self.language.sentences(&words));
        svg.rect(rect(0.0, 0.0, WIDTH, height), 0.0, PAPER, None);
        let room = WIDTH - 2.0 * MARGIN;
        fitted(&mut svg, point(MARGIN, 36.0), font(18.0, INK).bold(), &title, room);
        if !note.is_empty() {
            fitted(&mut svg, point(MARGIN, 57.0), font(12.5, SOFT), &note, room);
        }
        svg
    }

    /// An id in the picture: letters, digits and hyphens as they are, everything else by its number, so that no two
    /// prefixes make one id.
    fn id(&self, name: &str) -> String {
        let letter = |letter: char| match letter {
            'a'..='z' | 'A'..='Z' | '0'..='9' | '-' => letter.to_string(),
            _ => format!("_{:x}_", u32::from(letter)),
        };
        format!("chart-{}-{name}", self.id.chars().map(letter).collect::<String>())
    }
}

/// A text that is cut where its room ends.
pub(super) fn fitted(svg: &mut Svg, at: Point, font: Font, text: &str, room: f64) {
    svg.cut_text(at, font, &cut(text, font.measure(), room), text);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_prefixes_make_one_id() {
        let id = |id| Caption { id, title: "", note: "", language: Language::English }.id("title");
        assert_eq!(id("q3-seals"), "chart-q3-seals-title");
        assert_eq!(id("图"), "chart-_56fe_-title");
        assert_ne!(id("_56fe_"), id("图"));
    }
}
