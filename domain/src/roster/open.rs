use events_schema::facts::roster::{RosterFact, RosterOpened};
use events_schema::ids::RosterId;
use events_schema::text::Line;
use events_schema::{CommandId, Role, StreamName};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Roster, RosterRefusal};
use crate::command::Decide;
use crate::context::Context;
use crate::duty::ACTING;
use crate::refusal::Refused;

/// Opens a duty roster (P3.2.a). Whoever is on duty acts in its role, and is told what concerns that role.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OpenRoster {
    /// The code of the roster.
    pub roster: RosterId,
    /// What people call it.
    #[schemars(example = &"售后负责人值班表")]
    pub title: Line,
    /// The role of whoever is on duty.
    #[schemars(extend("examples" = ["head_of_after_sales"]))]
    pub role: Role,
}

impl Decide<Roster> for OpenRoster {
    fn opens(&self, _: CommandId) -> Option<StreamName> {
        Some(self.roster.stream())
    }

    fn decide(&self, state: &Roster, _: &Context<'_>) -> Result<Vec<RosterFact>, Refused> {
        if state.duty().is_some() {
            return Err(RosterRefusal::AlreadyOpened.into());
        }
        if !ACTING.contains(&self.role) {
            return Err(RosterRefusal::NotADuty(self.role).into());
        }
        Ok(vec![RosterOpened { title: self.title.clone(), role: self.role }.into()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::Aggregate;
    use crate::scenario::{as_head, happened, in_context};

    #[test]
    fn refusals_in_order_of_precedence() {
        let opened = |state: &Roster, role| {
            let command = OpenRoster { roster: "night".parse().unwrap(), title: "夜班".parse().unwrap(), role };
            let decided = in_context("roster-night", &as_head(), |cx| command.decide(state, cx));
            decided.map(|facts| facts.len()).map_err(|refusal| refusal.to_string())
        };
        let mut known = Roster::default();
        let fact = RosterOpened { title: "夜班".parse().unwrap(), role: Role::TechnicalExpert };
        known.evolve(&happened(0, fact.into()));
        assert_eq!(opened(&known, Role::Customer), Err(RosterRefusal::AlreadyOpened.to_string()));
        for role in [Role::Customer, Role::System, Role::Supplier, Role::Auditor, Role::Analyst, Role::Administrator] {
            assert_eq!(opened(&Roster::default(), role), Err(RosterRefusal::NotADuty(role).to_string()));
        }
        assert_eq!(opened(&Roster::default(), Role::TechnicalExpert), Ok(1));
    }
}
