//! How much room a text takes, and how it is made to fit.
//!
//! Nobody knows which font a reader has. Widths are those of a wide one, so that what fits here fits there.

use unicode_width::UnicodeWidthChar;

/// What stands for the rest.
const ELLIPSIS: char = '…';

/// A text on one line: without control characters, and with one space where there was any white space.
pub(super) fn clean(text: &str) -> String {
    let kept = text.chars().map(|letter| if letter.is_control() { ' ' } else { letter });
    kept.collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// How wide a text is at a font size.
pub(super) fn width(text: &str, size: f64) -> f64 {
    text.chars().map(em).sum::<f64>() * size
}

/// The text if it fits, else what fits of it with an ellipsis.
pub(super) fn cut(text: &str, size: f64, room: f64) -> String {
    if width(text, size) <= room {
        return text.to_owned();
    }
    let mut left = room / size - em(ELLIPSIS);
    let fits = |letter: &char| {
        left -= em(*letter);
        left >= 0.0
    };
    let mut kept: String = text.chars().take_while(fits).collect();
    kept.truncate(kept.trim_end().len());
    kept.push(ELLIPSIS);
    kept
}

/// The text on so many lines at most, the last one cut if need be. Breaks stand at spaces and beside Chinese
/// characters, but not before closing punctuation; a word that has no room of its own is broken anywhere.
pub(super) fn wrap(text: &str, size: f64, room: f64, most: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut rest = text.trim();
    while lines.len() + 1 < most && width(rest, size) > room {
        let (line, after) = rest.split_at(break_at(rest, room / size));
        lines.push(line.trim_end().to_owned());
        rest = after.trim_start();
    }
    lines.push(cut(rest, size, room));
    lines
}

/// Where the first line of a text that is too wide ends, in bytes; after its first character at the earliest.
fn break_at(text: &str, room: f64) -> usize {
    let (mut used, mut allowed) = (0.0, None);
    let mut before: Option<char> = None;
    for (at, letter) in text.char_indices() {
        if let Some(before) = before.filter(|before| may_break(*before, letter)) {
            allowed = Some(at).filter(|_| used <= room || before == ' ').or(allowed);
        }
        used += em(letter);
        if used > room && letter != ' ' {
            let first = text.chars().next().map_or(0, char::len_utf8);
            return allowed.unwrap_or(at).max(first);
        }
        before = Some(letter);
    }
    text.len()
}

fn may_break(before: char, after: char) -> bool {
    let closes =
        matches!(after, '，' | '。' | '、' | '；' | '：' | '！' | '？' | '）' | '》' | '”' | '】' | ')' | ',' | '.');
    let opens = matches!(before, '（' | '《' | '“' | '【' | '(');
    before == ' ' || (!closes && !opens && (is_wide(before) || is_wide(after)))
}

fn is_wide(letter: char) -> bool {
    letter.width_cjk() == Some(2)
}

/// The width of a character in units of the font size.
fn em(letter: char) -> f64 {
    match letter {
        'f' | 'i' | 'j' | 'l' | 'r' | 't' | 'I' | ' ' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' | '(' | ')' | '-'
        | '/' => 0.41,
        'm' | 'w' | 'M' | 'W' | '@' | '%' => 0.95,
        'A'..='Z' | '&' => 0.72,
        ' '..='~' => 0.6,
        _ => match letter.width_cjk() {
            None | Some(0) => 0.0,
            Some(1) => 0.7,
            Some(_) => 1.0,
        },
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_chinese_character_is_as_wide_as_two_others() {
        assert_eq!(width("密封圈", 10.0), 30.0);
        assert!(width("seal", 10.0) <= 24.0);
        assert_eq!(width("e\u{301}", 10.0), width("e", 10.0), "an accent stands above its letter");
    }

    #[test]
    fn what_is_too_long_ends_with_an_ellipsis() {
        assert_eq!(cut("密封圈", 10.0, 30.0), "密封圈");
        assert_eq!(cut("密封圈老化", 10.0, 30.0), "密封…");
        assert_eq!(cut("oil seal aged", 10.0, 52.0), "oil seal…");
        assert_eq!(cut("密", 10.0, 1.0), "…");
    }

    #[test]
    fn lines_break_at_spaces_and_beside_chinese_characters() {
        assert_eq!(wrap("oil seal aged", 10.0, 50.0, 3), ["oil seal", "aged"]);
        assert_eq!(wrap("密封圈老化开裂", 10.0, 40.0, 2), ["密封圈老", "化开裂"]);
        assert_eq!(wrap("密封圈老，化开", 10.0, 40.0, 2), ["密封圈", "老，化开"]);
        assert_eq!(wrap("密封圈老化开裂漏油", 10.0, 40.0, 2), ["密封圈老", "化开裂…"]);
        assert_eq!(wrap("", 10.0, 40.0, 2), [""]);
        assert_eq!(wrap("ABCDEFGH", 10.0, 30.0, 2), ["ABCD", "EFGH"]);
    }

    #[test]
    fn a_text_is_one_line() {
        assert_eq!(clean(" a\u{0}b\r\n\tc  d "), "a b c d");
    }

    proptest! {
        #[test]
        fn what_was_wrapped_fits_and_loses_nothing_but_spaces(text in "[a-zA-Z ，密封圈]{0,40}", room in 20.0_f64..200.0) {
            let text = clean(&text);
            let lines = wrap(&text, 10.0, room, 100);
            prop_assert!(lines.iter().all(|line| width(line, 10.0) <= room));
            let letters = |text: &str| text.chars().filter(|letter| *letter != ' ').collect::<String>();
            prop_assert_eq!(letters(&lines.concat()), letters(&text));
            prop_assert!(wrap(&text, 10.0, room, 2).iter().all(|line| width(line, 10.0) <= room));
        }
    }
}
