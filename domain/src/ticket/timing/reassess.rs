//! What was recorded late speaks against a verdict: that is noted at once, and waits for another person (open point 8).

use events_schema::facts::ticket::{ReassessmentOpened, TicketFact};
use events_schema::values::Verdict;
use events_schema::{Entry, Envelope, EventId, Revision};

use crate::clocks::{Clock, ClockId, Marks};
use crate::command::Aggregate;
use crate::context::Context;
use crate::duty::behind;
use crate::refusal::Refused;
use crate::ticket::Ticket;

/// The reassessments that facts open which are about to be recorded: of each clock whose verdict they contest, and whose
/// verdict was not contested so before.
pub(in crate::ticket) fn reassessments(
    ticket: &Ticket,
    facts: &[TicketFact],
    cx: &Context<'_>,
) -> Result<Vec<TicketFact>, Refused> {
    // An import is judged by what it says.
    if cx.origin.is_import() || !facts.iter().any(Marks::concern) {
        return Ok(Vec::new());
    }
    let mut after = ticket.clone();
    for (index, fact) in (0..).zip(facts) {
        after.evolve(&about_to_be_recorded(index, fact, cx));
    }
    // Nothing can be contested while everything was recorded as it happened.
    if after.marks == ticket.marks || after.marks.always_known() {
        return Ok(Vec::new());
    }
    let author = match facts {
        [TicketFact::EntryMovedIn(moved), ..] => &moved.author,
        _ => cx.actor,
    };
    let author = behind(author);
    let before = contested(&ticket.clocks(cx)?);
    let opened = after.clocks(cx)?.into_iter().filter_map(|clock| {
        let ClockId { clock: kind, episode, number } = clock.id();
        let (stands, claimed) = (clock.verdict?, clock.contested?);
        let is_new = !before.contains(&(clock.id(), claimed));
        let (evidence, evidence_by) = (EventId::of(cx.command, 0), author.clone());
        is_new
            .then(|| ReassessmentOpened { clock: kind, episode, number, stands, claimed, evidence, evidence_by }.into())
    });
    Ok(opened.collect())
}

fn contested(clocks: &[Clock]) -> Vec<(ClockId, Verdict)> {
    clocks.iter().filter_map(|clock| Some((clock.id(), clock.contested?))).collect()
}

/// A fact as an entry, before it has a place.
fn about_to_be_recorded(index: usize, fact: &TicketFact, cx: &Context<'_>) -> Entry<TicketFact> {
    let envelope = Envelope {
        occurred_at: cx.at,
        recorded_at: cx.now,
        actor: cx.actor.clone(),
        command: cx.command,
        causation: None,
        correlation: cx.command,
        fingerprint: None,
        origin: cx.origin.clone(),
        trace: None,
        previous: None,
    };
    // It comes behind everything that stands there.
    let revision = Revision(u64::MAX / 2 + index as u64);
    Entry { position: None, id: EventId::of(cx.command, index), revision, envelope, fact: fact.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{
        actor, as_lead, assigned, at, change_proposed, classified, emergency, entries, event, given, given_entries,
        important, new_event, reached, reported,
    };
    use crate::ticket::{ApproveClassChange, Correct, PlaceHold, ReachCustomer, Retract};
    use events_schema::facts::sla_policy::{ClockKind, HoldReason};
    use events_schema::values::{ContactMethod, TicketClass};
    use events_schema::{Actor, Role};

    const CLOCK: (ClockKind, u32, u32) = (ClockKind::FirstContact, 1, 1);

    fn history() -> Vec<TicketFact> {
        vec![reported(), classified(), assigned()]
    }

    fn reach(minute: Option<i64>) -> ReachCustomer {
        ReachCustomer { reached_at: minute.map(at), method: Some(ContactMethod::Phone), summary: None }
    }

    fn opened(clock: (ClockKind, u32, u32), stands: Verdict, claimed: Verdict) -> TicketFact {
        opened_by(actor(Role::SupportEngineer), clock, stands, claimed)
    }

    fn opened_by(
        author: Actor,
        (clock, episode, number): (ClockKind, u32, u32),
        stands: Verdict,
        claimed: Verdict,
    ) -> TicketFact {
        let evidence = new_event();
        ReassessmentOpened { clock, episode, number, stands, claimed, evidence, evidence_by: author.id }.into()
    }

    /// `policy.md`, open point 8.
    #[test]
    fn what_says_late_that_it_was_in_time_is_looked_at_by_another_person() {
        let facts = given(history()).at_minute(200).when(&reach(Some(100))).facts();
        assert_eq!(facts, [reached(), opened(CLOCK, Verdict::Breached, Verdict::Met)]);
    }

    #[test]
    fn what_is_recorded_in_time_or_came_late_contests_nothing() {
        assert_eq!(given(history()).at_minute(110).when(&reach(Some(100))).facts(), [reached()]);
        assert_eq!(given(history()).at_minute(200).when(&reach(None)).facts(), [reached()]);
        assert_eq!(given(history()).at_minute(200).when(&reach(Some(150))).facts(), [reached()]);
    }

    #[test]
    fn an_import_is_judged_by_what_it_says() {
        assert_eq!(given(history()).imported().at_minute(200).when(&reach(Some(100))).facts(), [reached()]);
    }

    #[test]
    fn the_same_is_not_opened_twice() {
        let facts = given(history()).at_minute(200).when(&reach(Some(100))).facts();
        let mut again = entries(history().into_iter().chain(facts));
        for entry in &mut again[3..] {
            (entry.envelope.occurred_at, entry.envelope.recorded_at) = (at(100), at(200));
        }
        assert_eq!(given_entries(again).at_minute(210).when(&reach(Some(90))).facts(), [reached()]);
    }

    #[test]
    fn a_retraction_and_a_correction_speak_against_a_verdict_too() {
        let mut called = entries(history().into_iter().chain([reached()]));
        (called[3].envelope.occurred_at, called[3].envelope.recorded_at) = (at(100), at(100));
        let retract = Retract { event: event(3), reason: "另一工单".parse().unwrap() };
        let facts = given_entries(called.clone()).at_minute(200).when(&retract).facts();
        assert_eq!(facts[1..], [opened(CLOCK, Verdict::Met, Verdict::Breached)]);
        (called[3].envelope.occurred_at, called[3].envelope.recorded_at) = (at(122), at(122));
        let set = serde_json::Map::new();
        let (event, reason) = (event(2), "时间有误".parse().unwrap());
        let correct = Correct { event, set, happened_at: Some(at(1)), reason };
        let facts = given_entries(called).at_minute(200).when(&correct).facts();
        assert_eq!(facts[1..], [opened(CLOCK, Verdict::Met, Verdict::Breached)]);
    }

    /// A change of class counts from when the situation changed, also where that was before a deadline that has passed since.
    #[test]
    fn a_change_of_class_that_is_approved_after_the_deadline_waits_for_a_second_look() {
        let changed = [reported(), emergency(), change_proposed(TicketClass::Important)];
        let approve = ApproveClassChange { request: event(2) };
        let facts = given(changed).at_minute(90).by(as_lead()).when(&approve).facts();
        let arrival = (ClockKind::ArrivalEmergency, 1, 1);
        assert!(facts.contains(&opened_by(as_lead(), arrival, Verdict::Breached, Verdict::Void)), "{facts:?}");
        let in_time = [reported(), important(), change_proposed(TicketClass::Emergency)];
        assert_eq!(given(in_time).at_minute(4).by(as_lead()).when(&approve).facts().len(), 1);
    }

    /// `policy.md`, open points 3 and 8.
    #[test]
    fn a_hold_that_is_dated_back_over_a_deadline_undoes_nothing() {
        let (reason, since) = (HoldReason::CustomerAskedForLater, Some(at(10)));
        let hold = PlaceHold { since, reason, explanation: None, expected_until: None };
        let facts = given(history()).at_minute(123).when(&hold).facts();
        let mut waiting = entries(history().into_iter().chain(facts));
        (waiting[3].envelope.occurred_at, waiting[3].envelope.recorded_at) = (at(10), at(123));
        let facts = given_entries(waiting).at_minute(300).when(&reach(None)).facts();
        assert_eq!(facts[1..], [opened(CLOCK, Verdict::Breached, Verdict::Met)], "though nothing is dated back now");
    }
}
