//! Plain text that fits a receiver's limit, and what receivers say in return.

use super::Message;

/// Stands where something was left out. It needs no language.
const MARK: &str = " […]";

/// How much of what a receiver says is kept.
const MOST_SAID: usize = 200;

/// One line without control characters, so that nothing in it begins a new line or a header.
pub(super) fn line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// The lines of a message below its title.
pub(super) fn body(message: &Message) -> String {
    message.lines.iter().map(|text| line(text)).collect::<Vec<_>>().join("\n")
}

/// A text of at most `limit` bytes that ends with the link. What is too long is cut between two characters, and the mark says
/// so; the link is never cut.
pub(super) fn fitted(text: &str, link: Option<&str>, limit: usize) -> String {
    let end = link.map(|link| format!("\n{}", line(link))).unwrap_or_default();
    if text.len() + end.len() <= limit {
        return format!("{text}{end}");
    }
    let room = limit.saturating_sub(end.len() + MARK.len());
    // The beginning of a text is a boundary, so there is one.
    let at = (0..=room.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0);
    format!("{}{MARK}{end}", &text[..at])
}

/// The words of a receiver, short, in one line, and without what was entrusted to us: some receivers repeat what they were
/// sent.
pub(super) fn quoted(said: &str, hidden: &[&str]) -> String {
    let said =
        hidden.iter().filter(|hidden| !hidden.is_empty()).fold(line(said), |said, hidden| said.replace(hidden, "…"));
    said.trim().chars().take(MOST_SAID).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fits_is_left_as_it_is() {
        assert_eq!(fitted("油管断裂", None, 12), "油管断裂");
        assert_eq!(fitted("油管断裂", Some("https://f/1"), 24), "油管断裂\nhttps://f/1");
    }

    /// A character of Chinese has three bytes: at no limit one is cut in the middle, nor a byte of the link lost.
    #[test]
    fn what_does_not_fit_is_cut_between_characters_and_keeps_its_link() {
        let (text, link) = ("发动机冒黑烟😀,客户停产".repeat(9), "https://flywheel.example.com/t/9541");
        let least = link.len() + 1 + MARK.len();
        for limit in least..text.len() + link.len() {
            let cut = fitted(&text, Some(link), limit);
            assert!(cut.len() <= limit, "{limit}: {cut}");
            let kept = cut.strip_suffix(&format!("{MARK}\n{link}")).unwrap();
            assert!(text.starts_with(kept) && kept.len() + least + 4 > limit, "{limit}: {cut}");
        }
        assert_eq!(fitted("油管断裂", None, 11), "油 […]");
    }

    #[test]
    fn a_line_is_one_line() {
        assert_eq!(line("漏油\r\nBcc: all@example.com\u{85}\u{7f}"), "漏油  Bcc: all@example.com  ");
    }

    #[test]
    fn receivers_are_quoted_shortly_and_without_secrets() {
        assert_eq!(quoted(" no key k-1\nhere ", &["k-1", ""]), "no key … here");
        assert_eq!(quoted(&"忙".repeat(900), &[]).chars().count(), MOST_SAID);
    }
}
