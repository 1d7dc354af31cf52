//! What an import came to, in figures that add up.

use std::collections::BTreeMap;

use events_schema::Digest256;
use events_schema::ids::{ImportRun, SupplierId};
use events_schema::text::Line;
use serde::Serialize;

use crate::spreadsheet::harmless;

/// What an import came to.
#[derive(Debug, Clone)]
pub struct Imported {
    /// The figures.
    pub summary: Summary,
    /// The rows that were not taken, by line.
    pub rejected: Vec<Rejected>,
    /// The cases of tickets whose own counters say something else.
    pub disagreements: Vec<Disagreement>,
}

/// The figures of an import, by the kind of its file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Summary {
    /// Of a log of tickets.
    Tickets(Box<TicketSummary>),
    /// Of a list of suppliers.
    Suppliers(SupplierSummary),
    /// Of quality records.
    Quality(QualitySummary),
}

/// The figures of a log of tickets. `rows` = `recorded` + `unchanged` + `duplicates` + `rejected` + `already_imported`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TicketSummary {
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

/// The figures of a list of suppliers. `rows` = `recorded` + `already_there` + `rejected`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SupplierSummary {
    /// The name of the mapping.
    pub mapping: String,
    /// The run; its events carry it.
    pub run: ImportRun,
    /// Rows of the file, without its header.
    pub rows: usize,
    /// Rows that added something to the register.
    pub recorded: usize,
    /// Rows that say what the register has, or what an earlier row has said.
    pub already_there: usize,
    /// Rows that were not taken.
    pub rejected: usize,
    /// Suppliers that nobody had registered.
    pub suppliers_registered: usize,
    /// Parts that were added to a supplier's.
    pub parts_added: usize,
    /// Registered suppliers that the source calls otherwise; they keep their names.
    pub named_otherwise: Vec<NamedOtherwise>,
    /// Columns that the mapping does not name; their values were not taken.
    pub unmapped_columns: Vec<String>,
}

/// A registered supplier that the source calls otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NamedOtherwise {
    /// The supplier.
    pub supplier: SupplierId,
    /// What the register calls it.
    pub registered: Line,
    /// What the source calls it.
    pub here: Line,
}

/// The figures of quality records. `records` = `recorded` + `corrected` + `already_there` + `rejected`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct QualitySummary {
    /// The name of the mapping.
    pub mapping: String,
    /// The run; its events carry it.
    pub run: ImportRun,
    /// SHA-256 of the file; its records name it.
    pub sha256: Digest256,
    /// Rows of the file, without its header and blank ones.
    pub rows: usize,
    /// Rows that say what an earlier one says.
    pub repeated_rows: usize,
    /// Records that the rows are.
    pub records: usize,
    /// Records that were recorded now.
    pub recorded: usize,
    /// Records that correct what was recorded before.
    pub corrected: usize,
    /// Records that were recorded before, and say the same.
    pub already_there: usize,
    /// Records that were not taken.
    pub rejected: usize,
    /// Columns that the mapping does not name; their values were not taken.
    pub unmapped_columns: Vec<String>,
}

/// A row that was not taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Rejected {
    /// The line where it begins.
    pub line: u64,
    /// Its case, supplier or record, as the file names it.
    pub case: String,
    /// Why.
    pub reason: String,
}

impl Rejected {
    /// The same for a file that people open in a spreadsheet.
    pub(crate) fn harmless(&self) -> Self {
        Self { line: self.line, case: harmless(&self.case), reason: harmless(&self.reason) }
    }
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
        match self {
            Self::Tickets(summary) => summary.lines(),
            Self::Suppliers(summary) => summary.lines(),
            Self::Quality(summary) => summary.lines(),
        }
    }
}

fn counts<const N: usize>(counts: [(&str, usize); N]) -> Vec<(String, String)> {
    counts.map(|(name, count)| (name.to_owned(), count.to_string())).into()
}

fn not_taken(columns: &[String]) -> Option<(String, String)> {
    (!columns.is_empty()).then(|| ("columns not taken".to_owned(), columns.join(", ")))
}

impl TicketSummary {
    fn lines(&self) -> Vec<(String, String)> {
        let mut lines = counts([
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
        ]);
        for (gate, count) in &self.unproven_gates {
            lines.push((format!("unproven: {gate}"), count.to_string()));
        }
        lines.extend(not_taken(&self.unmapped_columns));
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

impl SupplierSummary {
    fn lines(&self) -> Vec<(String, String)> {
        let mut lines = counts([
            ("rows", self.rows),
            ("recorded", self.recorded),
            ("already there", self.already_there),
            ("rejected", self.rejected),
            ("suppliers registered", self.suppliers_registered),
            ("parts added", self.parts_added),
        ]);
        for NamedOtherwise { supplier, registered, here } in &self.named_otherwise {
            lines.push((format!("named otherwise: {supplier}"), format!("{registered}; in the source {here}")));
        }
        lines.extend(not_taken(&self.unmapped_columns));
        lines
    }
}

impl QualitySummary {
    fn lines(&self) -> Vec<(String, String)> {
        let mut lines = counts([
            ("rows", self.rows),
            ("repeated rows", self.repeated_rows),
            ("records", self.records),
            ("recorded", self.recorded),
            ("corrected", self.corrected),
            ("already there", self.already_there),
            ("rejected", self.rejected),
        ]);
        lines.extend(not_taken(&self.unmapped_columns));
        lines
    }
}
