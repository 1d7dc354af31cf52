//! What a record says of its engine.

use domain::quality_record::Version;
use events_schema::facts::quality_record::{
    CheckedValue, InspectionVerdict, QualityRecordFact, RecordContent, RecordKind,
};
use events_schema::text::{Line, Paragraph};
use events_schema::values::{EngineSerial, Part};
use events_schema::{Entry, EventId, Position, Timestamp};
use serde::{Deserialize, Serialize};

use super::history::Row;
use super::sums::{Says, Totals};
use crate::columns::integer;

/// So many numbers lie between two events, more than there are parts in one record.
pub(super) const APART: i64 = 1_024;

/// A record as the fold keeps it.
#[derive(Serialize, Deserialize)]
pub(super) struct OfRecord {
    first: Position,
    /// The event that says it now.
    event: EventId,
    position: Position,
    last_changed_at: Timestamp,
    is_withdrawn: bool,
    kind: RecordKind,
    taken_at: Timestamp,
    engine: Option<EngineSerial>,
    engine_model: Option<Line>,
    station: Option<Line>,
    part: Option<BuiltIn>,
    verdict: Option<InspectionVerdict>,
    is_contradictory: bool,
    remark: Option<Paragraph>,
    built_in: Vec<BuiltIn>,
}

/// A part with its batch, without a field left out.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct BuiltIn {
    pub(super) number: Line,
    pub(super) batch: Option<Line>,
    pub(super) supplier: Option<Line>,
}

impl From<&Part> for BuiltIn {
    fn from(part: &Part) -> Self {
        Self { number: part.number.clone(), batch: part.batch.clone(), supplier: part.supplier.clone() }
    }
}

impl OfRecord {
    /// What is kept after an entry.
    pub(super) fn after(before: Option<Self>, entry: &Entry<QualityRecordFact>) -> Option<Self> {
        match &entry.fact {
            QualityRecordFact::Taken(fact) => Some(Self::of(before, entry, &fact.record, &fact.checked)),
            QualityRecordFact::Corrected(fact) => Some(Self::of(before, entry, &fact.record, &fact.checked)),
            QualityRecordFact::Withdrawn(_) => {
                before.map(|before| Self { is_withdrawn: true, last_changed_at: entry.envelope.recorded_at, ..before })
            }
        }
    }

    fn of(
        before: Option<Self>,
        entry: &Entry<QualityRecordFact>,
        record: &RecordContent,
        checked: &[CheckedValue],
    ) -> Self {
        let version = Version { record: record.clone(), checked: checked.to_vec(), file: None };
        let position = entry.position.unwrap_or(Position(0));
        Self {
            first: before.map_or(position, |before| before.first),
            event: entry.id,
            position,
            last_changed_at: entry.envelope.recorded_at,
            is_withdrawn: false,
            kind: record.kind,
            taken_at: record.taken_at,
            engine: record.engine_serial.clone(),
            engine_model: record.engine_model.clone(),
            station: record.station.clone(),
            part: record.part.as_ref().map(BuiltIn::from),
            verdict: version.verdict(),
            is_contradictory: version.is_contradictory(),
            remark: record.remark.clone(),
            built_in: record.parts.iter().map(BuiltIn::from).collect(),
        }
    }

    /// The engine that it is of; what was withdrawn is of none.
    pub(super) fn engine(&self) -> Option<&EngineSerial> {
        self.engine.as_ref().filter(|_| !self.is_withdrawn)
    }

    pub(super) fn taken_at(&self) -> Timestamp {
        self.taken_at
    }

    /// How many parts it names.
    pub(super) fn parts(&self) -> usize {
        self.built_in.len()
    }

    /// The parts that were built in, each with its number in the table.
    pub(super) fn built_in(&self) -> impl Iterator<Item = (i64, &BuiltIn)> {
        (integer(self.first.0) * APART..).zip(&self.built_in)
    }

    pub(super) fn totals(&self) -> Totals {
        let is_inspection = self.kind.is_inspection();
        Totals {
            first: self.first,
            engine_model: self.engine_model.clone(),
            says: if self.kind == RecordKind::Built { Says::Builder } else { Says::Inspector },
            built_at: (self.kind == RecordKind::Built).then_some(self.taken_at),
            first_at: self.taken_at,
            last_at: self.taken_at,
            inspections: u32::from(is_inspection),
            failed: u32::from(is_inspection && self.verdict == Some(InspectionVerdict::Failed)),
            contradictory: u32::from(self.is_contradictory),
            tickets: 0,
            open_tickets: 0,
            repairs: 0,
            last_changed_at: self.last_changed_at,
        }
    }

    pub(super) fn row(&self) -> Row<'_> {
        Row {
            number: self.first,
            kind: self.kind.name(),
            happened_at: self.taken_at,
            event: self.event,
            position: self.position,
            class: None,
            failure_code: None,
            cause: None,
            solution: None,
            verdict: self.verdict,
            part: self.part.as_ref(),
            station: self.station.as_ref(),
            said: self.remark.as_ref().map(Paragraph::as_str),
        }
    }
}
