//! From rows to records: the rows of one number are one record.

use std::collections::{HashMap, HashSet};
use std::fmt::Display;
use std::str::FromStr;

use domain::quality_record::TakeRecord;
use events_schema::Digest256;
use events_schema::facts::quality_record::{DefectFound, FromFile, MeasuredValue, RecordContent, RecordSource};
use events_schema::text::Code;
use events_schema::values::Part;

use super::table::{Row, Unusable};
use super::words;

/// A column that a file may have.
#[derive(Debug)]
pub struct Column {
    /// Its name in the header.
    pub name: &'static str,
    /// Whether a file has to have it.
    pub is_required: bool,
    /// Whether it says something of the whole record; else of one value, defect or part.
    of_record: bool,
    /// What stands in it.
    pub about: &'static str,
}

const fn of_record(name: &'static str, about: &'static str) -> Column {
    Column { name, is_required: false, of_record: true, about }
}

const fn required(name: &'static str, about: &'static str) -> Column {
    Column { name, is_required: true, of_record: true, about }
}

const fn of_row(name: &'static str, about: &'static str) -> Column {
    Column { name, is_required: false, of_record: false, about }
}

/// All columns.
pub const COLUMNS: &[Column] = &[
    of_record("system", "the system whose records these are; may stand beside the file instead"),
    required("number", "the number of the record there: rows with one number are one record"),
    of_record("revision", "which version of the record; a higher one corrects"),
    required(
        "kind",
        "built, incoming_inspection, in_process_inspection, final_inspection, test_bench, field_inspection or process",
    ),
    required("taken_at", "when it was taken: RFC 3339, or `2026-03-01 14:20` as the factory's clocks show it"),
    of_record("engine_serial", "the engine's serial number"),
    of_record("engine_model", "the engine's model"),
    of_record("part", "the number of the part that was inspected"),
    of_record("batch", "the batch of the part"),
    of_record("supplier", "who made the part"),
    of_record("line", "the production line"),
    of_record("station", "the station or test bench"),
    of_record("inspector", "who inspected, by the personnel number"),
    of_record("verdict", "passed, failed or conditional; 合格, 不合格, 让步接收"),
    of_record("remark", "what else there is to say"),
    of_row("characteristic", "the code of a characteristic"),
    of_row("place", "where it was measured, if at several places"),
    of_row("value", "the value"),
    of_row("unit", "the unit of value and limits"),
    of_row("lower", "the lower limit"),
    of_row("upper", "the upper limit"),
    of_row("characteristic_verdict", "ok or not_ok; 合格, 不合格"),
    of_row("defect", "the code of a defect that was found"),
    of_row("defect_count", "how often; once if absent"),
    of_row("built_in_part", "the number of a part that was built in"),
    of_row("built_in_batch", "its batch"),
    of_row("built_in_supplier", "who made it"),
];

/// Why rows are no record.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum BadRow {
    #[error("`{column}` is missing")]
    Missing { column: &'static str },
    #[error("`{column}`: {reason}")]
    Cell { column: &'static str, reason: String },
    #[error(
        "`{column}` is `{here}` here and `{before}` on line {line}; the rows of one record agree, or leave it blank"
    )]
    Disagrees { column: &'static str, here: String, before: String, line: u32 },
    #[error("`{column}` stands alone; it says something of `{of}`, which is blank")]
    Alone { column: &'static str, of: &'static str },
    #[error("the row has more cells than the header has columns; quote what has commas in it")]
    TooLong,
    #[error("the row has {has} cells and the header {wants} columns; look for where it was cut off")]
    TooShort { has: usize, wants: usize },
}

impl BadRow {
    /// Its stable code.
    pub(super) const fn code(&self) -> &'static str {
        match self {
            Self::Missing { .. } => "cell_missing",
            Self::Cell { .. } => "cell_invalid",
            Self::Disagrees { .. } => "rows_disagree",
            Self::Alone { .. } => "cell_alone",
            Self::TooLong => "row_too_long",
            Self::TooShort { .. } => "row_too_short",
        }
    }

    /// The column that is wrong, where it is one.
    pub(super) const fn column(&self) -> Option<&'static str> {
        match self {
            Self::Missing { column }
            | Self::Cell { column, .. }
            | Self::Disagrees { column, .. }
            | Self::Alone { column, .. } => Some(column),
            Self::TooLong | Self::TooShort { .. } => None,
        }
    }
}

/// The rows of one version of a record.
pub(super) struct Group<'a> {
    rows: Vec<&'a Row>,
    /// What they say.
    said: HashSet<&'a [(&'static str, String)]>,
    /// How many rows said the same as an earlier one.
    pub(super) repeated: usize,
}

/// What rows amount to: a record, or the line that is wrong and why.
pub(super) type Read = Result<TakeRecord, (u32, BadRow)>;

/// The rows by system, number and revision, in the order of the file. The same row once more says nothing new.
pub(super) fn groups<'a>(rows: &'a [Row], system: Option<&Code>) -> Result<Vec<Group<'a>>, Unusable> {
    let named = |row: &Row| row.get("system").is_some();
    if system.is_none() && !rows.iter().all(named) {
        return Err(Unusable::NoSystem);
    }
    let mut found: HashMap<[Option<&str>; 3], usize> = HashMap::new();
    let mut groups: Vec<Group<'_>> = Vec::new();
    for row in rows {
        let key = ["system", "number", "revision"].map(|column| row.get(column));
        // A row without a number is a record of its own, which is refused.
        let known = key[1].and_then(|_| found.get(&key)).copied();
        match known.map(|at| &mut groups[at]) {
            Some(group) => {
                if group.said.insert(&row.cells) {
                    group.rows.push(row);
                } else {
                    group.repeated += 1;
                }
            }
            None => {
                found.insert(key, groups.len());
                groups.push(Group { rows: vec![row], said: HashSet::from([&*row.cells]), repeated: 0 });
            }
        }
    }
    Ok(groups)
}

impl Group<'_> {
    /// The line where it begins.
    pub(super) fn line(&self) -> u32 {
        self.rows[0].line
    }

    /// The number of the record, as the file has it.
    pub(super) fn number(&self) -> Option<&str> {
        self.rows[0].get("number")
    }

    /// What orders the versions of one record that stand in one file.
    pub(super) fn version(&self) -> (Option<&str>, Option<&str>, Option<u32>) {
        let revision = self.rows[0].get("revision").and_then(|cell| cell.parse().ok());
        (self.rows[0].get("system"), self.number(), revision)
    }

    /// The record that the rows are.
    pub(super) fn record(&self, system: Option<&Code>, sha256: Digest256) -> Read {
        let head = Head::of(&self.rows)?;
        let record = head.record().map_err(|(column, bad)| (head.line(column), bad))?;
        let mut content = record;
        let said = self.rows.iter().find_map(|row| row.said.as_deref()?.parse().ok());
        if let (Some(verdict), Some(said)) = (&mut content.verdict, said) {
            verdict.said = Some(said);
        }
        for row in &self.rows {
            let add = |content: &mut RecordContent| {
                content.values.extend(value(row)?);
                content.defects.extend(defect(row)?);
                content.parts.extend(built_in(row)?);
                Ok(())
            };
            add(&mut content).map_err(|bad| (row.line, bad))?;
        }
        let source = head.source(system).map_err(|(column, bad)| (head.line(column), bad))?;
        Ok(TakeRecord { source, record: content, file: Some(FromFile { sha256, line: self.line() }) })
    }
}

/// What the rows of a record say of the whole of it, each with the line that says so first.
struct Head<'a> {
    begins: u32,
    cells: HashMap<&'static str, (u32, &'a str)>,
}

/// What is wrong, and in which column.
type BadCell = (&'static str, BadRow);

impl<'a> Head<'a> {
    fn of(rows: &[&'a Row]) -> Result<Self, (u32, BadRow)> {
        let mut head = Self { begins: rows[0].line, cells: HashMap::new() };
        for row in rows {
            if let Some(fault) = &row.fault {
                return Err((row.line, fault.clone()));
            }
            for column in COLUMNS.iter().filter(|column| column.of_record).map(|column| column.name) {
                let Some(here) = row.get(column) else { continue };
                let (line, before) = *head.cells.entry(column).or_insert((row.line, here));
                if before != here {
                    let (here, before) = (here.to_owned(), before.to_owned());
                    return Err((row.line, BadRow::Disagrees { column, here, before, line }));
                }
            }
        }
        Ok(head)
    }

    fn line(&self, column: &'static str) -> u32 {
        self.cells.get(column).map_or(self.begins, |(line, _)| *line)
    }

    fn get(&self, column: &'static str) -> Option<&'a str> {
        self.cells.get(column).map(|(_, cell)| *cell)
    }

    fn parsed<T: FromStr<Err: Display>>(&self, column: &'static str) -> Result<Option<T>, BadCell> {
        self.get(column).map(|cell| parsed(column, cell)).transpose().map_err(|bad| (column, bad))
    }

    /// A cell that has to be there.
    fn required<T: FromStr<Err: Display>>(&self, column: &'static str) -> Result<T, BadCell> {
        self.parsed(column)?.ok_or((column, BadRow::Missing { column }))
    }

    /// A cell that is one of the words for something.
    fn word<T>(
        &self,
        column: &'static str,
        read: fn(&str) -> Option<T>,
        expected: &'static str,
    ) -> Result<Option<T>, BadCell> {
        self.get(column).map(|cell| word(column, cell, read, expected)).transpose().map_err(|bad| (column, bad))
    }

    fn source(&self, system: Option<&Code>) -> Result<RecordSource, BadCell> {
        let system = match system {
            Some(system) if self.get("system").is_none() => system.clone(),
            Some(_) | None => self.required("system")?,
        };
        Ok(RecordSource { system, number: self.required("number")?, revision: self.parsed("revision")? })
    }

    fn record(&self) -> Result<RecordContent, BadCell> {
        let missing = |column| (column, BadRow::Missing { column });
        let kind = self.word("kind", words::kind, KINDS)?.ok_or_else(|| missing("kind"))?;
        let taken_at = self.word("taken_at", words::time, TIMES)?.ok_or_else(|| missing("taken_at"))?;
        let inspector = self.get("inspector").map(str::to_lowercase);
        let inspector = inspector.map(|cell| parsed("inspector", &cell)).transpose();
        Ok(RecordContent {
            kind,
            taken_at,
            engine_serial: self.parsed("engine_serial")?,
            engine_model: self.parsed("engine_model")?,
            part: self.part()?,
            line: self.parsed("line")?,
            station: self.parsed("station")?,
            inspector: inspector.map_err(|bad| ("inspector", bad))?,
            verdict: self.word("verdict", words::verdict, VERDICTS)?,
            values: Vec::new(),
            defects: Vec::new(),
            parts: Vec::new(),
            remark: self.parsed("remark")?,
        })
    }

    fn part(&self) -> Result<Option<Part>, BadCell> {
        let (batch, supplier) = (self.parsed("batch")?, self.parsed("supplier")?);
        let alone = ["batch", "supplier"].into_iter().find(|column| self.get(column).is_some());
        match (self.parsed("part")?, alone) {
            (Some(number), _) => Ok(Some(Part { number, batch, supplier })),
            (None, Some(column)) => Err((column, BadRow::Alone { column, of: "part" })),
            (None, None) => Ok(None),
        }
    }
}

const KINDS: &str = "one of the kinds that the documentation of the column `kind` lists";
const TIMES: &str = "a time, as 2026-03-01T06:20:00Z, or 2026-03-01 14:20 by the factory's clocks";
const VERDICTS: &str = "passed, failed or conditional (合格, 不合格, 让步接收)";
const CONFORMITIES: &str = "ok or not_ok (合格, 不合格)";

fn parsed<T: FromStr<Err: Display>>(column: &'static str, cell: &str) -> Result<T, BadRow> {
    cell.parse().map_err(|reason: T::Err| BadRow::Cell { column, reason: reason.to_string() })
}

fn word<T>(column: &'static str, cell: &str, read: fn(&str) -> Option<T>, expected: &str) -> Result<T, BadRow> {
    let unread = || {
        let cell: String = cell.chars().take(60).collect();
        BadRow::Cell { column, reason: format!("`{cell}` is not {expected}") }
    };
    read(cell).ok_or_else(unread)
}

/// The cell of a row that says something of another cell there; `None` where both are blank.
fn of<T: FromStr<Err: Display>>(row: &Row, column: &'static str) -> Result<Option<T>, BadRow> {
    row.get(column).map(|cell| parsed(column, cell)).transpose()
}

/// Refuses cells that say something of one that is blank.
fn not_alone(row: &Row, of: &'static str, columns: &[&'static str]) -> Result<(), BadRow> {
    let alone = columns.iter().find(|column| row.get(column).is_some());
    alone.map_or(Ok(()), |column| Err(BadRow::Alone { column, of }))
}

fn value(row: &Row) -> Result<Option<MeasuredValue>, BadRow> {
    let Some(characteristic) = of(row, "characteristic")? else {
        let columns = ["place", "value", "unit", "lower", "upper", "characteristic_verdict"];
        return not_alone(row, "characteristic", &columns).map(|()| None);
    };
    let verdict = row.get("characteristic_verdict");
    let verdict =
        verdict.map(|cell| word("characteristic_verdict", cell, words::conformity, CONFORMITIES)).transpose()?;
    Ok(Some(MeasuredValue {
        characteristic,
        place: of(row, "place")?,
        value: of(row, "value")?,
        unit: of(row, "unit")?,
        lower: of(row, "lower")?,
        upper: of(row, "upper")?,
        verdict,
    }))
}

fn defect(row: &Row) -> Result<Option<DefectFound>, BadRow> {
    let Some(code) = of(row, "defect")? else { return not_alone(row, "defect", &["defect_count"]).map(|()| None) };
    let count = of(row, "defect_count")?.unwrap_or(std::num::NonZeroU32::MIN);
    Ok(Some(DefectFound { code, count }))
}

fn built_in(row: &Row) -> Result<Option<Part>, BadRow> {
    let Some(number) = of(row, "built_in_part")? else {
        return not_alone(row, "built_in_part", &["built_in_batch", "built_in_supplier"]).map(|()| None);
    };
    Ok(Some(Part { number, batch: of(row, "built_in_batch")?, supplier: of(row, "built_in_supplier")? }))
}
