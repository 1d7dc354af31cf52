//! Quality data of the simulated factory (P5.1): what it measures, and the records of engines that come back as tickets.

use domain::characteristic::DefineCharacteristic;
use domain::quality_record::TakeRecord;
use events_schema::facts::characteristic::CharacteristicLimits;
use events_schema::facts::quality_record::{MeasuredValue, RecordContent, RecordKind, RecordSource};
use events_schema::text::Line;
use events_schema::values::{EngineSerial, Part};
use events_schema::{Duration, Timestamp};

use super::chance::Chance;
use super::directory::id;
use super::faults::Fault;

/// Something that is measured, with what it may be.
struct Measured {
    code: &'static str,
    title: &'static str,
    unit: &'static str,
    lower: u64,
    upper: u64,
}

const MEASURED: [Measured; 3] = [
    Measured { code: "oil-pressure", title: "额定工况机油压力", unit: "kPa", lower: 300, upper: 520 },
    Measured { code: "exhaust-temperature", title: "额定工况排气温度", unit: "°C", lower: 380, upper: 560 },
    Measured { code: "head-bolt-torque", title: "缸盖螺栓拧紧力矩", unit: "Nm", lower: 195, upper: 215 },
];

/// What is defined before the first record.
pub(super) fn characteristics() -> impl Iterator<Item = DefineCharacteristic> {
    MEASURED.iter().map(|measured| DefineCharacteristic {
        characteristic: id(measured.code),
        title: id(measured.title),
        about: None,
        unit: Some(id(measured.unit)),
        limits: vec![CharacteristicLimits {
            engine_model: None,
            lower: Some(id(&measured.lower.to_string())),
            upper: Some(id(&measured.upper.to_string())),
        }],
    })
}

/// An engine that came back.
pub(super) struct Returned<'a> {
    pub(super) serial: &'a EngineSerial,
    pub(super) model: Option<Line>,
    pub(super) fault: &'static Fault,
    /// When its records are looked up.
    pub(super) at: Timestamp,
}

/// What production and quality control wrote down when the engine was built: that it was, with the parts in it, and its run on
/// the test bench. One bench in ten shows a value out of its limits.
pub(super) fn records(engine: &Returned<'_>, chance: &mut Chance) -> [TakeRecord; 2] {
    let days: i64 = 40 + chance.below::<i64>(500);
    let built_at = engine.at - Duration::from_hours(24 * days);
    let record = |kind, station: &str, taken_at| RecordContent {
        kind,
        taken_at,
        engine_serial: Some(engine.serial.clone()),
        engine_model: engine.model.clone(),
        part: None,
        line: Some(id("assembly-2")),
        station: Some(id(station)),
        inspector: None,
        verdict: None,
        values: Vec::new(),
        defects: Vec::new(),
        parts: Vec::new(),
        remark: None,
    };
    let batch: u64 = chance.below(40);
    let parts = engine.fault.part.iter().map(|(number, maker)| Part {
        number: id(number),
        batch: Some(id(&format!("B{batch:03}"))),
        supplier: Some(id(maker)),
    });
    let built = RecordContent { parts: parts.collect(), ..record(RecordKind::Built, "OP-900", built_at) };
    let values = MEASURED.iter().map(|measured| value(measured, chance)).collect();
    let bench_at = built_at + Duration::from_hours(6);
    let bench = RecordContent { values, ..record(RecordKind::TestBench, "TB-3", bench_at) };
    let taken = |system: &str, what: &str, record| TakeRecord {
        source: RecordSource { system: id(system), number: id(&format!("{what}-{}", engine.serial)), revision: None },
        record,
        file: None,
    };
    [taken("mes", "ASM", built), taken("bench", "TB", bench)]
}

fn value(measured: &Measured, chance: &mut Chance) -> MeasuredValue {
    let width = measured.upper - measured.lower;
    let inside = measured.lower + chance.below::<u64>(width);
    let value = if chance.percent(4) { measured.lower - width / 10 } else { inside };
    MeasuredValue {
        characteristic: id(measured.code),
        place: None,
        value: Some(id(&value.to_string())),
        unit: Some(id(measured.unit)),
        lower: None,
        upper: None,
        verdict: None,
    }
}
