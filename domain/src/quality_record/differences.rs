//! In what two versions of a record differ, so that whoever reads a refusal need not look for it.

use std::fmt::Display;

use events_schema::facts::quality_record::{MeasuredValue, RecordContent};
use events_schema::values::Part;

use super::Difference;

/// What a refusal names at most.
const MOST: usize = 8;

/// The fields in which the two differ, each with both.
pub(super) fn differences(recorded: &RecordContent, sent: &RecordContent) -> Vec<Difference> {
    let mut found = Found(Vec::new());
    found.field("kind", Some(recorded.kind.name()), Some(sent.kind.name()));
    found.field("taken_at", Some(recorded.taken_at), Some(sent.taken_at));
    found.field("engine_serial", recorded.engine_serial.as_ref(), sent.engine_serial.as_ref());
    found.field("engine_model", recorded.engine_model.as_ref(), sent.engine_model.as_ref());
    found.field("part", recorded.part.as_ref().map(part), sent.part.as_ref().map(part));
    found.field("line", recorded.line.as_ref(), sent.line.as_ref());
    found.field("station", recorded.station.as_ref(), sent.station.as_ref());
    found.field("inspector", recorded.inspector.as_ref(), sent.inspector.as_ref());
    let verdict =
        |of: &RecordContent| of.verdict.as_ref().map(|verdict| format!("{:?} {:?}", verdict.is, verdict.said));
    found.field("verdict", verdict(recorded), verdict(sent));
    found.each("values", &recorded.values, &sent.values, value);
    found.each("defects", &recorded.defects, &sent.defects, |defect| format!("{} × {}", defect.count, defect.code));
    found.each("parts", &recorded.parts, &sent.parts, part);
    found.field("remark", recorded.remark.as_ref(), sent.remark.as_ref());
    found.0.truncate(MOST);
    found.0
}

struct Found(Vec<Difference>);

impl Found {
    fn field<T: Display>(&mut self, field: &str, recorded: Option<T>, sent: Option<T>) {
        let [recorded, sent] =
            [recorded, sent].map(|side| side.map_or_else(|| "nothing".to_owned(), |is| is.to_string()));
        if recorded != sent {
            self.0.push(Difference { field: field.to_owned(), recorded, sent });
        }
    }

    fn each<T>(&mut self, field: &str, recorded: &[T], sent: &[T], said: impl Fn(&T) -> String) {
        for index in 0..recorded.len().max(sent.len()) {
            self.field(&format!("{field}/{index}"), recorded.get(index).map(&said), sent.get(index).map(&said));
        }
    }
}

fn part(part: &Part) -> String {
    let of = [Some(&part.number), part.batch.as_ref(), part.supplier.as_ref()];
    of.map(|word| word.map_or("-", |word| word.as_str())).join(" / ")
}

fn value(value: &MeasuredValue) -> String {
    let MeasuredValue { characteristic, place, value, unit, lower, upper, verdict } = value;
    let mut said = characteristic.to_string();
    said.extend(place.iter().map(|place| format!(" at {place}")));
    said.extend(value.iter().map(|value| format!(" {value}")));
    said.extend(unit.iter().map(|unit| format!(" {unit}")));
    said.extend(lower.iter().map(|lower| format!(", from {lower}")));
    said.extend(upper.iter().map(|upper| format!(", to {upper}")));
    said.extend(verdict.iter().map(|verdict| format!(", {verdict:?}")));
    said
}
