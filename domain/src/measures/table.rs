//! Measures of periods, cut by what tickets are about.

use std::collections::HashMap;

use events_schema::{Period, Timestamp};
use schemars::JsonSchema;
use serde::Serialize;

use super::case::Case;
use super::observation::{Cut, Is, Look, Observation, observations};
use super::tally::{Measures, Tally};
use crate::factory_time::bounds;

/// A period and where it lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// The period.
    pub period: Period,
    /// Its first instant.
    pub from: Timestamp,
    /// The first instant after it.
    pub before: Timestamp,
}

impl Window {
    /// Where a period lies in the factory's time.
    #[must_use]
    pub fn of(period: Period) -> Self {
        let (from, before) = bounds(period);
        Self { period, from, before }
    }

    /// Whether an instant lies in it.
    #[must_use]
    pub fn holds(&self, at: Timestamp) -> bool {
        self.from <= at && at < self.before
    }
}

/// What is asked.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// Periods that do not overlap, in order.
    pub windows: &'a [Window],
    /// By what they are cut; by nothing if absent.
    pub cut: Option<Cut>,
    /// How cases are looked at.
    pub look: Look<'a>,
}

/// The measures of a period, or of what counts under one key in it.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Row {
    /// The period.
    pub period: Period,
    /// The key: a group, a model, and so on. Absent where nothing is cut, and in a cut for what is known of none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// The measures.
    pub measures: Measures,
}

/// The tallies of one key, one for each window.
type Line = Vec<Option<Tally>>;

/// Counts the measures of cases.
#[must_use]
pub fn count<'a>(asked: Asked<'_>, cases: impl IntoIterator<Item = &'a Case>) -> Vec<Row> {
    let mut lines = Lines { windows: asked.windows, of: HashMap::new() };
    for case in cases {
        let key = asked.cut.and_then(|cut| cut.key(case));
        observations(case, asked.look, |seen| match (seen.is, asked.cut) {
            (Is::Owned(owner, _), Some(cut)) => {
                if let Some(key) = cut.owner(owner) {
                    lines.add(key, &seen);
                }
            }
            (Is::Owned(..), None) => {}
            _ => lines.add(key.as_deref(), &seen),
        });
    }
    lines.rows(asked)
}

struct Lines<'a> {
    windows: &'a [Window],
    of: HashMap<Option<String>, Line>,
}

impl Lines<'_> {
    fn add(&mut self, key: Option<&str>, seen: &Observation<'_>) {
        let nth = self.windows.partition_point(|window| window.before <= seen.at);
        if self.windows.get(nth).is_none_or(|window| !window.holds(seen.at)) {
            return;
        }
        let key = key.map(str::to_owned);
        let line = self.of.entry(key).or_insert_with(|| vec![None; self.windows.len()]);
        line[nth].get_or_insert_default().add(seen.is);
    }

    /// By period, then by key; what is known of none comes last.
    fn rows(self, asked: Asked<'_>) -> Vec<Row> {
        let mut lines: Vec<(Option<String>, Line)> = self.of.into_iter().collect();
        if asked.cut.is_none() && lines.is_empty() {
            lines.push((None, vec![None; asked.windows.len()]));
        }
        lines.sort_by(|(a, _), (b, _)| a.is_none().cmp(&b.is_none()).then_with(|| a.cmp(b)));
        let mut rows = Vec::new();
        for (nth, window) in asked.windows.iter().enumerate() {
            for (key, line) in &mut lines {
                // A period without anything is shown where nothing is cut: a gap would look like a good month.
                let tally = line[nth].take().or_else(|| asked.cut.is_none().then(Tally::default));
                let Some(tally) = tally else { continue };
                let measures = tally.measures(asked.look.rules);
                rows.push(Row { period: window.period, key: key.clone(), measures });
            }
        }
        rows
    }
}
