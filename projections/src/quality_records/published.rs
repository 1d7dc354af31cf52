//! What is published of records.

use domain::queries::SHOW_QUALITY;

use crate::published::ColumnKind::{Boolean, Instant, Integer, Json, Number, Text};
use crate::published::{PublishedView, column};

/// Records.
pub const QUALITY_RECORDS: PublishedView = PublishedView {
    name: "quality_records",
    about: "A row for each record of production and quality control, as it reads now (P5.1). One that was withdrawn is here and says \
            so; figures leave it out.",
    permission: &SHOW_QUALITY,
    columns: &[
        column("number", Integer, "the position of its first event"),
        column("quality_record", Text, "the record's id"),
        column("system", Text, "the system that has it"),
        column("source_number", Text, "its number there"),
        column("source_revision", Integer, "which version of it there"),
        column(
            "kind",
            Text,
            "built, incoming_inspection, in_process_inspection, final_inspection, test_bench, field_inspection or process",
        ),
        column("taken_at", Instant, "when it was taken, as corrected"),
        column("engine_serial", Text, "the engine's serial number"),
        column("engine_model", Text, "the engine's model"),
        column("part", Text, "the number of the part that was inspected"),
        column("batch", Text, "the batch of the part"),
        column("supplier", Text, "who made the part"),
        column("line", Text, "the production line"),
        column("station", Text, "the station or test bench"),
        column("inspector", Text, "who inspected"),
        column("stated", Text, "what it came to as its source says: passed, failed or conditional"),
        column("said", Text, "the source's own word"),
        column("verdict", Text, "what it came to: as its source says, or else by its defects and values"),
        column("contradictory", Boolean, "whether the source contradicts the limits or itself; somebody should look"),
        column("characteristics", Integer, "how many values it has"),
        column("not_ok", Integer, "how many of them do not conform, by their limits or by the source's word"),
        column("defects", Integer, "how many defects were found"),
        column("defect_codes", Json, "their codes"),
        column("parts", Integer, "how many parts were built in"),
        column("remark", Text, "what else there is to say"),
        column("versions", Integer, "how many versions of it are recorded"),
        column("withdrawn", Boolean, "whether it does not hold any more"),
        column("withdrawn_because", Text, "why"),
        column("file_sha256", Text, "SHA-256 of the file in which this version stood"),
        column("file_line", Integer, "the line there"),
        column("recorded_at", Instant, "when it was recorded first"),
        column("last_changed_at", Instant, "when its last event was recorded"),
        column("revision", Integer, "the revision of its last event"),
    ],
    select: "SELECT number, stream AS quality_record, system, source_number, source_revision, kind, instant(taken_at_us) AS taken_at,
            engine_serial, engine_model, part, batch, supplier, line, station, inspector, stated, said, verdict, contradictory,
            characteristics, not_ok, defects, defect_codes, parts, remark, versions, withdrawn, withdrawn_because, file_sha256,
            file_line, instant(recorded_at_us) AS recorded_at, instant(last_changed_at_us) AS last_changed_at, revision
        FROM quality_records.quality_records",
};

/// Values.
pub const QUALITY_VALUES: PublishedView = PublishedView {
    name: "quality_values",
    about: "A row for each characteristic that was measured or judged in a record that holds (P5.1). Values and limits stand in the \
            unit of the characteristic, which never changes.",
    permission: &SHOW_QUALITY,
    columns: &[
        column("number", Integer, "tells rows apart, and grows with the records"),
        column("quality_record", Text, "the record's id"),
        column("kind", Text, "the kind of the record"),
        column("taken_at", Instant, "when it was taken, as corrected"),
        column("engine_serial", Text, "the engine's serial number"),
        column("engine_model", Text, "the engine's model"),
        column("part", Text, "the number of the part that was inspected"),
        column("batch", Text, "the batch of the part"),
        column("station", Text, "the station or test bench"),
        column("characteristic", Text, "the code of the characteristic"),
        column("version", Integer, "the version of its definition"),
        column("place", Text, "where it was measured, if at several places"),
        column("value", Number, "the value; absent where it is only judged"),
        column("exact_value", Text, "the same as an exact decimal"),
        column("unit", Text, "the unit of value and limits"),
        column("lower", Number, "the lower limit that holds"),
        column("upper", Number, "the upper limit that holds"),
        column("limits_of", Text, "where the limits are from: record or characteristic"),
        column("by_limits", Text, "what the limits say: ok or not_ok"),
        column("stated", Text, "what the source says: ok or not_ok"),
        column("contradictory", Boolean, "whether the two contradict each other"),
        column("sent_value", Text, "the value as it was sent"),
        column("sent_unit", Text, "the unit in which it was sent"),
    ],
    select: "SELECT number, stream AS quality_record, kind, instant(taken_at_us) AS taken_at, engine_serial, engine_model, part, batch,
            station, characteristic, version, place, CAST(value AS REAL) AS value, value AS exact_value, unit,
            CAST(lower AS REAL) AS lower, CAST(upper AS REAL) AS upper, limits_of, by_limits, stated, contradictory, sent_value,
            sent_unit
        FROM quality_records.quality_values",
};
