//! What was recorded late speaks against a verdict: that is noted at once, and waits for another person (open point 8).

use events_schema::facts::ticket::{ReassessmentOpened, TicketFact};
use events_schema::values::Verdict;
use events_schema::{Entry, Envelope, EventId, Revision};

use crate::clocks::{Clock, ClockId, Marks};
use crate::command::Aggregate;
use crate::context::Context;
use crate::refusal::Refused;
use crate::ticket::Ticket;

/// The reassessments that facts open which are about to be recorded: of each clock whose verdict they contest, and whose
/// verdict was not contested so before.
pub(in crate::ticket) fn reassessments(
    ticket: &Ticket,
    facts: &[TicketFact],
    cx: &Context<'_>,
) -> Result<Vec<TicketFact>, Refused> {
    // What is recorded as it happens can contest nothing, and an import is judged by what it says.
    let is_late = cx.at < cx.now || facts.iter().any(TicketFact::is_amendment);
    if !is_late || cx.origin.is_import() || !facts.iter().any(Marks::concern) {
        return Ok(Vec::new());
    }
    let before = contested(&ticket.clocks(cx)?);
    let mut after = ticket.clone();
    for (index, fact) in (0..).zip(facts) {
        after.evolve(&about_to_be_recorded(index, fact, cx));
    }
    let opened = after.clocks(cx)?.into_iter().filter_map(|clock| {
        let ClockId { clock: kind, episode, number } = clock.id();
        let (stands, claimed) = (clock.verdict?, clock.contested?);
        let is_new = !before.contains(&(clock.id(), claimed));
        let evidence = EventId::of(cx.command, 0);
        is_new.then(|| ReassessmentOpened { clock: kind, episode, number, stands, claimed, evidence }.into())
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
