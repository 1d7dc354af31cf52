//! The register: what is defined, and what it refuses.

use CharacteristicRefusal as No;
use events_schema::measurement::{Reading, Unit};

use super::*;
use crate::command::Decide;
use crate::refusal::Refused;
use crate::scenario::{as_inspector, at, happened, in_context};

fn reading(text: &str) -> Reading {
    text.parse().unwrap()
}

fn limits(model: Option<&str>, lower: Option<&str>, upper: Option<&str>) -> CharacteristicLimits {
    let engine_model = model.map(|model| model.parse().unwrap());
    CharacteristicLimits { engine_model, lower: lower.map(reading), upper: upper.map(reading) }
}

fn define(unit: Option<Unit>, limits: Vec<CharacteristicLimits>) -> DefineCharacteristic {
    let (characteristic, title) = ("oil-pressure-idle".parse().unwrap(), "怠速机油压力".parse().unwrap());
    DefineCharacteristic { characteristic, title, about: None, unit, limits }
}

fn decide(state: &Characteristic, command: &dyn Decide<Characteristic>) -> Result<Vec<CharacteristicFact>, Refused> {
    in_context("characteristic-oil-pressure-idle", &as_inspector(), |cx| command.decide(state, cx))
}

/// As it stands after commands that were carried out at these minutes.
fn after(commands: &[(i64, &dyn Decide<Characteristic>)]) -> Characteristic {
    commands.iter().fold(Characteristic::default(), |mut state, (minute, command)| {
        for fact in decide(&state, *command).unwrap_or_else(|refusal| panic!("refused: {refusal}")) {
            state.evolve(&happened(*minute, fact));
        }
        state
    })
}

#[track_caller]
fn refused(state: &Characteristic, command: &DefineCharacteristic, expected: &No) {
    let said = decide(state, command).expect_err("should be refused");
    assert_eq!(said.to_string(), expected.to_string());
}

#[test]
fn a_definition_is_refused_for_the_first_thing_that_is_wrong() {
    let wide = || limits(None, Some("150"), Some("450"));
    let known = after(&[(0, &define(Some(Unit::Kilopascal), vec![wide()]))]);
    for unit in [Some(Unit::Bar), None] {
        refused(&known, &define(unit, vec![wide(); 201]), &No::UnitStays { unit: Some(Unit::Kilopascal) });
    }
    let new = Characteristic::default();
    refused(&new, &define(None, vec![wide(); 201]), &No::LimitsWithoutUnit);
    refused(&known, &define(Some(Unit::Kilopascal), vec![wide(); 201]), &No::TooManyLimits(201));
    let of = |limits| define(Some(Unit::Kilopascal), limits);
    refused(&new, &of(vec![limits(Some("WP12"), None, None)]), &No::NoLimit("WP12".parse().ok()));
    let (lower, upper) = (reading("451"), reading("450"));
    refused(&new, &of(vec![limits(None, Some("451"), Some("450"))]), &No::LimitsReversed { lower, upper });
    refused(&new, &of(vec![wide(), limits(None, None, Some("1"))]), &No::LimitsTwice(None));
    assert!(decide(&new, &of(vec![limits(None, Some("450"), Some("450.0"))])).is_ok(), "both may be one");
}

#[test]
fn other_limits_make_another_version_and_the_same_ones_nothing() {
    let first = define(Some(Unit::Kilopascal), vec![limits(None, Some("150"), None)]);
    let second = define(Some(Unit::Kilopascal), vec![limits(None, Some("160"), None)]);
    let state = after(&[(0, &first), (1, &first), (10, &second)]);
    let lower = |minute| state.at(at(minute)).unwrap().limits[0].lower.unwrap().to_string();
    assert_eq!((lower(-1), lower(9), lower(10)), ("150".to_owned(), "150".to_owned(), "160".to_owned()));
    assert_eq!(state.latest().unwrap().version, 2);
}

#[test]
fn what_is_retired_comes_back_by_being_defined() {
    let (define, retire) = (define(None, Vec::new()), RetireCharacteristic { reason: None });
    let retired = after(&[(0, &define), (5, &retire), (6, &retire)]);
    assert_eq!(retired.retired_at(), Some(at(5)));
    let again = after(&[(0, &define), (5, &retire), (7, &define)]);
    assert_eq!((again.retired_at(), again.latest().unwrap().version), (None, 2));
}

#[test]
fn a_model_has_its_own_limits_or_those_of_all() {
    let both = vec![limits(None, Some("150"), None), limits(Some("WP12"), Some("180"), None)];
    let state = after(&[(0, &define(Some(Unit::Kilopascal), both))]);
    let lower = |model: Option<&str>| {
        let model = model.map(|model| model.parse().unwrap());
        limits_for(state.latest().unwrap(), model.as_ref()).and_then(|limits| limits.lower).unwrap().to_string()
    };
    assert_eq!([lower(None), lower(Some("WP10")), lower(Some("WP12"))], ["150", "150", "180"]);
}
