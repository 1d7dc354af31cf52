use events_schema::facts::course::CourseKind;
use events_schema::facts::notification_rules::{NotificationRulesFact, Repeat};
use events_schema::facts::ticket::{NotificationAcknowledged, TicketAssigned, TicketClassified, TicketFact};
use events_schema::facts::training_session::{
    Instructor, TrainingSessionCancelled, TrainingSessionFact, TrainingSessionInvited, TrainingSessionPlanned,
};
use events_schema::ids::PersonId;
use events_schema::values::TicketClass;
use events_schema::{Duration, Entry, Position, Revision, Role};

use super::happening::Whom;
use super::*;
use crate::reference::Reference;
use crate::scenario::{closed, entries, reported, withdrawn};

fn course(facts: impl IntoIterator<Item = TicketFact>) -> Course {
    let mut course = Course::default();
    for (position, entry) in entries(facts).into_iter().enumerate() {
        course.apply_ticket(&Entry { position: Some(Position(position as u64)), ..entry });
    }
    course
}

fn classified(class: TicketClass) -> TicketFact {
    TicketClassified { class, grounds: None, issue_type: None, policy_version: 0 }.into()
}

fn acknowledged(role: Role) -> TicketFact {
    NotificationAcknowledged { role }.into()
}

fn told(facts: impl IntoIterator<Item = TicketFact>) -> Vec<(&'static str, Whom, bool)> {
    let reference = Reference::default();
    let told = course(facts).told(&reference).into_iter();
    told.map(|told| (told.kind, told.whom, told.answered_at.is_some())).collect()
}

#[test]
fn those_who_have_to_know_are_told_until_each_has_said_so() {
    let (head, expert) = (Whom::Role(Role::HeadOfAfterSales), Whom::Role(Role::TechnicalExpert));
    let told = told([reported(), classified(TicketClass::Important), acknowledged(Role::TechnicalExpert)]);
    assert_eq!(told, [("ticket.classified", head, false), ("ticket.classified", expert, true)]);
}

#[test]
fn an_emergency_tells_production_too_and_a_withdrawal_ends_it_all() {
    let told = told([reported(), classified(TicketClass::Emergency), withdrawn()]);
    assert_eq!(told.len(), 3);
    assert!(told.iter().all(|(_, _, is_answered)| *is_answered), "{told:?}");
}

#[test]
fn what_is_general_tells_the_group_that_gets_it() {
    let assigned =
        TicketAssigned { group: "starters".parse().unwrap(), group_revision: Revision::FIRST, policy_version: 0 };
    let told = told([reported(), classified(TicketClass::General), assigned.into(), closed()]);
    assert_eq!(told, [("ticket.assigned", Whom::Group("starters".parse().unwrap()), false)]);
}

/// Whoever is invited later hears of it alone, and of what becomes of the session with all others.
#[test]
fn an_invitation_tells_those_whom_it_invites() {
    let [first, second] = ["e3101", "e3102"].map(|person| person.parse::<PersonId>().unwrap());
    let invited =
        |person: &PersonId| TrainingSessionInvited { departments: vec![], participants: vec![person.clone()] };
    let planned = TrainingSessionPlanned {
        course: "diagnosis".parse().unwrap(),
        course_version: 1,
        kind: CourseKind::FaultDiagnosis,
        trainer: Instructor::External { organisation: "培训中心A".parse().unwrap() },
        place: "二号培训教室".parse().unwrap(),
        from: crate::scenario::at(0),
        until: crate::scenario::at(60),
        departments: vec![],
        participants: vec![first.clone()],
        fulfils: None,
    };
    let cancelled = TrainingSessionCancelled { reason: "讲师出差".parse().unwrap() };
    let facts: [TrainingSessionFact; 3] = [planned.into(), invited(&second).into(), cancelled.into()];
    let mut course = Course::default();
    for (position, fact) in (0..).zip(facts) {
        let entry = crate::scenario::happened(0, fact);
        course.apply_session(&Entry { position: Some(Position(position)), ..entry });
    }
    let reference = Reference::default();
    let told: Vec<_> = course.told(&reference).into_iter().map(|told| (told.kind, told.whom)).collect();
    let [first, second] = [first, second].map(Whom::Person);
    assert_eq!(
        told,
        [
            ("training_session.planned", first.clone()),
            ("training_session.invited", second.clone()),
            ("training_session.cancelled", second),
            ("training_session.cancelled", first),
        ]
    );
}

#[test]
fn numbers_grow_with_the_log_and_are_the_same_whenever_they_are_looked_at() {
    let facts = || [reported(), classified(TicketClass::Emergency), acknowledged(Role::ProductionHead)];
    let reference = Reference::default();
    let numbers =
        |count| course(facts().into_iter().take(count)).told(&reference).iter().map(|told| told.number).collect();
    let (before, after): (Vec<u64>, Vec<u64>) = (numbers(2), numbers(3));
    assert_eq!(before, after);
    assert_eq!(before, [4_096, 4_097, 4_098]);
}

/// A rule that names what no fact is called would never tell anybody.
#[test]
fn everything_that_can_be_told_is_a_fact() {
    let known: Vec<&str> = events_schema::facts::catalogue().iter().map(|spec| spec.kind).collect();
    let unknown: Vec<&&str> = TELLABLE.iter().filter(|kind| !known.contains(*kind)).collect();
    assert_eq!(unknown, Vec::<&&str>::new());
}

fn refused(rules: Vec<NotificationRule>, refusal: &NotificationRefusal) {
    let publish = PublishNotificationRules { rules };
    crate::scenario::in_context("notification_rules-after-sales", &crate::scenario::as_head(), |cx| {
        let decided = crate::command::Decide::decide(&publish, &NotificationRules::default(), cx);
        let said = decided.unwrap_err();
        assert_eq!(said.to_string(), refusal.to_string());
    });
}

#[test]
fn refusals_in_order_of_precedence() {
    let rule = || default_rules().rules.remove(0);
    refused(Vec::new(), &NotificationRefusal::RuleCount);
    refused(vec![rule(); 101], &NotificationRefusal::RuleCount);
    refused(vec![rule(), rule()], &NotificationRefusal::Twice("self-service".to_owned()));
    refused(
        vec![NotificationRule { tell: Vec::new(), ..rule() }],
        &NotificationRefusal::Empty("self-service".to_owned()),
    );
    let unknown =
        |kind: &str| NotificationRefusal::UnknownFact { rule: "self-service".to_owned(), kind: kind.to_owned() };
    refused(vec![NotificationRule { on: vec!["ticket.updated".to_owned()], ..rule() }], &unknown("ticket.updated"));
    let until = |kind: &str| Some(Repeat { every: Duration::from_minutes(5), until: vec![kind.to_owned()] });
    refused(vec![NotificationRule { repeat: until("ticket.solved"), ..rule() }], &unknown("ticket.solved"));
    let never = Some(Repeat { every: Duration::from_seconds(59), until: vec!["ticket.closed".to_owned()] });
    refused(
        vec![NotificationRule { repeat: never, ..rule() }],
        &NotificationRefusal::Repetition("self-service".to_owned()),
    );
}

/// The default rules would be taken as they are.
#[test]
fn the_default_rules_pass_their_own_check() {
    let publish = PublishNotificationRules { rules: default_rules().rules };
    crate::scenario::in_context("notification_rules-after-sales", &crate::scenario::as_head(), |cx| {
        let facts = crate::command::Decide::decide(&publish, &NotificationRules::default(), cx).unwrap();
        let [NotificationRulesFact::Published(published)] = &facts[..] else { panic!("{facts:?}") };
        assert_eq!(published.version, 1);
    });
}
