use events_schema::Role;
use events_schema::facts::responsibility::{InvestigationOpened, ResponsibilityFact};
use events_schema::ids::PersonId;
use schemars::JsonSchema;
use serde::Deserialize;

use super::parties::{check_actor_has_no_side, check_has_no_side};
use super::{Responsibility, ResponsibilityRefusal};
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;

/// Opens the investigation of a dispute, led by quality control (P4.2.b). Nobody who is party to it investigates: nobody who is
/// held responsible or belongs to a department that is, who objected, or who determined it.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OpenInvestigation {
    /// Who leads it, of quality control.
    pub lead: PersonId,
    /// Who else investigates.
    #[serde(default)]
    pub members: Vec<PersonId>,
}

/// The most people who investigate.
const MOST: usize = 20;

impl Decide<Responsibility> for OpenInvestigation {
    fn decide(&self, state: &Responsibility, cx: &Context<'_>) -> Result<Vec<ResponsibilityFact>, Refused> {
        let determination = state.disputed()?;
        check_actor_has_no_side(determination, cx)?;
        if self.members.len() > MOST {
            return Err(ResponsibilityRefusal::Attendees.into());
        }
        let lead = cx.reference.employment(&self.lead);
        if !lead.is_some_and(|employment| employment.roles.contains(&Role::QualityEngineer)) {
            return Err(ResponsibilityRefusal::NotQualityControl(self.lead.clone()).into());
        }
        for person in std::iter::once(&self.lead).chain(&self.members) {
            if !cx.reference.works_here(person) {
                return Err(ResponsibilityRefusal::UnknownPerson(person.clone()).into());
            }
            check_has_no_side(person, determination, cx)?;
        }
        let same = |known: &super::Investigation| known.lead == self.lead && known.members == self.members;
        if determination.investigation.as_ref().is_some_and(same) {
            return Ok(Vec::new());
        }
        Ok(vec![InvestigationOpened { lead: self.lead.clone(), members: self.members.clone() }.into()])
    }
}
