//! A sheet that is filled from the top down.

use domain::report::{Cell, Table};
use events_schema::Timestamp;
use rust_xlsxwriter::{Chart, ExcelDateTime, IgnoreError, Worksheet};
use unicode_width::UnicodeWidthStr;

use super::super::names::Reading;
use super::super::texts::exact_instant;
use super::super::words;
use super::XlsxError;
use super::layout::{Layout, Value, unit_of, value};
use super::looks::Look;
use crate::spreadsheet::begins_formula;

/// How wide columns are at least, in digits.
const NARROW: f64 = 11.0;

/// How many digits of a header stand on a line.
const HEADER: usize = 12;

/// How high a line of a header is, in points.
const LINE: f64 = 15.0;

/// The longest text that a cell can hold.
const LONGEST: usize = 32_767;

/// A sheet and where one writes next.
pub(super) struct Grid<'a> {
    sheet: &'a mut Worksheet,
    row: u32,
    widths: Vec<f64>,
    /// How wide a column is at most, in digits.
    widest: f64,
}

/// Where a table stands.
#[derive(Debug)]
pub(super) struct Placed {
    pub(super) sheet: String,
    pub(super) header: u32,
    pub(super) layout: Layout,
}

impl Placed {
    /// The column right of it.
    pub(super) fn right(&self) -> u16 {
        self.layout.left().saturating_add(u16::try_from(self.layout.columns.len()).unwrap_or(u16::MAX))
    }
}

impl<'a> Grid<'a> {
    pub(super) fn new(sheet: &'a mut Worksheet, widest: f64) -> Self {
        Self { sheet, row: 0, widths: Vec::new(), widest }
    }

    /// Where one writes next.
    pub(super) fn row(&self) -> u32 {
        self.row
    }

    /// Leaves rows.
    pub(super) fn down(&mut self, rows: u32) {
        self.row += rows;
    }

    /// Leaves rows up to this one.
    pub(super) fn down_to(&mut self, row: u32) {
        self.row = self.row.max(row);
    }

    /// A text, and never a formula.
    pub(super) fn text(&mut self, column: u16, text: &str, look: Look) -> Result<(), XlsxError> {
        let look = if look == Look::Text && begins_formula(text) { Look::Quoted } else { look };
        self.sheet.write_string_with_format(self.row, column, cut(text, LONGEST), &look.format())?;
        if matches!(look, Look::Text | Look::Quoted | Look::Label) {
            let longest = text.lines().map(UnicodeWidthStr::width).max().unwrap_or(0);
            self.wide(column, longest as f64 + 2.0);
        }
        Ok(())
    }

    pub(super) fn number(&mut self, column: u16, number: f64, look: Look) -> Result<(), XlsxError> {
        self.sheet.write_number_with_format(self.row, column, number, &look.format())?;
        Ok(())
    }

    /// An instant in factory time; a text where it lies before all dates of a sheet.
    pub(super) fn instant(&mut self, column: u16, at: Timestamp, look: Look) -> Result<(), XlsxError> {
        let text = exact_instant(at);
        self.wide(column, 18.0);
        let Ok(date) = ExcelDateTime::parse_from_str(&text) else { return self.text(column, &text, Look::Text) };
        self.sheet.write_datetime_with_format(self.row, column, &date, &look.format())?;
        Ok(())
    }

    pub(super) fn chart(&mut self, (row, column): (u32, u16), right: u32, chart: &Chart) -> Result<(), XlsxError> {
        self.sheet.insert_chart_with_offset(row, column, chart, right, 0)?;
        Ok(())
    }

    /// A table with its head.
    pub(super) fn table(&mut self, sheet: &str, table: &Table, reading: Reading<'_>) -> Result<Placed, XlsxError> {
        let placed = Placed { sheet: sheet.to_owned(), header: self.row, layout: Layout::of(table, reading) };
        self.header(&placed.layout, table, reading)?;
        let first = self.row;
        for line in &table.rows {
            self.text(0, &reading.key(table.table, &line.key), Look::Text)?;
            if placed.layout.has_units {
                self.text(1, unit_of(line).map_or("", |unit| reading.say(unit)), Look::Text)?;
            }
            for (column, place) in placed.layout.columns.iter().zip(placed.layout.left()..) {
                let cell = line.cells.get(column.at).unwrap_or(&Cell::Nothing);
                match value(cell, column, reading) {
                    Value::Empty => {
                        self.sheet.write_blank(self.row, place, &Look::Empty.format())?;
                    }
                    Value::Number(number, look) => self.number(place, number, look)?,
                    Value::Text(text) => self.text(place, &text, Look::Text)?,
                    Value::At(at) => self.instant(place, at, Look::Minute)?,
                }
            }
            self.down(1);
        }
        // Codes of digits are codes; nobody needs to be told so beside each of them.
        let (last, right) = (self.row.saturating_sub(1).max(first), placed.right().saturating_sub(1));
        self.sheet.ignore_error_range(first, 0, last, right, IgnoreError::NumberStoredAsText)?;
        Ok(placed)
    }

    fn header(&mut self, layout: &Layout, table: &Table, reading: Reading<'_>) -> Result<(), XlsxError> {
        let key = reading.say(table.table.key_words());
        self.text(0, key, Look::Header)?;
        if layout.has_units {
            self.text(1, reading.say(words::UNIT), Look::Header)?;
        }
        let mut lines = 1;
        for (column, place) in layout.columns.iter().zip(layout.left()..) {
            self.text(place, &column.header, Look::Header)?;
            self.wide(place, NARROW);
            lines = lines.max(column.header.width().div_ceil(HEADER));
        }
        self.sheet.set_row_height(self.row, LINE * lines.min(4) as f64)?;
        self.down(1);
        Ok(())
    }

    /// Makes a column so wide at least.
    fn wide(&mut self, column: u16, digits: f64) {
        let at = usize::from(column);
        if self.widths.len() <= at {
            self.widths.resize(at + 1, 0.0);
        }
        self.widths[at] = self.widths[at].max(digits);
    }

    /// Sets how wide the columns are, at the end.
    pub(super) fn widths(self) -> Result<(), XlsxError> {
        for (column, width) in (0_u16..).zip(&self.widths).filter(|(_, width)| **width > 0.0) {
            self.sheet.set_column_width(column, width.max(NARROW).min(self.widest))?;
        }
        Ok(())
    }
}

/// The beginning of a text that is no longer than this, counted as the format counts.
pub(super) fn cut(text: &str, most: usize) -> String {
    let mut room = most;
    let fits = |letter: &char| {
        let left = room.checked_sub(letter.len_utf16());
        room = left.unwrap_or(0);
        left.is_some()
    };
    text.chars().take_while(fits).collect()
}
