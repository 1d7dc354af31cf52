use events_schema::facts::ticket::{FollowUpOutcome, TicketFact};
use events_schema::ids::{PersonId, PlanId};
use events_schema::{Entry, EventId, Timestamp};

/// What decisions need of an emergency.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Emergency {
    /// The plan that was started.
    pub plan: Option<ActivePlan>,
    /// Who leads the team.
    pub leader: Option<PersonId>,
    /// Whether everybody on site is safe, in this episode.
    pub is_safe: bool,
    /// What the last follow-up of this episode came to.
    pub follow_up: Option<FollowUpOutcome>,
    /// Requests for parts, tools and people that are not fulfilled.
    pub awaited: Vec<EventId>,
}

/// A plan that was started.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActivePlan {
    /// The plan.
    pub plan: PlanId,
    /// Its version.
    pub version: u32,
    /// Since when.
    pub since: Timestamp,
}

impl Emergency {
    pub(super) fn evolve(&mut self, entry: &Entry<TicketFact>) {
        match &entry.fact {
            TicketFact::PlanActivated(fact) => {
                let (plan, version, since) = (fact.plan.clone(), fact.version, entry.envelope.occurred_at);
                self.plan = Some(ActivePlan { plan, version, since });
            }
            TicketFact::TeamFormed(fact) => self.leader = Some(fact.leader.clone()),
            TicketFact::SafetyConfirmed(_) => self.is_safe = true,
            TicketFact::FollowedUp(fact) => self.follow_up = Some(fact.outcome),
            TicketFact::ResourceRequested(_) => self.awaited.push(entry.id),
            TicketFact::ResourceProvided(fact) => self.awaited.retain(|request| *request != fact.request),
            _ => {}
        }
    }

    /// The plan and its team stay; who comes back to the engine makes sure anew that everybody is safe.
    pub(super) fn begin_episode(&mut self) {
        (self.is_safe, self.follow_up) = (false, None);
    }
}
