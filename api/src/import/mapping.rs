//! What a source means: a TOML file, so that a new source needs no new program. It is of one kind: a log of tickets, a list
//! of suppliers, or quality records.

mod quality;
mod suppliers;
mod tickets;

pub(super) use quality::QualityMapping;
pub(super) use suppliers::SupplierMapping;
pub(super) use tickets::{Repeats, Stage, TicketMapping};

use events_schema::facts::calendar::ZoneName;
use events_schema::values::IntakeChannel;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::times::Times;

/// What a source means.
#[derive(Debug, Clone)]
pub enum Mapping {
    /// A log of tickets: `[columns]` and `[states]`.
    Tickets(Box<TicketMapping>),
    /// A list of suppliers: `[suppliers]`.
    Suppliers(Box<SupplierMapping>),
    /// Records of production and quality control: `[quality]`.
    Quality(Box<QualityMapping>),
}

/// How a file is written.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// The character encoding.
    #[serde(default)]
    pub encoding: Encoding,
    /// What separates the fields.
    #[serde(default = "comma")]
    pub delimiter: char,
    /// What stands where a value is missing.
    #[serde(default = "nothing")]
    pub missing: Vec<String>,
    /// How times are written: `rfc3339`, or with the letters of strftime. A list of suppliers has none.
    #[serde(default)]
    pub time_format: Option<String>,
    /// The zone of times that name none.
    #[serde(default)]
    pub time_zone: Option<String>,
    /// What rows of tickets with the same content are.
    #[serde(default)]
    pub repeats: Option<Repeats>,
    /// The intake channel of reports for which the source names none.
    #[serde(default)]
    pub default_channel: Option<IntakeChannel>,
}

fn comma() -> char {
    ','
}

fn nothing() -> Vec<String> {
    vec![String::new()]
}

/// A character encoding.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Encoding {
    /// UTF-8 if it is, else GB18030.
    #[default]
    Auto,
    /// UTF-8, with or without a byte order mark.
    #[serde(rename = "utf-8")]
    Utf8,
    /// GB18030, and so GBK and GB2312.
    Gb18030,
}

/// Why a mapping cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadMapping {
    /// It is no TOML, or holds what no mapping has.
    #[error("{0}")]
    Unreadable(String),
    /// It contradicts itself or lacks something.
    #[error("{0}")]
    Incomplete(&'static str),
    /// It is of two kinds at once.
    #[error(
        "`{0}` and `{1}` do not go together: a mapping is of tickets, of suppliers (`suppliers`) or of quality records \
         (`quality`); write one for each file"
    )]
    Mixed(&'static str, &'static str),
    /// No such zone.
    #[error("`source.time_zone`: there is no time zone `{0}`; use a name such as \"Asia/Shanghai\" or \"UTC\"")]
    Zone(String),
}

impl Mapping {
    /// Reads a mapping.
    ///
    /// # Errors
    /// If it cannot be used, with the key that is wrong and what is allowed there.
    pub fn parse(text: &str) -> Result<Self, BadMapping> {
        let keys: toml::Table = read(text)?;
        let first_of = |kind: &[&'static str]| kind.iter().find(|key| keys.contains_key(**key)).copied();
        let kinds = [&["suppliers"][..], &["quality"], tickets::KEYS].map(first_of);
        let mut named = kinds.iter().flatten();
        if let (Some(one), Some(other)) = (named.next(), named.next()) {
            return Err(BadMapping::Mixed(one, other));
        }
        match kinds {
            [Some(_), _, _] => SupplierMapping::parse(text).map(Box::new).map(Self::Suppliers),
            [_, Some(_), _] => QualityMapping::parse(text).map(Box::new).map(Self::Quality),
            [None, None, _] => TicketMapping::parse(text).map(Box::new).map(Self::Tickets),
        }
    }
}

/// Reads what a text holds, with the line of what is wrong.
fn read<T: DeserializeOwned>(text: &str) -> Result<T, BadMapping> {
    toml::from_str(text).map_err(|error| BadMapping::Unreadable(error.to_string()))
}

/// The reason of the first thing that is wrong.
fn none_of<const N: usize>(wrong: [(bool, &'static str); N]) -> Result<(), BadMapping> {
    let found = wrong.into_iter().find_map(|(is_wrong, reason)| is_wrong.then_some(reason));
    found.map_or(Ok(()), |reason| Err(BadMapping::Incomplete(reason)))
}

impl Source {
    /// What holds for files of every kind.
    fn check(&self) -> Result<(), BadMapping> {
        none_of([(!self.delimiter.is_ascii(), "`source.delimiter` has to be an ASCII character, as \",\" or \";\"")])
    }

    /// Refuses what is said of tickets only, in a mapping that makes none.
    fn check_without_tickets(&self) -> Result<(), BadMapping> {
        none_of([
            (self.repeats.is_some(), "`source.repeats` is of tickets; leave it out: what is said twice counts once"),
            (self.default_channel.is_some(), "`source.default_channel` is of tickets; leave it out"),
        ])
    }

    /// How its times are read.
    pub(super) fn times(&self) -> Result<Times, BadMapping> {
        let format = self.time_format.clone().ok_or(BadMapping::Incomplete(
            "`source.time_format` is missing; say how times are written, as \"%Y-%m-%d %H:%M\" or \"rfc3339\"",
        ))?;
        let name = self.time_zone.as_deref().unwrap_or("UTC");
        let zone = name.parse::<ZoneName>().map_err(|_| BadMapping::Zone(name.to_owned()))?;
        Ok(Times::new(format, zone.to_jiff()))
    }

    /// The value of a cell, unless it is one of those that stand where a value is missing.
    pub(super) fn value<'r>(&self, cell: &'r str) -> Option<&'r str> {
        let value = cell.trim();
        (!self.missing.iter().any(|missing| missing == value)).then_some(value)
    }

    /// The same where a blank cell says nothing either.
    pub(super) fn filled<'r>(&self, cell: &'r str) -> Option<&'r str> {
        self.value(cell).filter(|value| !value.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SUPPLIERS: &str = "name = \"erp\"\n[source]\n[suppliers.columns]\ncode = \"A\"\nname = \"B\"\npart = \"C\"\n";
    const QUALITY: &str = "name = \"mes\"\n[source]\ntime_format = \"rfc3339\"\n[quality]\nkind = \"test_bench\"\n\
                           [quality.columns]\nnumber = \"A\"\ntaken_at = \"B\"\n";

    fn refused(text: &str) -> String {
        Mapping::parse(text).unwrap_err().to_string()
    }

    #[test]
    fn the_tables_say_of_which_kind_a_mapping_is() {
        assert!(matches!(Mapping::parse(SUPPLIERS), Ok(Mapping::Suppliers(_))));
        assert!(matches!(Mapping::parse(QUALITY), Ok(Mapping::Quality(_))));
        for (text, both) in [
            (format!("{SUPPLIERS}[quality.columns]\nnumber = \"D\"\n"), "`suppliers` and `quality` do not go together"),
            (format!("{SUPPLIERS}[states]\n"), "`suppliers` and `states` do not go together"),
            (format!("{QUALITY}[columns]\ncase = \"D\"\n"), "`quality` and `columns` do not go together"),
        ] {
            assert!(refused(&text).starts_with(both), "{}", refused(&text));
        }
    }

    #[test]
    fn what_a_mapping_lacks_or_has_too_much_is_said() {
        for (text, reason) in [
            (SUPPLIERS.replace("part =", "parts ="), "unknown field `parts`, expected one of `code`, `name`, `part`"),
            (SUPPLIERS.replace("code = \"A\"", ""), "missing field `code`"),
            (SUPPLIERS.replace("[source]", "[source]\nrepeats = \"duplicates\""), "`source.repeats` is of tickets"),
            (SUPPLIERS.replace("[source]", "[source]\ntime_format = \"rfc3339\""), "a list of suppliers has no times"),
            (SUPPLIERS.replace("part = \"C\"", "part_name = \"C\""), "`suppliers.columns.part_name` needs"),
            (format!("{SUPPLIERS}part_name = \"D\"\n[suppliers]\npart_separator = \";\"\n"), "a name is of one part"),
            (QUALITY.replace("number", "nummer"), "there is no column `nummer`; there are: system, number, revision"),
            (QUALITY.replace("number", "remark"), "`quality.columns.number` is missing"),
            (QUALITY.replace("taken_at", "remark"), "`quality.columns.taken_at` is missing"),
            (QUALITY.replace("kind = \"test_bench\"", ""), "say what the records are"),
            (format!("{QUALITY}kind = \"C\"\n"), "keep one of `quality.kind` and `quality.columns.kind`"),
            (QUALITY.replace("time_format = \"rfc3339\"", ""), "`source.time_format` is missing"),
            (QUALITY.replace("test_bench", "bench"), "unknown variant `bench`"),
            (format!("{QUALITY}[quality.units]\n\"千帕\" = \"kPA\"\n"), "kPA"),
        ] {
            assert!(refused(&text).contains(reason), "{reason} is not in: {}", refused(&text));
        }
    }
}
