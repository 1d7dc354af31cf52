//! Evaluations of suppliers, and how they stand.

use events_schema::facts::supplier_evaluation::{
    EvaluationFigures, EvaluationObjected, EvaluationObjectionAnswered, EvaluationOutcome, EvaluationRescored,
    EvaluationScored, FigureDifference, IndicatorFigures, RepeatFigures, Ruling, SupplierEvaluationFact,
};
use events_schema::facts::supplier_standing::{
    Business, StandingConsequenceWithdrawn, StandingDecided, StandingObjected, StandingObjectionAnswered,
    StandingOpened, StandingPenaltyRecorded, StandingProposalDeclined, StandingProposed, StandingRewardRecorded,
    SupplierStandingFact, SupplierStep, Worth,
};
use events_schema::ids::{SupplierEvaluationId, SupplierId, SupplierStandingId};
use events_schema::{Duration, EventId, Period, Position};
use projections::supplier_evaluations::{SUPPLIER_EVALUATION_FIGURES, SUPPLIER_EVALUATIONS};
use projections::supplier_standings::{SUPPLIER_STANDING_STEPS, SUPPLIER_STANDINGS};
use projections::{Condition, SupplierEvaluations, SupplierStandings};
use serde_json::{Value, json};

use crate::follow::{caught_up, started};
use crate::history::World;

fn supplier() -> SupplierId {
    "supplier-a".parse().unwrap()
}

fn period() -> Period {
    "2025-Q4".parse().unwrap()
}

fn because() -> events_schema::text::Paragraph {
    "原因".parse().unwrap()
}

fn figures(good: u64) -> EvaluationFigures {
    EvaluationFigures {
        cases: 10,
        response: IndicatorFigures { good, due: 10, weighted_good: 3 * good, weighted_due: 30 },
        repeats: RepeatFigures { repeats: 0, of: 4 },
        median_response: Some(Duration::from_hours(5)),
        delivered: Some(4_000_000),
        ..EvaluationFigures::default()
    }
}

fn outcome(score: &str, band: &str, target: SupplierStep) -> EvaluationOutcome {
    let (score, band) = (score.parse().unwrap(), band.parse().unwrap());
    EvaluationOutcome::Score { score, of_period: score, band, target }
}

/// One that was scored, scored again, objected to and answered, and one without enough data.
pub(crate) fn evaluated(world: &mut World) {
    let evaluation = SupplierEvaluationId::of(period(), &supplier());
    let objections_until = world.now + Duration::from_hours(120);
    let (was, is) = (outcome("80.00", "B", SupplierStep::Approved), outcome("90.00", "A", SupplierStep::Preferred));
    let mut record = |fact: SupplierEvaluationFact| world.record(&evaluation.stream(), &fact);
    let scored = |period, figures, outcome| EvaluationScored {
        supplier: supplier(),
        period,
        scheme_version: 0,
        at: Position(7),
        figures,
        outcome,
        objections_until,
        policy_version: 0,
    };
    record(scored(period(), figures(8), was.clone()).into());
    let rescored = EvaluationRescored {
        at: Position(9),
        figures: figures(9),
        outcome: is.clone(),
        differences: vec![
            FigureDifference::Response { was: figures(8).response, is: figures(9).response },
            FigureDifference::Outcome { was, is },
        ],
        objections_until,
        policy_version: 0,
    };
    let figure = record(rescored.into());
    let objection = record(EvaluationObjected { figure, grounds: because(), on_behalf: None }.into());
    record(EvaluationObjectionAnswered { objection, ruling: Ruling::Rejected, answer: because() }.into());
    let before = period().before();
    let little = scored(before, EvaluationFigures::default(), EvaluationOutcome::InsufficientData);
    let stream = SupplierEvaluationId::of(before, &supplier()).stream();
    world.record(&stream, &SupplierEvaluationFact::from(little));
}

/// One who was warned and is approved again after an objection, with a reward and a penalty that was withdrawn.
pub(crate) fn stood(world: &mut World) {
    let objections_until = world.now + Duration::from_hours(120);
    let evaluation = SupplierEvaluationId::of(period(), &supplier());
    let stream = SupplierStandingId::of(&supplier()).stream();
    let mut record = |fact: SupplierStandingFact| -> EventId { world.record(&stream, &fact) };
    let opened = record(StandingOpened { supplier: supplier() }.into());
    let propose = |from, to| StandingProposed {
        supplier: supplier(),
        from,
        to,
        period: period(),
        evaluation,
        score_event: opened,
    };
    let decide = |from, to, proposal, objection| StandingDecided {
        from,
        to,
        proposal,
        objection,
        reason: because(),
        business: Business::AsBefore,
        objections_until,
        policy_version: 0,
    };
    let (approved, warned) = (SupplierStep::Approved, SupplierStep::Warned);
    let proposal = record(propose(approved, warned).into());
    let decision = record(decide(approved, warned, Some(proposal), None).into());
    let objection = record(StandingObjected { decision, grounds: because(), on_behalf: None }.into());
    record(StandingObjectionAnswered { objection, ruling: Ruling::Upheld, answer: because() }.into());
    record(decide(warned, approved, None, Some(objection)).into());
    let proposal = record(propose(approved, SupplierStep::Preferred).into());
    record(StandingProposalDeclined { proposal, reason: because() }.into());
    let worth = Some(Worth { amount: "1500.50".parse().unwrap(), currency: "CNY".parse().unwrap() });
    record(StandingRewardRecorded { what: because(), worth: None, evaluation: Some(evaluation) }.into());
    let of = record(StandingPenaltyRecorded { what: because(), worth, evaluation: None }.into());
    record(StandingConsequenceWithdrawn { of, reason: because() }.into());
    record(propose(approved, SupplierStep::Preferred).into());
}

#[tokio::test]
async fn an_evaluation_shows_its_first_figure_and_its_last() {
    let mut world = World::new(45);
    evaluated(&mut world);
    let folder = tempfile::tempdir().unwrap();
    let models = started(folder.path(), world.store.clone()).await;
    caught_up(&models, &world).await;
    let view = models.views().of::<SupplierEvaluations>();
    let rows =
        |of, column, text| view.rows(of, &[Condition::of(of, column, text).unwrap()], None, 10).unwrap().value.items;
    let row = rows(&SUPPLIER_EVALUATIONS, "period", "2025-Q4").remove(0);
    for (column, value) in [
        ("stage", "rejected"),
        ("first_score", "80.00"),
        ("first_band", "B"),
        ("score", "90.00"),
        ("band", "A"),
        ("target", "preferred"),
        ("ruling", "rejected"),
    ] {
        assert_eq!(row[column], json!(value), "{column}");
    }
    let little = rows(&SUPPLIER_EVALUATIONS, "period", "2025-Q3").remove(0);
    assert!(!little.contains_key("score") && !little.contains_key("band"), "{little:?}");
    let figures = rows(&SUPPLIER_EVALUATION_FIGURES, "period", "2025-Q4");
    let shown: Vec<_> =
        figures.iter().map(|row| [&row["response_good"], &row["is_latest"], &row["per_million"]]).collect();
    assert_eq!(shown, [[&json!(9), &json!(true), &json!(2.5)], [&json!(8), &json!(false), &json!(2.5)]]);
    let differences = figures[0]["differences"].to_string();
    assert!(differences.contains("response") && differences.contains("outcome"), "{differences}");
}

#[tokio::test]
async fn a_standing_shows_how_it_came_about_and_what_the_supplier_sees_of_it() {
    let mut world = World::new(46);
    stood(&mut world);
    let folder = tempfile::tempdir().unwrap();
    let models = started(folder.path(), world.store.clone()).await;
    caught_up(&models, &world).await;
    let view = models.views().of::<SupplierStandings>();
    let rows = |of| {
        let conditions = [Condition::of(of, "supplier", "supplier-a").unwrap()];
        view.rows(of, &conditions, None, 20).unwrap().value.items
    };
    let standing = rows(&SUPPLIER_STANDINGS).remove(0);
    for (column, value) in [
        ("standing", json!("approved")),
        ("business", json!("as_before")),
        ("proposed", json!("preferred")),
        ("proposed_by_period", json!("2025-Q4")),
        ("objection", json!("upheld")),
        ("rewards", json!(1)),
        ("penalties", json!(0)),
    ] {
        assert_eq!(standing[column], value, "{column}");
    }
    let steps = rows(&SUPPLIER_STANDING_STEPS);
    assert_eq!((steps.len(), steps.iter().filter(|row| row.contains_key("for_the_supplier")).count()), (12, 8));
    let penalty = steps.iter().find(|row| row["type"] == "supplier_standing.penalty_recorded").unwrap();
    let shown = ["amount", "currency", "is_withdrawn"].map(|column| penalty[column].clone());
    assert_eq!(shown, [json!("1500.50"), json!("CNY"), Value::Bool(true)]);
}
