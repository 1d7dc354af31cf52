use events_schema::Role;
use events_schema::facts::responsibility::{InvestigationOpened, ResponsibilityFact};
use events_schema::ids::PersonId;
use schemars::JsonSchema;
use serde::Deserialize;

use super::parties::{check_actor_has_no_side, check_has_no_side};
use super::{Determination, Responsibility, ResponsibilityRefusal};
use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;

/// Opens the investigation of a dispute, led by quality control (P4.2.b). Nobody who is party to it investigates: nobody who is
/// held responsible or belongs to a department that is, who objected, who determined it or concluded a dispute about it before, or who
/// acts for one of these.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OpenInvestigation {
    /// Who leads it, of quality control; where everybody of it has a side, somebody else whom management names.
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
        let is_named = cx.actor.role == Role::Management && !quality_control_could_lead(determination, cx);
        if !is_of_quality_control(&self.lead, cx) && !is_named {
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

fn is_of_quality_control(person: &PersonId, cx: &Context<'_>) -> bool {
    cx.reference.employment(person).is_some_and(|employment| employment.roles.contains(&Role::QualityEngineer))
}

/// Whether anybody of quality control has no side in it.
fn quality_control_could_lead(determination: &Determination, cx: &Context<'_>) -> bool {
    let mut people = cx.reference.directory().people.keys();
    people.any(|person| is_of_quality_control(person, cx) && check_has_no_side(person, determination, cx).is_ok())
}
