use events_schema::facts::roster::{RosterFact, RosterOpened, RosterPlanned, Shift};
use events_schema::{Duration, Role, Timestamp};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Roster, RosterRefusal};
use crate::command::{CLOCK_TOLERANCE, Decide};
use crate::context::Context;
use crate::refusal::Refused;

/// Plans the duties of some time, instead of whatever was planned for it (P3.2.a). Who had a duty in the past stays.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PlanShifts {
    /// From when on; now if absent.
    #[serde(default)]
    pub from: Option<Timestamp>,
    /// Until when; at most 400 days.
    pub until: Timestamp,
    /// Who has the duty when, all within that time; several may have it at once.
    pub shifts: Vec<Shift>,
}

/// The most shifts of one plan.
const MOST: usize = 2_000;

/// A plan of a year, and a bit.
const LONGEST: Duration = Duration::from_hours(400 * 24);

impl Decide<Roster> for PlanShifts {
    fn decide(&self, state: &Roster, cx: &Context<'_>) -> Result<Vec<RosterFact>, Refused> {
        let duty = state.duty().filter(|_| state.is_open()).ok_or(RosterRefusal::Closed)?;
        let from = self.from.unwrap_or(cx.now);
        if from + CLOCK_TOLERANCE < cx.now {
            return Err(RosterRefusal::InThePast(from).into());
        }
        let from = from.max(cx.now);
        if self.until <= from || self.until.since(from) > LONGEST {
            return Err(RosterRefusal::BadTime.into());
        }
        if self.shifts.len() > MOST {
            return Err(RosterRefusal::TooMany(self.shifts.len()).into());
        }
        let mut shifts = Vec::new();
        for shift in &self.shifts {
            let begun = if shift.from + CLOCK_TOLERANCE < from { shift.from } else { shift.from.max(from) };
            let shift = Shift { from: begun, ..shift.clone() };
            check(&shift, (from, self.until), duty, cx)?;
            shifts.push(shift);
        }
        Ok(vec![RosterPlanned { from, until: self.until, shifts }.into()])
    }
}

fn check(
    shift: &Shift,
    (from, until): (Timestamp, Timestamp),
    duty: &RosterOpened,
    cx: &Context<'_>,
) -> Result<(), RosterRefusal> {
    if shift.until <= shift.from || shift.from < from || shift.until > until {
        return Err(RosterRefusal::Outside(shift.clone()));
    }
    let employment = cx.reference.employment(&shift.person);
    let employment = employment.ok_or_else(|| RosterRefusal::UnknownPerson(shift.person.clone()))?;
    if employment.roles.contains(&Role::Auditor) {
        return Err(RosterRefusal::ChangesNothing(shift.person.clone()));
    }
    if !employment.roles.contains(&duty.role) && cx.actor.person() == Some(&shift.person) {
        return Err(RosterRefusal::OwnDuty(duty.role));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::Aggregate;
    use crate::scenario::{as_deputy, as_head, at, happened, in_context, person};
    use events_schema::Actor;

    fn night(role: Role) -> Roster {
        let mut roster = Roster::default();
        roster.evolve(&happened(0, RosterOpened { title: "夜班".parse().unwrap(), role }.into()));
        roster
    }

    fn shift(number: &str, from: i64, until: i64) -> Shift {
        Shift { person: person(number), from: at(from), until: at(until) }
    }

    fn plan(from: Option<i64>, until: i64, shifts: Vec<Shift>) -> PlanShifts {
        PlanShifts { from: from.map(at), until: at(until), shifts }
    }

    fn decided(state: &Roster, by: &Actor, command: &PlanShifts) -> Result<Vec<RosterFact>, String> {
        in_context("roster-night", by, |cx| command.decide(state, cx)).map_err(|refusal| refusal.to_string())
    }

    #[test]
    fn refusals_in_order_of_precedence() {
        let open = night(Role::HeadOfAfterSales);
        let many = vec![shift("e8888", 60, 90); 2_001];
        for (state, command, refusal) in [
            (&Roster::default(), plan(Some(0), 0, many.clone()), RosterRefusal::Closed),
            (&open, plan(Some(0), 0, many.clone()), RosterRefusal::InThePast(at(0))),
            (&open, plan(None, 60, many.clone()), RosterRefusal::BadTime),
            (&open, plan(None, 60 + 400 * 24 * 60 + 1, many.clone()), RosterRefusal::BadTime),
            (&open, plan(None, 90, many), RosterRefusal::TooMany(2_001)),
            (&open, plan(None, 90, vec![shift("e8888", 0, 90)]), RosterRefusal::Outside(shift("e8888", 0, 90))),
            (&open, plan(None, 90, vec![shift("e8888", 60, 91)]), RosterRefusal::Outside(shift("e8888", 60, 91))),
            (&open, plan(None, 90, vec![shift("e8888", 70, 70)]), RosterRefusal::Outside(shift("e8888", 70, 70))),
            (&open, plan(None, 90, vec![shift("e8888", 60, 90)]), RosterRefusal::UnknownPerson(person("e8888"))),
            (&open, plan(None, 90, vec![shift("e9001", 60, 90)]), RosterRefusal::UnknownPerson(person("e9001"))),
        ] {
            assert_eq!(decided(state, &as_head(), &command), Err(refusal.to_string()));
        }
        let own = plan(None, 90, vec![shift("e5002", 60, 90)]);
        let own_duty = RosterRefusal::OwnDuty(Role::HeadOfAfterSales).to_string();
        assert_eq!(decided(&open, &as_deputy(), &own), Err(own_duty));
    }

    #[test]
    fn a_plan_begins_now_and_one_may_plan_oneself_for_what_one_is() {
        let own = plan(Some(59), 90, vec![shift("e5001", 59, 90)]);
        let facts = decided(&night(Role::HeadOfAfterSales), &as_head(), &own).unwrap();
        let planned = RosterPlanned { from: at(60), until: at(90), shifts: vec![shift("e5001", 60, 90)] };
        assert_eq!(facts, [planned.into()]);
        let nobody = plan(None, 90, Vec::new());
        assert_eq!(decided(&night(Role::HeadOfAfterSales), &as_head(), &nobody).map(|facts| facts.len()), Ok(1));
    }
}
