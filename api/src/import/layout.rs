//! Where the header has what the mapping names, and the rows of each case in their order.

use std::collections::{HashMap, HashSet};

use events_schema::Timestamp;
use sha2::{Digest, Sha256};

use super::mapping::TicketMapping;
use super::reading::{Record, Table, Unreadable};
use super::run::ImportError;
use super::summary::Rejected;
use super::times::Times;

/// A column: its place in a row.
pub(super) type Column = usize;

/// Where everything is.
pub(super) struct Layout<'m> {
    pub(super) mapping: &'m TicketMapping,
    pub(super) header: Vec<String>,
    pub(super) case: Column,
    pub(super) at: Column,
    pub(super) sequence: Option<Column>,
    pub(super) received_at: Option<Column>,
    /// The column of states or activities.
    pub(super) state: Column,
    pub(super) group: Option<Column>,
    pub(super) issue_type: Option<Column>,
    pub(super) class: Option<Column>,
    pub(super) channel: Option<Column>,
    pub(super) customer: Option<Column>,
    pub(super) model: Option<Column>,
    pub(super) serial: Option<Column>,
    pub(super) symptom: Option<Column>,
    pub(super) usage_scenario: Option<Column>,
    pub(super) reopenings: Option<Column>,
    pub(super) group_changes: Option<Column>,
    /// Columns whose every change is kept as a note.
    pub(super) notes: Vec<Column>,
    /// Columns that a fact takes once; later changes are kept as notes.
    pub(super) once: Vec<Column>,
    /// The columns by name, so that their order in the file says nothing.
    by_name: Vec<Column>,
    times: Times,
}

/// A row that can be placed in time.
pub(super) struct Row {
    pub(super) line: u64,
    pub(super) at: Timestamp,
    pub(super) sequence: Option<i64>,
    /// What its content comes to, in hexadecimal.
    pub(super) content: String,
    pub(super) record: csv::StringRecord,
}

/// The rows of a case, in order.
pub(super) struct Case {
    pub(super) key: String,
    pub(super) rows: Vec<Row>,
}

/// Where the columns are that a mapping names.
///
/// # Errors
/// If the file lacks one, or has it twice.
pub(super) fn places<'h, 'm>(
    header: &'h [String],
    named: impl Iterator<Item = (&'static str, &'m str)>,
) -> Result<HashMap<&'h str, Column>, Unreadable> {
    let mut places = HashMap::new();
    let mut twice = HashSet::new();
    for (place, name) in header.iter().enumerate() {
        if places.insert(name.as_str(), place).is_some() {
            twice.insert(name.as_str());
        }
    }
    for (key, column) in named {
        if twice.contains(column) {
            return Err(Unreadable::AmbiguousColumn(column.to_owned()));
        }
        if !places.contains_key(column) {
            let column = column.to_owned();
            return Err(Unreadable::MissingColumn { key, column, header: header.join(", ") });
        }
    }
    Ok(places)
}

/// The columns that a mapping does not name.
pub(super) fn unmapped<'m>(header: &[String], named: impl Iterator<Item = (&'static str, &'m str)>) -> Vec<String> {
    let named: HashSet<_> = named.map(|(_, column)| column).collect();
    header.iter().filter(|name| !named.contains(name.as_str())).cloned().collect()
}

/// Refuses a row that cannot be one of the table: a quote or a separator is amiss, and its fields have slipped.
pub(super) fn is_whole(fields: &csv::StringRecord, header: &[String]) -> Result<(), String> {
    let (has, wants) = (fields.len(), header.len());
    if has == wants {
        return Ok(());
    }
    Err(format!("the row has {has} fields and the header {wants}; look for a quote or separator"))
}

impl<'m> Layout<'m> {
    pub(super) fn find(mapping: &'m TicketMapping, header: Vec<String>) -> Result<Self, ImportError> {
        let places = places(&header, mapping.named_columns())?;
        let place = |name: &Option<String>| name.as_ref().and_then(|name| places.get(name.as_str()).copied());
        let columns = &mapping.columns;
        let needed = |name: &String| places.get(name.as_str()).copied().unwrap_or_default();
        let mut by_name: Vec<_> = (0..header.len()).collect();
        by_name.sort_by_key(|column| &header[*column]);
        let once = [
            &columns.received_at,
            &columns.issue_type,
            &columns.class,
            &columns.channel,
            &columns.customer,
            &columns.model,
            &columns.serial,
            &columns.symptom,
            &columns.usage_scenario,
        ];
        Ok(Self {
            mapping,
            case: needed(&columns.case),
            at: needed(&columns.at),
            sequence: place(&columns.sequence),
            received_at: place(&columns.received_at),
            state: place(&columns.state).or(place(&columns.activity)).unwrap_or_default(),
            group: place(&columns.group),
            issue_type: place(&columns.issue_type),
            class: place(&columns.class),
            channel: place(&columns.channel),
            customer: place(&columns.customer),
            model: place(&columns.model),
            serial: place(&columns.serial),
            symptom: place(&columns.symptom),
            usage_scenario: place(&columns.usage_scenario),
            reopenings: place(&mapping.check.reopenings),
            group_changes: place(&mapping.check.group_changes),
            notes: mapping.notes.columns.iter().map(needed).collect(),
            once: once.into_iter().filter_map(place).collect(),
            by_name,
            times: mapping.source.times()?,
            header,
        })
    }

    /// The value of a column, unless it is missing.
    pub(super) fn value<'r>(&self, row: &'r Row, column: Option<Column>) -> Option<&'r str> {
        self.field(&row.record, column?)
    }

    fn field<'r>(&self, record: &'r csv::StringRecord, column: Column) -> Option<&'r str> {
        self.mapping.source.value(record.get(column)?)
    }

    /// Reads a time of the source.
    pub(super) fn time(&self, text: &str) -> Result<Timestamp, String> {
        self.times.read(text)
    }

    /// Sorts rows into their cases, and the rows of a case by time and sequence; what cannot be placed is rejected. Rows
    /// that tie stay in the order of the file.
    pub(super) fn cases(&self, table: Table) -> (Vec<Case>, Vec<Rejected>) {
        let (mut cases, mut rejected): (Vec<Case>, Vec<Rejected>) = (Vec::new(), Vec::new());
        let mut known: HashMap<String, usize> = HashMap::new();
        for Record { line, fields } in table.records {
            match self.place(line, &fields) {
                Ok((key, row)) => {
                    let case = *known.entry(key.clone()).or_insert_with(|| {
                        cases.push(Case { key, rows: Vec::new() });
                        cases.len() - 1
                    });
                    cases[case].rows.push(Row { record: fields, ..row });
                }
                Err(reason) => {
                    let case = fields.get(self.case).unwrap_or_default().to_owned();
                    rejected.push(Rejected { line, case, reason });
                }
            }
        }
        for case in &mut cases {
            case.rows.sort_by_key(|row| (row.at, row.sequence));
        }
        (cases, rejected)
    }

    fn place(&self, line: u64, fields: &csv::StringRecord) -> Result<(String, Row), String> {
        is_whole(fields, &self.header)?;
        let needed =
            |column: Column| self.field(fields, column).ok_or_else(|| format!("`{}` is missing", self.header[column]));
        let key = needed(self.case)?.to_owned();
        let at = self.time(needed(self.at)?)?;
        let sequence = self.sequence.map(|column| {
            let text = needed(column)?;
            text.parse::<i64>().map_err(|_| format!("`{}` is `{text}`, which is no number", self.header[column]))
        });
        let (sequence, content) = (sequence.transpose()?, self.content(fields));
        Ok((key, Row { line, at, sequence, content, record: csv::StringRecord::new() }))
    }

    /// What tells the row from every other one: all its fields with their names.
    fn content(&self, fields: &csv::StringRecord) -> String {
        let mut hasher = Sha256::new();
        for column in &self.by_name {
            for part in [self.header[*column].as_str(), fields.get(*column).unwrap_or_default()] {
                hasher.update((part.len() as u64).to_be_bytes());
                hasher.update(part);
            }
        }
        events_schema::Digest256(hasher.finalize().into()).to_string()
    }
}
