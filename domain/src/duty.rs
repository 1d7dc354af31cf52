//! Who acts for whom: superiors, deputies, and the second pair of eyes. Everything by the directory at the time in question,
//! and past people who have left, so that nothing waits for them.

use events_schema::ids::PersonId;
use events_schema::{Actor, PrincipalId, Role, Timestamp};

use crate::context::Context;
use crate::reference::Reference;

/// Whoever did something, himself and the one for whom he did it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Party {
    by: PrincipalId,
    on_behalf_of: Option<PrincipalId>,
}

impl Party {
    /// Whether an actor is the same person, or acts for the same one.
    #[must_use]
    pub fn is(&self, actor: &Actor) -> bool {
        let ours = [Some(&self.by), self.on_behalf_of.as_ref()];
        let theirs = [Some(&actor.id), actor.on_behalf_of.as_ref()];
        ours.into_iter().flatten().any(|one| theirs.into_iter().flatten().any(|other| one == other))
    }

    /// Whether it is this person, or somebody who acts for him.
    #[must_use]
    pub fn is_person(&self, person: &PersonId) -> bool {
        let ours = [Some(&self.by), self.on_behalf_of.as_ref()];
        ours.into_iter().flatten().any(|one| *one == PrincipalId::Person(person.clone()))
    }

    /// Whoever did it, by hand.
    #[must_use]
    pub fn principal(&self) -> &PrincipalId {
        &self.by
    }
}

impl From<&Actor> for Party {
    fn from(actor: &Actor) -> Self {
        Self { by: actor.id.clone(), on_behalf_of: actor.on_behalf_of.clone() }
    }
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
pub(crate) fn is_superior(of: &Party, cx: &Context<'_>) -> bool {
    if of.is(cx.actor) {
        return false;
    }
    if cx.actor.role == Role::HeadOfAfterSales {
        return true;
    }
    let (PrincipalId::Person(person), Some(actor)) = (&of.by, cx.actor.person()) else { return false };
    let represented: Vec<&PersonId> = cx.reference.represented_by(actor, cx.now).map(|(absent, _)| absent).collect();
    cx.reference.superiors(person).any(|superior| superior == actor || represented.contains(&superior))
}
