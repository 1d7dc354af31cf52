//! A report as a workbook: numbers are numbers, so that whoever has it can reckon with them.
//!
//! What it is bound to stands on the first sheet; each section has a sheet of its own, its tables one below the other
//! and their charts beside them.

mod charts;
mod grid;
mod layout;
mod looks;

use domain::report::{Report, Section, Table, TableName};
use domain::words::{Language, Words};
use rust_xlsxwriter::{Chart, DocProperties, ExcelDateTime, Workbook, Worksheet};

use super::about::{About, Known, Line, became, bound_to};
use super::names::{Names, Reading, title};
use super::words;
use super::{PARETOS, tables_of};
use charts::{HEIGHT, WIDTH};
use grid::{Grid, cut};
use looks::Look;

/// Why there is no workbook.
#[derive(Debug, thiserror::Error)]
#[error("the workbook of the report cannot be written")]
pub struct XlsxError(#[from] rust_xlsxwriter::XlsxError);

/// How high a row is where nothing says otherwise, in pixels.
const ROW: u32 = 20;

/// A4, by its number in the format.
const A4: u8 = 9;

/// A report as a workbook.
///
/// # Errors
/// If a table has more rows or columns than a sheet.
pub fn xlsx(report: &Report, about: &About, language: Language, names: &Names<'_>) -> Result<Vec<u8>, XlsxError> {
    let reading = Reading { language, names };
    let title = title(report, language);
    let mut book = Workbook::new();
    // Without an instant the library would take the clock's.
    let made = ExcelDateTime::from_timestamp(report.as_of.as_micros().div_euclid(1_000_000));
    let made = made.or_else(|_| ExcelDateTime::from_ymd(2000, 1, 1))?;
    book.set_properties(&DocProperties::new().set_title(&title).set_creation_datetime(&made));

    let mut taken = Vec::new();
    let first = sheet_name(reading.say(words::ABOUT_SHEET), &mut taken);
    let sections = Section::ALL.into_iter().filter(|section| tables_of(report, *section).next().is_some());
    let sections: Vec<(Section, String)> =
        sections.map(|section| (section, sheet_name(reading.say(section.words()), &mut taken))).collect();
    let sheet = book.add_worksheet();
    prepare(sheet, &first)?;
    about_sheet(sheet, &title, [bound_to(report, reading), became(about, reading)], reading)?;
    for (section, name) in &sections {
        let sheet = book.add_worksheet();
        prepare(sheet, name)?;
        sheet.set_landscape().set_freeze_panes(1, 1)?;
        let heading = format!("{} · {title}", reading.say(section.words()));
        section_sheet(sheet, name, &heading, &tables_of(report, *section).collect::<Vec<_>>(), reading)?;
    }
    Ok(book.save_to_buffer()?)
}

fn prepare(sheet: &mut Worksheet, name: &str) -> Result<(), XlsxError> {
    sheet.set_name(name)?;
    sheet.set_paper_size(A4).set_print_fit_to_pages(1, 0).set_footer("&C&P / &N").set_screen_gridlines(false);
    Ok(())
}

/// A name that a sheet may have and no other one has: at most 31 characters, as the format counts them, none of those
/// that stand between names in formulas.
fn sheet_name(words: &str, taken: &mut Vec<String>) -> String {
    let clean: String = words.chars().map(|letter| if "[]:*?/\\'".contains(letter) { ' ' } else { letter }).collect();
    let numbered = (2..).map(|number: u32| {
        let suffix = format!(" ({number})");
        cut(&clean, 31 - suffix.len()).trim().to_owned() + &suffix
    });
    let is_free =
        |name: &String| !name.is_empty() && !taken.iter().any(|other| other.to_lowercase() == name.to_lowercase());
    let name = std::iter::once(cut(&clean, 31).trim().to_owned()).chain(numbered).find(is_free).unwrap_or_default();
    taken.push(name.clone());
    name
}

fn about_sheet(
    sheet: &mut Worksheet,
    title: &str,
    blocks: [Vec<Line>; 2],
    reading: Reading<'_>,
) -> Result<(), XlsxError> {
    const HEADS: [Words; 2] = [words::BOUND_TO, words::BECAME];
    const NOTES: [Words; 4] = [words::READ_TIMES, words::READ_WHOLES, words::READ_BOLD, words::READ_HOURS];
    let mut grid = Grid::new(sheet, 64.0);
    grid.text(0, title, Look::Title)?;
    grid.down(1);
    for (head, lines) in HEADS.into_iter().zip(blocks).filter(|(_, lines)| !lines.is_empty()) {
        grid.down(1);
        grid.text(0, reading.say(head), Look::Caption)?;
        for (name, known) in lines {
            grid.down(1);
            grid.text(0, reading.say(name), Look::Label)?;
            match known {
                Known::Text(text) => grid.text(1, &text, Look::Text)?,
                Known::Number(number) => grid.number(1, number as f64, Look::Whole)?,
                Known::At(at) => grid.instant(1, at, Look::Second)?,
            }
        }
        grid.down(1);
    }
    grid.down(1);
    grid.text(0, reading.say(words::HOW_TO_READ), Look::Caption)?;
    for note in NOTES {
        grid.down(1);
        grid.text(0, reading.say(note), Look::Note)?;
    }
    grid.widths()
}

fn section_sheet(
    sheet: &mut Worksheet,
    name: &str,
    heading: &str,
    tables: &[&Table],
    reading: Reading<'_>,
) -> Result<(), XlsxError> {
    let mut grid = Grid::new(sheet, 42.0);
    grid.text(0, heading, Look::Title)?;
    grid.down(2);
    for table in tables {
        grid.text(0, reading.say(table.table.words()), Look::Caption)?;
        grid.down(1);
        if table.rows.is_empty() {
            grid.text(0, reading.say(words::EMPTY), Look::Note)?;
            grid.down(2);
            continue;
        }
        let placed = grid.table(name, table, reading)?;
        if PARETOS.contains(&table.table)
            && let Some(chart) = charts::pareto(&placed, table, reading)
        {
            let ends = placed.header + HEIGHT.div_ceil(ROW) + 1;
            grid.chart((placed.header, placed.right() + 1), 0, &chart)?;
            grid.down_to(ends);
        }
        if table.table == TableName::Months {
            let trends: Vec<Chart> = charts::trends(&placed, table, reading);
            grid.down(1);
            for (at, chart) in (0..).zip(&trends) {
                grid.chart((grid.row(), 0), at * (WIDTH + ROW), chart)?;
            }
            grid.down(HEIGHT.div_ceil(ROW));
        }
        grid.down(2);
    }
    grid.widths()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_sheets_are_valid_and_unique() {
        let mut taken = Vec::new();
        let mut name = |words| sheet_name(words, &mut taken);
        assert_eq!(name("培训"), "培训");
        assert_eq!(name("A/B: what is longer than any sheet may be called"), "A B  what is longer than any sh");
        assert_eq!(name("a b  what is longer than any sheet may be called"), "a b  what is longer than an (2)");
        assert_eq!(name("''"), " (2)");
        assert!(taken.iter().all(|name| rust_xlsxwriter::utility::check_sheet_name(name).is_ok()));
    }
}
