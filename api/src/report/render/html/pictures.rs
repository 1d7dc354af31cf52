//! Charts of a page, from the same tables.

use domain::report::{Cell, ColumnName, OTHER, Report, Table, TableName};

use super::super::names::{Reading, period_name};
use super::super::texts::grouped;
use super::super::words;
use super::super::{PARETOS, TRENDS};
use crate::charts::{Bar, Blank, Caption, OtherBar, Pareto, Period, Trend, TrendPoint, Unit, blank};

/// The most bars of a Pareto chart; more would leave no room for their names.
const BARS: usize = 15;

/// Fewer periods than this say nothing of a trend.
const PERIODS: usize = 3;

/// The pictures of a table.
pub(super) fn of(table: &Table, report: &Report, reading: Reading<'_>) -> Vec<String> {
    if PARETOS.contains(&table.table) {
        return pareto(table, report, reading).into_iter().collect();
    }
    match table.table {
        TableName::Months => TRENDS.into_iter().filter_map(|column| trend(table, column, reading)).collect(),
        _ => Vec::new(),
    }
}

/// How many issues each category has; nothing where there is one category or none.
fn pareto(table: &Table, report: &Report, reading: Reading<'_>) -> Option<String> {
    let issues = table.columns.iter().position(|column| *column == ColumnName::Issues)?;
    let vital = table.columns.iter().position(|column| *column == ColumnName::VitalFew)?;
    let count = |cells: &[Cell]| match cells.get(issues) {
        Some(Cell::Count { count }) => *count,
        _ => 0,
    };
    let known = || table.rows.iter().filter(|line| !line.key.is_empty() && line.key != OTHER);
    let folded: u64 = known().skip(BARS).map(|line| count(&line.cells)).sum();
    let categories = known().count();
    let other = table.rows.iter().find(|line| line.key == OTHER).map(|line| count(&line.cells));
    if categories + usize::from(other.is_some()) < 2 {
        return None;
    }
    let bar = |name: String, count: u64| Bar { label: name, value: count as f64, value_text: grouped(count) };
    let bars: Vec<Bar> =
        known().take(BARS).map(|line| bar(reading.key(table.table, &line.key), count(&line.cells))).collect();
    let few = known().filter(|line| matches!(line.cells.get(vital), Some(Cell::Word { .. }))).count();
    let rest = folded + other.unwrap_or(0);
    let total: u64 = known().map(|line| count(&line.cells)).sum::<u64>() + other.unwrap_or(0);
    let total_text = reading.fill(words::ISSUES, [&grouped(total)]);
    let chart = Pareto {
        bars,
        other: (rest > 0).then(|| OtherBar {
            categories: other.is_none().then(|| categories.saturating_sub(BARS)),
            value: rest as f64,
            value_text: grouped(rest),
        }),
        vital_few: Some(few).filter(|few| (1..=BARS).contains(few)),
        total_text: total_text.clone(),
        measure: reading.say(ColumnName::Issues.words()).to_owned(),
    };
    let title = reading.fill(words::PARETO_OF, [reading.say(table.table.words())]);
    let period = period_name(report.period, reading.language);
    let note = [period.as_str(), &total_text].join(reading.language.comma());
    let id = format!("pareto-{:?}", table.table);
    Some(chart.svg(&Caption { id: &id, title: &title, note: &note, language: reading.language }))
}

/// How a measure goes from month to month; nothing where no month has data.
fn trend(table: &Table, column: ColumnName, reading: Reading<'_>) -> Option<String> {
    let at = table.columns.iter().position(|of| *of == column)?;
    let points: Vec<Option<TrendPoint>> = table.rows.iter().map(|line| line.cells.get(at).and_then(point)).collect();
    let told = points.iter().flatten().filter(|point| point.interval.is_some() || point.value > 0.0).count();
    if told == 0 {
        return None;
    }
    let name = reading.say(column.words());
    let title = reading.fill(words::TREND_OF, [name]);
    let id = format!("trend-{column:?}");
    let caption = Caption { id: &id, title: &title, note: "", language: reading.language };
    if told < PERIODS {
        return Some(blank(&caption, Blank::NotEnoughData));
    }
    let is_count = points.iter().flatten().all(|point| point.interval.is_none());
    let unit = if is_count { Unit::Number { decimals: 0 } } else { Unit::Percent { decimals: 1 } };
    let label = |key: &str| reading.key(table.table, key);
    let periods =
        table.rows.iter().zip(points).map(|(line, point)| Period { label: label(&line.key), point }).collect();
    Some(Trend { unit, periods, target: None }.svg(&caption))
}

fn point(cell: &Cell) -> Option<TrendPoint> {
    match cell {
        Cell::Count { count } => Some(TrendPoint { value: *count as f64, interval: None }),
        Cell::Share(share) => share.rate.map(|value| TrendPoint { value, interval: share.low.zip(share.high) }),
        _ => None,
    }
}
