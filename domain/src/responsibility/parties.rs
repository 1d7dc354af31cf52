//! Who has a side in a dispute, and so neither investigates nor concludes it (P4.2.b).

use events_schema::PrincipalId;
use events_schema::facts::responsibility::Party;
use events_schema::ids::PersonId;

use super::{Determination, ResponsibilityRefusal};
use crate::context::Context;

/// Refuses whoever has a side, and whoever acts for somebody who has.
pub(super) fn check_has_no_side(
    person: &PersonId,
    determination: &Determination,
    cx: &Context<'_>,
) -> Result<(), ResponsibilityRefusal> {
    let mut represented = cx.reference.represented_by(person, cx.now).map(|(absent, _)| absent);
    if has_a_side(person, determination, cx) || represented.any(|absent| has_a_side(absent, determination, cx)) {
        return Err(ResponsibilityRefusal::PartyToIt(person.clone()));
    }
    Ok(())
}

/// Whoever is held responsible now or was before, belongs to a department that is, objected, determined it, or concluded a dispute
/// about it before.
fn has_a_side(person: &PersonId, determination: &Determination, cx: &Context<'_>) -> bool {
    let is = |principal: &PrincipalId| matches!(principal, PrincipalId::Person(other) if other == person);
    let employment = cx.reference.employment(person);
    let department = employment.and_then(|employment| employment.department.as_ref());
    let held = determination.shares.iter().map(|of| &of.party).chain(&determination.involved);
    let mut held = held.map(|party| match party {
        Party::Person { person: held, .. } => held == person,
        Party::Department { department: held } => {
            let head = cx.reference.active_department(held).and_then(|charge| charge.head.as_ref());
            department == Some(held) || head == Some(person)
        }
        Party::Supplier { .. } => false,
    });
    held.any(|is_held| is_held)
        || is(&determination.by)
        || determination.objected.iter().chain(&determination.concluded_by).any(is)
}

/// The same of whoever acts.
pub(super) fn check_actor_has_no_side(
    determination: &Determination,
    cx: &Context<'_>,
) -> Result<(), ResponsibilityRefusal> {
    cx.actor.person().map_or(Ok(()), |person| check_has_no_side(person, determination, cx))
}
