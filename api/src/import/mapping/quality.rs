//! Quality records as another system writes them: its names for the columns of `flywheel quality import`, and its words.

use std::collections::BTreeMap;

use events_schema::facts::quality_record::{InspectionVerdict, RecordKind};
use events_schema::ids::CharacteristicId;
use events_schema::measurement::Unit;
use events_schema::text::Code;
use serde::de::Error;
use serde::{Deserialize, Deserializer};

use super::{BadMapping, Source, none_of, read};
use crate::quality::COLUMNS;

/// What a file of quality records means.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QualityMapping {
    /// The name of the source: the system whose records these are, where no column says so.
    pub name: Code,
    /// How the file is written.
    pub source: Source,
    /// What its rows say.
    pub quality: Quality,
}

/// What the rows say.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Quality {
    /// Which column says what, by the names in the header; the keys are the columns of docs/quality.md.
    pub columns: BTreeMap<Known, String>,
    /// What all records are, where no column says it.
    #[serde(default)]
    pub kind: Option<RecordKind>,
    /// Kinds of records by the values of the source.
    #[serde(default)]
    pub kinds: BTreeMap<String, RecordKind>,
    /// Verdicts by the values of the source, on records and on single characteristics.
    #[serde(default)]
    pub verdicts: BTreeMap<String, InspectionVerdict>,
    /// Units by the values of the source.
    #[serde(default)]
    pub units: BTreeMap<String, Unit>,
    /// Characteristics of the register by the values of the source.
    #[serde(default)]
    pub characteristics: BTreeMap<String, CharacteristicId>,
}

/// A column that a file of quality records may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Known(&'static str);

impl Known {
    /// Its name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.0
    }
}

impl<'de> Deserialize<'de> for Known {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        let all = || COLUMNS.iter().map(|column| column.name);
        all().find(|known| *known == name).map(Self).ok_or_else(|| {
            let all = all().collect::<Vec<_>>().join(", ");
            D::Error::custom(format!("there is no column `{name}`; there are: {all}"))
        })
    }
}

impl QualityMapping {
    pub(super) fn parse(text: &str) -> Result<Self, BadMapping> {
        let mapping: Self = read(text)?;
        mapping.source.check()?;
        mapping.source.check_without_tickets()?;
        mapping.source.times()?;
        let (quality, has) = (&mapping.quality, |name| mapping.column(name).is_some());
        none_of([
            (!has("number"), "`quality.columns.number` is missing: by it a record is known"),
            (!has("taken_at"), "`quality.columns.taken_at` is missing: when a record was taken"),
            (
                !has("kind") && quality.kind.is_none(),
                "say what the records are: in `quality.columns.kind`, or all of them by `quality.kind`",
            ),
            (
                has("kind") && quality.kind.is_some(),
                "keep one of `quality.kind` and `quality.columns.kind`: all records are one, or each says what it is",
            ),
        ])?;
        Ok(mapping)
    }

    /// What a column of ours is called in the file.
    pub(in crate::import) fn column(&self, name: &str) -> Option<&str> {
        let mut named = self.quality.columns.iter();
        named.find(|(known, _)| known.0 == name).map(|(_, column)| column.as_str())
    }

    /// Every column that the mapping names, with the key that names it.
    pub(in crate::import) fn named_columns(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.quality.columns.values().map(|column| ("quality.columns", column.as_str()))
    }
}
