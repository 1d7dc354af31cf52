//! Who acts for whom: superiors, deputies, and the second pair of eyes. Everything by the directory at the time in question,
//! and past people who have left, so that nothing waits for them.

use events_schema::ids::PersonId;
use events_schema::{Actor, PrincipalId, Role, Timestamp};

use crate::context::Context;
use crate::reference::Reference;

/// Whether somebody else than this actor did it: the second pair of eyes. A deputy is another person than the one for whom
/// he acts, also where that one asked (`policy.md`, open point 2).
pub(crate) fn is_another(principal: &PrincipalId, cx: &Context<'_>) -> bool {
    cx.actor.id != *principal
}

/// An actor in a role that may: his own, or that of somebody for whom he acts now.
pub(crate) fn capacity(actor: &Actor, may: &[Role], reference: &Reference, now: Timestamp) -> Option<Actor> {
    if may.contains(&actor.role) {
        return Some(actor.clone());
    }
    let person = actor.person()?;
    let represented = reference.represented_by(person, now);
    let mut capacities = represented.filter_map(|(absent, employment)| {
        let role = employment.roles.iter().find(|role| may.contains(role))?;
        Some((absent, *role))
    });
    let (absent, role) = capacities.next()?;
    Some(Actor { role, on_behalf_of: Some(PrincipalId::Person(absent.clone())), ..actor.clone() })
}

/// 上级: somebody above the other in the directory, somebody who acts for such a one, or the head of after-sales.
pub(crate) fn is_superior(of: &PrincipalId, cx: &Context<'_>) -> bool {
    if !is_another(of, cx) {
        return false;
    }
    if cx.actor.role == Role::HeadOfAfterSales {
        return true;
    }
    let (PrincipalId::Person(person), Some(actor)) = (of, cx.actor.person()) else { return false };
    let represented: Vec<&PersonId> = cx.reference.represented_by(actor, cx.now).map(|(absent, _)| absent).collect();
    cx.reference.superiors(person).any(|superior| superior == actor || represented.contains(&superior))
}
