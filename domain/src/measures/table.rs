//! Measures of periods, cut by what tickets are about.

use std::collections::HashMap;
use std::num::NonZero;

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

/// Periods, and by what they are cut.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'a> {
    /// Periods that do not overlap, in order.
    pub windows: &'a [Window],
    /// By what they are cut; by nothing if absent.
    pub cut: Option<Cut>,
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

/// How many cases are worth a thread of their own; few in tests, so that those see threads.
const CASES_OF_A_THREAD: usize = if cfg!(test) { 3 } else { 2_000 };

/// Counts the measures of cases.
#[must_use]
pub fn count(wanted: Wanted<'_>, look: Look<'_>, cases: &[Case]) -> Vec<Row> {
    count_all(&[wanted], look, cases).pop().unwrap_or_default()
}

/// Counts several tables of measures at once: each case comes apart only once.
#[must_use]
pub fn count_all(wanted: &[Wanted<'_>], look: Look<'_>, cases: &[Case]) -> Vec<Vec<Row>> {
    let threads = std::thread::available_parallelism().map_or(1, NonZero::get);
    let size = cases.len().div_ceil(threads).max(CASES_OF_A_THREAD);
    let tallied = |cases| {
        let mut tables: Vec<Lines<'_>> = wanted.iter().copied().map(Lines::new).collect();
        takes(&mut tables, look, cases);
        tables
    };
    let parts: Vec<Vec<Lines<'_>>> = std::thread::scope(|scope| {
        let running: Vec<_> = cases.chunks(size).map(|part| scope.spawn(move || tallied(part))).collect();
        running.into_iter().map(|part| part.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))).collect()
    });
    let none = wanted.iter().copied().map(Lines::new).collect();
    let tables = parts.into_iter().fold(none, |mut all: Vec<Lines<'_>>, part| {
        all.iter_mut().zip(part).for_each(|(of, more)| of.merge(more));
        all
    });
    tables.into_iter().map(|lines| lines.rows(look)).collect()
}

fn takes(tables: &mut [Lines<'_>], look: Look<'_>, cases: &[Case]) {
    for case in cases {
        let keys: Vec<_> = tables.iter().map(|lines| lines.of.cut.and_then(|cut| cut.key(case))).collect();
        observations(case, look, |seen| {
            for (lines, key) in tables.iter_mut().zip(&keys) {
                match (seen.is, lines.of.cut) {
                    (Is::Owned(owner, _), Some(cut)) => {
                        if let Some(key) = cut.owner(owner) {
                            lines.add(key, &seen);
                        }
                    }
                    (Is::Owned(..), None) => {}
                    _ => lines.add(key.as_deref(), &seen),
                }
            }
        });
    }
}

/// The tallies of one key, one for each window.
type Line = Vec<Option<Tally>>;

struct Lines<'a> {
    of: Wanted<'a>,
    by_key: HashMap<String, Line>,
    without: Option<Line>,
}

impl<'a> Lines<'a> {
    fn new(of: Wanted<'a>) -> Self {
        Self { of, by_key: HashMap::new(), without: None }
    }

    fn line(&mut self, key: Option<&str>) -> &mut Line {
        let none = || vec![None; self.of.windows.len()];
        let Some(key) = key else { return self.without.get_or_insert_with(none) };
        // The key is copied only where it is new.
        if !self.by_key.contains_key(key) {
            self.by_key.insert(key.to_owned(), none());
        }
        self.by_key.get_mut(key).expect("it was put there")
    }

    fn add(&mut self, key: Option<&str>, seen: &Observation<'_>) {
        let windows = self.of.windows;
        let nth = windows.partition_point(|window| window.before <= seen.at);
        if windows.get(nth).is_some_and(|window| window.holds(seen.at)) {
            self.line(key)[nth].get_or_insert_default().add(seen.is);
        }
    }

    fn merge(&mut self, more: Self) {
        let keyed = more.by_key.into_iter().map(|(key, line)| (Some(key), line));
        for (key, line) in keyed.chain(more.without.map(|line| (None, line))) {
            for (all, one) in self.line(key.as_deref()).iter_mut().zip(line) {
                match (all, one) {
                    (Some(all), Some(one)) => all.merge(one),
                    (all, one @ Some(_)) => *all = one,
                    (_, None) => {}
                }
            }
        }
    }

    /// By period, then by key; what is known of none comes last.
    fn rows(self, look: Look<'_>) -> Vec<Row> {
        let Self { of, by_key, without } = self;
        let mut lines: Vec<(Option<String>, Line)> = by_key.into_iter().map(|(key, line)| (Some(key), line)).collect();
        lines.sort_by(|(a, _), (b, _)| a.cmp(b));
        let nothing = || of.cut.is_none().then(|| vec![None; of.windows.len()]);
        lines.extend(without.or_else(nothing).map(|line| (None, line)));
        let mut rows = Vec::new();
        for (nth, window) in of.windows.iter().enumerate() {
            for (key, line) in &mut lines {
                // A period without anything is shown where nothing is cut: a gap would look like a good month.
                let tally = line[nth].take().or_else(|| of.cut.is_none().then(Tally::default));
                let Some(tally) = tally else { continue };
                let measures = tally.measures(look.rules);
                rows.push(Row { period: window.period, key: key.clone(), measures });
            }
        }
        rows
    }
}
