//! Words of a text, for search. Chinese has no spaces, so it is searched by neighbouring pairs of characters.

use std::collections::BTreeSet;

/// The words of a text: Latin words and numbers in small letters; of each run of Chinese characters all pairs of
/// neighbours, and the last character, so that every character begins a word.
pub(crate) fn words(text: &str) -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    for run in runs(text) {
        match run {
            Run::Latin(word) => {
                words.insert(word);
            }
            Run::Chinese(characters) => {
                words.extend(characters.windows(2).map(String::from_iter));
                words.extend(characters.last().map(char::to_string));
            }
        }
    }
    words
}

/// What a word must be to match what somebody looks for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Term {
    /// The very same.
    Word(String),
    /// A single Chinese character: a word that begins with it.
    Beginning(char),
}

/// At most so many terms of a search are looked at.
const MAX_TERMS: usize = 24;

/// What somebody looks for; a text matches if it has a word for each.
pub(crate) fn terms(search: &str) -> BTreeSet<Term> {
    let of = |run| match run {
        Run::Latin(word) => vec![Term::Word(word)],
        Run::Chinese(characters) => match characters[..] {
            [one] => vec![Term::Beginning(one)],
            _ => characters.windows(2).map(|pair| Term::Word(String::from_iter(pair))).collect(),
        },
    };
    runs(search).into_iter().flat_map(of).take(MAX_TERMS).collect()
}

enum Run {
    Latin(String),
    Chinese(Vec<char>),
}

fn runs(text: &str) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut apart = true;
    for c in text.chars().map(half_width) {
        let last = if apart { None } else { runs.last_mut() };
        apart = false;
        match (Kind::of(c), last) {
            (Kind::Chinese, Some(Run::Chinese(characters))) => characters.push(c),
            (Kind::Chinese, _) => runs.push(Run::Chinese(vec![c])),
            (Kind::Latin, Some(Run::Latin(word))) => word.extend(c.to_lowercase()),
            (Kind::Latin, _) => runs.push(Run::Latin(c.to_lowercase().collect())),
            (Kind::Between, _) => apart = true,
        }
    }
    runs
}

enum Kind {
    Chinese,
    Latin,
    Between,
}

impl Kind {
    fn of(c: char) -> Self {
        match c {
            '\u{2e80}'..='\u{2fdf}'
            | '\u{3005}'..='\u{3007}'
            | '\u{3040}'..='\u{30ff}'
            | '\u{3400}'..='\u{9fff}'
            | '\u{ac00}'..='\u{d7af}'
            | '\u{f900}'..='\u{faff}'
            | '\u{20000}'..='\u{3ffff}' => Self::Chinese,
            c if c.is_alphanumeric() => Self::Latin,
            _ => Self::Between,
        }
    }
}

/// Chinese keyboards also type Latin letters and digits as wide as a Chinese character.
fn half_width(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn has(text: &str, search: &str) -> bool {
        let words = words(text);
        terms(search).iter().all(|term| match term {
            Term::Word(word) => words.contains(word),
            Term::Beginning(c) => words.iter().any(|word| word.starts_with(*c)),
        })
    }

    #[test]
    fn a_part_of_a_chinese_sentence_is_found() {
        let symptom = "启动困难,排气管冒黑烟。WP12.460 转速2200";
        for found in ["启动困难", "黑烟", "烟", "启", "排气管 启动", "wp12", "WP12", "2200", "转速", "黑烟,困难"]
        {
            assert!(has(symptom, found), "{found}");
        }
        for missing in ["困启", "白烟", "难排", "wp1", "220", "漏"] {
            assert!(!has(symptom, missing), "{missing}");
        }
    }

    #[test]
    fn a_text_of_one_pair_has_its_pair_and_its_end() {
        assert_eq!(words("漏油"), ["油".to_owned(), "漏油".to_owned()].into());
    }

    #[test]
    fn marks_between_words_are_no_words() {
        assert!(terms("!,。 \n").is_empty());
    }
}
