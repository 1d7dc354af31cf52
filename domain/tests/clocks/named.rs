//! Histories in which clocks and reference once differed, each as small as it gets.

use events_schema::Role::{OnSiteEngineer, TechnicalExpert};
use events_schema::facts::sla_policy::ClockKind::Notification;
use events_schema::facts::sla_policy::HoldReason::CustomerAskedForLater;
use events_schema::values::TicketClass::{Emergency, General, Important};

use crate::agreement::agree;
use crate::said::Said::{
    Arrived, Assigned, ClassChanged, ClassWasWrong, Classified, Corrected, Held, Merged, Reached, Refused, Released,
    Reopened, Reported, Retracted, Solved, Waived, Withdrawn,
};
use crate::said::{imported, inner, step};

#[test]
fn withdrawn_before_it_was_merged() {
    agree(&[step(0, 0, 5, Reported(1)), step(9, 95, 95, Merged), step(10, 65, 125, Withdrawn)]);
}

#[test]
fn retracted_and_then_corrected() {
    agree(&[
        step(0, 0, 0, Reported(1)),
        step(3, 75, 75, Assigned(1)),
        step(4, 125, 135, Classified(General, 0)),
        step(5, 190, 190, Reached),
        step(6, 310, 310, Retracted(5)),
        step(7, 335, 335, Corrected(5, inner(Reached), None)),
    ]);
}

#[test]
fn solved_and_reopened_in_one_minute() {
    agree(&[
        imported(0, 0, 1920, Reported(1)),
        imported(1, 1495, 1920, Classified(Important, 0)),
        step(20, 2060, 2065, Solved(0)),
        step(21, 2060, 2065, Reopened),
    ]);
}

/// A solution in the minute of the refusal does not end the grid of the episode that begins then.
#[test]
fn solved_and_refused_in_one_minute_before_a_second_visit() {
    agree(&[
        step(0, 0, 0, Reported(0)),
        step(1, 10, 10, Classified(Important, 0)),
        step(2, 60, 60, Solved(0)),
        step(3, 60, 60, Refused),
        step(4, 90, 90, Arrived(1, TechnicalExpert, 0)),
        step(5, 95, 95, Arrived(2, OnSiteEngineer, 0)),
    ]);
}

#[test]
fn waived_after_nobody_would_have_started_it() {
    agree(&[
        step(0, 0, 60, Reported(0)),
        step(1, 175, 180, Classified(General, 1)),
        step(2, 185, 185, ClassChanged { class: Emergency, changed: 185, version: 0 }),
        step(3, 180, 240, Refused),
        step(11, 890, 890, Waived(Notification, 1, 1)),
    ]);
}

/// What was judged while the report was withdrawn stands when it is reopened.
#[test]
fn classified_otherwise_while_withdrawn() {
    agree(&[
        step(0, 0, 0, Reported(0)),
        step(1, 55, 55, Withdrawn),
        step(5, 480, 480, Classified(General, 0)),
        step(6, 1975, 1975, ClassWasWrong(Emergency, 1)),
        step(17, 3965, 3965, ClassWasWrong(Important, 2)),
        step(20, 4215, 4215, Reopened),
    ]);
}

/// Both ends of a slot fall on the ends of a hold.
#[test]
fn held_for_exactly_one_slot() {
    agree(&[
        step(0, 0, 0, Reported(0)),
        step(1, 10, 10, Classified(Important, 0)),
        step(2, 20, 20, Arrived(1, TechnicalExpert, 0)),
        step(3, 30, 30, Arrived(2, OnSiteEngineer, 0)),
        step(4, 150, 150, Held(CustomerAskedForLater)),
        step(5, 270, 270, Released(4)),
        step(6, 390, 400, Solved(0)),
    ]);
}
