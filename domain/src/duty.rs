//! Who acts for whom: superiors, deputies, and the second pair of eyes. Everything by the directory at the time in question,
//! and past people who have left, so that nothing waits for them.

use events_schema::ids::{DepartmentId, PersonId};
use events_schema::values::{OnBehalf, OwnParty};
use events_schema::{Actor, ActorKind, PrincipalId, Role, Timestamp};

use crate::context::Context;
use crate::person::Employment;
use crate::reference::Reference;
use crate::refusal::{About, RefusalKind, Refuse};

/// Everybody of the factory who does something with issues, and can answer for it: not those who only read or keep the program.
pub(crate) const ACTING: &[Role] = &[
    Role::HotlineAgent,
    Role::SupportEngineer,
    Role::SupportLead,
    Role::OnSiteEngineer,
    Role::TechnicalExpert,
    Role::HeadOfAfterSales,
    Role::ProductionHead,
    Role::QualityEngineer,
    Role::Management,
    Role::Trainer,
    Role::Hr,
];

/// Whether the actor is this person, or acts for the person now.
pub(crate) fn acts_as(person: &PersonId, cx: &Context<'_>) -> bool {
    let Some(actor) = cx.actor.person() else { return false };
    actor == person || cx.reference.represented_by(actor, cx.now).any(|(absent, _)| absent == person)
}

/// Whether the actor speaks for a department, as its head or, while it has none, as anybody of it, or acts for such a one now.
pub(crate) fn speaks_for_department(department: &DepartmentId, cx: &Context<'_>) -> bool {
    cx.reference.speakers_of(department).into_iter().any(|speaker| acts_as(speaker, cx))
}

/// Whether the actor speaks for a party of the factory: a person for himself, its head for a department, each also through
/// who acts for them.
pub(crate) fn speaks_for(party: &OwnParty, cx: &Context<'_>) -> bool {
    match party {
        OwnParty::Person { person } => acts_as(person, cx),
        OwnParty::Department { department } => speaks_for_department(department, cx),
    }
}

/// Why nobody can tell that the supplier says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotSaidByTheSupplier {
    /// Staff need a proof.
    #[error("say how the supplier said so, and where that can be looked up (on_behalf)")]
    NoReference,
    /// Nobody speaks on his own behalf.
    #[error("you speak for yourself; leave `on_behalf` out")]
    OnBehalfOfHimself,
}

impl Refuse for NotSaidByTheSupplier {
    fn about(&self) -> About {
        let about = |code, zh, en| About::new(code, RefusalKind::Value, "P7.2", zh, en);
        match self {
            Self::NoReference => about("no_reference", "缺少供应商答复依据", "no reference"),
            Self::OnBehalfOfHimself => {
                about("on_behalf_of_himself", "供应商本人操作无需代录依据", "you speak for yourself")
            }
        }
    }
}

/// Whether whoever speaks for a supplier may: the supplier with his own login for himself, staff with a proof. That it is his
/// own is asked before, by `belongs_to`.
pub(crate) fn speaks_for_supplier(on_behalf: Option<&OnBehalf>, cx: &Context<'_>) -> Result<(), NotSaidByTheSupplier> {
    match (cx.actor.kind, on_behalf) {
        (ActorKind::Supplier, None) | (ActorKind::Staff | ActorKind::System | ActorKind::Customer, Some(_)) => Ok(()),
        (ActorKind::Supplier, Some(_)) => Err(NotSaidByTheSupplier::OnBehalfOfHimself),
        (ActorKind::Staff | ActorKind::System | ActorKind::Customer, None) => Err(NotSaidByTheSupplier::NoReference),
    }
}

/// Whether somebody else than this actor did it: the second pair of eyes. A deputy is another person than the one for whom
/// he acts, also where that one asked (`policy.md`, open point 2).
pub(crate) fn is_another(principal: &PrincipalId, cx: &Context<'_>) -> bool {
    cx.actor.id != *principal
}

/// The person behind what was done: where the program passes something on, whoever had it do so.
#[must_use]
pub fn behind(actor: &Actor) -> &PrincipalId {
    match (actor.kind, &actor.on_behalf_of) {
        (ActorKind::System, Some(principal)) => principal,
        _ => &actor.id,
    }
}

/// An actor in a role that may: his own, one in which he is on duty now, or that of somebody for whom he acts now.
pub(crate) fn capacity(actor: &Actor, may: &[Role], reference: &Reference, now: Timestamp) -> Option<Actor> {
    if may.contains(&actor.role) {
        return Some(actor.clone());
    }
    let person = actor.person()?;
    if let Some(role) = may.iter().find(|role| reference.is_on_duty(person, **role, now)) {
        return Some(Actor { role: *role, ..actor.clone() });
    }
    let represented = reference.represented_by(person, now);
    let mut capacities = represented.filter_map(|(absent, employment)| {
        let role = employment.roles.iter().find(|role| may.contains(role))?;
        Some((absent, *role))
    });
    let (absent, role) = capacities.next()?;
    Some(Actor { role, on_behalf_of: Some(PrincipalId::Person(absent.clone())), ..actor.clone() })
}

/// 上级: somebody above the other in the directory, somebody who acts for such a one, or the head of after-sales, who may be
/// the one on duty.
pub(crate) fn is_superior(of: &PrincipalId, cx: &Context<'_>) -> bool {
    if !is_another(of, cx) {
        return false;
    }
    let is_on_duty = |actor| cx.reference.is_on_duty(actor, Role::HeadOfAfterSales, cx.now);
    if cx.actor.role == Role::HeadOfAfterSales || cx.actor.person().is_some_and(is_on_duty) {
        return true;
    }
    let (PrincipalId::Person(person), Some(actor)) = (of, cx.actor.person()) else { return false };
    let represented = cx.reference.represented_by(actor, cx.now).filter(|(absent, _)| *absent != person);
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
        in_context("ticket-00000000-0000-0000-0000-000000000001", actor, |cx| is_superior(&author.id, cx))
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
            (as_head(), for_head(as_expert()), true),
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
