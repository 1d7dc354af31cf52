//! The tables that come from measures.

use std::collections::BTreeMap;

use events_schema::{Period, PeriodKind};

use super::measured::Measured;
use super::{Cell, ColumnName, Table, TableName};
use crate::measures::{Case, Cut, Look, Measures, Row, Wanted, Window, count_all};
use crate::statistics::pareto::pareto;
use crate::statistics::rate::Rate;

/// How many months the trend shows.
const MONTHS: usize = 12;

/// The most categories of a Pareto table; the rest is one row.
const CATEGORIES: usize = 24;

/// The key of the row of all other categories.
pub const OTHER: &str = "…";

/// The periods at which a report looks.
#[derive(Debug, Clone)]
pub struct Looked {
    /// The period of the report.
    pub period: Period,
    /// A year ago, the period before and the period: each once, in order.
    compared: Vec<Window>,
    /// The months of the trend, the oldest first.
    months: Vec<Window>,
}

impl Looked {
    /// What a report of a period looks at.
    #[must_use]
    pub fn of(period: Period) -> Self {
        let mut compared = vec![Window::of(year_ago(period)), Window::of(period.before()), Window::of(period)];
        compared.dedup();
        let last = period.months().last().unwrap_or(period);
        let mut months: Vec<Window> =
            std::iter::successors(Some(last), |month| Some(month.before())).take(MONTHS).map(Window::of).collect();
        months.reverse();
        Self { period, compared, months }
    }

    /// All periods at which it looks.
    pub fn windows(&self) -> impl Iterator<Item = &Window> {
        self.compared.iter().chain(&self.months)
    }
}

/// The same period a year before.
fn year_ago(period: Period) -> Period {
    let of_a_year = match period.kind() {
        PeriodKind::Month => 12,
        PeriodKind::Quarter => 4,
        PeriodKind::Year => 1,
    };
    (0..of_a_year).fold(period, |period, _| period.before())
}

/// The tables that are counted from cases.
#[must_use]
pub fn measured(looked: &Looked, look: Look<'_>, cases: &[Case]) -> Vec<Table> {
    let this = [Window::of(looked.period)];
    let cuts =
        [Cut::Class, Cut::IssueType, Cut::FailureCode, Cut::Part, Cut::EngineModel, Cut::Department, Cut::Person];
    let mut wanted =
        vec![Wanted { windows: &looked.compared, cut: None }, Wanted { windows: &looked.months, cut: None }];
    wanted.extend(cuts.map(|cut| Wanted { windows: &this, cut: Some(cut) }));
    let mut counted = count_all(&wanted, look, cases).into_iter();
    let mut next = || counted.next().unwrap_or_default();
    let (compared, months) = (next(), next());
    let none = Measures::default();
    let of = |period: Period| compared.iter().find(|row| row.period == period).map_or(&none, |row| &row.measures);
    let of_period = of(looked.period);
    let mut tables = vec![
        overall(of_period, of(looked.period.before()), of(year_ago(looked.period))),
        classes(&next()),
        clocks(of_period),
        trend(&months),
    ];
    for name in [TableName::IssueTypes, TableName::FailureCodes, TableName::Parts, TableName::EngineModels] {
        tables.push(categories(name, next()));
    }
    tables.push(owners(TableName::Departments, &next()));
    tables.push(owners(TableName::People, &next()));
    tables
}

fn overall(this: &Measures, before: &Measures, year_ago: &Measures) -> Table {
    use ColumnName::{Before, Change, This, YearAgo};
    let mut table = Table::new(TableName::Measures, &[This, Before, Change, YearAgo]);
    for measured in Measured::ALL {
        let cells = vec![measured.of(this), measured.of(before), measured.change(this, before), measured.of(year_ago)];
        table.row(measured.name(), cells);
    }
    table
}

/// Columns that most tables of measures have.
const COMMON: [(ColumnName, Measured); 8] = [
    (ColumnName::Received, Measured::Received),
    (ColumnName::Timeliness, Measured::Timeliness),
    (ColumnName::TimelinessAdjusted, Measured::TimelinessAdjusted),
    (ColumnName::Satisfied, Measured::Satisfied),
    (ColumnName::Recurred, Measured::Recurred),
    (ColumnName::FirstTimeFix, Measured::FirstTimeFix),
    (ColumnName::Reopened, Measured::Reopened),
    (ColumnName::SolutionMedian, Measured::Solution),
];

fn common(measures: &Measures) -> Vec<Cell> {
    COMMON.iter().map(|(_, measured)| measured.of(measures)).collect()
}

fn classes(rows: &[Row]) -> Table {
    let mut table = Table::new(TableName::Classes, &COMMON.map(|(column, _)| column));
    for row in rows {
        table.row(row.key.clone().unwrap_or_default(), common(&row.measures));
    }
    table
}

fn trend(rows: &[Row]) -> Table {
    let mut table = Table::new(TableName::Months, &COMMON.map(|(column, _)| column));
    for row in rows {
        table.row(row.period.to_string(), common(&row.measures));
    }
    table
}

fn clocks(measures: &Measures) -> Table {
    use ColumnName::{FirstVerdicts, Running, Timeliness, TimelinessAdjusted};
    let mut table = Table::new(TableName::Clocks, &[Timeliness, TimelinessAdjusted, FirstVerdicts, Running]);
    for of in &measures.timeliness.of_clocks {
        let cells =
            vec![Cell::Share(of.now.raw), Cell::Share(of.now.adjusted), Cell::Share(of.first), Cell::count(of.running)];
        table.row(of.clock.name(), cells);
    }
    table
}

fn categories(name: TableName, rows: Vec<Row>) -> Table {
    use ColumnName::{Cost, Cumulative, Downtime, Issues, ShareOfIssues, VitalFew};
    let mut table = Table::new(name, &[Issues, ShareOfIssues, Cumulative, VitalFew, Cost, Downtime]);
    let worth: BTreeMap<String, [Cell; 2]> =
        rows.iter().map(|row| (row.key.clone().unwrap_or_default(), worth(&row.measures))).collect();
    let worth = |key: &str| worth.get(key).cloned().unwrap_or([Cell::Nothing, Cell::Nothing]);
    let of_none: u64 = rows.iter().filter(|row| row.key.is_none()).map(|row| row.measures.tickets.received).sum();
    let known: BTreeMap<String, u64> =
        rows.into_iter().filter_map(|row| Some((row.key?, row.measures.tickets.received))).collect();
    let chart = pareto(known.into_iter().filter(|(_, issues)| *issues > 0), CATEGORIES);
    let whole = |number: u128| u64::try_from(number).unwrap_or(u64::MAX);
    let share = |part: u128| {
        let rate = Rate::of(whole(part), whole(chart.total - part));
        Cell::Share(rate.into())
    };
    for (nth, category) in chart.categories.iter().enumerate() {
        let is_vital = chart.vital_few.is_some_and(|few| nth < few);
        let mut cells = vec![
            Cell::count(whole(category.measure)),
            share(category.measure),
            Cell::of(category.shares, |shares| Cell::Ratio { ratio: shares.cumulative }),
            if is_vital { Cell::Word { word: "vital_few".to_owned() } } else { Cell::Nothing },
        ];
        cells.extend(worth(&category.name));
        table.row(category.name.clone(), cells);
    }
    if let Some(other) = &chart.other {
        let mut cells = vec![Cell::count(whole(other.measure)), share(other.measure)];
        cells.resize(table.columns.len(), Cell::Nothing);
        table.row(OTHER, cells);
    }
    if of_none > 0 {
        let mut cells = vec![Cell::count(of_none), Cell::Nothing, Cell::Nothing, Cell::Nothing];
        cells.extend(worth(""));
        table.row("", cells);
    }
    table
}

/// What issues cost, and for how long engines stood still.
fn worth(measures: &Measures) -> [Cell; 2] {
    let cost = match &measures.costs[..] {
        [] => Cell::Nothing,
        [one] => Cell::Money { amount: one.amount, currency: one.currency },
        // Amounts of several currencies are not added up.
        several => {
            let said: Vec<String> = several.iter().map(|of| format!("{} {}", of.amount, of.currency)).collect();
            Cell::Text { text: said.join(", ") }
        }
    };
    let downtime = Some(measures.downtime.total).filter(|_| measures.downtime.times > 0);
    [cost, Cell::span(downtime)]
}

/// Responsibility is added to these rows by whoever knows it.
fn owners(name: TableName, rows: &[Row]) -> Table {
    use ColumnName::{Received, Satisfied, SolutionMedian, Timeliness, TimelinessByTime};
    let mut table = Table::new(name, &[Received, Timeliness, TimelinessByTime, Satisfied, SolutionMedian]);
    for row in rows {
        let measures = &row.measures;
        let cells = vec![
            Cell::count(measures.tickets.received),
            Cell::Share(measures.timeliness.clocks.raw),
            Cell::of(measures.timeliness.by_time, Cell::TimeShare),
            Cell::Share(measures.satisfaction.satisfied),
            Cell::span(measures.times.solution.median),
        ];
        table.row(row.key.clone().unwrap_or_default(), cells);
    }
    table
}
