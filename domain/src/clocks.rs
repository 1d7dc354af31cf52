//! Clocks: what the history of a ticket and the pinned versions of policy and calendar say about time.
//!
//! A clock is not a counter. It is computed from marks, the moments at which facts start, stop or cancel clocks, sorted by
//! when they happened. The same computation serves the decider, the read model, the watch and the explanation.

mod clock;
mod explain;
mod mark;
mod notices;

pub use clock::{Clock, ClockState, Verdict};
pub use explain::{ExplainedSegment, Explanation, OwnerShare};
pub use mark::{Mark, MarkKind, Marks};

#[cfg(test)]
mod tests {
    use events_schema::facts::sla_policy::ClockKind;
    use events_schema::facts::ticket::TicketFact;
    use events_schema::{Duration, Origin};

    use super::*;
    use crate::scenario::{REFERENCE, assigned, at, attempted, classified, entries, reached, reported, withdrawn};

    /// The marks of these facts, each at its minute.
    fn marks(history: &[(i64, TicketFact)]) -> Marks {
        let mut marks = Marks::default();
        for (mut entry, (minute, _)) in entries(history.iter().map(|(_, fact)| fact.clone())).into_iter().zip(history) {
            entry.envelope.occurred_at = at(*minute);
            entry.envelope.recorded_at = at(*minute);
            marks.apply(&entry);
        }
        marks
    }

    fn clock(marks: &Marks, kind: ClockKind) -> Clock {
        marks.clocks(&REFERENCE).into_iter().find(|clock| clock.clock == kind).unwrap()
    }

    fn verdict(marks: &Marks, kind: ClockKind) -> Option<Verdict> {
        match clock(marks, kind).state {
            ClockState::Stopped { verdict, .. } => Some(verdict),
            ClockState::Running | ClockState::Cancelled { .. } => None,
        }
    }

    #[test]
    fn triage_is_due_an_hour_after_receipt_and_met_at_the_very_hour() {
        let on_time = marks(&[(0, reported()), (60, classified())]);
        assert_eq!(clock(&on_time, ClockKind::Triage).due_at, Some(at(60)));
        assert_eq!(verdict(&on_time, ClockKind::Triage), Some(Verdict::Met));
        assert_eq!(verdict(&marks(&[(0, reported()), (61, classified())]), ClockKind::Triage), Some(Verdict::Breached));
    }

    #[test]
    fn first_contact_runs_from_the_assignment_and_an_attempt_stops_nothing() {
        let tried = marks(&[(0, reported()), (5, classified()), (40, assigned()), (50, attempted())]);
        assert_eq!(clock(&tried, ClockKind::FirstContact).due_at, Some(at(160)));
        assert_eq!(clock(&tried, ClockKind::FirstContact).state, ClockState::Running);
        let called =
            marks(&[(0, reported()), (5, classified()), (40, assigned()), (50, attempted()), (160, reached())]);
        assert_eq!(verdict(&called, ClockKind::FirstContact), Some(Verdict::Met));
    }

    #[test]
    fn what_is_said_after_the_deadline_does_not_undo_the_breach() {
        let mut late = entries([reported(), classified(), assigned(), reached()]);
        late[3].envelope.occurred_at = at(100);
        late[3].envelope.recorded_at = at(200);
        let mut said_later = Marks::default();
        late.iter().for_each(|entry| {
            said_later.apply(entry);
        });
        assert_eq!(verdict(&said_later, ClockKind::FirstContact), Some(Verdict::BreachedOnRecord));
    }

    #[test]
    fn imported_history_is_judged_by_what_it_says_and_warns_nobody() {
        let mut imported = entries([reported(), classified()]);
        for entry in &mut imported {
            entry.envelope.origin =
                Origin::Import { run: events_schema::ids::ImportRun::from_uuid(uuid::Uuid::nil()), unproven: vec![] };
            entry.envelope.recorded_at = at(1_000_000);
        }
        let mut marks = Marks::default();
        imported.iter().for_each(|entry| {
            marks.apply(entry);
        });
        assert_eq!(verdict(&marks, ClockKind::Triage), Some(Verdict::Met));
        assert_eq!(marks.next_notice(&REFERENCE), None);
    }

    #[test]
    fn thresholds_and_breach_are_noticed_in_order_and_once() {
        let waiting = marks(&[(0, reported())]);
        assert_eq!(waiting.next_notice(&REFERENCE), Some(at(30)));
        let notices = waiting.notices(at(61), &REFERENCE);
        let kinds: Vec<_> = notices.iter().map(events_schema::FactSet::kind).collect();
        assert_eq!(kinds, ["clock.warned", "clock.warned", "clock.warned", "clock.breached"]);
        let mut history = vec![(0, reported())];
        history.extend(notices.into_iter().map(|notice| (61, notice)));
        assert_eq!(marks(&history).notices(at(90), &REFERENCE), []);
    }

    #[test]
    fn a_withdrawal_cancels_what_runs_and_leaves_what_was_judged() {
        let gone = marks(&[(0, reported()), (10, classified()), (20, assigned()), (30, withdrawn())]);
        assert_eq!(verdict(&gone, ClockKind::Triage), Some(Verdict::Met));
        assert!(matches!(clock(&gone, ClockKind::FirstContact).state, ClockState::Cancelled { .. }));
        assert_eq!(gone.next_notice(&REFERENCE), None);
    }

    #[test]
    fn the_segments_of_an_explanation_add_up_to_the_target() {
        let waiting = marks(&[(0, reported()), (10, classified()), (20, assigned())]);
        let explanation = waiting.explain(clock(&waiting, ClockKind::FirstContact), at(80), &REFERENCE);
        let counted: Duration = explanation.segments.iter().map(|segment| segment.length).sum();
        assert_eq!((counted, explanation.counted_to_deadline), (explanation.clock.target, explanation.clock.target));
        assert_eq!((explanation.elapsed, explanation.remaining), (Duration::from_hours(1), Duration::from_hours(1)));
    }
}
