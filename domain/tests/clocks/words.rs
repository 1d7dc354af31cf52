//! What the reference itself has to say, computed by hand from the words of the policy.

use events_schema::facts::sla_policy::ClockKind::{self, FirstContact, Triage};
use events_schema::facts::sla_policy::HoldReason::CustomerAskedForLater;
use events_schema::values::TicketClass::General;
use events_schema::values::Verdict::{self, Breached, Met};

use crate::reference::{Expected, State, expected};
use crate::said::Said::{Assigned, Classified, Held, Reached, Released, Reported};
use crate::said::{RULES, Step, at, entries, imported, step};

fn shown(history: &[Step], horizon: i64) -> Vec<(ClockKind, Option<Verdict>, Option<Verdict>)> {
    let brief = |clock: Expected| (clock.name.0, clock.verdict, clock.contested);
    expected(&entries(history), at(horizon), &RULES).into_iter().map(brief).collect()
}

/// P2.2 and open point 8: what is recorded after the deadline contests the breach and does not undo it, unless it was
/// brought in from a system that knew it in time.
#[test]
fn the_reference_judges_by_what_the_record_showed() {
    let late = [step(0, 0, 0, Reported(0)), step(1, 30, 90, Classified(General, 0))];
    assert_eq!(shown(&late, 90), [(Triage, Some(Breached), Some(Met))]);
    let known = [imported(0, 0, 90, Reported(0)), imported(1, 30, 90, Classified(General, 0))];
    assert_eq!(shown(&known, 90), [(Triage, Some(Met), None)]);
}

/// Open point 3: a customer who asked for later moves the deadline of the first contact by as long.
#[test]
fn the_reference_lets_holds_pause() {
    let history = [
        step(0, 0, 0, Reported(0)),
        step(1, 10, 10, Classified(General, 0)),
        step(2, 20, 20, Assigned(0)),
        step(3, 40, 40, Held(CustomerAskedForLater)),
        step(4, 100, 100, Released(3)),
        step(5, 200, 200, Reached),
    ];
    let clocks = expected(&entries(&history), at(200), &RULES);
    let contact = clocks.iter().find(|clock| clock.name == (FirstContact, 1, 1)).unwrap();
    assert_eq!((contact.due_at, contact.state), (Some(at(200)), State::Stopped(at(200))));
    assert_eq!(contact.verdict, Some(Met));
}

/// The generator never makes a history that has no answer.
#[test]
fn the_reference_knows_an_answer_to_every_history() {
    for seed in 0..200 {
        let history = crate::history::history(seed);
        let last = history.iter().map(|step| step.recorded).max().unwrap();
        let clocks = expected(&entries(&history), at(last + 300), &RULES);
        assert!(clocks.iter().any(|clock| clock.name == (Triage, 1, 1)), "{history:#?}");
    }
}
