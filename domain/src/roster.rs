//! Duty rosters (值班表): who acts in a role when, by time. At night somebody is the head of after-sales, and some experts
//! are there (P3.2.a, P3.3.a).

mod close;
mod commands;
mod open;
mod plan;
mod refusal;

pub use close::CloseRoster;
pub use commands::COMMANDS;
pub use open::OpenRoster;
pub use plan::PlanShifts;
pub use refusal::RosterRefusal;

use events_schema::facts::roster::{RosterFact, RosterOpened, Shift};
use events_schema::ids::PersonId;
use events_schema::{Entry, Role, Timestamp};

use crate::command::Aggregate;

/// A roster as it was planned so far.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Roster {
    duty: Option<RosterOpened>,
    shifts: Vec<Shift>,
    closed_at: Option<Timestamp>,
}

impl Roster {
    /// What duty it is; `None` if no roster of this code was ever opened.
    #[must_use]
    pub fn duty(&self) -> Option<&RosterOpened> {
        self.duty.as_ref()
    }

    /// Whether it is planned with.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.duty.is_some() && self.closed_at.is_none()
    }

    /// All shifts, in the order of their beginnings, past ones too.
    #[must_use]
    pub fn shifts(&self) -> &[Shift] {
        &self.shifts
    }

    /// Who has the duty at an instant.
    pub fn on_duty(&self, at: Timestamp) -> impl Iterator<Item = &PersonId> {
        let has_ended = self.closed_at.is_some_and(|closed_at| closed_at <= at);
        let shifts = self.shifts.iter().filter(move |shift| !has_ended && shift.from <= at && at < shift.until);
        shifts.map(|shift| &shift.person)
    }

    /// Whether somebody has the duty at an instant, and acts so in this role.
    #[must_use]
    pub fn puts_in_role(&self, person: &PersonId, role: Role, at: Timestamp) -> bool {
        self.duty.as_ref().is_some_and(|duty| duty.role == role) && self.on_duty(at).any(|id| id == person)
    }

    /// What was planned for a time gives way; a shift that reaches into it is cut.
    fn make_way(&mut self, from: Timestamp, until: Timestamp) {
        let before = |shift: &Shift| Shift { until: shift.until.min(from), ..shift.clone() };
        let after = |shift: &Shift| Shift { from: shift.from.max(until), ..shift.clone() };
        let cut = self.shifts.iter().flat_map(|shift| [before(shift), after(shift)]);
        self.shifts = cut.filter(|shift| shift.from < shift.until).collect();
    }
}

impl Aggregate for Roster {
    type Fact = RosterFact;
    const COLLECTION: &'static str = "rosters";

    fn evolve(&mut self, entry: &Entry<RosterFact>) {
        match &entry.fact {
            RosterFact::Opened(fact) => self.duty = Some(fact.clone()),
            RosterFact::Planned(fact) => {
                self.make_way(fact.from, fact.until);
                self.shifts.extend(fact.shifts.iter().cloned());
                self.shifts.sort_by(|a, b| (a.from, &a.person).cmp(&(b.from, &b.person)));
            }
            RosterFact::Closed(_) => self.closed_at = Some(entry.envelope.recorded_at),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{at, happened, person};
    use events_schema::facts::roster::{RosterClosed, RosterPlanned};

    fn shift(number: &str, from: i64, until: i64) -> Shift {
        Shift { person: person(number), from: at(from), until: at(until) }
    }

    fn planned(from: i64, until: i64, shifts: Vec<Shift>) -> RosterFact {
        RosterPlanned { from: at(from), until: at(until), shifts }.into()
    }

    #[test]
    fn a_new_plan_takes_the_place_of_the_old_one_in_its_time_only() {
        let opened = RosterOpened { title: "值班".parse().unwrap(), role: Role::HeadOfAfterSales };
        let mut roster = Roster::default();
        roster.evolve(&happened(0, opened.into()));
        roster.evolve(&happened(0, planned(0, 100, vec![shift("e5001", 0, 100), shift("e5002", 50, 100)])));
        roster.evolve(&happened(10, planned(20, 60, vec![shift("e4001", 30, 60)])));
        let on_duty = |roster: &Roster, minute| roster.on_duty(at(minute)).map(ToString::to_string).collect::<Vec<_>>();
        for (minute, who) in
            [(-1, vec![]), (0, vec!["e5001"]), (20, vec![]), (30, vec!["e4001"]), (60, vec!["e5001", "e5002"])]
        {
            assert_eq!(on_duty(&roster, minute), who, "{minute}");
        }
        assert!(roster.puts_in_role(&person("e4001"), Role::HeadOfAfterSales, at(59)));
        assert!(!roster.puts_in_role(&person("e4001"), Role::TechnicalExpert, at(59)));
        roster.evolve(&happened(70, RosterClosed {}.into()));
        assert_eq!((on_duty(&roster, 69).len(), on_duty(&roster, 70).len()), (2, 0));
    }
}
