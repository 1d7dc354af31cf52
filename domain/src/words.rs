//! The vocabulary (词汇): what people read instead of the names of facts, fields and values, in Chinese and in English. The
//! names in JSON are for programs and never change; a word may be improved at any time.
//!
//! Each table has a row for everything that stands in the schemas of the facts of a ticket, and a test counts them.

mod facts;
mod fields;
mod phrases;
#[cfg(test)]
mod tests;
mod values;

pub use phrases::{Phrase, length};

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use events_schema::values::TicketClass;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A language in which people read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Language {
    /// 简体中文, the language of the factory and its policy.
    #[serde(rename = "zh-CN")]
    Chinese,
    /// English.
    #[serde(rename = "en")]
    English,
}

impl Language {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Chinese, Self::English];

    /// Its tag (BCP 47).
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Chinese => "zh-CN",
            Self::English => "en",
        }
    }

    /// What a name and what it stands for are joined by.
    #[must_use]
    pub const fn colon(self) -> &'static str {
        match self {
            Self::Chinese => "：",
            Self::English => ": ",
        }
    }

    /// What things that are counted up are joined by.
    #[must_use]
    pub const fn comma(self) -> &'static str {
        match self {
            Self::Chinese => "、",
            Self::English => ", ",
        }
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.tag())
    }
}

/// Why a text is not a language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the languages are zh-CN and en")]
pub struct NotALanguage;

impl FromStr for Language {
    type Err = NotALanguage;

    fn from_str(text: &str) -> Result<Self, NotALanguage> {
        Self::ALL.into_iter().find(|language| language.tag() == text).ok_or(NotALanguage)
    }
}

/// A word in both languages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Words {
    /// In Chinese.
    pub zh: &'static str,
    /// In English.
    pub en: &'static str,
}

impl Words {
    /// The word in one of the languages.
    #[must_use]
    pub const fn in_language(self, language: Language) -> &'static str {
        match language {
            Language::Chinese => self.zh,
            Language::English => self.en,
        }
    }
}

pub(crate) const fn words(zh: &'static str, en: &'static str) -> Words {
    Words { zh, en }
}

/// What a type of fact is called, and the clauses of the policy by which it is recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FactWords {
    /// Short, as an event.
    pub title: Words,
    /// The clause, where one asks for it.
    pub clause: Option<&'static str>,
    /// That of emergencies (P3.3), where they have one of their own.
    pub in_emergencies: Option<&'static str>,
}

impl FactWords {
    /// The clause that asks for it on a ticket of this class.
    #[must_use]
    pub fn clause_for(self, class: Option<TicketClass>) -> Option<&'static str> {
        match class {
            Some(TicketClass::Emergency) => self.in_emergencies.or(self.clause),
            Some(TicketClass::Important | TicketClass::General) | None => self.clause,
        }
    }
}

/// A clause as people name it: clauses by their numbers, which are the same in all languages, open points (未决事项) in words.
#[must_use]
pub fn of_clause(clause: &'static str, language: Language) -> Cow<'static, str> {
    match (clause.strip_prefix("open point "), language) {
        (Some(number), Language::Chinese) => Cow::Owned(format!("未决事项{number}")),
        (Some(_), Language::English) | (None, _) => Cow::Borrowed(clause),
    }
}

/// The words of a type of fact; `None` if no such type is known.
#[must_use]
pub fn of_fact(kind: &str) -> Option<FactWords> {
    facts::FACTS.iter().find(|row| row.kind == kind).map(|row| row.words)
}

/// A field, as people see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// They see it under this name.
    Shown(Words),
    /// It is for programs: versions, ids of events, what another line says already.
    Technical,
}

/// What a field is to people: its own row, by the type of fact or the definition that it stands in, else the row for all
/// fields of its name. What has no row is not shown.
#[must_use]
pub fn of_field(owner: &str, name: &str) -> Field {
    let row = |of: &str| fields::FIELDS.iter().find(|row| row.owner == of && row.name == name);
    row(owner).or_else(|| row(fields::ANY)).map_or(Field::Technical, |row| row.is)
}

/// The word for a value, by the definition that it is of and its name in JSON.
#[must_use]
pub fn of_name(definition: &str, name: &str) -> Option<Words> {
    values::VALUES.iter().find(|row| row.definition == definition && row.name == name).map(|row| row.words)
}

/// The word for a value; its name where it has none.
#[must_use]
pub fn of_value<T: Serialize + JsonSchema>(value: &T, language: Language) -> String {
    let name = serde_json::to_value(value).ok().and_then(|name| name.as_str().map(str::to_owned)).unwrap_or_default();
    let words = of_name(&T::schema_name(), &name);
    words.map_or(name, |words| words.in_language(language).to_owned())
}

/// A value by its name for programs and its word for people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "Named{T}")]
pub struct Named<T> {
    /// Its name, the same in all languages.
    pub is: T,
    /// Its word.
    pub word: String,
}

impl<T: Serialize + JsonSchema> Named<T> {
    /// The value with its word.
    #[must_use]
    pub fn of(is: T, language: Language) -> Self {
        let word = of_value(&is, language);
        Self { is, word }
    }
}
