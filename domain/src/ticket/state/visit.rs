use events_schema::facts::ticket::TicketFact;
use events_schema::ids::PersonId;
use events_schema::{Entry, Role, Timestamp};

/// Who was sent to the customer, and who has arrived in this episode.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Visit {
    sent: Vec<(PersonId, Role, Timestamp)>,
    arrived: Vec<(PersonId, Role, Timestamp)>,
    /// When this episode began, if it is not the first.
    since: Option<Timestamp>,
}

impl Visit {
    pub(super) fn evolve(&mut self, entry: &Entry<TicketFact>) {
        let at = entry.envelope.occurred_at;
        match &entry.fact {
            TicketFact::StaffDispatched(fact) => {
                self.sent.extend(fact.people.iter().map(|sent| (sent.person.clone(), sent.role, at)));
            }
            // Who is entered as there before this episode was there in an earlier one.
            TicketFact::StaffArrived(fact) if self.since.is_none_or(|since| at >= since) => {
                self.arrived.push((fact.person.clone(), fact.role, at));
            }
            _ => {}
        }
    }

    /// Whoever is sent again arrives again; an arrival of before can still be entered.
    pub(super) fn begin_episode(&mut self, at: Timestamp) {
        self.arrived.clear();
        self.since = Some(at);
    }

    /// When a person was sent first: before that he cannot have arrived.
    #[must_use]
    pub fn dispatched_at(&self, person: &PersonId) -> Option<Timestamp> {
        self.sent.iter().filter(|(sent, ..)| sent == person).map(|(.., at)| *at).min()
    }

    /// As what a person was sent last.
    #[must_use]
    pub fn role_of(&self, person: &PersonId) -> Option<Role> {
        self.sent.iter().rfind(|(sent, ..)| sent == person).map(|(_, role, _)| *role)
    }

    /// When a person arrived in a role.
    #[must_use]
    pub fn arrived_as(&self, person: &PersonId, role: Role) -> Option<Timestamp> {
        self.arrived.iter().find(|(there, as_what, _)| there == person && *as_what == role).map(|(.., at)| *at)
    }

    /// Whether a person has arrived.
    #[must_use]
    pub fn has_arrived(&self, person: &PersonId) -> bool {
        self.arrived.iter().any(|(there, ..)| there == person)
    }

    /// Whether anybody has arrived.
    #[must_use]
    pub fn is_anybody_there(&self) -> bool {
        !self.arrived.is_empty()
    }
}
