//! A record that comes once, once more, otherwise, and not at all, with every refusal in order of precedence.

use QualityRecordRefusal as No;
use events_schema::facts::characteristic::{CharacteristicDefined, CharacteristicLimits, CharacteristicRetired};
use events_schema::facts::quality_record::{
    DefectFound, LimitsOf, QualityRecordCorrected, QualityRecordTaken, QualityRecordWithdrawn, RecordKind,
    StatedVerdict,
};
use events_schema::ids::QualityRecordId;
use events_schema::measurement::{Reading, Unit};
use events_schema::values::Part;
use events_schema::{CommandId, Fact};
use proptest::prelude::*;
use uuid::Uuid;

use super::differences::differences;
use super::*;
use crate::command::{Decide, Inadmissible, judge};
use crate::context::Context;
use crate::reference::Reference;
use crate::refusal::{RefusalKind, Refuse, Refused};
use crate::scenario::{as_hr, as_inspector, at, happened, in_context, recorded};

/// Pressure in kPa, from 150, of a WP12 from 180; a leak check that is judged; a torque that was retired.
fn register() -> Reference {
    let mut reference = Reference::default();
    let mut know = |stream: &str, minute, fact: &CharacteristicDefined| {
        reference.apply(&recorded(stream, (0, minute), fact)).unwrap();
    };
    let limits = |model: Option<&str>, lower: &str| CharacteristicLimits {
        engine_model: model.map(|model| model.parse().unwrap()),
        lower: lower.parse().ok(),
        upper: None,
    };
    let defined =
        |unit, limits| CharacteristicDefined {
            version: 1, title: "特性".parse().unwrap(), about: None, unit, limits
        };
    know(
        "characteristic-oil-pressure",
        0,
        &defined(Some(Unit::Kilopascal), vec![limits(None, "150"), limits(Some("WP12"), "180")]),
    );
    know("characteristic-leak-check", 0, &defined(None, Vec::new()));
    know("characteristic-torque", 0, &defined(Some(Unit::NewtonMetre), Vec::new()));
    know("characteristic-run-in", 0, &defined(Some(Unit::Minute), Vec::new()));
    let retired = CharacteristicRetired { reason: None };
    reference.apply(&recorded("characteristic-torque", (1, 5), &retired)).unwrap();
    reference
}

fn value(characteristic: &str, value: Option<&str>, unit: Option<Unit>) -> MeasuredValue {
    MeasuredValue {
        characteristic: characteristic.parse().unwrap(),
        place: None,
        value: value.map(|value| value.parse().unwrap()),
        unit,
        lower: None,
        upper: None,
        verdict: None,
    }
}

fn pressure(of: &str) -> MeasuredValue {
    value("oil-pressure", Some(of), Some(Unit::Kilopascal))
}

fn part(batch: Option<&str>) -> Part {
    let batch = batch.map(|batch| batch.parse().unwrap());
    Part { number: "612600090561".parse().unwrap(), batch, supplier: None }
}

/// A final inspection of an engine that measured this.
fn inspected(values: Vec<MeasuredValue>) -> RecordContent {
    RecordContent {
        kind: RecordKind::FinalInspection,
        taken_at: at(10),
        engine_serial: "WP12-2025-004711".parse().ok(),
        engine_model: None,
        part: None,
        line: None,
        station: None,
        inspector: None,
        verdict: None,
        values,
        defects: Vec::new(),
        parts: Vec::new(),
        remark: None,
    }
}

fn take(record: RecordContent, revision: Option<u32>) -> TakeRecord {
    let source = RecordSource { system: "mes".parse().unwrap(), number: "FI-1".parse().unwrap(), revision };
    TakeRecord { source, record, file: None }
}

fn reason() -> Paragraph {
    "压力表未校准".parse().unwrap()
}

fn decide(state: &QualityRecord, command: &dyn Decide<QualityRecord>) -> Result<Vec<QualityRecordFact>, Refused> {
    let stream = QualityRecordId::from_uuid(Uuid::nil()).stream();
    in_context(stream.as_str(), &as_inspector(), |cx| command.decide(state, &Context { reference: &register(), ..*cx }))
}

#[track_caller]
fn decided(state: &QualityRecord, command: &dyn Decide<QualityRecord>) -> QualityRecordFact {
    let facts = decide(state, command).unwrap_or_else(|refusal| panic!("refused: {refusal}"));
    let [fact] = &facts[..] else { panic!("{facts:?}") };
    fact.clone()
}

#[track_caller]
fn nothing(state: &QualityRecord, command: &dyn Decide<QualityRecord>) {
    assert_eq!(decide(state, command).unwrap_or_else(|refusal| panic!("refused: {refusal}")), []);
}

#[track_caller]
fn refused(state: &QualityRecord, command: &dyn Decide<QualityRecord>, expected: &No) {
    let said = decide(state, command).expect_err("should be refused");
    assert_eq!((said.about().code, said.to_string()), (expected.about().code, expected.to_string()));
}

/// As it stands after these commands.
fn after(commands: &[&dyn Decide<QualityRecord>]) -> QualityRecord {
    commands.iter().fold(QualityRecord::default(), |mut state, command| {
        state.evolve(&happened(60, decided(&state, *command)));
        state
    })
}

#[test]
fn a_record_is_refused_for_the_first_thing_that_is_wrong() {
    let new = QualityRecord::default();
    let refuse = |change: &dyn Fn(&mut RecordContent), expected: &No| {
        let mut record = inspected(vec![pressure("1"); 501]);
        change(&mut record);
        refused(&new, &take(record.clone(), None), expected);
        // A correction is held to the same.
        let known = after(&[&take(inspected(vec![pressure("245")]), None)]);
        refused(&known, &CorrectRecord { record, reason: reason() }, expected);
    };
    refuse(&|record| (record.kind, record.engine_serial) = (RecordKind::Built, None), &No::BuiltNothing);
    refuse(&|record| (record.engine_serial, record.part) = (None, Some(part(None))), &No::OfNothing);
    refuse(&|_| {}, &No::TooMany { what: "values", count: 501, most: 500 });
    let defect = DefectFound { code: "LEAK-02".parse().unwrap(), count: 1.try_into().unwrap() };
    let few = |record: &mut RecordContent| record.values = vec![pressure("1"); 2];
    refuse(
        &|record| {
            few(record);
            record.defects = vec![defect.clone(); 101];
        },
        &No::TooMany { what: "defects", count: 101, most: 100 },
    );
    refuse(
        &|record| {
            few(record);
            record.parts = vec![part(None); 1_001];
        },
        &No::TooMany { what: "parts", count: 1_001, most: 1_000 },
    );
    let characteristic = || "oil-pressure".parse().unwrap();
    refuse(&few, &No::MeasuredTwice { characteristic: characteristic(), place: None });
    let refuse = |value: MeasuredValue, expected: &No| refuse(&|record| record.values = vec![value.clone()], expected);
    refuse(value("oil-presure", None, None), &No::UnknownCharacteristic("oil-presure".parse().unwrap()));
    refuse(value("torque", None, None), &No::Retired { characteristic: "torque".parse().unwrap(), since: at(5) });
    refuse(value("oil-pressure", None, Some(Unit::Metre)), &No::SaysNothing(characteristic()));
    let leak = || "leak-check".parse().unwrap();
    refuse(value("leak-check", Some("1"), None), &No::NotMeasured(leak()));
    let judged =
        MeasuredValue { unit: Some(Unit::One), verdict: Some(Conformity::Ok), ..value("leak-check", None, None) };
    refuse(judged, &No::NotMeasured(leak()));
    let unit = Unit::Kilopascal;
    refuse(value("oil-pressure", Some("1"), None), &No::WithoutUnit { characteristic: characteristic(), unit });
    let sent = Unit::NewtonMetre;
    refuse(
        value("oil-pressure", Some("1"), Some(sent)),
        &No::UnitDoesNotFit { characteristic: characteristic(), sent, unit },
    );
    let (reading, sent, unit) = (limit("100"), Unit::Second, Unit::Minute);
    let run_in = "run-in".parse().unwrap();
    refuse(value("run-in", Some("100"), Some(sent)), &No::NotExact { characteristic: run_in, reading, sent, unit });
    let (lower, upper) = ("2".parse().ok(), "1".parse().ok());
    let reversed = MeasuredValue { lower, upper, ..value("oil-pressure", Some("1"), Some(Unit::Bar)) };
    let (lower, upper) = (limit("200"), limit("100"));
    refuse(reversed, &No::LimitsReversed { characteristic: characteristic(), lower, upper });
}

fn limit(text: &str) -> Reading {
    text.parse().unwrap()
}

#[test]
fn the_same_again_is_nothing_and_other_words_say_that_they_correct() {
    let (low, high) = (inspected(vec![pressure("245")]), inspected(vec![pressure("254")]));
    let first = after(&[&take(low.clone(), Some(1))]);
    for again in [Some(1), None] {
        nothing(&first, &take(low.clone(), again));
    }
    let confirmed = after(&[&take(low.clone(), Some(1)), &take(low.clone(), Some(4))]);
    let between = No::OlderThanRecorded { sent: Some(2), recorded: Some(4) };
    refused(&confirmed, &take(high.clone(), Some(2)), &between);
    // A value that is written with more places is the same value.
    nothing(&first, &take(inspected(vec![pressure("245.0")]), Some(1)));
    refused(&first, &take(high.clone(), Some(1)), &No::DiffersFromRecorded { differences: differences(&low, &high) });
    refused(&first, &take(high.clone(), None), &No::OlderThanRecorded { sent: None, recorded: Some(1) });
    let corrected = after(&[&take(low.clone(), Some(1)), &take(high.clone(), Some(3))]);
    assert_eq!((corrected.now.as_ref().unwrap().record == high, corrected.before.len()), (true, 1));
    nothing(&corrected, &take(low.clone(), Some(1)));
    nothing(&corrected, &take(high.clone(), Some(3)));
    let other = inspected(vec![pressure("250")]);
    refused(&corrected, &take(other.clone(), Some(2)), &No::OlderThanRecorded { sent: Some(2), recorded: Some(3) });
    refused(
        &corrected,
        &take(other.clone(), Some(3)),
        &No::DiffersFromRecorded { differences: differences(&high, &other) },
    );
    let by_hand = CorrectRecord { record: other.clone(), reason: reason() };
    let again = after(&[&take(low.clone(), None), &by_hand]);
    nothing(&again, &by_hand);
    nothing(&again, &take(low, None));
    assert_eq!(again.source.unwrap().revision, None);
}

#[test]
fn a_refusal_says_in_what_the_two_differ() {
    let mut other = inspected(vec![pressure("254")]);
    (other.taken_at, other.remark) = (at(11), "复测".parse().ok());
    let differences = differences(&inspected(vec![pressure("245"), value("leak-check", None, None)]), &other);
    let said = No::DiffersFromRecorded { differences }.to_string();
    for part in [
        "taken_at is 2026-03-02T01:25:00Z there and 2026-03-02T01:26:00Z here",
        "values/0 is oil-pressure 245 kPa there and oil-pressure 254 kPa here",
        "values/1 is leak-check there and nothing here",
        "remark is nothing there and 复测 here",
    ] {
        assert!(said.contains(part), "{said}");
    }
}

#[test]
fn what_was_withdrawn_comes_back_by_a_correction_only() {
    let record = inspected(vec![pressure("245")]);
    let withdraw = WithdrawRecord { reason: reason() };
    let gone = after(&[&take(record.clone(), Some(1)), &withdraw]);
    nothing(&gone, &withdraw);
    refused(&gone, &take(record.clone(), Some(1)), &No::Withdrawn { reason: reason() });
    refused(&gone, &take(inspected(vec![pressure("1")]), None), &No::Withdrawn { reason: reason() });
    for back in
        [&take(record.clone(), Some(2)) as &dyn Decide<_>, &CorrectRecord { record: record.clone(), reason: reason() }]
    {
        let back = after(&[&take(record.clone(), Some(1)), &withdraw, back]);
        assert_eq!((back.withdrawn, back.now.map(|now| now.record)), (None, Some(record.clone())));
    }
}

#[test]
fn a_value_is_judged_by_its_own_limits_or_by_those_of_the_register() {
    let look = |value: MeasuredValue, model: Option<&str>| {
        let record =
            RecordContent { engine_model: model.map(|model| model.parse().unwrap()), ..inspected(vec![value]) };
        let QualityRecordFact::Taken(fact) = decided(&QualityRecord::default(), &take(record, None)) else { panic!() };
        let CheckedValue { value, lower, upper, limits_of, by_limits, .. } = fact.checked[0].clone();
        let texts =
            [value, lower, upper].map(|reading| reading.map_or_else(String::new, |reading| reading.to_string()));
        (texts.join(" "), limits_of, by_limits)
    };
    let (own, register) = (Some(LimitsOf::Record), Some(LimitsOf::Characteristic));
    let (ok, not_ok) = (Some(Conformity::Ok), Some(Conformity::NotOk));
    assert_eq!(look(pressure("150"), None), ("150 150 ".to_owned(), register, ok));
    assert_eq!(look(pressure("150"), Some("WP12")), ("150 180 ".to_owned(), register, not_ok));
    let in_bar = |lower: Option<&str>, upper: Option<&str>| {
        let [lower, upper] = [lower, upper].map(|of| of.map(limit));
        MeasuredValue { lower, upper, ..value("oil-pressure", Some("1.00"), Some(Unit::Bar)) }
    };
    assert_eq!(look(in_bar(Some("0.5"), Some("1")), None), ("100 50 100".to_owned(), own, ok));
    assert_eq!(look(in_bar(None, Some("0.99")), None), ("100  99".to_owned(), own, not_ok));
    let judged = MeasuredValue { verdict: not_ok, ..value("leak-check", None, None) };
    assert_eq!(look(judged, None), ("  ".to_owned(), None, None));
    let none = value("run-in", Some("90"), Some(Unit::Second));
    assert_eq!(look(none, None), ("1.5  ".to_owned(), None, None));
}

#[test]
fn what_has_a_defect_has_not_passed_unless_its_source_says_so() {
    let defects = vec![DefectFound { code: "LEAK-02".parse().unwrap(), count: 2.try_into().unwrap() }];
    let of = |verdict: Option<InspectionVerdict>, values: Vec<MeasuredValue>| {
        let verdict = verdict.map(|is| StatedVerdict { is, said: None });
        let record = RecordContent { verdict, defects: defects.clone(), ..inspected(values) };
        after(&[&take(record, None)]).now.unwrap().verdict()
    };
    for values in [vec![], vec![pressure("150")]] {
        assert_eq!(of(None, values.clone()), Some(InspectionVerdict::Failed));
        assert_eq!(of(Some(InspectionVerdict::Conditional), values), Some(InspectionVerdict::Conditional));
    }
}

#[test]
fn what_a_source_says_against_the_limits_is_kept_and_flagged() {
    let look = |verdict: Option<InspectionVerdict>, values: Vec<MeasuredValue>| {
        let verdict = verdict.map(|is| StatedVerdict { is, said: None });
        let state = after(&[&take(RecordContent { verdict, ..inspected(values) }, None)]);
        let now = state.now.unwrap();
        (now.verdict(), now.by_values(), now.is_contradictory())
    };
    let (passed, failed) = (Some(InspectionVerdict::Passed), Some(InspectionVerdict::Failed));
    let conditional = Some(InspectionVerdict::Conditional);
    let said = |of: &str, verdict| MeasuredValue { verdict: Some(verdict), ..pressure(of) };
    for (stated, values, looked) in [
        (None, vec![], (None, None, false)),
        (passed, vec![], (passed, None, false)),
        (None, vec![pressure("150")], (passed, passed, false)),
        (None, vec![pressure("149")], (failed, failed, false)),
        (passed, vec![pressure("149")], (passed, failed, true)),
        (failed, vec![pressure("150")], (failed, passed, false)),
        (conditional, vec![pressure("149")], (conditional, failed, false)),
        (failed, vec![said("149", Conformity::Ok)], (failed, failed, true)),
        (failed, vec![said("150", Conformity::NotOk)], (failed, failed, true)),
    ] {
        assert_eq!(look(stated, values.clone()), looked, "{stated:?} {values:?}");
    }
    let mut leaks = inspected(Vec::new());
    leaks.verdict = Some(StatedVerdict { is: InspectionVerdict::Passed, said: "合格".parse().ok() });
    leaks.defects = vec![DefectFound { code: "LEAK-02".parse().unwrap(), count: 2.try_into().unwrap() }];
    assert!(after(&[&take(leaks, None)]).now.unwrap().is_contradictory());
}

#[test]
fn a_number_of_a_source_is_one_stream() {
    let (one, two) = (CommandId::of("person-a", "1"), CommandId::of("person-b", "2"));
    let record = || inspected(Vec::new());
    assert_eq!(take(record(), None).opens(one), take(record(), Some(4)).opens(two));
    let of = |system: &str, number: &str| QualityRecordId::of(&system.parse().unwrap(), &number.parse().unwrap());
    assert_ne!(of("mes", "1: 2"), of("mes.1", "2"));
    assert_ne!(of("mes", "FI-1"), of("qms", "FI-1"));
}

#[test]
fn a_record_may_be_years_old_but_not_of_tomorrow_and_is_of_those_who_take_it() {
    let spec = COMMANDS.iter().find(|spec| spec.name == "record").unwrap();
    let stream = QualityRecordId::from_uuid(Uuid::nil()).stream();
    let (inspector, hr) = (as_inspector(), as_hr());
    let judged = |minute: i64, by| {
        let command = take(RecordContent { taken_at: at(minute), ..inspected(Vec::new()) }, None);
        in_context(stream.as_str(), by, |cx| {
            let cx = Context { at: command.happened_at().unwrap(), ..*cx };
            judge(spec, &command, None, &cx).map(|judged| judged.facts.len())
        })
    };
    assert_eq!(judged(-3_000_000, &inspector).unwrap(), 1);
    let ahead = judged(63, &inspector).unwrap_err();
    assert_eq!(ahead.to_string(), Inadmissible::InFuture { at: at(63), now: at(60) }.to_string());
    assert_eq!(judged(0, &hr).unwrap_err().about().code, "not_permitted");
}

#[test]
fn each_type_of_fact_is_recorded_by_some_command() {
    let kinds = [QualityRecordTaken::TYPE, QualityRecordCorrected::TYPE, QualityRecordWithdrawn::TYPE];
    let record = inspected(Vec::new());
    let taken = after(&[&take(record.clone(), None)]);
    let newer = take(RecordContent { remark: "复测".parse().ok(), ..record.clone() }, Some(1));
    let facts = [
        decided(&QualityRecord::default(), &take(record, None)),
        decided(&taken, &newer),
        decided(&taken, &WithdrawRecord { reason: reason() }),
    ];
    assert_eq!(facts.map(|fact| events_schema::FactSet::kind(&fact)), kinds);
}

proptest! {
    /// Whatever is sent in whatever order: what was taken in once changes nothing when it is sent again.
    #[test]
    fn what_was_sent_once_changes_nothing_again(sent in prop::collection::vec((0_u32..4, 0_u32..3), 1..12)) {
        let mut state = QualityRecord::default();
        let command = |(revision, value): (u32, u32)| take(inspected(vec![pressure(&value.to_string())]), Some(revision));
        let mut taken = Vec::new();
        for each in sent {
            match decide(&state, &command(each)) {
                Ok(facts) => {
                    prop_assert!(facts.len() <= 1);
                    facts.into_iter().for_each(|fact| state.evolve(&happened(60, fact)));
                    taken.push(each);
                }
                Err(refusal) => prop_assert_eq!(refusal.about().kind, RefusalKind::State),
            }
            for again in &taken {
                prop_assert!(decide(&state, &command(*again)).is_ok_and(|facts| facts.is_empty()), "{:?}", again);
            }
        }
    }
}
