//! What an import came to, in figures that add up.

use std::collections::BTreeMap;

use events_schema::ids::ImportRun;
use serde::Serialize;

/// What an import came to.
#[derive(Debug, Clone)]
pub struct Imported {
    /// The figures.
    pub summary: Summary,
    /// The rows that were not taken, by line.
    pub rejected: Vec<Rejected>,
    /// The cases whose own counters say something else.
    pub disagreements: Vec<Disagreement>,
}

/// The figures of an import. `rows` = `recorded` + `unchanged` + `duplicates` + `rejected` + `already_imported`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// The name of the mapping.
    pub mapping: String,
    /// The run; its events carry it.
    pub run: ImportRun,
    /// Rows of the file, without its header.
    pub rows: usize,
    /// Rows that ended as events.
    pub recorded: usize,
    /// Rows that differ from the one before only in counters and edit times.
    pub unchanged: usize,
    /// Rows that say again what an identical row said.
    pub duplicates: usize,
    /// Rows that were not taken.
    pub rejected: usize,
    /// Rows that an earlier run has dealt with.
    pub already_imported: usize,
    /// Tickets that this run opened.
    pub tickets: usize,
    /// Events that this run wrote to tickets.
    pub events: usize,
    /// Issue types that the catalogue did not have.
    pub issue_types_defined: usize,
    /// Groups that the directory did not have.
    pub groups_formed: usize,
    /// Gates of the policy that the source does not prove, and how many commands passed them so.
    pub unproven_gates: BTreeMap<&'static str, usize>,
    /// Columns that the mapping does not name; their values were not taken.
    pub unmapped_columns: Vec<String>,
    /// Columns whose changes say nothing, by the mapping.
    pub ignored_columns: Vec<String>,
    /// Columns that have no fact of ours; their values are in internal notes.
    pub columns_in_notes: Vec<String>,
    /// Rows that share time and sequence with another one of their case: the order of the file decided.
    pub ties: usize,
    /// The source's counter of reopenings beside the imported history.
    pub reopenings: Option<Checked>,
    /// The source's counter of group changes beside the imported history.
    pub group_changes: Option<Checked>,
}

/// A counter of the source beside the imported history.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Checked {
    /// Cases whose counter agrees.
    pub cases_that_agree: usize,
    /// Cases whose counter disagrees.
    pub cases_that_disagree: usize,
    /// Why: how many changes each reason accounts for, over all cases that disagree.
    pub because: BTreeMap<&'static str, i64>,
}

/// A row that was not taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Rejected {
    /// The line where it begins.
    pub line: u64,
    /// Its case, where it has one.
    pub case: String,
    /// Why.
    pub reason: String,
}

/// A case whose own counter says something else than the imported history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Disagreement {
    /// The case.
    pub case: String,
    /// What is counted.
    pub what: &'static str,
    /// What the source says on the last row of the case.
    pub source: i64,
    /// What the imported history says.
    pub imported: i64,
    /// Why, with the number of changes.
    pub because: String,
}

impl Summary {
    /// The figures as rows for people.
    #[must_use]
    pub fn lines(&self) -> Vec<(String, String)> {
        let mut lines: Vec<(String, String)> = [
            ("rows", self.rows),
            ("recorded", self.recorded),
            ("unchanged", self.unchanged),
            ("duplicates", self.duplicates),
            ("rejected", self.rejected),
            ("already imported", self.already_imported),
            ("tickets", self.tickets),
            ("events", self.events),
            ("issue types defined", self.issue_types_defined),
            ("groups formed", self.groups_formed),
            ("ties in the order of the file", self.ties),
        ]
        .map(|(name, count)| (name.to_owned(), count.to_string()))
        .into();
        for (gate, count) in &self.unproven_gates {
            lines.push((format!("unproven: {gate}"), count.to_string()));
        }
        if !self.unmapped_columns.is_empty() {
            lines.push(("columns not taken".to_owned(), self.unmapped_columns.join(", ")));
        }
        for (name, checked) in [("reopenings", &self.reopenings), ("group changes", &self.group_changes)] {
            let Some(checked) = checked else { continue };
            lines.push((format!("{name}: cases that agree"), checked.cases_that_agree.to_string()));
            lines.push((format!("{name}: cases that disagree"), checked.cases_that_disagree.to_string()));
            for (reason, count) in &checked.because {
                lines.push((format!("{name}: {reason}"), count.to_string()));
            }
        }
        lines
    }
}
