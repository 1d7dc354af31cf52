//! Into which columns of a sheet a table goes: a share takes three, so that its parts and wholes can be added up.

use domain::report::{Cell, ColumnName, Line, Table};
use domain::words::Words;
use events_schema::Timestamp;

use super::super::names::Reading;
use super::super::texts::{Leaning, hours};
use super::super::words;
use super::looks::Look;

/// What of a figure stands in a column of a sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    Value,
    Part,
    Whole,
    Low,
    High,
    Currency,
}

/// A column of a sheet.
#[derive(Debug)]
pub(super) struct Column {
    /// The column of the table, by its place.
    pub(super) at: usize,
    /// Its name.
    pub(super) name: ColumnName,
    pub(super) field: Field,
    pub(super) header: String,
}

/// What a cell of a sheet holds.
#[derive(Debug)]
pub(super) enum Value {
    Empty,
    Number(f64, Look),
    Text(String),
    At(Timestamp),
}

/// The columns of a table behind that of the keys.
#[derive(Debug)]
pub(super) struct Layout {
    /// Whether the first one holds the units of the rows: where a column holds figures of several kinds, its head
    /// cannot say the unit.
    pub(super) has_units: bool,
    pub(super) columns: Vec<Column>,
}

impl Layout {
    pub(super) fn of(table: &Table, reading: Reading<'_>) -> Self {
        let mut layout = Self { has_units: false, columns: Vec::new() };
        for (at, name) in table.columns.iter().enumerate() {
            let cells: Vec<&Cell> = table.rows.iter().filter_map(|line| line.cells.get(at)).collect();
            layout.has_units |= is_mixed(&cells);
            for field in fields(&cells) {
                let header = header(*name, field, &cells, reading);
                layout.columns.push(Column { at, name: *name, field, header });
            }
        }
        layout
    }

    /// The place of the first of its columns on a sheet.
    pub(super) fn left(&self) -> u16 {
        if self.has_units { 2 } else { 1 }
    }

    /// Where the values of a column of the table stand on a sheet.
    pub(super) fn place(&self, name: ColumnName) -> Option<u16> {
        let is_it = |column: &Column| column.name == name && column.field == Field::Value;
        let at = self.columns.iter().position(is_it)?;
        u16::try_from(at).ok().and_then(|at| at.checked_add(self.left()))
    }
}

/// The unit of a figure; others have none, or say it themselves.
const fn unit(cell: &Cell) -> Option<Words> {
    match cell {
        Cell::Count { .. } => Some(words::UNIT_COUNT),
        Cell::Share(_) | Cell::TimeShare(_) | Cell::Ratio { .. } => Some(words::UNIT_SHARE),
        Cell::Mean { .. } => Some(words::UNIT_MEAN),
        Cell::Span { .. } => Some(words::UNIT_HOURS),
        Cell::Nothing
        | Cell::Change(_)
        | Cell::Shares { .. }
        | Cell::Points { .. }
        | Cell::Money { .. }
        | Cell::Instant { .. }
        | Cell::Word { .. }
        | Cell::Text { .. } => None,
    }
}

/// The unit of the figures of a row.
pub(super) fn unit_of(line: &Line) -> Option<Words> {
    line.cells.iter().find_map(unit)
}

fn is_mixed(cells: &[&Cell]) -> bool {
    let mut units = cells.iter().filter_map(|cell| unit(cell));
    let first = units.next();
    units.any(|unit| Some(unit) != first)
}

fn fields(cells: &[&Cell]) -> Vec<Field> {
    let any = |is: fn(&Cell) -> bool| cells.iter().any(|cell| is(cell));
    let mut fields = vec![Field::Value];
    if any(|cell| matches!(cell, Cell::Share(_) | Cell::TimeShare(_) | Cell::Mean { .. })) {
        fields.extend([Field::Part, Field::Whole]);
    }
    if any(|cell| matches!(cell, Cell::Change(_))) {
        fields.extend([Field::Low, Field::High]);
    }
    if any(|cell| matches!(cell, Cell::Money { .. })) {
        fields.push(Field::Currency);
    }
    fields
}

fn header(column: ColumnName, field: Field, cells: &[&Cell], reading: Reading<'_>) -> String {
    let name = reading.say(column.words());
    let all = |is: fn(&Cell) -> bool| cells.iter().filter(|cell| ***cell != Cell::Nothing).all(|cell| is(cell));
    let text = match field {
        Field::Value => name.to_owned(),
        Field::Part => reading.fill(words::PART, [name]),
        Field::Whole => reading.fill(words::WHOLE, [name]),
        Field::Low => reading.fill(words::LOW, [name]),
        Field::High => reading.fill(words::HIGH, [name]),
        Field::Currency => reading.fill(words::CURRENCY, [name]),
    };
    let has_some = cells.iter().any(|cell| **cell != Cell::Nothing);
    let in_hours = match field {
        Field::Value => all(|cell| matches!(cell, Cell::Span { .. })),
        Field::Part | Field::Whole => all(|cell| matches!(cell, Cell::TimeShare(_))),
        Field::Low | Field::High | Field::Currency => false,
    };
    if in_hours && has_some { reading.fill(words::IN_HOURS, [&text]) } else { text }
}

/// What of a cell stands in a column.
pub(super) fn value(cell: &Cell, column: &Column, reading: Reading<'_>) -> Value {
    match column.field {
        Field::Value => main_value(cell, column.name, reading),
        Field::Part | Field::Whole => {
            let (part, whole, look) = match cell {
                Cell::Share(share) => (share.part as f64, share.whole as f64, Look::Whole),
                Cell::TimeShare(share) => (hours(share.met_us), hours(share.counted_us), Look::Decimals),
                Cell::Mean { sum, whole, .. } => (*sum as f64, *whole as f64, Look::Whole),
                _ => return Value::Empty,
            };
            number(if column.field == Field::Part { part } else { whole }, look)
        }
        Field::Low | Field::High => match cell {
            Cell::Change(change) if column.field == Field::Low => number(change.interval.low, Look::Change),
            Cell::Change(change) => number(change.interval.high, Look::Change),
            _ => Value::Empty,
        },
        Field::Currency => match cell {
            Cell::Money { currency, .. } => Value::Text(currency.to_string()),
            _ => Value::Empty,
        },
    }
}

fn main_value(cell: &Cell, column: ColumnName, reading: Reading<'_>) -> Value {
    let rate = |rate: Option<f64>| rate.map_or(Value::Empty, |rate| number(rate, Look::Share));
    // A decimal has more digits than a number of a sheet at most, never less than it needs for money.
    let decimal = |text: String| text.parse().map_or(Value::Text(text), |value| number(value, Look::Decimals));
    match cell {
        Cell::Nothing => Value::Empty,
        Cell::Count { count } => number(*count as f64, Look::Whole),
        Cell::Share(share) => rate(share.rate),
        Cell::TimeShare(share) => rate(share.rate),
        Cell::Mean { mean, .. } => number(*mean, Look::Decimals),
        Cell::Span { span } => number(span.as_micros() as f64 / 3.6e9, Look::Decimals),
        Cell::Change(change) => number(change.value, Leaning::of(change).map_or(Look::Change, |_| Look::SureChange)),
        Cell::Ratio { ratio } => number(*ratio, Look::Share),
        Cell::Shares { hundredths } => number(*hundredths as f64 / 10_000.0, Look::Decimals),
        Cell::Points { points } => decimal(points.to_string()),
        Cell::Money { amount, .. } => decimal(amount.to_string()),
        Cell::Instant { at } => Value::At(*at),
        Cell::Word { word } => Value::Text(reading.word(word)),
        Cell::Text { text } => Value::Text(reading.named(column, text).unwrap_or_else(|| text.clone())),
    }
}

/// A number, if it is one: a sheet knows no others.
fn number(value: f64, look: Look) -> Value {
    if value.is_finite() { Value::Number(value, look) } else { Value::Empty }
}
