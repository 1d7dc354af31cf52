//! Tables of a page.

use domain::report::{Cell, ColumnName, Keys, Line, Table};

use super::super::names::Reading;
use super::super::texts::{figure, is_number};
use super::super::words;
use super::markup::Page;

/// Tables with more columns than this are set in smaller letters, and intervals are only shown to those who point at a figure.
const MANY: usize = 5;

/// Tables with no more rows than this stay on one page.
const FEW: usize = 14;

/// A table with its number in its section and its caption.
pub(super) fn table(page: &mut Page, table: &Table, (section, at): (usize, usize), reading: Reading<'_>) {
    let number = reading.fill(words::TABLE_NUMBERED, [&section.to_string(), &at.to_string()]);
    let caption = format!("{number} {}", reading.say(table.table.words()));
    if table.rows.is_empty() {
        let text = format!("{caption}{}{}", reading.language.colon(), reading.say(words::EMPTY));
        page.text("p", &[("class", "none")], &text);
        return;
    }
    let is_wide = table.columns.len() > MANY;
    let numbers: Vec<bool> = (0..table.columns.len()).map(|column| holds_numbers(table, column)).collect();
    let classes = [
        ("wide", is_wide),
        ("even", is_wide && numbers.iter().all(|is_number| *is_number)),
        ("short", table.rows.len() <= FEW),
    ];
    let classes: Vec<&str> = classes.into_iter().filter_map(|(class, is)| is.then_some(class)).collect();
    page.open("table", &[("class", &classes.join(" "))]);
    page.text("caption", &[], &caption);
    page.open("thead", &[]);
    page.open("tr", &[]);
    page.text("th", &[("scope", "col")], reading.say(table.table.key_words()));
    for (at, (column, is_number)) in table.columns.iter().zip(&numbers).enumerate() {
        let is_span = |line: &Line| matches!(line.cells.get(at), Some(Cell::Span { .. }));
        let class = if *is_number && table.rows.iter().any(is_span) { "n s" } else { side(*is_number) };
        page.text("th", &[("scope", "col"), ("class", class)], reading.say(column.words()));
    }
    page.close("tr");
    page.close("thead");
    page.open("tbody", &[]);
    for line in &table.rows {
        page.open("tr", &[]);
        let breaks = if table.table.keys() == Keys::Words { "t" } else { "any" };
        page.text("th", &[("scope", "row"), ("class", breaks)], &reading.key(table.table, &line.key));
        for (column, (name, is_number)) in table.columns.iter().zip(&numbers).enumerate() {
            let value = line.cells.get(column).unwrap_or(&Cell::Nothing);
            cell(page, value, *name, (*is_number, is_wide), reading);
        }
        page.close("tr");
    }
    page.close("tbody");
    page.close("table");
}

/// Whether a column stands at the right: one that holds numbers, and texts in no row.
fn holds_numbers(table: &Table, column: usize) -> bool {
    let mut cells = table.rows.iter().filter_map(|line: &Line| line.cells.get(column));
    let told = |cell: &&Cell| **cell != Cell::Nothing;
    cells.clone().any(is_number) && cells.by_ref().filter(told).all(is_number)
}

const fn side(is_number: bool) -> &'static str {
    if is_number { "n" } else { "t" }
}

fn cell(page: &mut Page, cell: &Cell, column: ColumnName, (is_number, is_wide): (bool, bool), reading: Reading<'_>) {
    let shown = figure(cell, column, reading);
    let interval = shown.interval.as_ref().map(|interval| reading.fill(words::INTERVAL, [interval]));
    let class = if matches!(cell, Cell::Text { .. }) { "any" } else { side(is_number) };
    let mut attributes = vec![("class", class)];
    attributes.extend(interval.as_ref().map(|interval| ("title", interval.as_str())));
    page.around("td", &attributes, |page| {
        match cell {
            Cell::Span { .. } => page.lengths(&shown.text),
            Cell::Instant { .. } => page.pieces(shown.text.split(' ')),
            _ => page.escaped(&shown.text),
        }
        if let Some(leans) = shown.leans {
            page.raw(" <b>");
            page.escaped(leans.mark());
            page.raw("</b>");
        }
        let printed = shown.interval.filter(|_| !is_wide);
        let small = [shown.made_of, printed];
        if small.iter().any(Option::is_some) {
            page.around("small", &[], |page| page.pieces(small.iter().flatten().map(String::as_str)));
        }
    });
}
