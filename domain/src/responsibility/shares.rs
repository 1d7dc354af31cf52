//! Shares of responsibility: whose they may be, and what they add up to (open point 10).

use std::collections::BTreeSet;

use events_schema::facts::responsibility::{Party, ShareOf};

use super::ResponsibilityRefusal;
use crate::context::Context;

/// All of it, in hundredths of a per cent.
const WHOLE: u32 = 10_000;
/// The most that answer for one issue.
const MOST: usize = 50;

/// The shares as the fact has them: a person with his department as the directory has it now.
pub(super) fn checked(shares: &[ShareOf], cx: &Context<'_>) -> Result<Vec<ShareOf>, ResponsibilityRefusal> {
    let sum: u32 = shares.iter().map(|of| u32::from(of.share.hundredths())).sum();
    if shares.is_empty() || shares.len() > MOST || sum != WHOLE {
        return Err(ResponsibilityRefusal::NotTheWhole { hundredths: sum });
    }
    let mut named = Vec::new();
    for ShareOf { party, share } in shares {
        named.push(ShareOf { party: known(party, cx)?, share: *share });
    }
    let parties: BTreeSet<&Party> = named.iter().map(|of| &of.party).collect();
    if parties.len() < named.len() {
        return Err(ResponsibilityRefusal::Twice);
    }
    Ok(named)
}

/// Whoever can be held responsible: a department that there is, a person who was ever here, any supplier.
pub(super) fn known(party: &Party, cx: &Context<'_>) -> Result<Party, ResponsibilityRefusal> {
    match party {
        Party::Department { department } => match cx.reference.active_department(department) {
            Some(_) => Ok(party.clone()),
            None => Err(ResponsibilityRefusal::UnknownDepartment(department.clone())),
        },
        Party::Person { person, .. } => {
            let employment = cx.reference.person(person).and_then(|known| known.is.last_employment());
            let employment = employment.ok_or_else(|| ResponsibilityRefusal::UnknownPerson(person.clone()))?;
            Ok(Party::Person { person: person.clone(), department: employment.department.clone() })
        }
        Party::Supplier { .. } => Ok(party.clone()),
    }
}

/// Whether both mean the same, whatever is filled in of a person.
pub(super) fn is_same(one: &Party, other: &Party) -> bool {
    match (one, other) {
        (Party::Person { person: one, .. }, Party::Person { person: other, .. }) => one == other,
        (one, other) => one == other,
    }
}
