//! The source's own counters beside the imported history, and why they differ.

use std::collections::BTreeMap;

use super::layout::{Column, Layout, Row};
use super::plan::Step;
use super::summary::{Checked, Disagreement};

const BEFORE_THE_LOG: &str = "counted before the first row of the case";
const MISSING: &str = "the value is missing on the row where the counter rose, or on the one before";
const UNLOGGED: &str = "counted in saves that the log leaves out (the sequence has a gap)";
const REJECTED: &str = "counted on or after a rejected row";
const COUNTER_ALONE: &str = "the counter rose between two rows that show no change";
const CHANGE_ALONE: &str = "the rows show a change that the counter does not count";

/// One counter along the rows of one case.
pub(super) struct Tally<'r> {
    what: &'static str,
    steps: &'static str,
    counter: Option<Column>,
    /// The column whose changes are counted, where a missing value hides one.
    counted: Option<Column>,
    last: Option<(&'r Row, i64)>,
    imported: i64,
    rejected: bool,
    because: BTreeMap<&'static str, i64>,
}

impl<'r> Tally<'r> {
    /// The counters that the mapping names.
    pub(super) fn both(layout: &Layout<'_>) -> [Self; 2] {
        let tally = |what, steps, counter, counted| Self {
            what,
            steps,
            counter,
            counted,
            last: None,
            imported: 0,
            rejected: false,
            because: BTreeMap::new(),
        };
        [
            tally("reopenings", "reopen", layout.reopenings, None),
            tally("group_changes", "reassign", layout.group_changes, layout.group),
        ]
    }

    /// A row that was not taken: what it changed shows on the next one.
    pub(super) fn rejected(&mut self) {
        self.rejected = true;
    }

    /// A row that was taken, and what it came to.
    pub(super) fn row(&mut self, layout: &Layout<'_>, row: &'r Row, steps: &[Step]) {
        let changes = steps.iter().filter(|step| step.name == self.steps).count();
        let changes = i64::try_from(changes).unwrap_or(i64::MAX);
        self.imported += changes;
        let count = layout.value(row, self.counter).and_then(|count| count.parse::<i64>().ok());
        let Some(count) = count else { return };
        let before = self.last.replace((row, count));
        let difference = count - before.map_or(0, |(_, count)| count) - changes;
        if difference != 0 {
            let gap = |earlier: &Row| matches!((earlier.sequence, row.sequence), (Some(a), Some(b)) if b - a > 1);
            let missing = |row: &Row| self.counted.is_some() && layout.value(row, self.counted).is_none();
            let reason = match before {
                None => BEFORE_THE_LOG,
                Some(_) if difference < 0 => CHANGE_ALONE,
                Some(_) if self.rejected => REJECTED,
                Some((earlier, _)) if gap(earlier) => UNLOGGED,
                Some((earlier, _)) if missing(earlier) || missing(row) => MISSING,
                Some(_) => COUNTER_ALONE,
            };
            *self.because.entry(reason).or_default() += difference;
        }
        self.rejected = false;
    }

    /// What the case came to.
    pub(super) fn conclude(self, case: &str, checked: &mut Checked) -> Option<Disagreement> {
        let (_, source) = self.last?;
        if source == self.imported {
            checked.cases_that_agree += 1;
            return None;
        }
        checked.cases_that_disagree += 1;
        for (reason, count) in &self.because {
            *checked.because.entry(reason).or_default() += count;
        }
        let because = self.because.iter().map(|(reason, count)| format!("{count}: {reason}"));
        Some(Disagreement {
            case: case.to_owned(),
            what: self.what,
            source,
            imported: self.imported,
            because: because.collect::<Vec<_>>().join("; "),
        })
    }
}
