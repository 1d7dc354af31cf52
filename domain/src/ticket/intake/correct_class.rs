use events_schema::facts::ticket::{ClassCorrected, TicketFact};
use events_schema::ids::IssueTypeId;
use events_schema::text::Paragraph;
use events_schema::values::{Grounds, TicketClass};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;
use crate::ticket::{Ticket, TicketRefusal};

/// Says that the class was wrong from the beginning (open point 6): the clocks of the right class start where those of the wrong
/// one did, what had stood still stands still, and what is judged stays judged.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CorrectClass {
    /// The right class; never below what the grounds imply.
    pub class: TicketClass,
    /// What was weighed; what was recorded with the wrong class if absent.
    #[serde(default)]
    pub grounds: Option<Grounds>,
    /// The type of issue, where that was wrong too.
    #[serde(default)]
    pub issue_type: Option<IssueTypeId>,
    /// Why.
    pub reason: Paragraph,
}

impl Decide<Ticket> for CorrectClass {
    fn decide(&self, ticket: &Ticket, cx: &Context<'_>) -> Result<Vec<TicketFact>, Refused> {
        ticket.handled()?;
        let classified = ticket.state().classification.as_ref().ok_or(TicketRefusal::NotClassified)?;
        let grounds = self.grounds.or(classified.grounds).ok_or(TicketRefusal::GroundsMissing)?;
        if classified.class == self.class
            && self.issue_type.as_ref().is_none_or(|id| Some(id) == classified.issue_type.as_ref())
        {
            return Err(TicketRefusal::AlreadyClassified(self.class).into());
        }
        let corrected = ClassCorrected {
            class: self.class,
            grounds,
            issue_type: self.issue_type.clone(),
            reason: self.reason.clone(),
            // Clocks are pinned at their start, and these started with the wrong class (open point 7).
            policy_version: cx.reference.policy_at(classified.since).version,
        };
        Ok(vec![corrected.into()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::Inadmissible;
    use crate::scenario::{classified, closed, given, grounds, grounds_of, important, reported};
    use events_schema::Role;

    fn correct(class: TicketClass) -> CorrectClass {
        let (grounds, reason) = (Some(grounds_of(class)), "初判有误".parse().unwrap());
        CorrectClass { class, grounds, issue_type: None, reason }
    }

    #[test]
    fn refusals_in_order_of_precedence() {
        let general = CorrectClass { grounds: None, ..correct(TicketClass::General) };
        given([reported(), closed()]).when(&general).refused(&TicketRefusal::Closed);
        given([reported()]).when(&general).refused(&TicketRefusal::NotClassified);
        let same = TicketRefusal::AlreadyClassified(TicketClass::General);
        given([reported(), classified()]).when(&general).refused(&same);
        let below = TicketRefusal::ClassBelowGrounds { class: TicketClass::General, implied: TicketClass::Important };
        given([reported(), important()]).when(&general).refused(&below);
        let unheard_of = CorrectClass { issue_type: Some("unheard-of".parse().unwrap()), ..general };
        let unknown = TicketRefusal::UnknownIssueType("unheard-of".parse().unwrap());
        given([reported(), classified()]).when(&unheard_of).refused(&unknown);
        let program = events_schema::Actor::new(
            "system-importer".parse().unwrap(),
            Role::HotlineAgent,
            events_schema::Channel::Http,
        );
        let program = given([reported(), classified()]).by_the_table("correct-class").by(program);
        let not_a_person = Inadmissible::NotAPerson { command: "correct-class" };
        program.when(&correct(TicketClass::Important)).refused(&not_a_person);
    }

    #[test]
    fn class_or_type_is_corrected_never_below_what_was_weighed() {
        let history = || given([reported(), classified()]);
        let corrected = history().when(&correct(TicketClass::Emergency)).facts();
        assert!(matches!(&corrected[..], [TicketFact::ClassCorrected(fact)] if fact.grounds != grounds()));
        let higher = CorrectClass { grounds: None, ..correct(TicketClass::Important) };
        assert!(
            matches!(&history().when(&higher).facts()[..], [TicketFact::ClassCorrected(fact)] if fact.grounds == grounds())
        );
        let paint = CorrectClass { issue_type: Some("paint".parse().unwrap()), ..correct(TicketClass::General) };
        assert_eq!(history().when(&paint).facts().len(), 1);
    }

    /// `policy.md`, open points 6 and 7.
    #[test]
    fn the_clocks_of_the_right_class_keep_the_policy_of_their_start() {
        let facts = given([reported(), classified()]).at_minute(50_000).when(&correct(TicketClass::Important)).facts();
        assert!(matches!(&facts[..], [TicketFact::ClassCorrected(fact)] if fact.policy_version == 0));
    }
}
