//! The plan of a quarter, with every refusal in order of precedence.

use std::fmt::Display;

use events_schema::Actor;
use events_schema::facts::training_need::{Trainees, TrainingNeedAccepted};
use events_schema::facts::training_plan::{
    TrainingPlanApproved, TrainingPlanItemBecameOverdue, TrainingPlanItemHeld, TrainingPlanItemRemoved,
};
use events_schema::ids::TrainingNeedId;
use uuid::Uuid;

use super::PlanRefusal as No;
use super::*;
use crate::command::Decide;
use crate::scenario::{as_head, as_hr, as_management, as_trainer, at, happened, in_context};
use crate::training::TrainingRefusal;

fn because() -> events_schema::text::Paragraph {
    "合并".parse().unwrap()
}

fn quarter(text: &str) -> TrainingPlanId {
    text.parse().unwrap()
}

fn starters() -> Trainees {
    Trainees { groups: ["starters".parse().unwrap()].into(), ..Trainees::default() }
}

fn session() -> TrainingSessionId {
    TrainingSessionId::from_uuid(Uuid::nil())
}

fn draft() -> DraftTrainingPlan {
    DraftTrainingPlan { plan: quarter("2026-Q1") }
}

fn add(course: &str, trainees: Trainees, minute: i64) -> AddTraining {
    AddTraining { course: course.parse().unwrap(), trainees, due_at: at(minute) }
}

/// Whoever did something, and what; the last word is his who acts now.
type History = Vec<(Actor, TrainingPlanFact)>;

fn plan(history: &[(Actor, TrainingPlanFact)]) -> TrainingPlan {
    let mut plan = TrainingPlan::default();
    for (by, fact) in history {
        let mut entry = happened(60, fact.clone());
        entry.envelope.actor = by.clone();
        plan.evolve(&entry);
    }
    plan
}

fn decide(
    history: &[(Actor, TrainingPlanFact)],
    by: &Actor,
    command: &dyn Decide<TrainingPlan>,
) -> Result<Vec<TrainingPlanFact>, String> {
    let decided = in_context("training_plan-2026-Q1", by, |cx| command.decide(&plan(history), cx));
    decided.map_err(|refusal| refusal.to_string())
}

#[track_caller]
fn refused(
    history: &[(Actor, TrainingPlanFact)],
    by: &Actor,
    command: &dyn Decide<TrainingPlan>,
    refusal: &dyn Display,
) {
    assert_eq!(decide(history, by, command), Err(refusal.to_string()), "{command:?}");
}

#[track_caller]
fn nothing(history: &[(Actor, TrainingPlanFact)], by: &Actor, command: &dyn Decide<TrainingPlan>) {
    assert_eq!(decide(history, by, command), Ok(Vec::new()), "{command:?}");
}

/// The same after what somebody does.
#[track_caller]
fn then(history: &[(Actor, TrainingPlanFact)], by: &Actor, command: &dyn Decide<TrainingPlan>) -> History {
    let facts = decide(history, by, command).unwrap_or_else(|refusal| panic!("refused: {refusal}"));
    assert!(!facts.is_empty(), "{command:?}");
    history.iter().cloned().chain(facts.into_iter().map(|fact| (by.clone(), fact))).collect()
}

fn drafted() -> History {
    then(&[], &as_trainer(), &draft())
}

/// With two trainings, one due a minute from now.
fn planned() -> History {
    let one = then(&drafted(), &as_trainer(), &add("fuel", starters(), 61));
    then(&one, &as_trainer(), &add("attitude", starters(), 120))
}

#[test]
fn a_plan_is_begun_for_a_quarter_that_is_not_over_and_filled_within_it() {
    let over = DraftTrainingPlan { plan: quarter("2025-Q4") };
    refused(&[], &as_trainer(), &over, &TrainingRefusal::QuarterOver(quarter("2025-Q4")));
    nothing(&drafted(), &as_hr(), &over);
    refused(&[], &as_hr(), &add("old", Trainees::default(), 0), &No::NotDrafted(Stage::Undrafted));
    let unknown = TrainingRefusal::UnknownCourse("old".parse().unwrap());
    refused(&drafted(), &as_hr(), &add("old", Trainees::default(), 0), &unknown);
    refused(&drafted(), &as_hr(), &add("fuel", Trainees::default(), 0), &TrainingRefusal::Nobody);
    let outside = TrainingRefusal::DueOutside(quarter("2026-Q1"));
    for minute in [60, 60 * 24 * 31] {
        refused(&drafted(), &as_hr(), &add("fuel", starters(), minute), &outside);
    }
    let mut full = plan(&planned());
    full.items = vec![full.items[0].clone(); 500];
    let said = in_context("training_plan-2026-Q1", &as_hr(), |cx| add("fuel", starters(), 61).decide(&full, cx));
    assert_eq!(said.unwrap_err().to_string(), No::Full.to_string());
    assert_eq!(plan(&planned()).items.iter().map(|item| item.added.item).collect::<Vec<_>>(), [1, 2]);
}

#[test]
fn what_a_need_asks_for_is_taken_in_once_and_begins_the_plan_where_nobody_has() {
    let (plan_of, course) = (quarter("2026-Q1"), "fuel".parse().unwrap());
    let accepted = TrainingNeedAccepted { plan: plan_of, course, trainees: starters(), due_at: at(90) };
    let need = TrainingNeedId::from_uuid(Uuid::from_u128(1));
    let take_in = TakeInNeed { need, accepted };
    let program = Actor { on_behalf_of: Some(as_head().id), ..Actor::system("reactions") };
    let begun = then(&[], &program, &take_in);
    assert_eq!((begun.len(), plan(&begun).items[0].added.need), (2, Some(need)));
    nothing(&begun, &program, &take_in);
    refused(&begun, &as_head(), &ApproveTrainingPlan {}, &No::OwnPlan);
    let removed = then(&begun, &as_trainer(), &RemoveTraining { item: 1, reason: because() });
    let fact = TrainingPlanItemRemoved { item: 1, reason: because(), need: Some(need) };
    assert_eq!(removed.last().unwrap().1, fact.into());
    assert_eq!(then(&removed, &program, &take_in).len(), 4, "a need that was accepted again");
}

#[test]
fn somebody_who_had_no_hand_in_it_approves_it_and_what_changes_later_again() {
    let returned = ReturnTrainingPlan { reason: because() };
    for command in [&ApproveTrainingPlan {} as &dyn Decide<TrainingPlan>, &returned] {
        refused(&[], &as_head(), command, &No::NotDrafted(Stage::Undrafted));
        let by_head = then(&drafted(), &as_head(), &add("fuel", starters(), 90));
        refused(&by_head, &as_head(), command, &No::OwnPlan);
    }
    refused(&drafted(), &as_head(), &ApproveTrainingPlan {}, &No::Empty);
    let approved = then(&planned(), &as_head(), &ApproveTrainingPlan {});
    assert_eq!(approved.last().unwrap().1, TrainingPlanApproved { items: vec![1, 2] }.into());
    nothing(&approved, &as_management(), &ApproveTrainingPlan {});
    refused(&approved, &as_head(), &returned, &No::NotDrafted(Stage::Approved));
    let changed = then(&approved, &as_head(), &RemoveTraining { item: 2, reason: because() });
    assert_eq!(plan(&changed).stage, Stage::Drafted);
    refused(&changed, &as_head(), &ApproveTrainingPlan {}, &No::OwnPlan);
    let again = then(&changed, &as_management(), &ApproveTrainingPlan {});
    assert_eq!(again.last().unwrap().1, TrainingPlanApproved { items: vec![1] }.into());

    let sent_back = then(&planned(), &as_management(), &returned);
    nothing(&sent_back, &as_head(), &returned);
    refused(&sent_back, &as_head(), &ApproveTrainingPlan {}, &No::NotDrafted(Stage::Returned));
    let offered = then(&sent_back, &as_trainer(), &add("fuel", starters(), 100));
    let approved = plan(&then(&offered, &as_head(), &ApproveTrainingPlan {}));
    assert!(approved.items.iter().all(|item| item.is_approved));
}

#[test]
fn a_training_is_held_or_taken_out_once() {
    let remove = |item| RemoveTraining { item, reason: because() };
    let of =
        |course: &str, item| NoteHeld { item, course: course.parse().unwrap(), session: session(), held_at: at(59) };
    let held = |item| of("fuel", item);
    for unknown in [0, 3] {
        refused(&planned(), &as_hr(), &remove(unknown), &No::NoSuchItem(unknown));
        nothing(&planned(), &as_hr(), &held(unknown));
    }
    let one_held = then(&planned(), &as_hr(), &held(1));
    let fact = TrainingPlanItemHeld { item: 1, session: session(), held_at: at(59), need: None };
    assert_eq!(one_held.last().unwrap().1, fact.into());
    nothing(&one_held, &as_hr(), &held(1));
    nothing(&one_held, &as_hr(), &held(2));
    then(&one_held, &as_hr(), &of("attitude", 2));
    refused(&one_held, &as_hr(), &remove(1), &No::AlreadyHeld(1));
    assert_eq!(plan(&one_held).stage, Stage::Drafted, "what is held changes nothing of what is planned");
    let removed = then(&one_held, &as_hr(), &remove(2));
    nothing(&removed, &as_hr(), &remove(2));
    nothing(&removed, &as_hr(), &of("attitude", 2));
    assert_eq!(plan(&removed).overdue_at(), None);
}

#[test]
fn it_is_overdue_an_instant_after_it_was_due_and_once() {
    let mut overdue = planned();
    assert_eq!(plan(&overdue).overdue_at(), Some(at(61) + INSTANT));
    nothing(&overdue, &as_hr(), &NoteTrainingsOverdue {});
    for (_, fact) in &mut overdue {
        if let TrainingPlanFact::ItemAdded(added) = fact {
            added.due_at = if added.item == 1 { at(60) } else { at(59) };
        }
    }
    let noted = then(&overdue, &as_hr(), &NoteTrainingsOverdue {});
    let fact = TrainingPlanItemBecameOverdue { item: 2, due_at: at(59) };
    assert_eq!(noted[overdue.len()..].iter().map(|(_, fact)| fact.clone()).collect::<Vec<_>>(), [fact.into()]);
    nothing(&noted, &as_hr(), &NoteTrainingsOverdue {});
    let held = NoteHeld { item: 2, course: "attitude".parse().unwrap(), session: session(), held_at: at(60) };
    let late = plan(&then(&noted, &as_hr(), &held));
    assert_eq!((late.items[1].overdue_since, late.overdue_at()), (Some(at(59)), Some(at(60) + INSTANT)));
}
