//! Elements as text, every text escaped.

use std::fmt::Write;

/// A page that is being written.
#[derive(Debug)]
pub(super) struct Page {
    out: String,
}

/// An attribute: its name, and its value before it is escaped.
pub(super) type Attribute<'a> = (&'a str, &'a str);

impl Page {
    pub(super) fn new() -> Self {
        Self { out: String::with_capacity(128 * 1024) }
    }

    /// The page as it is.
    pub(super) fn done(self) -> String {
        self.out
    }

    /// What is markup already.
    pub(super) fn raw(&mut self, markup: &str) {
        self.out.push_str(markup);
    }

    /// Opens an element.
    pub(super) fn open(&mut self, name: &str, attributes: &[Attribute<'_>]) {
        self.tag(name, attributes);
        self.out.push('\n');
    }

    /// Closes an element.
    pub(super) fn close(&mut self, name: &str) {
        let _ = writeln!(self.out, "</{name}>");
    }

    /// An element that holds text and nothing else.
    pub(super) fn text(&mut self, name: &str, attributes: &[Attribute<'_>], text: &str) {
        self.around(name, attributes, |page| page.escaped(text));
    }

    /// An element on one line.
    pub(super) fn around(&mut self, name: &str, attributes: &[Attribute<'_>], inside: impl FnOnce(&mut Self)) {
        self.tag(name, attributes);
        inside(self);
        self.close(name);
    }

    /// Text.
    pub(super) fn escaped(&mut self, text: &str) {
        escape(text, &mut self.out);
    }

    /// Text that breaks between a unit and the next number, and not between a number and its unit.
    pub(super) fn lengths(&mut self, text: &str) {
        let mut before = ' ';
        for letter in text.chars() {
            if letter.is_ascii_digit() && before.is_alphabetic() {
                self.out.push_str("<wbr/>");
            }
            let joins = letter == ' ' && before.is_ascii_digit();
            let letter = if joins { '\u{a0}' } else { letter };
            escape(letter.encode_utf8(&mut [0; 4]), &mut self.out);
            before = letter;
        }
    }

    /// Texts that may stand on two lines and are not broken themselves.
    pub(super) fn pieces<'a>(&mut self, texts: impl IntoIterator<Item = &'a str>) {
        for (at, text) in texts.into_iter().enumerate() {
            self.raw(if at > 0 { " <span>" } else { "<span>" });
            self.escaped(text);
            self.raw("</span>");
        }
    }

    fn tag(&mut self, name: &str, attributes: &[Attribute<'_>]) {
        let _ = write!(self.out, "<{name}");
        for (name, value) in attributes {
            let _ = write!(self.out, " {name}=\"");
            escape(value, &mut self.out);
            self.out.push('"');
        }
        self.out.push('>');
    }
}

/// Text as it may stand in elements and attributes. What XML 1.0 does not allow is replaced by the character that
/// Unicode has for that.
fn escape(text: &str, out: &mut String) {
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' => out.push('\n'),
            _ if letter.is_control() || matches!(letter, '\u{FFFE}' | '\u{FFFF}') => out.push('\u{FFFD}'),
            _ => out.push(letter),
        }
    }
}

/// A text as a string of CSS in a `<style>`: letters and digits as they are, everything else by its number.
pub(super) fn css_string(text: &str) -> String {
    let mut out = "\"".to_owned();
    for letter in text.chars() {
        if letter.is_alphanumeric() || matches!(letter, ' ' | ',' | '-') {
            out.push(letter);
        } else {
            let _ = write!(out, "\\{:x} ", u32::from(letter));
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_gets_out_of_its_text() {
        let mut page = Page::new();
        page.text("p", &[("title", "\"><b onload='x'>")], "</p><script>&\u{0}\u{1b}\u{FFFF}密");
        let expected = "<p title=\"&quot;&gt;&lt;b onload=&#39;x&#39;&gt;\">\
                        &lt;/p&gt;&lt;script&gt;&amp;\u{FFFD}\u{FFFD}\u{FFFD}密</p>\n";
        assert_eq!(page.done(), expected);
        assert_eq!(css_string("月度 </style>\""), "\"月度 \\3c \\2f style\\3e \\22 \"");
    }

    #[test]
    fn lengths_break_between_their_parts() {
        let lengths = |text| {
            let mut page = Page::new();
            page.lengths(text);
            page.done()
        };
        assert_eq!(lengths("2天3小时<"), "2天<wbr/>3小时&lt;");
        assert_eq!(lengths("2 d 3 h"), "2\u{a0}d 3\u{a0}h");
    }
}
