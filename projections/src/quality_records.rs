//! Records of production and quality control, and what was measured (P5.1).

mod published;

use domain::Reference;
use domain::quality_record::{QualityRecord, Version, contradict};
use events_schema::FactSet;
use events_schema::facts::quality_record::{QualityRecordFact, RecordContent};
use events_schema::ids::QualityRecordId;
use events_schema::text::{Line, Paragraph};
use rusqlite::{Connection, params};

use crate::columns::{Json, Micros, Shown, Word, integer};
use crate::event::Event;
use crate::projection::Projection;
use crate::published::PublishedView;
use crate::recorded::{Place, Recorded, kept};
pub use published::{QUALITY_RECORDS, QUALITY_VALUES};

/// The read model `quality_records`.
pub struct QualityRecords;

impl Projection for QualityRecords {
    const NAME: &'static str = "quality_records";
    const VERSION: u32 = 2;
    const TABLES: &'static str = "
        CREATE TABLE quality_records (
            number INTEGER PRIMARY KEY,
            stream TEXT NOT NULL UNIQUE,
            system TEXT NOT NULL,
            source_number TEXT NOT NULL,
            source_revision INTEGER,
            kind TEXT NOT NULL,
            taken_at_us INTEGER NOT NULL,
            engine_serial TEXT,
            engine_model TEXT,
            part TEXT,
            batch TEXT,
            supplier TEXT,
            line TEXT,
            station TEXT,
            inspector TEXT,
            stated TEXT,
            said TEXT,
            verdict TEXT,
            contradictory INTEGER NOT NULL,
            characteristics INTEGER NOT NULL,
            not_ok INTEGER NOT NULL,
            defects INTEGER NOT NULL,
            defect_codes TEXT NOT NULL,
            parts INTEGER NOT NULL,
            remark TEXT,
            versions INTEGER NOT NULL,
            withdrawn INTEGER NOT NULL,
            withdrawn_because TEXT,
            file_sha256 TEXT,
            file_line INTEGER,
            recorded_at_us INTEGER NOT NULL,
            last_changed_at_us INTEGER NOT NULL,
            revision INTEGER NOT NULL,
            kept TEXT NOT NULL
        ) STRICT;
        CREATE INDEX records_by_engine ON quality_records (engine_serial, number) WHERE engine_serial IS NOT NULL;
        CREATE INDEX records_by_batch ON quality_records (part, batch, number) WHERE part IS NOT NULL;
        CREATE INDEX records_by_source ON quality_records (source_number);
        CREATE INDEX records_by_kind ON quality_records (kind, number);
        CREATE TABLE quality_values (
            number INTEGER PRIMARY KEY,
            stream TEXT NOT NULL,
            kind TEXT NOT NULL,
            taken_at_us INTEGER NOT NULL,
            engine_serial TEXT,
            engine_model TEXT,
            part TEXT,
            batch TEXT,
            station TEXT,
            characteristic TEXT NOT NULL,
            version INTEGER NOT NULL,
            place TEXT,
            value TEXT,
            unit TEXT,
            lower TEXT,
            upper TEXT,
            limits_of TEXT,
            by_limits TEXT,
            stated TEXT,
            contradictory INTEGER NOT NULL,
            sent_value TEXT,
            sent_unit TEXT
        ) STRICT;
        CREATE INDEX values_by_characteristic ON quality_values (characteristic, number);
        CREATE INDEX values_by_engine ON quality_values (engine_serial, number) WHERE engine_serial IS NOT NULL;
    ";
    const CATEGORIES: &'static [&'static str] = &[QualityRecordFact::CATEGORY];
    const PUBLISHED: &'static [PublishedView] = &[QUALITY_RECORDS, QUALITY_VALUES];

    type Key = QualityRecordId;
    type Row = Recorded<QualityRecord>;

    fn keys(event: &Event) -> impl IntoIterator<Item = QualityRecordId> {
        let Event::Quality(record, _) = event else { return None };
        Some(*record)
    }

    fn apply(row: &mut Self::Row, event: &Event) {
        let Event::Quality(_, entry) = event else { return };
        row.apply(entry);
    }

    fn weight(row: &Self::Row) -> usize {
        let values = |record: &RecordContent| 300 * (record.values.len() + record.defects.len() + record.parts.len());
        let now = row.is.now.as_ref().map_or(0, |now| 2 * values(&now.record));
        2_500 + now + row.is.before.iter().map(values).sum::<usize>()
    }

    fn load(tables: &Connection, record: &QualityRecordId) -> rusqlite::Result<Option<Self::Row>> {
        kept(tables, Self::NAME, record)
    }

    fn store(tables: &Connection, id: &QualityRecordId, row: &mut Self::Row, _: &Reference) -> rusqlite::Result<()> {
        let Some(place) = row.place() else { return Ok(()) };
        let (Some(source), Some(now)) = (&row.is.source, &row.is.now) else { return Ok(()) };
        let (record, part) = (&now.record, now.record.part.as_ref());
        let defects: u64 = record.defects.iter().map(|defect| u64::from(defect.count.get())).sum();
        let codes: Vec<&str> = record.defects.iter().map(|defect| defect.code.as_str()).collect();
        let mut upsert = tables.prepare_cached(
            "INSERT OR REPLACE INTO quality_records (number, stream, system, source_number, source_revision, kind, taken_at_us,
                engine_serial, engine_model, part, batch, supplier, line, station, inspector, stated, said, verdict, contradictory,
                characteristics, not_ok, defects, defect_codes, parts, remark, versions, withdrawn, withdrawn_because, file_sha256,
                file_line, recorded_at_us, last_changed_at_us, revision, kept)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24,
                ?25, ?26, ?27, ?28, ?29, ?30, ?31, ?32, ?33, ?34)",
        )?;
        upsert.execute(params![
            integer(place.first.0),
            Shown(id),
            source.system.as_str(),
            source.number.as_str(),
            source.revision,
            record.kind.name(),
            Micros(record.taken_at),
            record.engine_serial.as_ref().map(Shown),
            record.engine_model.as_ref().map(Line::as_str),
            part.map(|part| part.number.as_str()),
            part.and_then(|part| part.batch.as_ref()).map(Line::as_str),
            part.and_then(|part| part.supplier.as_ref()).map(Line::as_str),
            record.line.as_ref().map(Line::as_str),
            record.station.as_ref().map(Line::as_str),
            record.inspector.as_ref().map(Shown),
            record.verdict.as_ref().map(|stated| Word(stated.is)),
            record.verdict.as_ref().and_then(|stated| stated.said.as_ref()).map(Line::as_str),
            now.verdict().map(Word),
            now.is_contradictory(),
            integer(record.values.len() as u64),
            integer(now.not_ok() as u64),
            integer(defects),
            Json(codes),
            integer(record.parts.len() as u64),
            record.remark.as_ref().map(Paragraph::as_str),
            integer(row.is.before.len() as u64 + 1),
            row.is.withdrawn.is_some(),
            row.is.withdrawn.as_ref().map(Paragraph::as_str),
            now.file.map(|file| Shown(file.sha256)),
            now.file.map(|file| file.line),
            Micros(place.opened_at),
            Micros(place.last.recorded_at),
            integer(place.last.revision.0),
            Json(&*row),
        ])?;
        store_values(tables, *id, place, now, row.is.withdrawn.is_some())
    }
}

/// So many numbers lie between two events, more than there are values in one record.
const APART: i64 = 512;

/// The values of what holds.
fn store_values(
    tables: &Connection,
    id: QualityRecordId,
    place: Place,
    now: &Version,
    is_withdrawn: bool,
) -> rusqlite::Result<()> {
    let first = integer(place.first.0) * APART;
    let mut forget = tables.prepare_cached("DELETE FROM quality_values WHERE number >= ?1 AND number < ?2")?;
    forget.execute([first, first + APART])?;
    let (record, part) = (&now.record, now.record.part.as_ref());
    let mut insert = tables.prepare_cached(
        "INSERT INTO quality_values (number, stream, kind, taken_at_us, engine_serial, engine_model, part, batch, station,
            characteristic, version, place, value, unit, lower, upper, limits_of, by_limits, stated, contradictory, sent_value,
            sent_unit)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22)",
    )?;
    for (number, (value, checked)) in (first..).zip(now.values().filter(|_| !is_withdrawn)) {
        insert.execute(params![
            number,
            Shown(id),
            record.kind.name(),
            Micros(record.taken_at),
            record.engine_serial.as_ref().map(Shown),
            record.engine_model.as_ref().map(Line::as_str),
            part.map(|part| part.number.as_str()),
            part.and_then(|part| part.batch.as_ref()).map(Line::as_str),
            record.station.as_ref().map(Line::as_str),
            Shown(&value.characteristic),
            checked.version,
            value.place.as_ref().map(Line::as_str),
            checked.value.map(Shown),
            checked.unit.map(Shown),
            checked.lower.map(Shown),
            checked.upper.map(Shown),
            checked.limits_of.map(Word),
            checked.by_limits.map(Word),
            value.verdict.map(Word),
            contradict(value, checked),
            value.value.map(Shown),
            value.unit.map(Shown),
        ])?;
    }
    Ok(())
}
