use events_schema::Timestamp;
use events_schema::facts::ticket::{ClassChangeProposed, TicketFact};
use events_schema::ids::IssueTypeId;
use events_schema::text::Paragraph;
use events_schema::values::{Grounds, TicketClass};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::command::Decide;
use crate::context::Context;
use crate::refusal::Refused;
use crate::ticket::{RequestKind, RequestRefusal, Ticket, TicketRefusal};

/// Says that the situation changed, and with it the class (open point 6). Another person has to agree; then the clocks of the
/// new class count from when it changed.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ProposeClassChange {
    /// When the situation changed; now if absent.
    #[serde(default)]
    pub changed_at: Option<Timestamp>,
    /// The class from then on; never below what the grounds imply.
    pub class: TicketClass,
    /// What was weighed.
    pub grounds: Grounds,
    /// The type of issue, where that changed too.
    #[serde(default)]
    pub issue_type: Option<IssueTypeId>,
    /// What changed.
    pub reason: Paragraph,
}

impl Decide<Ticket> for ProposeClassChange {
    fn happened_at(&self) -> Option<Timestamp> {
        self.changed_at
    }

    fn decide(&self, ticket: &Ticket, _: &Context<'_>) -> Result<Vec<TicketFact>, Refused> {
        ticket.handled()?;
        let classified = ticket.state().classification.as_ref().ok_or(TicketRefusal::NotClassified)?;
        if classified.class == self.class {
            return Err(TicketRefusal::AlreadyClassified(self.class).into());
        }
        if let Some(open) = ticket.state().requests.open().find(|request| request.kind == RequestKind::ClassChange) {
            return Err(RequestRefusal::AlreadyRequested(open.id).into());
        }
        let proposed = ClassChangeProposed {
            class: self.class,
            grounds: self.grounds,
            issue_type: self.issue_type.clone(),
            reason: self.reason.clone(),
        };
        Ok(vec![proposed.into()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::Inadmissible;
    use crate::scenario::{at, change_proposed, classified, closed, event, given, grounds_of, important, reported};
    use crate::ticket::entry::CLASS;
    use events_schema::facts::ticket::ClassCorrected;

    fn propose(class: TicketClass) -> ProposeClassChange {
        let (grounds, reason) = (grounds_of(class), "情况有变".parse().unwrap());
        ProposeClassChange { changed_at: None, class, grounds, issue_type: None, reason }
    }

    #[test]
    fn refusals_in_order_of_precedence() {
        let general = || propose(TicketClass::General);
        given([reported(), closed()]).when(&general()).refused(&TicketRefusal::Closed);
        given([reported()]).when(&general()).refused(&TicketRefusal::NotClassified);
        let same = TicketRefusal::AlreadyClassified(TicketClass::General);
        let asked = || [reported(), classified(), change_proposed(TicketClass::Important)];
        given(asked()).when(&general()).refused(&same);
        let emergency = propose(TicketClass::Emergency);
        given(asked()).when(&emergency).refused(&RequestRefusal::AlreadyRequested(event(2)));
        let unweighed = ProposeClassChange { grounds: grounds_of(TicketClass::Important), ..general() };
        let below = TicketRefusal::ClassBelowGrounds { class: TicketClass::General, implied: TicketClass::Important };
        given([reported(), important()]).when(&unweighed).refused(&below);
        let early = ProposeClassChange { changed_at: Some(at(0)), ..general() };
        let before = Inadmissible::BeforeCause { at: at(0), what: CLASS, since: at(1) };
        given([reported(), important()]).when(&early).refused(&before);
        assert_eq!(given([reported(), important()]).when(&general()).facts(), [change_proposed(TicketClass::General)]);
    }

    /// Else clocks and rules would take it for two different classes.
    #[test]
    fn the_situation_does_not_change_before_the_class_was_corrected() {
        let (class, reason) = (TicketClass::Important, "初判有误".parse().unwrap());
        let grounds = grounds_of(class);
        let corrected = ClassCorrected { class, grounds, issue_type: None, reason, policy_version: 0 };
        let dated_back = ProposeClassChange { changed_at: Some(at(1)), ..propose(TicketClass::General) };
        let before = Inadmissible::BeforeCause { at: at(1), what: CLASS, since: at(2) };
        given([reported(), classified(), corrected.into()]).when(&dated_back).refused(&before);
    }
}
