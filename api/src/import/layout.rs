//! Where the header has what the mapping names, and the rows of each case in their order.

use std::collections::{HashMap, HashSet};

use events_schema::Timestamp;
use jiff::tz::{AmbiguousOffset, TimeZone};
use sha2::{Digest, Sha256};

use super::mapping::{BadMapping, Mapping};
use super::reading::{Record, Table, Unreadable};
use super::run::ImportError;
use super::summary::Rejected;

/// A column: its place in a row.
pub(super) type Column = usize;

/// Where everything is.
pub(super) struct Layout<'m> {
    pub(super) mapping: &'m Mapping,
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
    zone: TimeZone,
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

impl<'m> Layout<'m> {
    pub(super) fn find(mapping: &'m Mapping, header: Vec<String>) -> Result<Self, ImportError> {
        let mut places = HashMap::new();
        let mut twice = HashSet::new();
        for (place, name) in header.iter().enumerate() {
            if places.insert(name.as_str(), place).is_some() {
                twice.insert(name.as_str());
            }
        }
        for (key, column) in mapping.named_columns() {
            if twice.contains(column) {
                return Err(Unreadable::AmbiguousColumn(column.to_owned()).into());
            }
            if !places.contains_key(column) {
                let column = column.to_owned();
                return Err(Unreadable::MissingColumn { key, column, header: header.join(", ") }.into());
            }
        }
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
            zone: mapping.zone().map_err(|error: BadMapping| ImportError::from(error))?,
            header,
        })
    }

    /// The value of a column, unless it is missing.
    pub(super) fn value<'r>(&self, row: &'r Row, column: Option<Column>) -> Option<&'r str> {
        self.field(&row.record, column?)
    }

    fn field<'r>(&self, record: &'r csv::StringRecord, column: Column) -> Option<&'r str> {
        let value = record.get(column)?.trim();
        (!self.mapping.source.missing.iter().any(|missing| missing == value)).then_some(value)
    }

    /// The columns that the mapping does not name.
    pub(super) fn unmapped(&self) -> Vec<String> {
        let named: HashSet<_> = self.mapping.named_columns().map(|(_, column)| column).collect();
        self.header.iter().filter(|name| !named.contains(name.as_str())).cloned().collect()
    }

    /// Reads a time of the source.
    pub(super) fn time(&self, text: &str) -> Result<Timestamp, String> {
        let format = self.mapping.source.time_format.as_str();
        let wrong = || format!("`{text}` is not a time of the form {format}");
        if format == "rfc3339" {
            return text.parse().map(Timestamp::from_jiff).map_err(|_| wrong());
        }
        let parsed = jiff::fmt::strtime::parse(format, text).map_err(|_| wrong())?;
        if parsed.offset().is_some() {
            return parsed.to_timestamp().map(Timestamp::from_jiff).map_err(|_| wrong());
        }
        let civil = parsed.to_datetime().map_err(|_| wrong())?;
        let zoned = self.zone.to_ambiguous_timestamp(civil);
        if let AmbiguousOffset::Gap { .. } = zoned.offset() {
            return Err(format!("`{text}` did not exist in the zone: clocks were set forward over it"));
        }
        zoned.compatible().map(Timestamp::from_jiff).map_err(|_| wrong())
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
        if fields.len() != self.header.len() {
            let (has, wants) = (fields.len(), self.header.len());
            return Err(format!("the row has {has} fields and the header {wants}; look for a quote or separator"));
        }
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
