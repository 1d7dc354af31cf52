//! What spreadsheets make of texts in the files that they open.

/// Whether a spreadsheet would take a text for a formula, or for the beginning of another cell.
pub(crate) fn begins_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'])
}

/// A text as a spreadsheet shows it and never computes it.
pub(crate) fn harmless(text: &str) -> String {
    if begins_formula(text) { format!("'{text}") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::harmless;

    #[test]
    fn no_text_is_a_formula() {
        assert_eq!(harmless("=HYPERLINK(\"http://x/\")"), "'=HYPERLINK(\"http://x/\")");
        assert_eq!(["+1", "-1", "@a", "＝1"].map(harmless), ["'+1", "'-1", "'@a", "'＝1"]);
        assert_eq!(harmless("V1001"), "V1001");
    }
}
