//! Quality records as another system writes them (P5.1): each row becomes one of `flywheel quality import`, and goes its way.

use events_schema::facts::quality_record::InspectionVerdict;
use events_schema::{Digest256, Origin};
use sha2::{Digest, Sha256};

use super::layout::{Column, places, unmapped};
use super::mapping::QualityMapping;
use super::reading::{self, Record, Table};
use super::run::{ImportError, Run};
use super::summary::{Imported, QualitySummary, Rejected, Summary};
use super::times::Times;
use crate::app::App;
use crate::commands::named;
use crate::quality::{BadRow, RefusedRecord, Row, Sheet, take_sheet};

/// Imports quality records.
///
/// # Errors
/// If the mapping does not fit the file, before anything is written; or if the log fails.
pub(super) async fn import(
    app: &App,
    run: &Run,
    mapping: &QualityMapping,
    bytes: &[u8],
) -> Result<Imported, ImportError> {
    let Table { header, records } = reading::table(bytes, &mapping.source)?;
    let reader = Reader::find(mapping, &header)?;
    let rows: Vec<Row> = records.iter().map(|record| reader.row(record)).filter(|row| !row.is_blank()).collect();
    let sheet = Sheet {
        sha256: Digest256(Sha256::digest(bytes).into()),
        rows: &rows,
        system: Some(&mapping.name),
        origin: Origin::Import { run: run.id, unproven: Vec::new() },
    };
    let actor = run.actor(named(domain::quality_record::COMMANDS, "record"));
    let taken = take_sheet(app, &actor, &sheet).await?;
    let summary = QualitySummary {
        mapping: mapping.name.to_string(),
        run: run.id,
        sha256: taken.sha256,
        rows: taken.rows,
        repeated_rows: taken.repeated_rows,
        records: taken.records,
        recorded: taken.recorded,
        corrected: taken.corrected,
        already_there: taken.already_there,
        rejected: taken.refused.len(),
        unmapped_columns: unmapped(&header, mapping.named_columns()),
    };
    let rejected = taken.refused.into_iter().map(|refused| rejected(mapping, refused)).collect();
    Ok(Imported { summary: Summary::Quality(summary), rejected, disagreements: Vec::new() })
}

/// Where the columns are.
struct Reader<'a> {
    mapping: &'a QualityMapping,
    header: &'a [String],
    /// What a column is called here, and where it is in the file.
    columns: Vec<(&'static str, Column)>,
    times: Times,
}

impl<'a> Reader<'a> {
    fn find(mapping: &'a QualityMapping, header: &'a [String]) -> Result<Self, ImportError> {
        let places = places(header, mapping.named_columns())?;
        let place = |name: &String| places.get(name.as_str()).copied().unwrap_or_default();
        let columns = mapping.quality.columns.iter().map(|(known, name)| (known.name(), place(name))).collect();
        Ok(Self { mapping, header, columns, times: mapping.source.times()? })
    }

    fn row(&self, record: &Record) -> Row {
        let line = u32::try_from(record.line).unwrap_or(u32::MAX);
        let mut row = Row { line, cells: Vec::new(), said: None, fault: None };
        if record.fields.iter().skip(self.header.len()).any(|cell| !cell.trim().is_empty()) {
            row.fault = Some(BadRow::TooLong);
        }
        // A row that was cut off would be taken for one that says less.
        if record.fields.len() < self.header.len() && record.fields.iter().any(|cell| !cell.trim().is_empty()) {
            row.fault = Some(BadRow::TooShort { has: record.fields.len(), wants: self.header.len() });
        }
        for (column, place) in &self.columns {
            if let Some(value) = record.fields.get(*place).and_then(|cell| self.mapping.source.filled(cell)) {
                self.cell(&mut row, column, value);
            }
        }
        if let Some(kind) = self.mapping.quality.kind.filter(|_| !row.is_blank()) {
            row.cells.push(("kind", kind.name().to_owned()));
        }
        row
    }

    /// What a cell says in the words of `flywheel quality import`. What the mapping does not know stays as it is, for those
    /// words may stand in the file too.
    fn cell(&self, row: &mut Row, column: &'static str, value: &str) {
        let quality = &self.mapping.quality;
        let known = match column {
            "taken_at" => match self.times.read(value) {
                Ok(at) => Some(at.to_string()),
                Err(reason) => {
                    row.fault = Some(BadRow::Cell { column, reason });
                    None
                }
            },
            "kind" => quality.kinds.get(value).map(|kind| kind.name().to_owned()),
            "verdict" | "characteristic_verdict" => quality.verdicts.get(value).copied().map(|is| word(is).to_owned()),
            "unit" => quality.units.get(value).map(|unit| unit.name().to_owned()),
            "characteristic" => quality.characteristics.get(value).map(ToString::to_string),
            _ => None,
        };
        if column == "verdict" && known.is_some() {
            row.said = Some(value.to_owned());
        }
        row.cells.push((column, known.unwrap_or_else(|| value.to_owned())));
    }
}

/// The word for a verdict.
const fn word(verdict: InspectionVerdict) -> &'static str {
    match verdict {
        InspectionVerdict::Passed => "passed",
        InspectionVerdict::Failed => "failed",
        InspectionVerdict::Conditional => "conditional",
    }
}

/// A refused record, with what its column is called in the file and what the mapping can do about it.
fn rejected(mapping: &QualityMapping, refused: RefusedRecord) -> Rejected {
    let RefusedRecord { line, number, code, detail, column } = refused;
    let named = column.and_then(|column| Some((column, mapping.column(column)?)));
    let named = named.map_or_else(String::new, |(column, name)| {
        let advice = match column {
            "taken_at" => "; `source.time_format` says how times are written",
            "kind" => "; [quality.kinds] may say what its values mean",
            "verdict" | "characteristic_verdict" => "; [quality.verdicts] may say what its values mean",
            "unit" => "; [quality.units] may say what its values mean",
            "characteristic" => "; [quality.characteristics] may say what its values mean",
            _ => "",
        };
        format!("; `{column}` is the column `{name}`{advice}")
    });
    let reason = format!("{detail}{named} ({code})");
    Rejected { line: u64::from(line), case: number.unwrap_or_default(), reason }
}
