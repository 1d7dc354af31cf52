//! A log of tickets: what its columns and states mean.

use std::collections::BTreeMap;

use events_schema::ids::{GroupId, IssueTypeId};
use events_schema::text::Code;
use events_schema::values::{IntakeChannel, TicketClass};
use serde::Deserialize;

use super::{BadMapping, Source, none_of, read};

/// The keys of a mapping that are of tickets.
pub(super) const KEYS: &[&str] =
    &["columns", "states", "channels", "classes", "groups", "issue_types", "notes", "ignore", "check"];

/// What a log of tickets means.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TicketMapping {
    /// The name of the source. All ids of what is imported derive from it, so that it stays for ever.
    pub name: Code,
    /// How the file is written.
    pub source: Source,
    /// Which column says what.
    pub columns: Columns,
    /// What a state or an activity of the source means.
    pub states: BTreeMap<String, Meaning>,
    /// Intake channels by the values of the source.
    #[serde(default)]
    pub channels: BTreeMap<String, IntakeChannel>,
    /// Classes by the values of the source.
    #[serde(default)]
    pub classes: BTreeMap<String, TicketClass>,
    /// Groups of ours by the values of the source; others get a code that derives from the value.
    #[serde(default)]
    pub groups: BTreeMap<String, GroupId>,
    /// Issue types of ours by the values of the source; others get a code that derives from the value.
    #[serde(default)]
    pub issue_types: BTreeMap<String, IssueTypeId>,
    /// Columns without a fact of ours whose values are kept as internal notes. None may hold personal data.
    #[serde(default)]
    pub notes: ColumnList,
    /// Columns whose changes say nothing: counters, edit times, final values that stand on every row.
    #[serde(default)]
    pub ignore: ColumnList,
    /// Counters of the source that the imported history is compared with, on the last row of each case.
    #[serde(default)]
    pub check: Counters,
}

/// What rows with the same content are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Repeats {
    /// The same thing said twice: only the first one counts.
    #[default]
    Duplicates,
    /// As many things that happened.
    Occurrences,
}

/// Which column says what, by the names in the header.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Columns {
    /// Which case a row belongs to.
    pub case: String,
    /// When it happened.
    pub at: String,
    /// The order of rows of one case that have the same time.
    #[serde(default)]
    pub sequence: Option<String>,
    /// When the case was received; the time of its first row if absent.
    #[serde(default)]
    pub received_at: Option<String>,
    /// The state in which the case is: a change of it is something that happened.
    #[serde(default)]
    pub state: Option<String>,
    /// What was done: every row is something that happened.
    #[serde(default)]
    pub activity: Option<String>,
    /// The group that has the case.
    #[serde(default)]
    pub group: Option<String>,
    /// The type of issue.
    #[serde(default)]
    pub issue_type: Option<String>,
    /// How urgent it is.
    #[serde(default)]
    pub class: Option<String>,
    /// Where the report came in.
    #[serde(default)]
    pub channel: Option<String>,
    /// Who reported: a pseudonym, never a name.
    #[serde(default)]
    pub customer: Option<String>,
    /// The engine model.
    #[serde(default)]
    pub model: Option<String>,
    /// The engine's serial number.
    #[serde(default)]
    pub serial: Option<String>,
    /// The fault symptom.
    #[serde(default)]
    pub symptom: Option<String>,
    /// The usage scenario.
    #[serde(default)]
    pub usage_scenario: Option<String>,
}

/// What a state or an activity means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Meaning {
    /// The stage in which the case is then; the stage of before if absent.
    #[serde(default)]
    pub is: Option<Stage>,
    /// Whether it is kept as a note, because it says more than the stage.
    #[serde(default)]
    pub note: bool,
}

/// The stages of a case, as far as sources tell them apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Stage {
    /// It is being handled.
    Open,
    /// It is said to be solved.
    Solved,
    /// It is over.
    Closed,
    /// It was taken back.
    Withdrawn,
}

/// Some columns.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ColumnList {
    /// Their names.
    pub columns: Vec<String>,
}

/// Counters of the source.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Counters {
    /// The column that counts how often a case was opened again.
    #[serde(default)]
    pub reopenings: Option<String>,
    /// The column that counts how often a case went to another group.
    #[serde(default)]
    pub group_changes: Option<String>,
}

impl TicketMapping {
    pub(super) fn parse(text: &str) -> Result<Self, BadMapping> {
        let mapping: Self = read(text)?;
        mapping.source.check()?;
        let columns = &mapping.columns;
        none_of([
            (
                columns.state.is_none() && columns.activity.is_none(),
                "`columns` needs `state` (what the case is in) or `activity` (what was done)",
            ),
            (
                columns.state.is_some() && columns.activity.is_some(),
                "`columns` has both `state` and `activity`; keep the one that the rows tell",
            ),
            (mapping.states.is_empty(), "`states` is empty; say what each state or activity of the source means"),
            (
                columns.channel.is_none() && mapping.source.default_channel.is_none(),
                "say where reports came in: `columns.channel` with `[channels]`, or `source.default_channel`",
            ),
            (
                columns.class.is_some() && mapping.classes.is_empty(),
                "`columns.class` needs `[classes]`: which value is general, important, emergency",
            ),
        ])?;
        mapping.source.times()?;
        Ok(mapping)
    }

    /// Every column that the mapping names, with the key that names it.
    pub(in crate::import) fn named_columns(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let columns = &self.columns;
        let optional = [
            ("columns.sequence", &columns.sequence),
            ("columns.received_at", &columns.received_at),
            ("columns.state", &columns.state),
            ("columns.activity", &columns.activity),
            ("columns.group", &columns.group),
            ("columns.issue_type", &columns.issue_type),
            ("columns.class", &columns.class),
            ("columns.channel", &columns.channel),
            ("columns.customer", &columns.customer),
            ("columns.model", &columns.model),
            ("columns.serial", &columns.serial),
            ("columns.symptom", &columns.symptom),
            ("columns.usage_scenario", &columns.usage_scenario),
            ("check.reopenings", &self.check.reopenings),
            ("check.group_changes", &self.check.group_changes),
        ];
        let optional = optional.into_iter().filter_map(|(key, name)| Some((key, name.as_deref()?)));
        let notes = self.notes.columns.iter().map(|name| ("notes.columns", name.as_str()));
        let ignored = self.ignore.columns.iter().map(|name| ("ignore.columns", name.as_str()));
        [("columns.case", columns.case.as_str()), ("columns.at", columns.at.as_str())]
            .into_iter()
            .chain(optional)
            .chain(notes)
            .chain(ignored)
    }
}
