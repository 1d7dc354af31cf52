//! Records of production and quality control: what holds, what contradicts itself, what does not hold any more.

use events_schema::facts::quality_record::{
    CheckedValue, Conformity, DefectFound, FromFile, InspectionVerdict, LimitsOf, MeasuredValue,
    QualityRecordCorrected, QualityRecordFact, QualityRecordTaken, QualityRecordWithdrawn, RecordContent, RecordKind,
    RecordSource, StatedVerdict,
};
use events_schema::facts::ticket::TicketFact;
use events_schema::ids::{QualityRecordId, TicketId};
use events_schema::measurement::Unit;
use events_schema::values::{EngineSerial, Part};
use events_schema::{Digest256, EventId};
use projections::quality_records::{QUALITY_RECORDS, QUALITY_VALUES};
use projections::{Condition, PublishedView, QualityRecords, ReadModels};
use serde_json::{Map, Value, json};

use crate::follow::{caught_up, started};
use crate::history::World;

pub(crate) fn record(world: &mut World, number: &str, fact: impl Into<QualityRecordFact>) -> EventId {
    world.record(&id(number).stream(), &fact.into())
}

pub(crate) fn id(number: &str) -> QualityRecordId {
    QualityRecordId::of(&"mes".parse().unwrap(), &number.parse().unwrap())
}

fn source(number: &str, revision: Option<u32>) -> RecordSource {
    RecordSource { system: "mes".parse().unwrap(), number: number.parse().unwrap(), revision }
}

pub(crate) fn part(number: &str, batch: &str) -> Part {
    Part { number: number.parse().unwrap(), batch: batch.parse().ok(), supplier: "Supplier A".parse().ok() }
}

/// What was taken of an engine now.
pub(crate) fn of(world: &World, kind: RecordKind, engine: Option<&EngineSerial>) -> RecordContent {
    RecordContent {
        kind,
        taken_at: world.now,
        engine_serial: engine.cloned(),
        engine_model: None,
        part: None,
        line: None,
        station: "OP-120".parse().ok(),
        inspector: None,
        verdict: None,
        values: Vec::new(),
        defects: Vec::new(),
        parts: Vec::new(),
        remark: None,
    }
}

/// A pressure of so many kPa, of which 150 would do.
pub(crate) fn pressure(mut record: RecordContent, value: &str) -> (RecordContent, Vec<CheckedValue>) {
    let value = value.parse().ok();
    record.values.push(MeasuredValue {
        characteristic: "oil-pressure".parse().unwrap(),
        place: None,
        value,
        unit: Some(Unit::Kilopascal),
        lower: None,
        upper: None,
        verdict: Some(Conformity::Ok),
    });
    let lower = "150".parse().ok();
    let by_limits = if value >= lower { Conformity::Ok } else { Conformity::NotOk };
    let checked = CheckedValue {
        version: 1,
        unit: Some(Unit::Kilopascal),
        value,
        lower,
        upper: None,
        limits_of: Some(LimitsOf::Characteristic),
        by_limits: Some(by_limits),
    };
    (record, vec![checked])
}

pub(crate) fn took(world: &mut World, number: &str, (content, checked): (RecordContent, Vec<CheckedValue>)) -> EventId {
    let file = Some(FromFile { sha256: Digest256([7; 32]), line: 2 });
    record(world, number, QualityRecordTaken { source: source(number, None), record: content, checked, file })
}

pub(crate) fn corrected(
    world: &mut World,
    number: &str,
    (content, checked): (RecordContent, Vec<CheckedValue>),
) -> EventId {
    let source = source(number, Some(2));
    record(world, number, QualityRecordCorrected { source, record: content, checked, file: None, reason: None })
}

pub(crate) fn withdrawn(world: &mut World, number: &str) -> EventId {
    record(world, number, QualityRecordWithdrawn { reason: "录入错误".parse().unwrap() })
}

/// The engine of a ticket was built and inspected, and so was another one, of which one record is withdrawn and one moves.
pub(crate) fn taken(world: &mut World, ticket: TicketId) {
    let reported = world.entries(ticket).iter().find_map(|(_, fact)| match fact {
        TicketFact::Reported(fact) => fact.engine_serial.clone(),
        _ => None,
    });
    let other: EngineSerial = format!("WP10-{:06}", world.length() % 5).parse().unwrap();
    let number = |what: &str, world: &World| format!("{what}-{}", world.length());
    let mut built = of(world, RecordKind::Built, reported.as_ref());
    built.parts = vec![part("612600090561", "2025-11-B3"), part("612600010489", "2025-12-A1")];
    let first = number("built", world);
    took(world, &first, (built, Vec::new()));
    let second = number("final", world);
    let inspected = pressure(of(world, RecordKind::FinalInspection, reported.as_ref()), "120");
    took(world, &second, inspected.clone());
    let third = number("incoming", world);
    let mut batch = of(world, RecordKind::IncomingInspection, None);
    batch.part = Some(part("612600090561", "2025-11-B3"));
    took(world, &third, (batch, Vec::new()));
    corrected(world, &second, (RecordContent { engine_serial: Some(other.clone()), ..inspected.0 }, inspected.1));
    let fourth = number("built", world);
    let another = of(world, RecordKind::Built, Some(&other));
    took(world, &fourth, (another, Vec::new()));
    withdrawn(world, &fourth);
}

struct Shown {
    _folder: tempfile::TempDir,
    models: ReadModels,
}

impl Shown {
    async fn of(world: &World) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let models = started(folder.path(), world.store.clone()).await;
        caught_up(&models, world).await;
        Self { _folder: folder, models }
    }

    fn rows(&self, view: &'static PublishedView, filters: &[(&str, &str)]) -> Vec<Map<String, Value>> {
        let of = |(name, text): &(&str, &str)| Condition::of(view, name, text).unwrap();
        let conditions: Vec<_> = filters.iter().map(of).collect();
        self.models.views().of::<QualityRecords>().rows(view, &conditions, None, 50).unwrap().value.items
    }
}

#[tokio::test]
async fn a_record_is_shown_as_it_reads_now_with_its_values() {
    let mut world = World::new(80);
    let engine: EngineSerial = "WP12-2025-004711".parse().unwrap();
    let mut inspection = of(&world, RecordKind::FinalInspection, Some(&engine));
    inspection.verdict = Some(StatedVerdict { is: InspectionVerdict::Passed, said: "合格".parse().ok() });
    inspection.defects = vec![DefectFound { code: "LEAK-02".parse().unwrap(), count: 3.try_into().unwrap() }];
    took(&mut world, "FI-1", pressure(inspection, "120.50"));
    let shown = Shown::of(&world).await;
    let [row] = &shown.rows(&QUALITY_RECORDS, &[("engine_serial", "WP12-2025-004711")])[..] else {
        panic!("one record")
    };
    for (column, value) in [
        ("kind", json!("final_inspection")),
        ("stated", json!("passed")),
        ("said", json!("合格")),
        ("verdict", json!("passed")),
        ("contradictory", json!(true)),
        ("not_ok", json!(1)),
        ("defects", json!(3)),
        ("defect_codes", json!(["LEAK-02"])),
        ("versions", json!(1)),
        ("withdrawn", json!(false)),
        ("file_line", json!(2)),
    ] {
        assert_eq!(row[column], value, "{column}");
    }
    let [value] = &shown.rows(&QUALITY_VALUES, &[("characteristic", "oil-pressure")])[..] else { panic!("one value") };
    for (column, expected) in [
        ("value", json!(120.5)),
        ("exact_value", json!("120.50")),
        ("unit", json!("kPa")),
        ("lower", json!(150.0)),
        ("by_limits", json!("not_ok")),
        ("stated", json!("ok")),
        ("contradictory", json!(true)),
        ("sent_unit", json!("kPa")),
    ] {
        assert_eq!(value[column], expected, "{column}");
    }
    assert!(!value.contains_key("upper"));
}

#[tokio::test]
async fn a_correction_takes_the_place_of_what_was_and_what_is_withdrawn_has_no_values() {
    let mut world = World::new(81);
    let engine: EngineSerial = "WP12-2025-004711".parse().unwrap();
    let inspection = of(&world, RecordKind::TestBench, Some(&engine));
    took(&mut world, "TB-1", pressure(inspection.clone(), "120"));
    corrected(&mut world, "TB-1", pressure(inspection.clone(), "180"));
    took(&mut world, "TB-2", pressure(inspection, "120"));
    withdrawn(&mut world, "TB-2");
    let shown = Shown::of(&world).await;
    let rows = shown.rows(&QUALITY_RECORDS, &[]);
    let columns = |row: &Map<String, Value>| {
        ["source_number", "source_revision", "versions", "not_ok", "withdrawn"].map(|column| row.get(column).cloned())
    };
    let some = |values: [Value; 5]| values.map(|value| Some(value).filter(|value| !value.is_null()));
    assert_eq!(columns(&rows[0]), some([json!("TB-2"), Value::Null, json!(1), json!(1), json!(true)]));
    assert_eq!(columns(&rows[1]), some([json!("TB-1"), json!(2), json!(2), json!(0), json!(false)]));
    let values = shown.rows(&QUALITY_VALUES, &[]);
    assert_eq!(values.iter().map(|row| &row["exact_value"]).collect::<Vec<_>>(), [&json!("180")]);
    assert_eq!(shown.rows(&QUALITY_VALUES, &[("value", "180")]).len(), 1);
    assert!(Condition::of(&QUALITY_VALUES, "value", "NaN").is_err());
}
