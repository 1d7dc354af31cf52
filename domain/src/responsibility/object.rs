use events_schema::Role;
use events_schema::facts::responsibility::{ObjectionRaised, Party, ResponsibilityFact};
use events_schema::text::Paragraph;
use events_schema::values::OnBehalf;
use schemars::JsonSchema;
use serde::Deserialize;

use super::shares::is_same;
use super::{Responsibility, ResponsibilityRefusal, Stage};
use crate::command::Decide;
use crate::context::Context;
use crate::duty::{acts_as, capacity, speaks_for_department};
use crate::refusal::Refused;

/// Objects to a determination, as whoever is held responsible (P4.1): a person for himself, the head for a
/// department, or anybody of it while it has none, staff for a supplier who said so. Then quality control investigates.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Object {
    /// For whom.
    pub party: Party,
    /// Why.
    #[schemars(example = &"该批次由其他班组装配")]
    pub grounds: Paragraph,
    /// How a supplier said so, and where that can be looked up.
    #[serde(default)]
    pub on_behalf: Option<OnBehalf>,
}

impl Decide<Responsibility> for Object {
    fn decide(&self, state: &Responsibility, cx: &Context<'_>) -> Result<Vec<ResponsibilityFact>, Refused> {
        let determination = state.determination.as_ref().ok_or(ResponsibilityRefusal::NothingDetermined)?;
        let held = determination.shares.iter().map(|of| &of.party).find(|party| is_same(party, &self.party));
        let party = held.ok_or_else(|| ResponsibilityRefusal::NotHeld(self.party.clone()))?;
        check_speaks_for(party, self.on_behalf.as_ref(), cx)?;
        match state.stage {
            // Whoever else is held responsible may join a dispute for as long as it goes on.
            Stage::Disputed => {}
            Stage::Final if cx.at <= determination.objections_until => {
                return Err(ResponsibilityRefusal::Concluded.into());
            }
            Stage::Provisional if determination.was_heard(party) => return Err(ResponsibilityRefusal::Concluded.into()),
            Stage::Provisional if cx.at <= determination.objections_until => {}
            _ => return Err(ResponsibilityRefusal::TooLate(determination.objections_until).into()),
        }
        if determination.objections.iter().any(|known| is_same(&known.party, party)) {
            return Ok(Vec::new());
        }
        Ok(vec![
            ObjectionRaised {
                determination: determination.said_by(),
                party: party.clone(),
                grounds: self.grounds.clone(),
                on_behalf: self.on_behalf.clone(),
            }
            .into(),
        ])
    }
}

/// A person speaks for himself, the head for his department, each also through who acts for them; a supplier through those
/// who deal with him.
fn check_speaks_for(
    party: &Party,
    on_behalf: Option<&OnBehalf>,
    cx: &Context<'_>,
) -> Result<(), ResponsibilityRefusal> {
    let speaks = match party {
        Party::Person { person, .. } => acts_as(person, cx),
        Party::Department { department } => speaks_for_department(department, cx),
        Party::Supplier { .. } => {
            let may = [Role::QualityEngineer, Role::HeadOfAfterSales];
            capacity(cx.actor, &may, cx.reference, cx.now).is_some()
        }
    };
    if !speaks {
        return Err(ResponsibilityRefusal::NotTheirs(party.clone()));
    }
    match (party, on_behalf) {
        (Party::Supplier { .. }, None) => Err(ResponsibilityRefusal::NoReference),
        (Party::Supplier { .. }, Some(_)) | (Party::Person { .. } | Party::Department { .. }, _) => Ok(()),
    }
}
