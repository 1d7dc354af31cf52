//! How training, assessment, retakes and repeated training follow each other.

use proptest::prelude::*;

use super::*;

#[test]
fn attempts_are_counted_for_each_training_and_then_it_is_repeated() {
    let repeat = chain()
        .then(&as_hr(), &there("fuel", 1, 50))
        .then(&as_expert(), &exam("79"))
        .stands(Stage::RetakeDue)
        .then(&as_expert(), &practical("45"))
        .stands(Stage::RetakeDue)
        .then(&as_expert(), &exam("70"))
        .stands(Stage::RepeatDue)
        .refuses(&as_expert(), &exam("90"), &No::AttemptsUsedUp);
    assert_eq!(repeat.assessed().attempt, 2);
    let missed = repeat.then(&as_hr(), &was(Attendance::Absent, "fuel", 2, 55)).stands(Stage::RepeatDue);
    let again = missed.then(&as_hr(), &there("fuel", 3, 58)).stands(Stage::AssessmentDue);
    assert_eq!((again.is.chains, again.is.trainings), (1, 2));
    let again = again.then(&as_expert(), &practical("39")).stands(Stage::RepeatDue);
    let third = again.then(&as_hr(), &there("fuel", 4, 59)).then(&as_expert(), &practical("40"));
    let passed = third.stands(Stage::AssessmentDue).then(&as_expert(), &exam("100")).stands(Stage::Passed);
    assert_eq!((passed.is.chains, passed.is.trainings, passed.is.ended_at), (1, 3, Some(at(60))));
    passed
        .refuses(&as_expert(), &exam("100"), &No::AlreadyPassed)
        .leaves(&there("fuel", 4, 59))
        .leaves(&there("fuel", 5, 60))
        .leaves(&was(Attendance::Absent, "fuel", 6, 70));
}

#[test]
fn whoever_was_not_there_after_all_was_not_assessed_either() {
    let trained = chain().then(&as_hr(), &there("fuel", 2, 50)).leaves(&there("fuel", 2, 50));
    // Another training, which was held before.
    let trained = trained.leaves(&there("fuel", 1, 40)).then(&as_hr(), &was(Attendance::Excused, "fuel", 1, 40));
    let passed = trained.stands(Stage::AssessmentDue).then(&as_expert(), &exam("80"));
    let passed = passed.then(&as_expert(), &practical("40")).stands(Stage::Passed);
    let open = passed.then(&as_hr(), &was(Attendance::Absent, "fuel", 2, 50)).stands(Stage::TrainingDue);
    assert_eq!((open.is.trainings, open.is.passed, open.is.ended_at, &open.is.round), (0, None, None, &None));
    let open = open.refuses(&as_expert(), &exam("80"), &No::NotTrained);
    let failed = chain().then(&as_hr(), &there("fuel", 2, 50)).then(&as_expert(), &practical("1"));
    failed.then(&as_hr(), &was(Attendance::Absent, "fuel", 2, 50)).stands(Stage::TrainingDue);
    let there_after_all = open.then(&as_hr(), &there("fuel", 2, 50)).stands(Stage::AssessmentDue);
    assert_eq!((there_after_all.is.chains, there_after_all.is.trainings), (1, 1));
}

#[test]
fn whoever_was_not_at_a_later_training_after_all_stands_as_before_it() {
    let not_there = |number, held| was(Attendance::Absent, "fuel", number, held);
    let half = chain().then(&as_hr(), &there("fuel", 1, 50)).then(&as_expert(), &exam("80"));
    let again = half.then(&as_hr(), &there("fuel", 2, 55)).stands(Stage::AssessmentDue);
    let restored = again.then(&as_hr(), &not_there(2, 55)).stands(Stage::AssessmentDue).leaves(&not_there(2, 55));
    assert_eq!((restored.is.trainings, restored.is.round.as_ref().unwrap().attempts.len()), (1, 1));
    let passed = restored.then(&as_expert(), &practical("40")).stands(Stage::Passed);
    let before = passed.is.clone();
    let mistaken = passed.at_minute(80).then(&as_hr(), &there("fuel", 3, 70)).stands(Stage::AssessmentDue);
    assert_eq!(mistaken.is.chains, 2);
    let twice = mistaken.clone().then(&as_expert(), &exam("60")).then(&as_hr(), &there("fuel", 4, 75));
    let excused = was(Attendance::Excused, "fuel", 4, 75);
    let once = twice.then(&as_hr(), &excused).stands(Stage::RetakeDue).then(&as_hr(), &not_there(3, 70));
    for again in [once, mistaken.then(&as_hr(), &not_there(3, 70))] {
        let is = again.clone().stands(Stage::Passed).is;
        assert_eq!((is.passed, is.ended_at, is.chains), (before.passed, before.ended_at, 1));
        assert_eq!((&is.round, is.trainings), (&before.round, 1));
        again.refuses(&as_expert(), &exam("80"), &No::AlreadyPassed);
    }
    // He was at none of both.
    let both = chain().then(&as_hr(), &there("fuel", 1, 50)).then(&as_hr(), &there("fuel", 2, 55));
    let first = both.then(&as_hr(), &not_there(1, 50)).stands(Stage::AssessmentDue);
    let neither = first.then(&as_hr(), &not_there(2, 55)).stands(Stage::TrainingDue);
    assert_eq!(neither.is.round, None);
}

#[test]
fn a_pass_lapses_an_instant_after_it_held_and_it_begins_anew() {
    let rated = feedback::rated(&[5, 4]);
    let valid_until = at(60 + 30 * 24 * 60);
    assert_eq!((rated.is.stage, rated.is.passed), (Stage::Passed, Some((at(60), Some(valid_until)))));
    assert_eq!(rated.is.lapses_at(), Some(valid_until + INSTANT));
    let in_time = rated.at_minute(60 + 30 * 24 * 60).leaves(&NoteLapsed {});
    let lapsed = in_time.clone().at_minute(61 + 30 * 24 * 60).then(&as_hr(), &NoteLapsed {}).stands(Stage::Lapsed);
    assert_eq!((lapsed.is.lapses_at(), lapsed.is.chains), (None, 2));
    let lapsed = lapsed.leaves(&NoteLapsed {}).leaves(&require("attitude")).leaves(&there("attitude", 1, 50)).refuses(
        &as_hr(),
        &exam("80"),
        &No::NotTrained,
    );
    // It was held while the pass held, and entered later.
    let trained = lapsed.then(&as_hr(), &there("attitude", 2, 30 * 24 * 60)).stands(Stage::AssessmentDue);
    assert_eq!((trained.is.chains, trained.is.trainings), (2, 1));
    let sooner = in_time.then(&as_hr(), &there("attitude", 2, 30 * 24 * 60)).stands(Stage::AssessmentDue);
    assert_eq!((sooner.is.chains, sooner.is.passed), (2, Some((at(60), Some(valid_until)))), "it holds meanwhile");
    assert_eq!(sooner.is.lapses_at(), None);
}

/// Something that somebody does about a chain.
#[derive(Debug, Clone)]
enum Step {
    Note(Attendance, u128),
    Exam(u32),
    Practical(u32),
    Void(usize),
    Decide,
    Require,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let attendance = prop_oneof![Just(Attendance::Attended), Just(Attendance::Excused), Just(Attendance::Absent)];
    let step = prop_oneof![
        4 => (attendance, 1..6_u128).prop_map(|(attendance, number)| Step::Note(attendance, number)),
        5 => (60..100_u32).prop_map(Step::Exam),
        5 => (30..50_u32).prop_map(Step::Practical),
        1 => (0..8_usize).prop_map(Step::Void),
        1 => Just(Step::Decide),
        1 => Just(Step::Require),
    ];
    prop::collection::vec(step, 0..40)
}

fn command(step: &Step, of: &Chain) -> Box<dyn Decide<Qualification>> {
    match step {
        Step::Note(attendance, number) => {
            Box::new(was(*attendance, "fuel", *number, 50 + i64::try_from(*number).unwrap()))
        }
        Step::Exam(score) => Box::new(exam(&score.to_string())),
        Step::Practical(score) => Box::new(practical(&score.to_string())),
        Step::Void(index) => {
            let attempts = of.is.round.as_ref().map_or(&[][..], |round| &round.attempts);
            let assessment = attempts.get(*index).map_or(of.is_none(), |attempt| attempt.event);
            Box::new(VoidAssessment { assessment, reason: because() })
        }
        Step::Decide => Box::new(decided(QualificationDecision::Released)),
        Step::Require => Box::new(require("fuel")),
    }
}

impl Chain {
    /// An event that nobody recorded.
    fn is_none(&self) -> EventId {
        EventId::of(CommandId::from_uuid(Uuid::from_u128(u128::MAX)), self.facts.len())
    }
}

proptest! {
    /// Nobody is assessed who was not trained, nobody tries more often than he may, a chain ends with a pass by every method or
    /// with a decision, and a command that is repeated says nothing new.
    #[test]
    fn a_chain_ends_with_a_pass_or_a_decision_and_not_otherwise(steps in steps()) {
        let mut chain = chain().at_minute(100);
        for (minute, step) in (100..).zip(&steps) {
            chain.now = minute;
            let by = if matches!(step, Step::Exam(_) | Step::Practical(_)) { as_expert() } else { as_hr() };
            let command = command(step, &chain);
            let before = chain.is.clone();
            let Ok(facts) = chain.decide(&by, &*command) else { continue };
            let is_scored = matches!(step, Step::Exam(_) | Step::Practical(_));
            prop_assert!(!is_scored || matches!(before.stage, Stage::AssessmentDue | Stage::RetakeDue));
            chain.record(&by, &*command, facts);
            let now = &chain.is;
            let attempts = now.round.as_ref().map_or(&[][..], |round| &round.attempts);
            let tries = |method| attempts.iter().filter(|attempt| attempt.method == method).count();
            prop_assert!(tries(AssessmentMethod::Exam) <= 2 && tries(AssessmentMethod::PracticalTest) <= 1);
            let passes = attempts.iter().filter(|attempt| attempt.result == AssessmentResult::Passed);
            let passed: BTreeSet<AssessmentMethod> = passes.map(|attempt| attempt.method).collect();
            prop_assert_eq!(passed.len() == 2, now.stage == Stage::Passed);
            prop_assert!(now.stage != Stage::Decided || matches!(step, Step::Decide) || before.stage == Stage::Decided);
            let is_taken_back = matches!(step, Step::Void(_) | Step::Note(Attendance::Excused | Attendance::Absent, _));
            prop_assert!(!before.stage.is_over() || now.stage.is_over() || now.chains > before.chains || is_taken_back);
            if !is_scored && !matches!(step, Step::Void(_)) {
                prop_assert_eq!(chain.decide(&by, &*command), Ok(Vec::new()));
            }
        }
    }
}
