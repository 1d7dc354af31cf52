use events_schema::facts::ticket::{EntryMovedIn, Replacement, TicketFact};
use events_schema::ids::TicketId;
use events_schema::{Actor, EventId, Timestamp};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;
use crate::ticket::Ticket;

/// Takes in an entry that was moved here from the ticket on which it had been recorded. The program sends it when that happened.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReceiveEntry {
    /// The ticket on which it was recorded.
    pub from: TicketId,
    /// The event there.
    pub moved: EventId,
    /// What it says.
    pub fact: Replacement,
    /// When it happened.
    pub happened_at: Timestamp,
    /// Who had recorded it.
    pub author: Actor,
}

impl Decide<Ticket> for ReceiveEntry {
    fn happened_at(&self) -> Option<Timestamp> {
        Some(self.happened_at)
    }

    fn decide(&self, ticket: &Ticket, _: &Context<'_>) -> Result<Vec<TicketFact>, Refused> {
        ticket.intake()?;
        // The program looks for the ticket that goes on, and tries again where that was merged meanwhile.
        ticket.not_merged()?;
        let (from, moved, fact, author) = (self.from, self.moved, self.fact.clone(), self.author.clone());
        Ok(vec![EntryMovedIn { from, moved, fact, author }.into()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clocks::ClockState;
    use crate::command::{Aggregate, Inadmissible};
    use crate::scenario::{
        REFERENCE, actor, as_lead, assigned, at, classified, entries, entry, event, given, given_entries, merged,
        reached, reported, ticket, ticket_id,
    };
    use crate::ticket::{Retract, TicketRefusal};
    use events_schema::Role;
    use events_schema::facts::sla_policy::ClockKind;
    use events_schema::facts::ticket::EntryMovedOut;
    use events_schema::values::Verdict;

    fn receive(minute: i64) -> ReceiveEntry {
        let (from, moved, fact) = (ticket_id(2), event(3), Replacement(Box::new(reached())));
        ReceiveEntry { from, moved, fact, happened_at: at(minute), author: as_lead() }
    }

    fn history() -> Vec<TicketFact> {
        vec![reported(), classified(), assigned()]
    }

    fn moved_in() -> TicketFact {
        let (from, moved, fact) = (ticket_id(2), event(3), Replacement(Box::new(reached())));
        EntryMovedIn { from, moved, fact, author: as_lead() }.into()
    }

    fn moved_out() -> TicketFact {
        EntryMovedOut {
            moved: event(3),
            to: ticket_id(2),
            fact: Replacement(Box::new(reached())),
            happened_at: at(3),
            author: as_lead(),
            reason: "另一工单".parse().unwrap(),
        }
        .into()
    }

    fn first_contact(ticket: &Ticket) -> (ClockState, Option<Verdict>) {
        let clocks = ticket.marks().clocks(at(10), &REFERENCE).unwrap();
        let clock = clocks.into_iter().find(|clock| clock.clock == ClockKind::FirstContact).unwrap();
        (clock.state, clock.verdict)
    }

    #[test]
    fn only_the_program_passes_entries_on_however_old_they_are() {
        let (command, role) = ("receive-entry", Role::HotlineAgent);
        let hotline = given(history()).by_the_table(command);
        hotline.when(&receive(3)).refused(&Inadmissible::NotPermitted { command, role, may: &[Role::System] });
        given([]).when(&receive(3)).refused(&TicketRefusal::NotReported);
        let merged = given([reported(), merged()]).by_the_table(command).by(Actor::system("reactions"));
        merged.when(&receive(3)).refused(&TicketRefusal::Merged(ticket_id(0)));
        let program = given(history()).by_the_table(command).by(Actor::system("reactions")).at_minute(8000);
        let facts = program.when(&receive(3)).facts();
        assert_eq!(facts[0], moved_in());
        assert!(matches!(facts[1..], [TicketFact::ReassessmentOpened(_)]), "{facts:?}");
    }

    #[test]
    fn an_entry_counts_where_it_was_moved_to_and_no_longer_where_it_was() {
        let source = ticket(entries(history().into_iter().chain([reached(), moved_out()])));
        assert_eq!(source.entry(event(3)), None);
        assert_eq!(first_contact(&source), (ClockState::Running, None));
        let target = ticket(entries(history().into_iter().chain([moved_in()])));
        assert_eq!(first_contact(&target), (ClockState::Stopped { at: at(3), by: event(3) }, Some(Verdict::Met)));
        let there = target.entry(event(3)).unwrap();
        assert_eq!((&there.fact, &there.envelope.actor), (&reached(), &as_lead()));
    }

    #[test]
    fn an_entry_that_was_moved_here_is_retracted_like_any_other() {
        let target = entries(history().into_iter().chain([moved_in()]));
        let retract = Retract { event: event(3), reason: "误录".parse().unwrap() };
        let facts = given_entries(target.clone()).at_minute(60).when(&retract).facts();
        let mut without = ticket(&target);
        without.evolve(&entry(4, facts[0].clone()));
        assert_eq!(first_contact(&without), (ClockState::Running, None));
    }

    /// `policy.md`, open point 8: whoever recorded the evidence does not change the verdict by it.
    #[test]
    fn nobody_changes_a_verdict_by_an_entry_of_his_own_that_was_moved() {
        let program = given(history()).by(Actor::system("reactions")).at_minute(8000);
        let facts = program.when(&receive(3)).facts();
        let mut later = entries(history().into_iter().chain(facts));
        for entry in &mut later[3..] {
            entry.envelope.recorded_at = at(8000);
            entry.envelope.actor = Actor::system("reactions");
        }
        let TicketFact::ReassessmentOpened(opened) = &mut later[4].fact else { panic!("{later:?}") };
        opened.evidence = event(3);
        let approve = crate::ticket::ApproveReassessment { request: event(4), grounds: "录音".parse().unwrap() };
        let own = crate::ticket::RequestRefusal::OwnRequest(crate::ticket::RequestKind::Reassessment);
        given_entries(later.clone()).at_minute(8010).by(as_lead()).when(&approve).refused(&own);
        for entry in &mut later[3..] {
            entry.envelope.actor.on_behalf_of = Some(actor(Role::SupportLead).id);
        }
        let mover = given_entries(later).at_minute(8010).by(actor(Role::SupportLead));
        mover.when(&approve).refused(&own);
    }
}
