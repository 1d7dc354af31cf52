//! The tables that come from measures.

use std::collections::BTreeMap;

use events_schema::values::{Amount, Currency};
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

/// Issues by category, in falling order, with what was spent and how long engines stood still in the period: also where no issue of
/// the category was received in it. What has no room is in one row, and what has no category in another, each with all of it.
fn categories(name: TableName, rows: Vec<Row>) -> Table {
    use ColumnName::{Cost, Cumulative, Downtime, Issues, ShareOfIssues, VitalFew};
    let mut table = Table::new(name, &[Issues, ShareOfIssues, Cumulative, VitalFew, Cost, Downtime]);
    let (known, of_none): (Vec<Row>, Vec<Row>) = rows.into_iter().partition(|row| row.key.is_some());
    let mut worth: BTreeMap<String, Measures> =
        known.into_iter().filter_map(|row| Some((row.key?, row.measures))).collect();
    let received = worth.iter().map(|(key, of)| (key.clone(), of.tickets.received));
    let chart = pareto(received.filter(|(_, issues)| *issues > 0).collect::<Vec<_>>(), CATEGORIES);
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
        cells.extend(worth_of(worth.remove(&category.name).iter()));
        table.row(category.name.clone(), cells);
    }
    worth.retain(|_, of| has_worth(of) || of.tickets.received > 0);
    let without_issues = |of: &Measures| of.tickets.received == 0;
    let room = CATEGORIES.saturating_sub(table.rows.len());
    let listed: Vec<String> =
        worth.iter().filter(|(_, of)| without_issues(of)).map(|(key, _)| key.clone()).take(room).collect();
    for key in listed {
        let mut cells = vec![Cell::count(0), Cell::Nothing, Cell::Nothing, Cell::Nothing];
        cells.extend(worth_of(worth.remove(&key).iter()));
        table.row(key, cells);
    }
    if !worth.is_empty() {
        let issues = chart.other.as_ref().map_or(0, |other| other.measure);
        let mut cells = vec![Cell::count(whole(issues)), share(issues), Cell::Nothing, Cell::Nothing];
        cells.extend(worth_of(worth.values()));
        table.row(OTHER, cells);
    }
    if of_none.iter().any(|row| row.measures.tickets.received > 0 || has_worth(&row.measures)) {
        let issues = of_none.iter().map(|row| row.measures.tickets.received).sum();
        let mut cells = vec![Cell::count(issues), Cell::Nothing, Cell::Nothing, Cell::Nothing];
        cells.extend(worth_of(of_none.iter().map(|row| &row.measures)));
        table.row("", cells);
    }
    table
}

fn has_worth(measures: &Measures) -> bool {
    !measures.costs.is_empty() || measures.downtime.times > 0
}

/// What issues cost, and for how long engines stood still.
fn worth_of<'a>(measures: impl Iterator<Item = &'a Measures>) -> [Cell; 2] {
    let (mut spent, mut stood_still) = (BTreeMap::<Currency, Vec<Amount>>::new(), None);
    for of in measures {
        for cost in &of.costs {
            spent.entry(cost.currency).or_default().push(cost.amount);
        }
        if of.downtime.times > 0 {
            stood_still = Some(stood_still.unwrap_or_default() + of.downtime.total);
        }
    }
    let total = |(currency, amounts): (Currency, Vec<Amount>)| Some((Amount::total(amounts)?, currency));
    let spent: Vec<(Amount, Currency)> = spent.into_iter().filter_map(total).collect();
    let cost = match &spent[..] {
        [] => Cell::Nothing,
        [(amount, currency)] => Cell::Money { amount: *amount, currency: *currency },
        // Amounts of several currencies are not added up.
        several => {
            let said: Vec<String> = several.iter().map(|(amount, currency)| format!("{amount} {currency}")).collect();
            Cell::Text { text: said.join(", ") }
        }
    };
    [cost, Cell::span(stood_still)]
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
