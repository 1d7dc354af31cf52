//! SVG as text: few elements, coordinates in one format, every text escaped.
//!
//! Written here rather than with the crate `svg`: that writes numbers with all their digits and `NaN` as it is, lets
//! characters pass that XML forbids, and keeps a tree that nobody asks for.

use std::borrow::Cow;
use std::fmt::Write;

use super::geometry::{Point, Rect};
use super::look::{Font, Pen};
use super::number::coordinate;

/// A picture that is being written.
#[derive(Debug)]
pub(super) struct Svg {
    out: String,
}

/// An attribute: its name, and its value before it is escaped.
pub(super) type Attribute<'a> = (&'a str, Cow<'a, str>);

impl Svg {
    /// Opens the outermost element.
    pub(super) fn open(attributes: &[Attribute<'_>]) -> Self {
        let mut svg = Self { out: String::with_capacity(8 * 1024) };
        svg.tag("svg", attributes, ">\n");
        svg
    }

    /// Closes it.
    pub(super) fn close(mut self) -> String {
        self.out.push_str("</svg>\n");
        self.out
    }

    /// An element that holds text and nothing else.
    pub(super) fn words(&mut self, name: &str, attributes: &[Attribute<'_>], text: &str) {
        self.tag(name, attributes, ">");
        escape(text, &mut self.out);
        self.end(name);
    }

    /// What belongs together, and what it says when somebody points at it.
    pub(super) fn group(&mut self, says: &str, draw: impl FnOnce(&mut Self)) {
        self.out.push_str("<g>\n");
        self.words("title", &[], says);
        draw(self);
        self.end("g");
    }

    /// A text at its base line.
    pub(super) fn text(&mut self, at: Point, font: Font, text: &str) {
        self.cut_text(at, font, text, text);
    }

    /// A text that may have been cut; the whole one is said when somebody points at it.
    pub(super) fn cut_text(&mut self, at: Point, font: Font, shown: &str, whole: &str) {
        let mut attributes = vec![("x", coordinate(at.x).into()), ("y", coordinate(at.y).into())];
        font.attributes(at, &mut attributes);
        self.tag("text", &attributes, ">");
        if shown != whole {
            self.out.push_str("<title>");
            escape(whole, &mut self.out);
            self.out.push_str("</title>");
        }
        escape(shown, &mut self.out);
        self.end("text");
    }

    /// A straight line.
    pub(super) fn line(&mut self, from: Point, to: Point, pen: Pen) {
        let mut attributes = vec![
            ("x1", coordinate(from.x).into()),
            ("y1", coordinate(from.y).into()),
            ("x2", coordinate(to.x).into()),
            ("y2", coordinate(to.y).into()),
        ];
        pen.attributes(&mut attributes);
        self.tag("line", &attributes, "/>\n");
    }

    /// A rectangle with corners rounded by `radius`.
    pub(super) fn rect(&mut self, rect: Rect, radius: f64, fill: &str, pen: Option<Pen>) {
        let mut attributes = vec![
            ("x", coordinate(rect.x).into()),
            ("y", coordinate(rect.y).into()),
            ("width", coordinate(rect.width.max(0.0)).into()),
            ("height", coordinate(rect.height.max(0.0)).into()),
        ];
        if radius > 0.0 {
            attributes.push(("rx", coordinate(radius).into()));
        }
        attributes.push(("fill", fill.into()));
        pen.iter().for_each(|pen| pen.attributes(&mut attributes));
        self.tag("rect", &attributes, "/>\n");
    }

    /// A circle.
    pub(super) fn circle(&mut self, middle: Point, radius: f64, fill: &str, pen: Option<Pen>) {
        let mut attributes = vec![
            ("cx", coordinate(middle.x).into()),
            ("cy", coordinate(middle.y).into()),
            ("r", coordinate(radius).into()),
            ("fill", fill.into()),
        ];
        pen.iter().for_each(|pen| pen.attributes(&mut attributes));
        self.tag("circle", &attributes, "/>\n");
    }

    /// Lines from point to point; a path of several pieces where there are gaps.
    pub(super) fn path(&mut self, path: &Path, fill: &str, pen: Option<Pen>) {
        if path.data.is_empty() {
            return;
        }
        let mut attributes = vec![("d", path.data.as_str().into()), ("fill", fill.into())];
        pen.iter().for_each(|pen| pen.attributes(&mut attributes));
        self.tag("path", &attributes, "/>\n");
    }

    fn tag(&mut self, name: &str, attributes: &[Attribute<'_>], end: &str) {
        self.out.push('<');
        self.out.push_str(name);
        for (name, value) in attributes {
            let _ = write!(self.out, " {name}=\"");
            escape(value, &mut self.out);
            self.out.push('"');
        }
        self.out.push_str(end);
    }

    fn end(&mut self, name: &str) {
        let _ = writeln!(self.out, "</{name}>");
    }
}

/// The data of a path.
#[derive(Debug, Default)]
pub(super) struct Path {
    data: String,
}

impl Path {
    /// A closed one.
    pub(super) fn closed(points: impl IntoIterator<Item = Point>) -> Self {
        let mut path = Self::default();
        path.piece(points);
        path.data.push('Z');
        path
    }

    /// Adds lines along points.
    pub(super) fn piece(&mut self, points: impl IntoIterator<Item = Point>) {
        for (at, point) in points.into_iter().enumerate() {
            let command = if at == 0 { 'M' } else { 'L' };
            let _ = write!(self.data, "{command}{} {}", coordinate(point.x), coordinate(point.y));
        }
    }
}

/// Text as it may stand in elements and attributes. What XML 1.0 does not allow is replaced by the character that
/// Unicode has for that; nothing a person types ends a picture.
fn escape(text: &str, out: &mut String) {
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' => out.push('\n'),
            _ if letter.is_control() || matches!(letter, '\u{FFFE}' | '\u{FFFF}') => out.push('\u{FFFD}'),
            _ => out.push(letter),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_gets_out_of_its_text() {
        let mut out = String::new();
        escape("<a b=\"c\">&'\u{0}\u{1b}\u{85}\u{FFFF}\n密", &mut out);
        assert_eq!(out, "&lt;a b=&quot;c&quot;&gt;&amp;'\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}\n密");
    }
}
