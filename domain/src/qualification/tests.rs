//! A chain from the first training to a pass or a decision, with every refusal in order of precedence.

mod chains;
mod feedback;

use std::fmt::Display;

use events_schema::facts::course::AssessmentMethod;
use events_schema::facts::qualification::{AssessmentResult, QualificationAssessed};
use events_schema::facts::training_session::Instructor;
use events_schema::{Actor, CommandId};
use uuid::Uuid;

use super::QualificationRefusal as No;
use super::*;
use crate::command::Decide;
use crate::context::{Context, OtherTicket};
use crate::scenario::{
    REFERENCE, as_deputy, as_engineer, as_expert, as_head, as_hr, as_lead, as_trainer, at, happened, in_context, person,
};
use crate::training::TrainingRefusal;

fn because() -> events_schema::text::Paragraph {
    "调岗".parse().unwrap()
}

fn session(number: u128) -> TrainingSessionId {
    TrainingSessionId::from_uuid(Uuid::from_u128(number))
}

/// What was recorded of an engineer, minute by minute, and by whom.
#[derive(Clone)]
struct Chain {
    is: Qualification,
    facts: Vec<QualificationFact>,
    now: i64,
    ticket: Option<OtherTicket>,
}

fn chain() -> Chain {
    Chain { is: Qualification::default(), facts: Vec::new(), now: 60, ticket: None }
}

impl Chain {
    fn at_minute(mut self, minute: i64) -> Self {
        self.now = minute;
        self
    }

    fn decide(&self, by: &Actor, command: &dyn Decide<Qualification>) -> Result<Vec<QualificationFact>, String> {
        let decided = in_context("qualification-00000000-0000-0000-0000-000000000001", by, |cx| {
            let now = at(self.now);
            let at = command.happened_at().unwrap_or(now);
            let command_id = CommandId::from_uuid(Uuid::from_u128(self.facts.len() as u128));
            command.decide(&self.is, &Context { at, now, command: command_id, other: self.ticket.as_ref(), ..*cx })
        });
        decided.map_err(|refusal| refusal.to_string())
    }

    fn record(&mut self, by: &Actor, command: &dyn Decide<Qualification>, facts: Vec<QualificationFact>) {
        let command_id = CommandId::from_uuid(Uuid::from_u128(self.facts.len() as u128));
        for (index, fact) in facts.into_iter().enumerate() {
            let mut entry = happened(self.now, fact.clone());
            entry.id = EventId::of(command_id, index);
            entry.envelope.actor = by.clone();
            entry.envelope.occurred_at = command.happened_at().unwrap_or(at(self.now));
            self.is.evolve(&entry);
            self.facts.push(fact);
        }
    }

    /// The same after what somebody does, which is something.
    #[track_caller]
    fn then(mut self, by: &Actor, command: &dyn Decide<Qualification>) -> Self {
        let facts = self.decide(by, command).unwrap_or_else(|refusal| panic!("refused: {refusal}"));
        assert!(!facts.is_empty(), "{command:?}");
        self.record(by, command, facts);
        self
    }

    #[track_caller]
    fn refuses(self, by: &Actor, command: &dyn Decide<Qualification>, refusal: &dyn Display) -> Self {
        assert_eq!(self.decide(by, command), Err(refusal.to_string()), "{command:?}");
        self
    }

    #[track_caller]
    fn leaves(self, command: &dyn Decide<Qualification>) -> Self {
        assert_eq!(self.decide(&as_hr(), command), Ok(Vec::new()), "{command:?}");
        self
    }

    #[track_caller]
    fn stands(self, stage: Stage) -> Self {
        assert_eq!(self.is.stage, stage);
        self
    }

    /// The event of the fact that was recorded last, which was alone.
    fn last_event(&self) -> EventId {
        EventId::of(CommandId::from_uuid(Uuid::from_u128(self.facts.len() as u128 - 1)), 0)
    }

    fn assessed(&self) -> &QualificationAssessed {
        match self.facts.last() {
            Some(QualificationFact::Assessed(fact)) => fact,
            other => panic!("{other:?}"),
        }
    }
}

/// At a session that was held then.
fn was(attendance: Attendance, course: &str, number: u128, held: i64) -> NoteAttendance {
    let course_version = 1;
    let (person, course) = (person("e4002"), course.parse().unwrap());
    NoteAttendance { person, course, course_version, session: session(number), held_at: at(held), attendance }
}

fn there(course: &str, number: u128, held: i64) -> NoteAttendance {
    was(Attendance::Attended, course, number, held)
}

fn scored(method: Scored, score: &str) -> AssessTrainee {
    let score = score.parse().unwrap();
    AssessTrainee { method, score, assessed_by: None, at: None, remark: None, file: None }
}

fn exam(score: &str) -> AssessTrainee {
    scored(Scored::Exam, score)
}

fn practical(score: &str) -> AssessTrainee {
    scored(Scored::PracticalTest, score)
}

fn require(course: &str) -> RequireQualification {
    RequireQualification { person: person("e4002"), course: course.parse().unwrap(), reason: because() }
}

fn decided(decision: QualificationDecision) -> DecideChain {
    DecideChain { decision, reason: because() }
}

#[test]
fn whoever_has_to_pass_begins_a_chain_and_whoever_has_passed_this_version_does_not() {
    let unknown = RequireQualification { person: person("e9001"), ..require("old") };
    let open = chain()
        .refuses(&as_hr(), &unknown, &TrainingRefusal::UnknownPerson(person("e9001")))
        .refuses(&as_hr(), &require("old"), &TrainingRefusal::UnknownCourse("old".parse().unwrap()))
        .then(&as_hr(), &require("fuel"))
        .stands(Stage::TrainingDue)
        .leaves(&require("fuel"));
    let passed = open.then(&as_hr(), &there("fuel", 1, 50)).then(&as_expert(), &exam("80"));
    let passed = passed.then(&as_expert(), &practical("40")).stands(Stage::Passed);
    let anew = passed.then(&as_hr(), &require("fuel")).stands(Stage::TrainingDue);
    assert_eq!((anew.is.chains, anew.is.trainings, anew.is.passed), (2, 0, Some((at(60), None))), "of version 2");
    let exchange = chain().then(&as_hr(), &there("exchange", 1, 50)).stands(Stage::Passed);
    assert_eq!(exchange.is.passed, Some((at(50), None)));
    exchange.refuses(&as_hr(), &require("exchange"), &No::AlreadyPassed);
}

#[test]
fn somebody_else_assesses_who_was_trained_by_what_was_taught() {
    let by = |number: &str| Instructor::Person { person: person(number) };
    let early = AssessTrainee { at: Some(at(49)), ..exam("100.01") };
    let own = AssessTrainee { assessed_by: Some(by("e4002")), ..early.clone() };
    let unknown = AssessTrainee { assessed_by: Some(by("e9001")), ..early.clone() };
    let trained = chain()
        .refuses(&as_engineer(), &own, &No::NotTrained)
        .then(&as_hr(), &was(Attendance::Absent, "fuel", 1, 50))
        .refuses(&as_engineer(), &own, &No::NotTrained)
        .then(&as_hr(), &there("fuel", 1, 50))
        .stands(Stage::AssessmentDue)
        .refuses(&as_engineer(), &early, &No::Own)
        .refuses(&as_expert(), &own, &No::Own)
        .refuses(&as_expert(), &unknown, &TrainingRefusal::UnknownPerson(person("e9001")))
        .refuses(&as_expert(), &early, &No::MoreThanCanBeReached("100".parse().unwrap()))
        .refuses(&as_expert(), &AssessTrainee { score: "100".parse().unwrap(), ..early }, &No::BeforeTraining(at(50)));
    let outside = Instructor::External { organisation: "A".parse().unwrap() };
    let passed = trained.then(&as_expert(), &AssessTrainee { assessed_by: Some(outside.clone()), ..exam("80") });
    let fact = passed.assessed();
    assert_eq!((fact.result, fact.attempt, fact.standing), (AssessmentResult::Passed, 1, Standing::AssessmentDue));
    assert_eq!((&fact.pass_mark.to_string()[..], fact.assessed_by.as_ref()), ("80", Some(&outside)));
    passed.refuses(&as_expert(), &exam("80"), &No::PassedBy(AssessmentMethod::Exam));
    let attitude = chain().then(&as_hr(), &there("attitude", 1, 50));
    attitude.refuses(&as_hr(), &exam("80"), &No::NotAssessedBy(AssessmentMethod::Exam));
    let cut = NoteAttendance { course_version: 9, ..there("fuel", 1, 50) };
    chain().refuses(&as_hr(), &cut, &No::UnknownVersion("fuel".parse().unwrap(), 9));
}

#[test]
fn somebody_else_lets_an_assessment_not_count_and_a_pass_goes_with_it() {
    let void = |assessment| VoidAssessment { assessment, reason: because() };
    let unheard_of = EventId::of(CommandId::from_uuid(Uuid::nil()), 9);
    let nobody = chain().refuses(&as_hr(), &void(unheard_of), &No::NoSuchAssessment(unheard_of));
    let failed = nobody.then(&as_hr(), &there("fuel", 1, 50)).then(&as_head(), &exam("79.99"));
    let failure = failed.last_event();
    let passed = failed.stands(Stage::RetakeDue).at_minute(61).then(&as_head(), &exam("80")).at_minute(62);
    let passed = passed.then(&as_head(), &practical("40")).stands(Stage::Passed);
    let pass = passed.last_event();
    assert_eq!(passed.is.passed, Some((at(62), None)));
    let passed = passed
        .refuses(&as_engineer(), &void(pass), &No::Own)
        .refuses(&as_head(), &void(pass), &No::OwnAssessment)
        .at_minute(90)
        .then(&as_hr(), &void(failure));
    assert_eq!((passed.is.stage, passed.is.passed), (Stage::Passed, Some((at(62), None))), "it is as old as it was");
    let open = passed.then(&as_hr(), &void(pass)).stands(Stage::AssessmentDue);
    assert_eq!((open.is.passed, open.is.ended_at), (None, None));
    let released = open
        .refuses(&as_hr(), &void(pass), &No::NoSuchAssessment(pass))
        .then(&as_hr(), &decided(QualificationDecision::Released));
    released.refuses(&as_hr(), &void(failure), &No::AlreadyDecided);
}

#[test]
fn a_decision_of_somebody_else_ends_the_chain() {
    let exempt = decided(QualificationDecision::Exempted);
    let open = chain().then(&as_hr(), &require("fuel")).refuses(&as_engineer(), &exempt, &No::Own);
    let over = open.then(&as_hr(), &exempt).stands(Stage::Decided).leaves(&exempt);
    let over = over
        .refuses(&as_hr(), &decided(QualificationDecision::Released), &No::AlreadyDecided)
        .refuses(&as_expert(), &exam("80"), &No::AlreadyDecided)
        .leaves(&there("fuel", 1, 60))
        .leaves(&was(Attendance::Absent, "fuel", 2, 70));
    let anew = over.at_minute(80).then(&as_hr(), &there("fuel", 3, 70)).stands(Stage::AssessmentDue);
    assert_eq!((anew.is.chains, anew.is.trainings), (2, 1));
    let passed = chain().then(&as_hr(), &there("exchange", 1, 50));
    passed.refuses(&as_engineer(), &exempt, &No::AlreadyPassed);
}

#[test]
fn everybody_sees_his_own() {
    let open = chain().then(&as_hr(), &require("fuel")).is;
    let sees = |actor: &Actor| open.concerns(&Reader::of(actor, &REFERENCE, at(60)));
    assert!(sees(&as_engineer()) && !sees(&as_lead()) && !sees(&as_deputy()) && !sees(&as_trainer()));
}
