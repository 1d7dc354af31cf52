//! Whether a record can be: it is of something, its units fit, and what its values are by the register.

use events_schema::Timestamp;
use events_schema::facts::characteristic::CharacteristicDefined;
use events_schema::facts::quality_record::{
    CheckedValue, Conformity, LimitsOf, MeasuredValue, RecordContent, RecordKind,
};
use events_schema::measurement::{Reading, Unit};
use events_schema::text::Line;

use super::QualityRecordRefusal as No;
use crate::characteristic::limits_for;
use crate::reference::Reference;

/// The most values, defects and parts of one record.
const MOST_VALUES: usize = 500;
const MOST_DEFECTS: usize = 100;
const MOST_PARTS: usize = 1_000;

/// What the values of a record are by the register: one for each, in the same order.
pub(super) fn check(record: &RecordContent, reference: &Reference) -> Result<Vec<CheckedValue>, No> {
    let names_a_batch = record.part.as_ref().is_some_and(|part| part.batch.is_some());
    match (&record.engine_serial, record.kind) {
        (None, RecordKind::Built) => return Err(No::BuiltNothing),
        (None, _) if !names_a_batch => return Err(No::OfNothing),
        (Some(_) | None, _) => {}
    }
    let counts = [
        ("values", record.values.len(), MOST_VALUES),
        ("defects", record.defects.len(), MOST_DEFECTS),
        ("parts", record.parts.len(), MOST_PARTS),
    ];
    if let Some((what, count, most)) = counts.into_iter().find(|(_, count, most)| count > most) {
        return Err(No::TooMany { what, count, most });
    }
    record
        .values
        .iter()
        .enumerate()
        .map(|(index, value)| {
            let is_same =
                |other: &MeasuredValue| (&other.characteristic, &other.place) == (&value.characteristic, &value.place);
            if record.values[..index].iter().any(is_same) {
                let (characteristic, place) = (value.characteristic.clone(), value.place.clone());
                return Err(No::MeasuredTwice { characteristic, place });
            }
            let defined = defined(value, record.taken_at, reference)?;
            Looked { value, defined }.checked(record.engine_model.as_ref())
        })
        .collect()
}

/// The definition that holds for a value.
fn defined<'a>(
    value: &MeasuredValue,
    taken_at: Timestamp,
    reference: &'a Reference,
) -> Result<&'a CharacteristicDefined, No> {
    let unknown = || No::UnknownCharacteristic(value.characteristic.clone());
    let known = reference.characteristic(&value.characteristic).ok_or_else(unknown)?;
    match known.is.retired_at() {
        Some(since) if taken_at >= since => Err(No::Retired { characteristic: value.characteristic.clone(), since }),
        Some(_) | None => known.is.at(taken_at).ok_or_else(unknown),
    }
}

/// A value beside its definition.
struct Looked<'a> {
    value: &'a MeasuredValue,
    defined: &'a CharacteristicDefined,
}

impl Looked<'_> {
    fn checked(&self, engine_model: Option<&Line>) -> Result<CheckedValue, No> {
        let MeasuredValue { characteristic, value, unit, lower, upper, verdict, .. } = self.value;
        let version = self.defined.version;
        if value.is_none() && verdict.is_none() {
            return Err(No::SaysNothing(characteristic.clone()));
        }
        let numbers = [value, lower, upper].into_iter().flatten().count();
        let Some(own) = self.defined.unit else {
            // What is only judged takes no number, and so no unit.
            let is_judged = numbers == 0 && unit.is_none();
            let nothing = CheckedValue {
                version,
                unit: None,
                value: None,
                lower: None,
                upper: None,
                limits_of: None,
                by_limits: None,
            };
            return if is_judged { Ok(nothing) } else { Err(No::NotMeasured(characteristic.clone())) };
        };
        let sent = match unit {
            Some(unit) => *unit,
            None if numbers == 0 => own,
            None => return Err(No::WithoutUnit { characteristic: characteristic.clone(), unit: own }),
        };
        if sent.dimension() != own.dimension() {
            return Err(No::UnitDoesNotFit { characteristic: characteristic.clone(), sent, unit: own });
        }
        let value = self.converted(*value, sent, own)?;
        let (lower, upper) = (self.converted(*lower, sent, own)?, self.converted(*upper, sent, own)?);
        if let (Some(lower), Some(upper)) = (lower, upper)
            && lower > upper
        {
            return Err(No::LimitsReversed { characteristic: characteristic.clone(), lower, upper });
        }
        let registered = || limits_for(self.defined, engine_model).map(|limits| (limits.lower, limits.upper));
        let ((lower, upper), limits_of) = match (lower, upper) {
            (None, None) => {
                registered().map_or(((None, None), None), |limits| (limits, Some(LimitsOf::Characteristic)))
            }
            limits => (limits, Some(LimitsOf::Record)),
        };
        let by_limits = value.filter(|_| limits_of.is_some()).map(|value| judged(value, lower, upper));
        Ok(CheckedValue { version, unit: Some(own), value, lower, upper, limits_of, by_limits })
    }

    fn converted(&self, reading: Option<Reading>, sent: Unit, own: Unit) -> Result<Option<Reading>, No> {
        let characteristic = || self.value.characteristic.clone();
        let convert = |reading: Reading| {
            let same = reading.in_unit(sent, own);
            same.ok_or_else(|| No::NotExact { characteristic: characteristic(), reading, sent, unit: own })
        };
        reading.map(convert).transpose()
    }
}

/// What lies on a limit is within it.
fn judged(value: Reading, lower: Option<Reading>, upper: Option<Reading>) -> Conformity {
    let is_within = lower.is_none_or(|lower| lower <= value) && upper.is_none_or(|upper| value <= upper);
    if is_within { Conformity::Ok } else { Conformity::NotOk }
}
