//! What a report and its rows are called.

use domain::report::{ColumnName, Keys, Report, TableName, of_key, of_word};
use domain::words::{Language, Words};
use events_schema::{Period, PeriodKind};

use super::words;

/// What people call a key of some kind; `None` where it has no other name.
pub type Names<'a> = dyn Fn(Keys, &str) -> Option<String> + 'a;

/// The months in English.
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// A period as people say it: 2026年10月, October 2026.
#[must_use]
pub fn period_name(period: Period, language: Language) -> String {
    let (year, month) = period.first_month();
    let year = year.to_string();
    match (period.kind(), language) {
        (PeriodKind::Year, _) => words::fill(words::YEAR, language, [&year]),
        (PeriodKind::Quarter, _) => words::fill(words::QUARTER, language, [&year, &month.div_ceil(3).to_string()]),
        (PeriodKind::Month, Language::Chinese) => words::fill(words::MONTH, language, [&year, &month.to_string()]),
        (PeriodKind::Month, Language::English) => {
            let name = MONTHS.get(usize::from(month).saturating_sub(1)).copied().unwrap_or_default();
            words::fill(words::MONTH, language, [&year, name])
        }
    }
}

/// What a report is called: 2026年10月月度报告, Monthly report, October 2026.
#[must_use]
pub fn title(report: &Report, language: Language) -> String {
    let kind = match report.period.kind() {
        PeriodKind::Month => words::MONTHLY,
        PeriodKind::Quarter => words::QUARTERLY,
        PeriodKind::Year => words::ANNUAL,
    };
    words::fill(words::TITLED, language, [kind.in_language(language), &period_name(report.period, language)])
}

/// How a report is read: in which language, and with which names.
#[derive(Clone, Copy)]
pub(super) struct Reading<'a> {
    pub(super) language: Language,
    pub(super) names: &'a Names<'a>,
}

impl Reading<'_> {
    /// A word in the language.
    pub(super) fn say(self, words: Words) -> &'static str {
        words.in_language(self.language)
    }

    /// Words with values in their places.
    pub(super) fn fill<const N: usize>(self, words: Words, values: [&str; N]) -> String {
        words::fill(words, self.language, values)
    }

    /// The key of a row.
    pub(super) fn key(self, table: TableName, key: &str) -> String {
        let word = of_key(table, key).map(|words| self.say(words).to_owned());
        word.or_else(|| (self.names)(table.keys(), key)).unwrap_or_else(|| key.to_owned())
    }

    /// A person.
    pub(super) fn person(self, id: &str) -> String {
        (self.names)(Keys::People, id).unwrap_or_else(|| id.to_owned())
    }

    /// A word of a cell.
    pub(super) fn word(self, word: &str) -> String {
        of_word(word).map_or(word, |words| self.say(words)).to_owned()
    }

    /// The name of what a text stands for: an owner is a person, a department or a supplier.
    pub(super) fn named(self, column: ColumnName, text: &str) -> Option<String> {
        let owners = [Keys::People, Keys::Departments, Keys::Suppliers];
        let is_id = column == ColumnName::Owner;
        owners.into_iter().filter(|_| is_id).find_map(|keys| (self.names)(keys, text))
    }
}
