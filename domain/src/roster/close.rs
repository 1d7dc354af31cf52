use events_schema::facts::roster::{RosterClosed, RosterFact};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Roster, RosterRefusal};
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;

/// Closes a duty roster: from now on nobody has this duty (P3.2.a).
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CloseRoster {}

impl Decide<Roster> for CloseRoster {
    fn decide(&self, state: &Roster, _: &Context<'_>) -> Result<Vec<RosterFact>, Refused> {
        if state.is_open() {
            return Ok(vec![RosterClosed {}.into()]);
        }
        if state.duty().is_some() { Ok(Vec::new()) } else { Err(RosterRefusal::Closed.into()) }
    }
}
