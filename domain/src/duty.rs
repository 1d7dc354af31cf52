//! Who acts for whom: superiors, deputies, and the second pair of eyes. Everything by the directory at the time in question,
//! and past people who have left, so that nothing waits for them.

use events_schema::ids::PersonId;
use events_schema::{Actor, PrincipalId, Role, Timestamp};

use crate::context::Context;
use crate::person::Employment;
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
    let represented = cx.reference.represented_by(actor, cx.now).filter(|(absent, _)| !of.is_person(absent));
    let represented: Vec<(&PersonId, &Employment)> = represented.collect();
    let acts_for = |superior: &PersonId| represented.iter().any(|(absent, _)| *absent == superior);
    represented.iter().any(|(_, employment)| employment.roles.contains(&Role::HeadOfAfterSales))
        || cx.reference.superiors(person).any(|superior| superior == actor || acts_for(superior))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{
        REFERENCE, as_deputy, as_engineer, as_engineer_of_nobody, as_expert, as_head, as_lead, as_lead_of_others, at,
        in_context,
    };
    use events_schema::Channel;

    fn program() -> Actor {
        Actor::new("system-importer".parse().unwrap(), Role::SupportEngineer, Channel::Import)
    }

    fn for_head(actor: Actor) -> Actor {
        Actor { on_behalf_of: Some(as_head().id), ..actor }
    }

    fn stands_above(actor: &Actor, author: &Actor) -> bool {
        in_context("ticket-00000000-0000-0000-0000-000000000001", actor, |cx| is_superior(&Party::from(author), cx))
    }

    #[test]
    fn a_party_is_who_did_it_and_for_whom() {
        let deputy = Party::from(&for_head(as_deputy()));
        for (actor, is_same) in [
            (as_deputy(), true),
            (as_head(), true),
            (for_head(as_expert()), true),
            (Actor { role: Role::Trainer, ..as_head() }, true),
            (as_expert(), false),
            (program(), false),
        ] {
            assert_eq!(deputy.is(&actor), is_same, "{actor:?}");
        }
        let named = ["e5002", "e5001", "e4001"].map(|number| deputy.is_person(&number.parse().unwrap()));
        assert_eq!(named, [true, true, false]);
        assert_eq!(deputy.principal(), &as_deputy().id);
    }

    #[test]
    fn everybody_acts_in_his_own_role_or_else_for_whom_he_stands_in() {
        let heads: &'static [Role] = &[Role::HeadOfAfterSales];
        let capacity = |actor: &Actor, may, minute| capacity(actor, may, &REFERENCE, at(minute));
        assert_eq!(capacity(&as_head(), heads, 60), Some(as_head()));
        let acting = Actor { role: Role::HeadOfAfterSales, ..for_head(as_deputy()) };
        assert_eq!(capacity(&as_deputy(), heads, 60), Some(acting));
        let own_role = &[Role::QualityEngineer, Role::HeadOfAfterSales];
        assert_eq!(capacity(&as_deputy(), own_role, 60), Some(as_deputy()));
        for minute in [-61, 30_000] {
            assert_eq!(capacity(&as_deputy(), heads, minute), None, "{minute}");
        }
        for nobody in [as_expert(), program()] {
            assert_eq!(capacity(&nobody, heads, 60), None);
        }
    }

    #[test]
    fn superiors_are_those_above_in_the_directory_and_the_head() {
        for (actor, author, is_above) in [
            (as_lead(), as_engineer(), true),
            (as_lead_of_others(), as_engineer(), false),
            (as_head(), as_engineer(), true),
            (as_engineer(), as_lead(), false),
            (as_head(), as_head(), false),
            (as_expert(), for_head(as_expert()), false),
            (as_head(), for_head(as_expert()), false),
            (as_lead(), program(), false),
            (as_head(), program(), true),
        ] {
            assert_eq!(stands_above(&actor, &author), is_above, "{actor:?} above {author:?}");
        }
    }

    #[test]
    fn a_superior_who_has_left_stands_in_the_line_and_his_deputy_acts_for_him() {
        assert!(stands_above(&as_lead_of_others(), &as_engineer_of_nobody()), "above the one who has left");
        assert!(stands_above(&as_lead(), &as_engineer_of_nobody()), "for the one who has left");
        assert!(!stands_above(&as_lead(), &as_lead_of_others()));
    }

    #[test]
    fn who_acts_for_the_head_stands_above_everybody_but_the_head() {
        assert!(stands_above(&as_deputy(), &as_engineer()));
        assert!(!stands_above(&as_deputy(), &as_head()));
    }
}
