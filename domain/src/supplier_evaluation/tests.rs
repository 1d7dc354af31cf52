//! An evaluation from its first figure to the answer to an objection, with every refusal on the way in order of precedence.

mod formulas;

use events_schema::facts::supplier_evaluation::{FigureDifference, IndicatorFigures, RepeatFigures};
use events_schema::facts::supplier_scheme::ScoreIndicator;
use events_schema::ids::SupplierEvaluationId;
use events_schema::values::{ContactMethod, OnBehalf};
use events_schema::{CommandId, PeriodKind};
use uuid::Uuid;

use super::EvaluationRefusal as No;
use super::*;
use crate::command::Decide;
use crate::duty::NotSaidByTheSupplier as NotSaid;
use crate::reference::UnknownVersion;
use crate::refusal::{Refuse, Refused};
use crate::scenario::{as_head, as_inspector, as_lead, as_supplier, at, event, happened, in_context};

const STREAM: &str = "supplier_evaluation-00000000-0000-0000-0000-000000000001";

#[derive(Clone, Default)]
struct Course(Vec<Entry<SupplierEvaluationFact>>);

impl Course {
    fn evaluation(&self) -> SupplierEvaluation {
        let mut evaluation = SupplierEvaluation::default();
        self.0.iter().for_each(|entry| evaluation.evolve(entry));
        evaluation
    }

    fn decide(
        &self,
        by: &Actor,
        command: &dyn Decide<SupplierEvaluation>,
    ) -> Result<Vec<SupplierEvaluationFact>, Refused> {
        in_context(STREAM, by, |cx| command.decide(&self.evaluation(), cx))
    }

    #[track_caller]
    fn then(mut self, by: &Actor, command: &dyn Decide<SupplierEvaluation>) -> Self {
        let facts = self.decide(by, command).unwrap_or_else(|refusal| panic!("refused: {refusal}"));
        let [fact] = &facts[..] else { panic!("{facts:?}") };
        let mut entry = happened(60, fact.clone());
        (entry.id, entry.envelope.actor) = (event(self.0.len()), by.clone());
        self.0.push(entry);
        self
    }

    #[track_caller]
    fn refuses(&self, by: &Actor, command: &dyn Decide<SupplierEvaluation>, refusal: &dyn Refuse) {
        let said = self.decide(by, command).expect_err("should be refused");
        assert_eq!(said.to_string(), refusal.to_string(), "{command:?}");
    }

    #[track_caller]
    fn already(&self, by: &Actor, command: &dyn Decide<SupplierEvaluation>) {
        assert!(self.decide(by, command).is_ok_and(|facts| facts.is_empty()), "{command:?}");
    }
}

fn program() -> Actor {
    Actor::system("evaluations")
}

fn because() -> events_schema::text::Paragraph {
    "原因".parse().unwrap()
}

fn of(good: u64, due: u64) -> IndicatorFigures {
    IndicatorFigures { good, due, weighted_good: good, weighted_due: due }
}

/// Nine of ten responses in time, eight solutions, and no action was due.
fn figures() -> EvaluationFigures {
    EvaluationFigures { cases: 10, response: of(9, 10), solution: of(8, 10), ..EvaluationFigures::default() }
}

fn score(position: u64, figures: EvaluationFigures) -> ScoreSupplier {
    let (supplier, period) = ("supplier-a".parse().unwrap(), "2025-Q4".parse().unwrap());
    ScoreSupplier { supplier, period, scheme_version: 0, at: Position(position), figures }
}

fn scored() -> Course {
    Course::default().then(&program(), &score(100, figures()))
}

fn rescored(course: Course) -> Course {
    course.then(&program(), &score(200, EvaluationFigures { response: of(10, 10), ..figures() }))
}

fn object(on_behalf: Option<OnBehalf>) -> ObjectToEvaluation {
    ObjectToEvaluation { grounds: because(), on_behalf }
}

fn told() -> Option<OnBehalf> {
    Some(OnBehalf { method: ContactMethod::Phone, reference: "recording 17".parse().unwrap() })
}

fn answer(ruling: Ruling) -> AnswerEvaluationObjection {
    AnswerEvaluationObjection { ruling, answer: because() }
}

fn objected(course: Course) -> Course {
    course.then(&as_lead(), &object(told()))
}

#[test]
fn there_is_one_for_each_supplier_and_each_period_that_is_over() {
    let wrong = EvaluationFigures {
        response: of(11, 10),
        repeats: RepeatFigures { repeats: 2, of: 1 },
        ..EvaluationFigures::default()
    };
    let nothing = Course::default();
    let unknown = ScoreSupplier {
        supplier: "supplier-b".parse().unwrap(),
        period: "2026-03".parse().unwrap(),
        scheme_version: 7,
        ..score(1, wrong.clone())
    };
    nothing.refuses(&program(), &unknown, &No::UnknownSupplier("supplier-b".parse().unwrap()));
    let early = ScoreSupplier { supplier: "supplier-a".parse().unwrap(), ..unknown };
    nothing.refuses(&program(), &early, &No::PeriodNotOver("2026-03".parse().unwrap()));
    let month = "2026-02".parse().unwrap();
    let other = ScoreSupplier { period: month, ..early };
    nothing.refuses(&program(), &other, &UnknownVersion::SupplierScheme(7));
    let monthly = ScoreSupplier { scheme_version: 0, ..other };
    let mut by_another = scored();
    let SupplierEvaluationFact::Scored(fact) = &mut by_another.0[0].fact else { panic!() };
    fact.scheme_version = 3;
    by_another.refuses(&program(), &monthly, &No::OtherScheme { scored_by: 3, sent: 0 });
    nothing.refuses(&program(), &monthly, &No::OtherPeriod { period: month, kind: PeriodKind::Quarter });
    nothing.refuses(&program(), &score(1, wrong.clone()), &No::MoreThanTheWhole(ScoreIndicator::Response));
    let weighted = IndicatorFigures { good: 1, due: 2, weighted_good: 3, weighted_due: 2 };
    let wrong = EvaluationFigures { response: of(1, 1), corrective_action: weighted, ..wrong };
    nothing.refuses(&program(), &score(1, wrong.clone()), &No::MoreThanTheWhole(ScoreIndicator::CorrectiveAction));
    let wrong = EvaluationFigures { corrective_action: of(0, 0), ..wrong };
    nothing.refuses(&program(), &score(1, wrong), &No::MoreThanTheWhole(ScoreIndicator::Repeats));

    let SupplierEvaluationFact::Scored(fact) = &scored().0[0].fact else { panic!() };
    let score_of = |text: &str| text.parse().unwrap();
    let outcome = EvaluationOutcome::Score {
        score: score_of("85.00"),
        of_period: score_of("85.00"),
        band: "B".parse().unwrap(),
        target: SupplierStep::Approved,
    };
    assert_eq!((&fact.outcome, fact.objections_until), (&outcome, at(60 + 5 * 24 * 60)));
    assert!(scored().evaluation().belongs_to(&as_supplier()));

    let opens = |command: &ScoreSupplier| command.opens(CommandId::from_uuid(Uuid::nil())).unwrap();
    let (one, supplier) = (score(1, figures()), "supplier-a".parse().unwrap());
    assert_eq!(opens(&one), SupplierEvaluationId::of("2025-Q4".parse().unwrap(), &supplier).stream());
    assert_ne!(opens(&one), opens(&ScoreSupplier { period: "2025-Q3".parse().unwrap(), ..score(1, figures()) }));
}

#[test]
fn late_data_bring_a_second_figure_that_says_what_is_otherwise() {
    let first = scored();
    first.already(&program(), &score(100, figures()));
    first.already(&program(), &score(200, figures()));
    first.already(&program(), &score(99, EvaluationFigures { cases: 11, ..figures() }));
    let second = rescored(first);
    let SupplierEvaluationFact::Rescored(fact) = &second.0[1].fact else { panic!() };
    let [FigureDifference::Response { was, is }, FigureDifference::Outcome { was: before, is: now }] =
        &fact.differences[..]
    else {
        panic!("{:?}", fact.differences)
    };
    assert_eq!((*was, *is), (of(9, 10), of(10, 10)));
    let score_of = |outcome: &EvaluationOutcome| match outcome {
        EvaluationOutcome::Score { score, band, .. } => format!("{score} {band}"),
        EvaluationOutcome::InsufficientData => "-".to_owned(),
    };
    assert_eq!([before, now].map(score_of), ["85.00 B", "90.00 A"]);
    assert_eq!(second.evaluation().target(), Some(SupplierStep::Preferred));
    second.already(&program(), &score(300, fact.figures.clone()));

    // Every figure is compared.
    let (amount, currency) = ("1000".parse().unwrap(), "CNY".parse().unwrap());
    let all = EvaluationFigures {
        cases: 1,
        response: of(1, 2),
        solution: of(1, 3),
        corrective_action: of(1, 4),
        repeats: RepeatFigures { repeats: 1, of: 5 },
        median_response: Some(events_schema::Duration::from_hours(3)),
        delivered: Some(1_000),
        turnover: Some(events_schema::facts::supplier::Turnover { amount, currency }),
        earlier: vec![None],
    };
    let facts = second.decide(&program(), &score(300, all)).unwrap();
    let [SupplierEvaluationFact::Rescored(fact)] = &facts[..] else { panic!("{facts:?}") };
    assert_eq!(fact.differences.len(), 10);
}

#[test]
fn the_supplier_objects_in_time_and_somebody_else_answers() {
    let nothing = Course::default();
    nothing.refuses(&as_lead(), &object(None), &No::NotScored);
    scored().refuses(&as_lead(), &object(None), &NotSaid::NoReference);
    scored().refuses(&as_supplier(), &object(told()), &NotSaid::OnBehalfOfHimself);
    scored().refuses(&as_head(), &answer(Ruling::Upheld), &No::NoObjection);
    objected(scored()).already(&as_supplier(), &object(None));
    objected(scored()).refuses(&as_lead(), &answer(Ruling::Upheld), &No::Own);
    let mut late = scored();
    let SupplierEvaluationFact::Scored(fact) = &mut late.0[0].fact else { panic!() };
    fact.objections_until = at(59);
    late.refuses(&as_supplier(), &object(None), &No::TooLate(at(59)));

    for (ruling, stage, target) in
        [(Ruling::Upheld, Stage::Upheld, None), (Ruling::Rejected, Stage::Rejected, Some(SupplierStep::Approved))]
    {
        let answered = objected(scored()).then(&as_head(), &answer(ruling));
        let is = answered.evaluation();
        assert_eq!((is.stage, is.target()), (stage, target));
        answered.refuses(&as_inspector(), &answer(ruling), &No::NoObjection);
        answered.refuses(&as_supplier(), &object(None), &No::AlreadyAnswered);
        let again = rescored(answered);
        assert_eq!(again.evaluation().target(), Some(SupplierStep::Preferred));
        again.then(&as_supplier(), &object(None));
    }
}

#[test]
fn an_answer_to_the_first_figure_says_nothing_of_the_second() {
    let waiting = rescored(objected(scored()));
    assert_eq!(waiting.evaluation().stage, Stage::Objected);
    let answered = waiting.then(&as_head(), &answer(Ruling::Upheld));
    assert_eq!(answered.evaluation().target(), Some(SupplierStep::Preferred));
    answered.then(&as_supplier(), &object(None));
}

/// Another median of the responses, which is no part of the score.
fn same_score(position: u64) -> ScoreSupplier {
    let median_response = Some(events_schema::Duration::from_hours(3));
    score(position, EvaluationFigures { median_response, ..figures() })
}

#[test]
fn an_objection_stays_upheld_until_the_score_is_another() {
    let upheld = objected(scored()).then(&as_head(), &answer(Ruling::Upheld)).then(&program(), &same_score(150));
    assert_eq!((upheld.evaluation().stage, upheld.evaluation().target()), (Stage::Upheld, None));
    assert_eq!(rescored(upheld).evaluation().target(), Some(SupplierStep::Preferred));
    let meanwhile = objected(scored()).then(&program(), &same_score(150)).then(&as_head(), &answer(Ruling::Upheld));
    assert_eq!(meanwhile.evaluation().target(), None, "the second figure comes to the same");
}

#[test]
fn an_objection_to_the_second_figure_is_another_one_while_the_first_waits() {
    let both = rescored(objected(scored())).then(&as_supplier(), &object(None));
    let SupplierEvaluationFact::Objected(fact) = &both.0[3].fact else { panic!() };
    assert_eq!(fact.figure, event(2));
    both.already(&as_supplier(), &object(None));
    assert_eq!(both.then(&as_head(), &answer(Ruling::Upheld)).evaluation().target(), None);
}
