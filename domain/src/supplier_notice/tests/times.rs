//! The clocks of a notice: the notice within a day, the response within a day of its receipt, the solution within its own time.

use events_schema::facts::sla_policy::ClockKind::{
    self, SupplierNotice as OfNotice, SupplierResponse, SupplierSolution,
};
use events_schema::facts::supplier_notice::{NoticeClockBreached, NoticeClockWarned};

use super::*;
use crate::clocks::{Clock, ClockState};
use crate::scenario::REFERENCE;

const HOUR: i64 = 60;

fn clock(course: &Course, kind: ClockKind, minute: i64) -> Clock {
    let clocks = course.notice().clocks(at(minute), &REFERENCE).unwrap();
    clocks.into_iter().find(|clock| clock.clock == kind).unwrap()
}

#[track_caller]
fn is(course: &Course, kind: ClockKind, minute: i64, due: Option<i64>, verdict: Option<Verdict>) {
    let clock = clock(course, kind, minute);
    assert_eq!((clock.due_at, clock.verdict), (due.map(at), verdict), "{kind} at {minute}");
}

#[test]
fn the_notice_is_due_a_day_after_the_cause_was_confirmed() {
    let confirmed = Course(sent().0[..2].to_vec());
    is(&confirmed, OfNotice, 24 * HOUR + 10, Some(24 * HOUR + 10), None);
    is(&confirmed, OfNotice, 24 * HOUR + 11, Some(24 * HOUR + 10), Some(Verdict::Breached));
    is(&sent(), OfNotice, 60, Some(24 * HOUR + 10), Some(Verdict::Met));
    let dismissed = confirmed.then(20, &as_inspector(), &dismiss());
    assert!(matches!(clock(&dismissed, OfNotice, 60).state, ClockState::Cancelled { .. }));
}

#[test]
fn the_supplier_has_it_when_that_is_shown_but_never_later_than_it_is_presumed() {
    let presumed = 30 + 60;
    is(&sent(), SupplierResponse, 60, Some(presumed + 24 * HOUR), None);
    let opened = sent().then(40, &as_supplier(), &NoteOpened {});
    is(&opened, SupplierResponse, 60, Some(40 + 24 * HOUR), None);
    let late = sent().then(300, &as_supplier(), &receipt(None, None));
    is(&late, SupplierResponse, 300, Some(presumed + 24 * HOUR), None);
    let shown = late.then(310, &as_lead(), &receipt(Some(50), told()));
    is(&shown, SupplierResponse, 310, Some(50 + 24 * HOUR), None);
}

#[test]
fn the_first_response_counts_and_a_breach_stays_until_another_person_took_late_evidence_into_account() {
    let due = 40 + 24 * HOUR;
    let opened = sent().then(40, &as_supplier(), &NoteOpened {});
    let in_time = opened.clone().then(due, &as_supplier(), &respond(None, None));
    is(
        &in_time.then(due + 60, &as_supplier(), &respond(None, None)),
        SupplierResponse,
        due + 90,
        Some(due),
        Some(Verdict::Met),
    );
    let late = opened.then(due + 30, &as_lead(), &respond(Some(due - 30), told()));
    let clock = clock(&late, SupplierResponse, due + 60);
    assert_eq!((clock.verdict, clock.contested), (Some(Verdict::Breached), Some(Verdict::Met)));
    let reassess = |clock| ReassessClock { clock, grounds: because(), file: None };
    let decide = |course: &Course, actor: &Actor, kind| {
        course.decide(due + 60, actor, &reassess(kind)).map(|facts| facts.len()).map_err(|no| no.to_string())
    };
    let triage = ClockKind::Triage;
    assert_eq!(decide(&late, &as_lead(), triage), Err(No::NoSuchClock(triage).to_string()));
    assert_eq!(decide(&late, &as_head(), OfNotice), Err(No::NothingContested(OfNotice).to_string()));
    assert_eq!(decide(&late, &as_lead(), SupplierResponse), Err(No::Own.to_string()));
    let reassessed = late.then(due + 60, &as_head(), &reassess(SupplierResponse));
    is(&reassessed, SupplierResponse, due + 90, Some(due), Some(Verdict::Met));
}

#[test]
fn what_staff_prove_of_the_time_before_a_notice_was_closed_can_still_be_taken_into_account() {
    let due = 40 + 24 * HOUR;
    let opened = sent().then(40, &as_supplier(), &NoteOpened {});
    let solved = opened.then(due + 60, &as_supplier(), &give(None, None)).then(due + 70, &as_lead(), &accept());
    let closed = solved.then(due + 80, &as_lead(), &CloseNotice { remark: None });
    is(&closed, SupplierResponse, due + 90, Some(due), Some(Verdict::Breached));
    for (minute, on_behalf) in [(due - 30, None), (due + 80, told())] {
        let refused = closed.decide(due + 600, &as_lead(), &respond(Some(minute), on_behalf)).unwrap_err();
        assert_eq!(refused.to_string(), No::NotSent(Stage::Closed).to_string());
    }
    let early = closed.decide(due + 600, &as_lead(), &respond(Some(29), told())).unwrap_err().to_string();
    assert!(early.contains("before the notice was sent"), "{early}");
    assert!(closed.notice().may_date_back(&as_lead(), at(30), at(due)), "however long ago");
    assert!(!sent().notice().may_date_back(&as_lead(), at(30), at(due)));
    let received = closed.clone().then(due + 600, &as_lead(), &receipt(Some(35), told()));
    assert_eq!(clock(&received, SupplierResponse, due + 700).started_at, at(35));
    let proven = closed.then(due + 600, &as_lead(), &respond(Some(due - 30), told()));
    is(&proven, SupplierResponse, due + 700, Some(due), Some(Verdict::Breached));
    let reassess = ReassessClock { clock: SupplierResponse, grounds: because(), file: None };
    let reassessed = proven.then(due + 700, &as_head(), &reassess);
    is(&reassessed, SupplierResponse, due + 800, Some(due), Some(Verdict::Met));
    let withdrawn = reassessed.then(due + 800, &as_head(), &WithdrawNotice { reason: because() });
    is(&withdrawn, SupplierResponse, due + 900, Some(due), Some(Verdict::Met));
}

#[test]
fn a_returned_solution_lets_the_clock_run_on_less_the_time_of_our_review() {
    let opened = sent().then(40, &as_supplier(), &NoteOpened {});
    let due = 40 + 72 * HOUR;
    is(&opened, SupplierSolution, 60, Some(due), None);
    let given = opened.then(48 * HOUR, &as_supplier(), &give(None, None));
    is(&given, SupplierSolution, 90 * HOUR, None, None);
    let returned = given.clone().then(58 * HOUR, &as_inspector(), &send_back());
    is(&returned, SupplierSolution, 60 * HOUR, Some(due + 10 * HOUR), None);
    let late = returned.clone().then(due + 11 * HOUR, &as_supplier(), &give(None, None));
    is(&late, SupplierSolution, due + 12 * HOUR, Some(due + 10 * HOUR), Some(Verdict::Breached));
    let second = returned.then(due + 9 * HOUR, &as_supplier(), &give(None, None));
    let accepted = second.then(due + 30 * HOUR, &as_lead(), &accept());
    is(&accepted, SupplierSolution, due + 40 * HOUR, Some(due + 10 * HOUR), Some(Verdict::Met));
    is(&given.then(90 * HOUR, &as_lead(), &accept()), SupplierSolution, 100 * HOUR, Some(due), Some(Verdict::Met));
}

#[test]
fn the_watch_records_warnings_and_breaches_once() {
    let recorded = |course: &Course, minute| {
        let facts = course.decide(minute, &Actor::system("watch"), &RecordClocks {}).unwrap();
        let of = |fact: SupplierNoticeFact| match fact {
            SupplierNoticeFact::ClockWarned(NoticeClockWarned { clock, threshold, .. }) => (clock, threshold),
            SupplierNoticeFact::ClockBreached(NoticeClockBreached { clock, .. }) => (clock, 100),
            other => panic!("{other:?}"),
        };
        facts.into_iter().map(of).collect::<Vec<_>>()
    };
    let opened = sent().then(40, &as_supplier(), &NoteOpened {});
    assert_eq!(recorded(&opened, 39 + 12 * HOUR), []);
    assert_eq!(recorded(&opened, 40 + 12 * HOUR), [(SupplierResponse, 50)]);
    assert_eq!(opened.notice().next_notice(&REFERENCE).unwrap(), Some(at(40 + 12 * HOUR)));
    let due = 40 + 24 * HOUR;
    let late = opened.then(due + 1, &as_supplier(), &respond(None, None));
    assert_eq!(recorded(&late, due + 2), [(SupplierResponse, 100)], "it was stopped before a watch could warn");
    let mut known = late;
    for fact in known.decide(due + 2, &Actor::system("watch"), &RecordClocks {}).unwrap() {
        known.0.push(crate::scenario::happened(due + 2, fact));
    }
    assert_eq!(recorded(&known, due + 3), []);
    let withdrawn = sent().then(60, &as_head(), &WithdrawNotice { reason: because() });
    assert_eq!(recorded(&withdrawn, 200 * HOUR), []);
}
